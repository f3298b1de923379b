from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models.lags import in_days
from golive.apps.plan.models.tasks import Task

PERSON = settings.AUTH_USER_MODEL


class Levelling(models.Model):
    """A levelled alternative to the plan: every move with its reason. The project manager takes all, some or none."""

    class State(models.TextChoices):
        PROPOSED = "pending", _("Proposed")
        ACCEPTED = "approved", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        REFUSED = "rejected", _("Refused")
        OUTDATED = "void", _("The plan has changed since")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="levellings")
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    seed = models.PositiveIntegerField(default=1)
    plan_code = models.CharField(max_length=64)  # hash of the plan it was made for
    finish_before = models.DateTimeField(_("finish before"))
    finish_after = models.DateTimeField(_("finish after"))
    go_live_before = models.DateTimeField(_("go-live before"), null=True)
    go_live_after = models.DateTimeField(_("go-live after"), null=True)
    over_before = models.PositiveIntegerField(_("overbooked minutes before"))
    over_after = models.PositiveIntegerField(_("overbooked minutes after"))
    moves = models.JSONField(default=list)
    staffing = models.JSONField(default=list)  # who is proposed for tasks that ask for a skill, and why
    load = models.JSONField(default=dict)  # person → day → booked minutes, before and after
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    taken = models.JSONField(_("moves accepted"), default=list)  # ids of the tasks whose moves were taken
    staffed = models.JSONField(_("people accepted"), default=list)  # ids of the tasks whose people were taken
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("levelled alternative")
        ordering = ["project", "-made_at"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.made_at):%Y-%m-%d %H:%M}"


class RiskRun(models.Model):
    """One simulation of the plan: when go-live will be, how likely, and what drives it."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="risk_runs")
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    seed = models.PositiveIntegerField(default=1)
    iterations = models.PositiveIntegerField()
    target = models.DateTimeField(_("target"), null=True)
    p50 = models.DateTimeField(_("P50"))
    p80 = models.DateTimeField(_("P80"))
    chance = models.FloatField(_("chance of the target"), null=True)
    cost_p50_fen = models.BigIntegerField(null=True)
    cost_p80_fen = models.BigIntegerField(null=True)
    result = models.JSONField(default=dict)  # the engine's document

    class Meta:
        verbose_name = _("risk simulation")
        ordering = ["project", "-made_at"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class Deviation(models.Model):
    """A task went over the threshold of its baseline; somebody owes an action. Closed when it is back within it."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="deviations")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="deviations", verbose_name=_("task"))
    slip_minutes = models.IntegerField(_("slip (minutes)"))
    raised_at = models.DateTimeField(_("raised at"))
    action = models.TextField(_("corrective action"), max_length=1000, blank=True)
    owner = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("deviation")
        ordering = ["project", "-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(closed_at=None), name="deviation_open_once_of_a_task"
            )
        ]

    def __str__(self) -> str:
        return str(self.task)

    @property
    def slip_days(self) -> Decimal:
        return in_days(self.slip_minutes)

    @property
    def state(self) -> str:
        """In the one vocabulary of states."""
        return "closed" if self.closed_at else "in_progress" if self.answered_at else "open"
