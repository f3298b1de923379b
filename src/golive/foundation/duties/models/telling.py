"""Who was told what and when, what people answered, and what the engine noticed by itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from golive.foundation.duties.models.obligations import Obligation

PERSON = settings.AUTH_USER_MODEL


class Digest(models.Model):
    """One message to one person at 09:00 or 17:30: everything there is to tell, over all his projects."""

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    slot = models.DateTimeField()  # the 09:00 or 17:30 it was for
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("digest")
        ordering = ["-sent_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "slot"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.slot:%Y-%m-%d %H:%M}"


class Reminder(models.Model):
    """Somebody was told of an obligation. Never twice for the same obligation, kind and due date."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("Before it is due")
        DUE = "due", _("Due today")
        AFTER_GRACE = "after_grace", _("Overdue")

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    due_for = models.DateTimeField()
    sent_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, null=True, on_delete=models.PROTECT, related_name="reminders")

    class Meta:
        verbose_name = _("reminder")
        ordering = ["sent_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "person", "kind", "due_for"], name="reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person}"


class Escalation(models.Model):
    """An overdue obligation was laid before the next in its path, who answers it: what he does about it, by when."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="escalations")
    to = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()  # 1 = first party of the path
    due_for = models.DateTimeField()
    at = models.DateTimeField()
    digest = models.ForeignKey(Digest, null=True, on_delete=models.PROTECT, related_name="escalations")
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    promised_for = models.DateField(_("to be done by"), null=True, blank=True)  # until then it climbs no further

    class Meta:
        verbose_name = _("escalation")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "to", "level", "due_for"], name="escalation_once"),
            models.CheckConstraint(
                name="escalation_answer_is_whole",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.to}"

    @property
    def project(self) -> object:
        return self.obligation.project


class Snooze(models.Model):
    """A person asked not to be reminded of an obligation for a while. It quiets his reminders, nothing else: the due
    date, the state and the escalation stay."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="snoozes")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("snooze")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.person} {self.until:%Y-%m-%d %H:%M}"

    @property
    def project(self) -> object:
        return self.obligation.project


class Signal(models.Model):
    """What the engine noticed by itself: nobody answers for a duty, the wrong person did it, a party is silent, a typed
    status contradicts the evidence. Open while it holds; `key` tells one from another; a person may answer it."""

    class Kind(models.TextChoices):
        GAP = "gap", _("Nobody is accountable")
        DOUBLE = "double", _("Two are accountable")
        OVERLOAD = "overload", _("Overloaded")
        CONFLICT = "conflict", _("Duties that must be apart")
        DRIFT = "drift", _("Done by the wrong person")
        SILENCE = "silence", _("Silent party")
        CONTRADICTION = "contradiction", _("Status contradicts evidence")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="duty_signals")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    key = models.CharField(max_length=160)
    text = models.JSONField()  # Words: what is the matter
    proposal = models.JSONField(null=True)  # Words: what to do about it
    url = models.CharField(max_length=300, blank=True)  # where it can be mended
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the other side
    duty_id = models.CharField(_("duty"), max_length=4, blank=True)
    place = models.CharField(_("place"), max_length=40, blank=True)
    party = models.CharField(_("party"), max_length=1, blank=True)
    seen_at = models.DateTimeField(_("first seen"))
    ended_at = models.DateTimeField(_("no longer so"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("signal")
        ordering = ["-seen_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], condition=Q(ended_at=None), name="signal_open_once")
        ]
        indexes = [models.Index(fields=["project", "ended_at", "kind"], name="signal_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
