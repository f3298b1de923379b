"""What is owed, in which state, and what was known of it on any past day. Written by `evaluate`, nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.duties.models.responsibility import Assignment
from golive.foundation.duties.states import State

PERSON = settings.AUTH_USER_MODEL


class Obligation(models.Model):
    """One due instance of a duty. Its state is computed; `why` keeps code, facts and missing things as data.

    `person` owes it; `acting` does it for him at present (cover)."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="obligations")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="obligations")
    duty_id = models.CharField(_("duty"), max_length=4)
    place = models.CharField(_("place"), max_length=40, blank=True)
    key = models.CharField(_("period"), max_length=120)  # "2026-W47", "requirements", or the key of an event
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    grace_until = models.DateTimeField()
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="obligations")
    acting = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="covered")
    state = models.CharField(_("state"), max_length=12, choices=State)
    state_since = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)  # when evidence that had proved it was found gone
    missing_count = models.PositiveIntegerField(default=0)
    by_event = models.BooleanField(default=False)  # owed because something happened, not by cadence or phase
    why = models.JSONField(default=dict)
    why_code = models.CharField(max_length=16, blank=True)  # hash of `why`, so that an evaluation need not read it
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("obligation")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "duty_id", "place", "key"], name="obligation_once"),
        ]
        indexes = [
            models.Index(fields=["person", "state", "due_at"], name="obligation_mine"),
            models.Index(fields=["acting", "state"], name="obligation_acting"),
            models.Index(fields=["project", "state", "due_at"], name="obligation_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.key}"


class StateChange(models.Model):
    """An obligation as it was known from `at` on, so that any past day can be shown as it was."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="changes")
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    was = models.CharField(max_length=12, choices=State, blank=True)
    became = models.CharField(max_length=12, choices=State)
    opens_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    grace_until = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["obligation", "at"], name="change_of_obligation"),
            models.Index(fields=["project", "at"], name="change_of_project"),
            models.Index(fields=["project", "due_at"], name="change_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.became}"


class Waiver(models.Model):
    """The sponsor does without it until a day, for a reason that stays visible."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="waivers")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    until = models.DateField(_("until"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.reason

    @property
    def project(self) -> object:
        return self.obligation.project


class Pulse(models.Model):
    """What of a project's duties must be looked at anew, when its clocks stood still, and when people were last told."""

    project = models.OneToOneField(
        "accounts.Project", on_delete=models.CASCADE, primary_key=True, related_name="duty_pulse"
    )
    dirty = models.BooleanField(default=True)  # everything
    stale = models.JSONField(default=list)  # or these duties
    evaluated_at = models.DateTimeField(null=True, blank=True)  # when everything was
    told_at = models.DateTimeField(null=True, blank=True)  # the last slot of a digest
    held_since = models.DateTimeField(null=True, blank=True)
    held = models.JSONField(default=list)  # [[from, to], …] as ISO times

    def __str__(self) -> str:
        return f"{self.project_id} {self.evaluated_at}"
