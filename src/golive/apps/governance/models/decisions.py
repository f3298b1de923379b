from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.engines.evidence.canonical import content_hash
from golive.foundation.words import Words


class Decision(models.Model):
    """A question put to somebody who can answer it: options, deadline, choice, reason, and what it sets going.

    Life: open -> decided (or withdrawn by who asked). A decided row never changes: the database refuses it
    (`guards.py`). `known` is what its decider had before his eyes: the effects of each option as they were computed.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        DECIDED = "decided", _("Decided")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField(_("no."))
    question = models.CharField(_("question"), max_length=200)
    background = models.TextField(_("background"), blank=True)
    options = models.JSONField(_("options"))  # [{"key", "text", "effect", "what_if": {"kind", "subject", "amount"}}]
    recommended = models.CharField(max_length=20, blank=True)  # the option that who asks would take
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decider")
    )
    deadline = models.DateTimeField(_("deadline"))
    act = models.CharField(max_length=60, blank=True)  # what the choice sets going: see governance.acts
    subject_id = models.BigIntegerField(null=True, blank=True)  # key of the record the act works on
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    choice = models.CharField(max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    meeting = models.ForeignKey(
        "governance.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    # {"at": ISO time, "effects": {option: [Words]}, "gate": what each criterion of a gate said}
    known = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("decision")
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="decision_number_once"),
            models.CheckConstraint(
                name="decision_decided_is_complete",
                condition=~models.Q(state="decided") | (models.Q(decided_at__isnull=False) & ~models.Q(choice="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("governance:decisions-detail", kwargs={"project": self.project.code, "pk": self.pk})

    @property
    def code(self) -> str:
        return f"D-{self.number:03d}"

    @property
    def chosen_text(self) -> str:
        return next((o["text"] for o in self.options if o["key"] == self.choice), "")

    @property
    def recommended_text(self) -> str:
        return next((o["text"] for o in self.options if o["key"] == self.recommended), "")

    @property
    def is_late(self) -> bool:
        """Decided after its deadline. An open question is judged against the time by who asks."""
        return self.decided_at is not None and self.decided_at > self.deadline

    def facts(self) -> dict[str, Any]:
        """Everything an auditor asks of it. The hash of exactly this is its code, on paper and in the audit trail."""
        return {
            "number": self.number,
            "question": self.question,
            "background": self.background,
            "options": self.options,
            "recommended": self.recommended,
            "asked_by": self.asked_by_id,  # type: ignore[attr-defined]
            "asked_at": _utc(self.asked_at),
            "decider": self.decider_id,  # type: ignore[attr-defined]
            "deadline": _utc(self.deadline),
            "act": self.act,
            "subject": self.subject_id,
            "choice": self.choice,
            "reason": self.reason,
            "decided_at": _utc(self.decided_at),
            "known": self.known,
        }

    @property
    def evidence_code(self) -> str:
        return content_hash(self.facts()) if self.decided_at else ""

    def audit_detail(self) -> dict[str, str]:
        """The line of the audit trail carries the code: what was known cannot be changed unseen afterwards."""
        return {"evidence_code": self.evidence_code} if self.decided_at else {}


def _utc(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


class Delegation(models.Model):
    """A question handed on to somebody else. The row stays, so that nobody asks later why another decided."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="delegations")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class Outcome(models.Model):
    """What a decision set going, written down in the moment it happened. Never changed afterwards."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="outcomes")
    text = models.JSONField()  # Words
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.words)

    @property
    def words(self) -> Words:
        return Words.from_json(self.text)
