"""What people put their names under: count sheets, statements of reconciliation, certificates."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models.loading import Cycle, Run
from golive.apps.migration.models.sources import DataObject, Extract
from golive.foundation.signatures.models import Signable


class CountSheet(Signable):
    """One storekeeper's count: book beside shelf. His signature covers the extract by its hash."""

    extract = models.OneToOneField(Extract, on_delete=models.PROTECT, related_name="count_sheet")
    lines = models.PositiveIntegerField(_("lines"))
    differing = models.PositiveIntegerField(_("lines that differ"))
    booked = models.CharField(_("book quantity"), max_length=40)
    counted = models.CharField(_("counted quantity"), max_length=40)

    class Meta:
        verbose_name = _("stock count")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.extract.source)

    @property
    def project(self) -> Any:
        return self.extract.data_object.project

    def signed_content(self) -> dict[str, Any]:
        file = self.extract.file
        return {
            "sheet": self.extract.source.name,
            "sha256": file.sha256 if file is not None else "",
            "lines": self.lines,
            "differing": self.differing,
            "booked": self.booked,
            "counted": self.counted,
        }

    def get_absolute_url(self) -> str:
        return reverse("migration:counts", kwargs={"project": self.project.code})


class Readiness(Signable):
    """What the owner of an object signs before it is loaded: these rows, these rules, this quality. A later change of any
    of them takes the signature away."""

    data_object = models.OneToOneField(DataObject, on_delete=models.CASCADE, related_name="readiness")
    state = models.JSONField(default=dict)  # see services/signing.py

    class Meta:
        verbose_name = _("readiness of data")

    def __str__(self) -> str:
        return str(self.data_object)

    @property
    def project(self) -> Any:
        return self.data_object.project

    def signed_content(self) -> dict[str, Any]:
        return {"object": self.data_object.key, **self.state}

    def get_absolute_url(self) -> str:
        return self.data_object.get_absolute_url()


class ValueMap(Signable):
    """What the old system's words become in the ERP. It stands in the mapping; its owner signs it, and a changed one asks
    for a new signature."""

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="value_maps")
    name = models.CharField(_("value map"), max_length=80)
    entries = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("value map")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["data_object", "name"], name="value_map_once")]

    def __str__(self) -> str:
        return f"{self.data_object} · {self.name}"

    @property
    def project(self) -> Any:
        return self.data_object.project

    def signed_content(self) -> dict[str, Any]:
        return {"object": self.data_object.key, "map": self.name, "entries": self.entries}

    def get_absolute_url(self) -> str:
        return reverse("migration:value_maps", kwargs={"project": self.project.code, "pk": self.data_object_id})


class Reconciliation(Signable):
    """The statement of one object in one cycle: source, ledger and the ERP's own answer compared, row for row."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="reconciliations")
    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="reconciliations")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="reconciliations")
    rows = models.PositiveIntegerField(_("rows"))
    by_state = models.JSONField(default=dict)
    totals = models.JSONField(default=list)  # [{"name", "group", "source", "by_state", "target"}]
    differences = models.JSONField(default=list)  # the first hundred; all are in the file
    difference_count = models.PositiveIntegerField(_("differences"), default=0)
    remarks = models.JSONField(default=dict)  # {"not_compared": […], "kept_blanks": [{"field", "as", "records"}]}
    balanced = models.BooleanField(_("balanced"))
    file = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("reconciled at"))

    class Meta:
        verbose_name = _("reconciliation statement")
        ordering = ["-id"]
        indexes = [models.Index(fields=["cycle", "data_object", "-id"], name="statement_latest")]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.data_object}"

    @property
    def project(self) -> Any:
        return self.cycle.project

    def signed_content(self) -> dict[str, Any]:
        return {
            "cycle": self.cycle.system,
            "object": self.data_object.key,
            "rows": self.rows,
            "by_state": self.by_state,
            "totals": self.totals,
            "balanced": self.balanced,
            "statement": self.file.sha256 if self.file is not None else "",
        }

    def get_absolute_url(self) -> str:
        return reverse("migration:statement", kwargs={"project": self.project.code, "pk": self.pk})


class Certificate(models.Model):
    """Issued for a cycle once: sealed JSON and its printed form. Whether it still holds is computed, not kept."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="certificates")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")  # the load it certifies
    content_hash = models.CharField(_("content code"), max_length=64)
    fingerprint = models.CharField(_("fingerprint of the key"), max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    json_file = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    pdf_file = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("migration certificate")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.content_hash[:12]}"

    @property
    def project(self) -> Any:
        return self.cycle.project

    def get_absolute_url(self) -> str:
        return self.cycle.get_absolute_url()
