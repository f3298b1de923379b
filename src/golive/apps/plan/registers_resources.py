"""The lists of what the sponsor was asked for: versions of the budget, and more of a person. Frozen; nobody edits them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import BudgetVersion, CostLine, Shortfall
from golive.apps.plan.permissions import may_view_costs
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE
from golive.foundation.registers.declare import Column, Register
from golive.foundation.registers.filters import Choice, Search


def visible_budgets(actor: Any) -> QuerySet[BudgetVersion]:
    rows = BudgetVersion.objects.filter(project__in=access.projects_as(actor, *INSIDE))
    return rows.select_related("project", "decision__project", "made_by")


def visible_shortfalls(actor: Any) -> QuerySet[Shortfall]:
    rows = Shortfall.objects.filter(project__in=access.projects_as(actor, *INSIDE))
    return rows.select_related("project", "decision__project", "membership__person", "raised_by")


def _content(request: Any, record: BudgetVersion) -> dict[str, Any]:
    """What was frozen, against the version approved before it."""
    earlier = BudgetVersion.objects.filter(project=record.project, number__lt=record.number, state="approved").first()
    held = earlier.sums() if earlier else {}
    rows = [
        {
            **row,
            "label": CostLine.Class(row["cost_class"]).label,
            "before": held.pop((row["phase"], row["cost_class"]), None),
        }
        for row in record.content
    ]
    return {"lines": rows, "earlier": earlier}


BUDGETS = Register(
    name="budgets",
    app="plan",
    model=BudgetVersion,
    visible=visible_budgets,
    permission=may_view_costs,
    label=_("Versions of the budget"),
    one=_("version of the budget"),
    columns=[
        Column("number", link=True, sort=True),
        Column("total_fen", _("Total (yuan)"), kind="money", sort=True),
        Column("state", kind="status", sort=True),
        Column("decision", _("Decision"), value=lambda v: v.decision.code if v.decision else ""),
        Column("made_by"),
        Column("made_at", sort=True),
        Column("decided_at"),
    ],
    filters=[Choice("state")],
    order="-number",
    key="number",
    comments=False,
    icon="coin",
    empty=_(
        "The budget was never put to the sponsor. That is done under Resources, once it is booked by phase and class."
    ),
    detail_template="plan/budget.html",
    detail_context=_content,
)

SHORTFALLS = Register(
    name="shortfalls",
    app="plan",
    model=Shortfall,
    visible=visible_shortfalls,
    permission=may_view_costs,
    label=_("Shortfalls of people"),
    one=_("shortfall"),
    columns=[
        Column("id", _("No."), kind="text", link=True, sort=True),
        Column("person", _("Person"), value=lambda s: str(s.membership.person)),
        Column("needed", _("Needed (hours)"), kind="number", value=lambda s: round(s.needed_minutes / 60)),
        Column("promised", _("Promised (hours)"), kind="number", value=lambda s: round(s.promised_minutes / 60)),
        Column("percent", _("Asked for (% of a day)"), kind="number", sort=True),
        Column("raised_by"),
        Column("raised_at", sort=True),
        Column("decision", _("Decision"), value=lambda s: s.decision.code if s.decision else ""),
        Column("answer", _("Answer"), value=lambda s: s.decision.chosen_text if s.decision else ""),
    ],
    filters=[Search("membership__person__display_name")],
    order="-raised_at",
    comments=False,
    icon="users",
    empty=_(
        "Nobody was asked for more of a person. That is done under Resources, where the plan needs more than was promised."
    ),
)
