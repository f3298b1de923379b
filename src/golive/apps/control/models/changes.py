from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models.lags import in_days
from golive.foundation.registers.models import Versioned
from golive.foundation.words import Words

PERSON = settings.AUTH_USER_MODEL


class ChangeRequest(Versioned):
    """Something shall become other than agreed: why, what it touches in the plan, and which requirements.

    Life: draft -> put to whoever decides by its size -> approved (the plan and the baseline move) or refused; or
    withdrawn. What it would do is computed whenever somebody looks; what it did is kept when it is decided.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ASKED = "pending", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        REFUSED = "rejected", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="changes")
    code = models.CharField(_("no."), max_length=12)
    title = models.CharField(_("change"), max_length=160)
    reason = models.TextField(
        _("reason"), max_length=4000, help_text=_("Why it is wanted, and what happens without it")
    )
    refs = models.CharField(
        _("requirements it touches"), max_length=300, blank=True, help_text=_("Their numbers, like REQ-7, REQ-12")
    )
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("raised by"))
    raised_at = models.DateTimeField(_("raised at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    asked_at = models.DateTimeField(_("put to the decision at"), null=True, blank=True)
    asked_effect = models.JSONField(default=list)  # sentences (Words), as computed when it was put to the decision
    decision = models.OneToOneField(
        "governance.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="change",
        verbose_name=_("decision"),
    )  # of the sponsor; a small change has none
    decided_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.TextField(_("reason of the decision"), max_length=2000, blank=True)
    effect = models.JSONField(default=list)  # sentences (Words), as computed in the moment of the decision
    later_minutes = models.IntegerField(_("later by (minutes)"), null=True, blank=True)
    cost_fen = models.BigIntegerField(_("cost"), null=True, blank=True)

    class Meta:
        verbose_name = _("change request")
        ordering = ["project", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="change_code_once"),
            models.CheckConstraint(
                name="change_decided_has_time",
                condition=~models.Q(state__in=["approved", "rejected"])
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="change_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def later_days(self) -> Decimal | None:
        return None if self.later_minutes is None else in_days(self.later_minutes)

    @property
    def ref_codes(self) -> list[str]:
        """The numbers of requirements as they were written, whatever stands between them."""
        text = self.refs
        for mark in ",，、;；\n":
            text = text.replace(mark, " ")
        return text.split()

    @property
    def is_settled(self) -> bool:
        return self.state in (self.State.APPROVED, self.State.REFUSED, self.State.WITHDRAWN)


class ChangeItem(models.Model):
    """One thing that a change does to the plan. `was_minutes` is the duration that its writer saw."""

    class Kind(models.TextChoices):
        DURATION = "duration", _("Another duration")
        TASK = "task", _("New task")
        COST = "cost", _("More fixed cost")

    change = models.ForeignKey(ChangeRequest, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(_("task"), max_length=200)  # of the new task, or of the task as it was called
    task = models.ForeignKey("plan.Task", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    parent = models.ForeignKey("plan.Task", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    has_parent = models.BooleanField(default=False)  # so that a summary which has gone is noticed
    minutes = models.PositiveIntegerField(default=0)
    was_minutes = models.PositiveIntegerField(null=True, blank=True)
    waits = models.CharField(_("predecessors"), max_length=200, blank=True)
    holds = models.CharField(_("successors"), max_length=200, blank=True)
    owner = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    cost_fen = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("part of a change")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.change.code} {self.name}"

    @property
    def project(self) -> object:
        return self.change.project


class ChangeRule(models.Model):
    """Up to which size the project manager decides alone. Larger changes are the sponsor's."""

    project = models.OneToOneField("accounts.Project", on_delete=models.CASCADE, related_name="change_rule")
    days = models.PositiveSmallIntegerField(_("working days of go-live or of the end"), default=2)
    cost_fen = models.BigIntegerField(_("cost"), default=1_000_000)
    set_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rule of size")

    def __str__(self) -> str:
        return f"{self.days} d · ¥{self.yuan:,.0f}"

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.cost_fen) / 100


def read(sentences: list[dict[str, object]]) -> list[Words]:
    """Kept sentences, to be rendered in the reader's language."""
    return [Words.from_json(s) for s in sentences]
