"""After go-live: the same rules on the live ERP's records, clean-ups with undo, stock against ledger."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models.quality import Finding
from golive.apps.migration.models.sources import DataObject


class LiveFinding(models.Model):
    """One record of the live ERP that breaks one rule; a check closes what has been put right there."""

    State = Finding.State

    data_object = models.ForeignKey(DataObject, on_delete=models.CASCADE, related_name="live_findings")
    rule = models.CharField(_("rule"), max_length=80)
    severity = models.CharField(_("severity"), max_length=8, choices=Finding.Severity)
    record = models.CharField(_("record"), max_length=200)
    label = models.CharField(_("name"), max_length=200, blank=True)
    field = models.CharField(_("field"), max_length=120)
    value = models.CharField(_("value"), max_length=400, null=True)
    state = models.CharField(_("state"), max_length=10, choices=Finding.State, default=Finding.State.OPEN)
    found_at = models.DateTimeField(_("found at"))
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        verbose_name = _("finding in the live ERP")
        ordering = ["rule", "record"]
        constraints = [
            models.UniqueConstraint(fields=["data_object", "rule", "record", "field"], name="live_finding_once")
        ]
        indexes = [models.Index(fields=["data_object", "state", "rule"], name="live_worklist")]

    def __str__(self) -> str:
        return f"{self.record} {self.field}"

    @property
    def project(self) -> Any:
        return self.data_object.project


class CleanUp(models.Model):
    """Records of the live ERP that nobody uses any more, archived together; taken back together. `records`:
    [{"id", "label", "why", "answer"}], answer "" for done, else why the ERP kept it."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        UNDONE = "undone", _("Taken back")

    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="clean_ups")
    title = models.CharField(_("title"), max_length=160)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    records = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("proposed at"))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("done at"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("undone at"), null=True)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("clean-up")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def project(self) -> Any:
        return self.data_object.project

    def get_absolute_url(self) -> str:
        return reverse("migration:clean_up", kwargs={"project": self.project.code, "pk": self.pk})


class LiveReconciliation(models.Model):
    """Two figures of the live ERP that must be equal, compared on a day: stock by location against what was counted or
    booked, stock value against the ledger."""

    class Kind(models.TextChoices):
        STOCK = "stock", _("Stock against the last count")
        LEDGER = "ledger", _("Stock value against the ledger")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="live_reconciliations")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("compared at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lines = models.PositiveIntegerField(_("lines"), default=0)
    differing = models.PositiveIntegerField(_("lines that differ"), default=0)
    sides = models.JSONField(default=dict)  # the two sums, as text
    differences = models.JSONField(default=list)  # the first hundred
    balanced = models.BooleanField(_("balanced"))

    class Meta:
        verbose_name = _("reconciliation of the live ERP")
        ordering = ["-day", "kind"]
        constraints = [models.UniqueConstraint(fields=["project", "kind", "day"], name="live_reconciled_once_a_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"
