"""What is wrong with the data, and what people did about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models.sources import DataObject


class Finding(models.Model):
    """One record that breaks one rule: a line of the worklist. Checking again closes what is no longer so."""

    class State(models.TextChoices):
        OPEN = "open", _("Still open")
        CORRECTED = "corrected", _("Corrected")
        ACCEPTED = "accepted", _("Accepted as it is")

    class Severity(models.TextChoices):
        ERROR = "error", _("Error")
        WARNING = "warning", _("Warning")

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(_("rule"), max_length=80)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    row_key = models.CharField(_("record"), max_length=200)
    row = models.PositiveIntegerField(default=0)
    column = models.CharField(_("column"), max_length=120)
    value = models.CharField(_("value"), max_length=400, null=True)
    group = models.CharField(max_length=120, blank=True)  # by what a whole value is corrected at once: kind of product
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        verbose_name = _("finding")
        ordering = ["row", "rule"]
        indexes = [models.Index(fields=["data_object", "state", "rule", "row"], name="finding_worklist")]
        constraints = [
            models.UniqueConstraint(fields=["data_object", "rule", "row_key", "column"], name="finding_once")
        ]

    def __str__(self) -> str:
        return f"{self.row_key} {self.column}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class Correction(models.Model):
    """A recorded correction. The corrected table is always derived from the extract, so undoing is leaving it out."""

    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=20)
    column = models.CharField(_("column"), max_length=120)
    keys = models.JSONField(default=list)  # records; empty: the whole column
    values = models.JSONField(default=dict)  # value_map
    before = models.CharField(_("before"), max_length=400, null=True)
    after = models.CharField(_("after"), max_length=400, null=True)
    cells = models.PositiveIntegerField(_("cells changed"), default=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("corrected at"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True)
    cluster = models.ForeignKey("DuplicateCluster", null=True, on_delete=models.SET_NULL, related_name="corrections")
    tentative = models.BooleanField(default=False)  # of a whole column: dropped by the check if it changed nothing

    class Meta:
        verbose_name = _("correction")
        ordering = ["id"]
        indexes = [models.Index(fields=["data_object", "id"], name="correction_of_object")]

    def __str__(self) -> str:
        return f"{self.data_object} · {self.column}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class DuplicateCluster(models.Model):
    """Records that may be the same firm or thing. A person decides; the proposal only says why it was made."""

    class Verdict(models.TextChoices):
        OPEN = "open", _("Still open")
        MERGED = "merged", _("Merged")
        SEPARATE = "separate", _("No duplicates")

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="clusters")
    fingerprint = models.CharField(max_length=64)  # of the set of keys
    keys = models.JSONField()
    survivor = models.CharField(_("survivor"), max_length=200)
    reasons = models.JSONField(default=list)  # [{"key": …, "value": …}]
    why = models.JSONField(default=list)  # of the weakest pair inside: [{"column", "zh", "en", "factor"}]
    probability = models.FloatField(_("probability"), null=True)
    chained = models.BooleanField(default=False)  # links led on to records that were kept apart
    chosen = models.JSONField(default=dict)  # column -> record whose value stays, chosen by hand
    values = models.JSONField(default=dict)  # what the record that stays became, column -> value
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict, default=Verdict.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("possible duplicates")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["data_object", "fingerprint"], name="cluster_once")]
        indexes = [models.Index(fields=["data_object", "verdict", "id"], name="cluster_open")]

    def __str__(self) -> str:
        return " = ".join(self.keys[:3])

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class Exclusion(models.Model):
    """A record that is not taken over, by a person's decision and for a reason."""

    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="exclusions")
    row_key = models.CharField(_("record"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("exclusion")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["data_object", "row_key"], name="exclusion_once")]

    def __str__(self) -> str:
        return self.row_key

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class QualityScore(models.Model):
    """How an object stood on a day: the last check of the day. `origin`: the extract before go-live, the ERP after it."""

    class Origin(models.TextChoices):
        EXTRACT = "extract", _("Legacy data")
        ERP = "erp", _("Live ERP")

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="scores")
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.EXTRACT)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("checked at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField(_("records"))
    wrong = models.PositiveIntegerField(_("records with an error"))
    score = models.DecimalField(_("quality score"), max_digits=7, decimal_places=6)
    by_rule = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("quality score")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["data_object", "origin", "day"], name="score_once_a_day")]

    def __str__(self) -> str:
        return f"{self.data_object} {self.day} {self.score}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class RuleProposal(models.Model):
    """A rule that the profile suggests, with what was seen. A person accepts it, perhaps changed, or refuses it."""

    class State(models.TextChoices):
        OPEN = "open", _("Still open")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="proposals")
    rule = models.CharField(_("rule"), max_length=160)
    yaml = models.TextField(_("text"))  # one rule, as it would stand in the file of rules
    seen = models.JSONField(default=dict)  # {"zh", "en"}: why it is suggested
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("suggested rule")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["data_object", "rule"], name="proposal_once")]

    def __str__(self) -> str:
        return self.rule

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class PairLabel(models.Model):
    """A person said whether two records are one: what a threshold is chosen on, and what its precision is measured by."""

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="labels")
    first = models.CharField(max_length=200)  # keys, the smaller first
    second = models.CharField(max_length=200)
    probability = models.FloatField()
    drawn = models.CharField(max_length=8)  # random or near: only random ones measure
    same = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("labelled pair")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["data_object", "first", "second"], name="label_once")]

    def __str__(self) -> str:
        return f"{self.first} {'=' if self.same else '≠'} {self.second}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project


class Batch(models.Model):
    """Corrections that came back in a workbook: looked at before they are taken over, kept as they came."""

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(_("file"), max_length=160)
    lines = models.JSONField(
        default=list
    )  # [{"line", "key", "column", "before", "after", "reason"}]: what would be done
    faults = models.JSONField(default=list)  # [{"cell", "words"}]: cells that cannot be taken
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("sent at"))
    applied_at = models.DateTimeField(_("taken over at"), null=True)

    class Meta:
        verbose_name = _("corrections from a workbook")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.data_object.project

    def get_absolute_url(self) -> str:
        return reverse("migration:batch", kwargs={"project": self.project.code, "pk": self.pk})
