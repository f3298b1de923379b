"""What the sponsor commits: a budget he approved as it stood, and people he was asked for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class BudgetVersion(models.Model):
    """The budget by phase and cost class, frozen when it was put to the sponsor.

    Life: asked -> approved or refused by the decision, or withdrawn with it. `content`: [{phase, name, cost_class, fen}].
    """

    class State(models.TextChoices):
        ASKED = "pending", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        REFUSED = "rejected", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="budgets")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField(default=list)
    total_fen = models.BigIntegerField(_("total"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("put by"))
    made_at = models.DateTimeField(_("put at"))
    decision = models.OneToOneField(
        "governance.Decision", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("version of the budget")
        ordering = ["project", "-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="budget_number_once")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"

    def sums(self) -> dict[tuple[int | None, str], int]:
        rows: list[dict[str, Any]] = self.content
        return {(r["phase"], r["cost_class"]): r["fen"] for r in rows}


class Shortfall(models.Model):
    """Somebody gives the project less than the plan needs of him; the sponsor was asked, and his decision acts."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="shortfalls")
    membership = models.ForeignKey("accounts.Membership", on_delete=models.CASCADE, related_name="+")
    needed_minutes = models.PositiveIntegerField(_("needed"))
    promised_minutes = models.PositiveIntegerField(_("promised"))
    percent = models.PositiveSmallIntegerField(_("share of a day asked for (%)"))
    raised_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    raised_at = models.DateTimeField(_("asked at"))
    decision = models.OneToOneField("governance.Decision", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("shortfall")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.membership.person} {self.percent}%"
