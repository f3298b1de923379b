"""Rows of the duty engine. They are written by `evaluate` and by the use cases in `services`, nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.duties.states import State

PERSON = settings.AUTH_USER_MODEL


class Assignment(models.Model):
    """Who is accountable for a duty at a place: the whole project (""), or a department ("department:7")."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="duty_assignments")
    duty_id = models.CharField(_("duty"), max_length=4)
    place = models.CharField(_("place"), max_length=40, blank=True)
    accountable = models.ForeignKey(
        PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accountable_for",
        verbose_name=_("accountable"),
    )
    named = models.BooleanField(default=False)  # by a person, so that no default replaces the choice
    switched_off_at = models.DateTimeField(null=True, blank=True)
    switched_off_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    switched_off_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("assignment of a duty")
        ordering = ["project", "duty_id", "place"]
        constraints = [models.UniqueConstraint(fields=["project", "duty_id", "place"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.place}".strip()


class Obligation(models.Model):
    """One due instance of a duty. Its state is computed; `why` keeps code, facts and missing things as data."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="obligations")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="obligations")
    duty_id = models.CharField(_("duty"), max_length=4)
    place = models.CharField(_("place"), max_length=40, blank=True)
    key = models.CharField(_("period"), max_length=120)  # "2026-W47", "requirements", or the key of an event
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    grace_until = models.DateTimeField()
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="obligations")
    state = models.CharField(_("state"), max_length=12, choices=State)
    state_since = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    why = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("obligation")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "duty_id", "place", "key"], name="obligation_once"),
        ]
        indexes = [
            models.Index(fields=["person", "state", "due_at"], name="obligation_mine"),
            models.Index(fields=["project", "state", "due_at"], name="obligation_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.key}"


class StateChange(models.Model):
    """What was known from when on, so that any past day can be shown as it was."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="changes")
    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    was = models.CharField(max_length=12, choices=State, blank=True)
    became = models.CharField(max_length=12, choices=State)
    due_at = models.DateTimeField()
    why = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["obligation", "at"], name="change_of_obligation"),
            models.Index(fields=["project", "at"], name="change_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.became}"


class Reminder(models.Model):
    """Somebody was told. Never twice for the same obligation, kind and due date."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("Before it is due")
        DUE = "due", _("Due today")
        AFTER_GRACE = "after_grace", _("Overdue")

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    due_for = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "person", "kind", "due_for"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person}"


class Escalation(models.Model):
    """An overdue obligation was laid before the next in its path."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="escalations")
    to = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()  # 1 = first party of the path
    due_for = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["obligation", "to", "level", "due_for"], name="escalation_once")]

    def __str__(self) -> str:
        return f"{self.level} {self.to}"


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
    """Whether the duties of a project are up to date, and when its clocks stood still."""

    project = models.OneToOneField(
        "accounts.Project", on_delete=models.CASCADE, primary_key=True, related_name="duty_pulse"
    )
    dirty = models.BooleanField(default=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    held_since = models.DateTimeField(null=True, blank=True)
    held = models.JSONField(default=list)  # [[from, to], …] as ISO times

    def __str__(self) -> str:
        return f"{self.project_id} {self.evaluated_at}"
