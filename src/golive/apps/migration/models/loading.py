"""Load cycles, their runs, and the ledger that says what became of every record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Cycle(models.Model):
    """One load from beginning to end: mock loads until nothing is rejected, then the cutover."""

    class Kind(models.TextChoices):
        MOCK = "mock", _("Mock load")
        CUTOVER = "cutover", _("Cutover load")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="load_cycles")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("load cycle")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="cycle_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def system(self) -> str:
        """The source system in the keys of the ledger and of the ERP: cycles never share a key."""
        return f"{self.project.code}-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("migration:cycle", kwargs={"project": self.project.code, "pk": self.pk})


class Run(models.Model):
    """One simulation, load, reconciliation or undo of a cycle. `counts`: object -> {state or answer: rows}."""

    class Kind(models.TextChoices):
        SIMULATE = "simulate", _("Simulation")
        LOAD = "load", _("Load")
        RECONCILE = "reconcile", _("Reconciliation")
        UNDO = "undo", _("Taken back")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    settled = models.BooleanField(default=False)  # decisions are in the ledger; a resumed load does not repeat it
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    counts = models.JSONField(default=dict)
    rates = models.JSONField(default=dict)  # load: object -> {"rows": tried, "seconds": …}, of this attempt
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("run")
        ordering = ["-id"]
        indexes = [models.Index(fields=["cycle", "kind", "-id"], name="run_of_cycle")]

    def __str__(self) -> str:
        return f"{self.cycle} · {self.get_kind_display()}"

    @property
    def project(self):  # type: ignore[no-untyped-def]
        return self.cycle.project

    def get_absolute_url(self) -> str:
        return self.cycle.get_absolute_url()


class Refusal(models.Model):
    """A record that the ERP would refuse, or that cannot be mapped: found by a simulation."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="refusals")
    object = models.CharField(_("object"), max_length=40)
    row_key = models.CharField(_("record"), max_length=200)
    code = models.CharField(max_length=60)
    text = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "object", "id"], name="refusal_of_run")]

    def __str__(self) -> str:
        return f"{self.row_key}: {self.code}"


class LedgerEntry(models.Model):
    """What has become of one record of one cycle. Written only by engine_io.ledger; ends are left only by reopening."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=160)  # system/object/: the first two parts of the key
    key = models.CharField(max_length=400)
    state = models.CharField(_("state"), max_length=10)
    digest = models.CharField(max_length=64, blank=True)
    target_id = models.CharField(_("record in the ERP"), max_length=60, blank=True)
    reason_code = models.CharField(max_length=60, blank=True)
    text = models.TextField(_("reason"), blank=True)
    merged_into = models.CharField(max_length=400, blank=True)
    batch_id = models.CharField(max_length=120, blank=True)
    attempt = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("ledger entry")
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="ledger_key_once")]
        indexes = [models.Index(fields=["project", "prefix", "state", "key"], name="ledger_state")]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def source_key(self) -> str:
        return self.key[len(self.prefix) :]


class LedgerHistory(models.Model):
    """An end that was left: what it was, who reopened it and why."""

    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="history")
    attempt = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    target_id = models.CharField(max_length=60, blank=True)
    reason_code = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    merged_into = models.CharField(max_length=400, blank=True)
    reopened_by = models.CharField(max_length=120)
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ["entry", "attempt"]
        constraints = [models.UniqueConstraint(fields=["entry", "attempt"], name="ledger_history_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"
