"""What comes in: sources as they were given, the data objects of the project, and the extracts taken."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Where rows come from: a file exactly as it was handed over, a database that is only read, or a running ERP."""

    class Kind(models.TextChoices):
        FILE = "file", _("File")
        DATABASE = "database", _("Database")
        ERP = "erp", _("ERP")
        COUNT = "count", _("Stock count")

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Cannot be read")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="migration_sources")
    name = models.CharField(_("name"), max_length=160)
    file = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)  # "" for workbooks
    encoding_confirmed = models.BooleanField(_("encoding confirmed"), default=False)
    tables = models.JSONField(_("tables"), default=dict)  # name -> {"rows": n, "columns": [...], "first": [[cells]]}
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FILE)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    location = models.CharField(_("address"), max_length=300, blank=True)  # without any password
    secret = models.TextField(blank=True)  # the address with its password, encrypted: foundation/vault
    header_row = models.PositiveSmallIntegerField(_("row of the column names"), null=True)
    oddities = models.JSONField(default=list)  # [{"code", "table", "line", "params"}]: what was odd while reading
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("source")
        ordering = ["id"]
        indexes = [models.Index(fields=["project", "id"], name="source_of_project")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("migration:source", kwargs={"project": self.project.code, "pk": self.pk})


class DataObject(models.Model):
    """One kind of master or opening data, with its owner and the bar that its quality has to reach."""

    class Key(models.TextChoices):
        CUSTOMERS = "customers", _("Customers")
        SUPPLIERS = "suppliers", _("Suppliers")
        ADDRESSES = "addresses", _("Addresses")
        CONTACTS = "contacts", _("Contacts")
        UNITS = "units", _("Units of measure")
        CATEGORIES = "product_categories", _("Product categories")
        PRODUCTS = "products", _("Products")
        PRICES = "price_lists", _("Price lists")
        ACCOUNTS = "accounts", _("Chart of accounts")
        BALANCES = "opening_balances", _("Opening balances")
        RECEIVABLES = "open_receivables", _("Open receivables")
        PAYABLES = "open_payables", _("Open payables")
        WAREHOUSES = "warehouses", _("Warehouses")
        LOCATIONS = "locations", _("Locations")
        LOTS = "lots", _("Lots")
        STOCK = "stock", _("Opening stock")
        BOMS = "boms", _("Bills of materials")
        SALES = "open_sales", _("Open sales orders")
        PURCHASES = "open_purchases", _("Open purchase orders")
        EMPLOYEES = "employees", _("Employees")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="data_objects")
    key = models.CharField(_("object"), max_length=40)
    title = models.CharField(_("name"), max_length=80, blank=True)  # of an object that the project defined itself
    # The object whose lines these rows are: loaded with its records, never by themselves.
    lines_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="line_tables", verbose_name=_("lines of")
    )
    order = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(
        "accounts.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )
    quality_bar = models.DecimalField(
        _("quality bar"),
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.980"),
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Share of records without an error that has to be reached, such as 0.98."),
    )
    preparation = models.JSONField(default=dict)  # key columns, cleaning, duplicates, totals, count: see standards.py
    profile = models.JSONField(null=True)
    rows = models.PositiveIntegerField(_("records"), default=0)
    score = models.DecimalField(_("quality score"), max_digits=7, decimal_places=6, null=True)
    conflicts = models.JSONField(default=list)  # corrections that no longer fit the extract
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Every change of rows, rules or decisions counts `revision` up; a check says which one it has seen.
    revision = models.PositiveIntegerField(default=0)
    checked_revision = models.PositiveIntegerField(default=0)
    by_rule = models.JSONField(default=dict)  # rule -> {"rows": records that break it, "severity": …}, of all records
    unasked = models.JSONField(default=dict)  # rule -> why the latest check could not ask it: {"code", "params"}
    snapshot = models.CharField(max_length=80, blank=True)  # file of the derived tables: engine_io/snapshot.py
    matching = models.JSONField(default=dict)  # the latest search for duplicates: when, how, how many
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("data object")
        ordering = ["project", "order"]
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="data_object_once")]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> Any:
        """Its name: a standard object's in the reader's language, the project's own as it was given."""
        return self.title or (self.Key(self.key).label if self.key in self.Key else self.key)

    @property
    def above_bar(self) -> bool:
        return self.score is not None and self.score >= self.quality_bar

    @property
    def outdated(self) -> bool:
        """Something changed that no check has seen yet."""
        return self.checked_at is not None and self.checked_revision != self.revision

    def get_absolute_url(self) -> str:
        return reverse("migration:object", kwargs={"project": self.project.code, "pk": self.pk})


class Extract(models.Model):
    """The rows of one table of one source, taken once and never changed. A newer one of the same source replaces it."""

    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="extracts")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="extracts")
    table = models.CharField(_("table"), max_length=120)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(_("rows"))
    file = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("taken at"))
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("extract")
        ordering = ["id"]
        indexes = [models.Index(fields=["data_object", "is_current", "id"], name="extract_current")]

    def __str__(self) -> str:
        return f"{self.data_object} · {self.source}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class Versioned(models.Model):
    """A text that is never changed: each save is the next version."""

    version = models.PositiveIntegerField(_("version"))
    yaml = models.TextField(_("text"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("saved at"))

    class Meta:
        abstract = True


class RuleSet(Versioned):
    """The quality rules of an object, as data."""

    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="rule_sets")

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["data_object", "version"], name="rules_version_once")]

    def __str__(self) -> str:
        return f"{self.data_object} v{self.version}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class Mapping(Versioned):
    """How the object's records become records of the ERP. `confirmed`: a person said that it is right."""

    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="mappings")
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["data_object", "version"], name="mapping_version_once")]

    def __str__(self) -> str:
        return f"{self.data_object} v{self.version}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project
