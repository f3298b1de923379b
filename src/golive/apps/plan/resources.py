"""What is promised against what the plan needs: people over the weeks to come, money by phase and cost class."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import Sum

from golive.apps.plan import engine_io
from golive.apps.plan.models import BudgetVersion, CostLine, Shortfall
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Project

AHEAD = timedelta(weeks=12)
WHOLE = 100  # per cent: nobody has more of himself to give


@dataclass(frozen=True, slots=True)
class Need:
    """A person over the weeks to come, in working minutes. `membership`: the place whose availability counts."""

    membership: Membership
    promised: int
    needed: int
    asked: Shortfall | None = None

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.promised)

    @property
    def percent(self) -> int:
        """The share of a day that would be enough; more than the whole: somebody else has to help."""
        if not self.promised:
            return WHOLE
        return ceil(self.membership.availability * self.needed / self.promised)

    @property
    def hours(self) -> tuple[float, float, float]:
        return self.promised / 60, self.needed / 60, self.lacking / 60


def needs(project: Project) -> list[Need]:
    """Everybody whom the plan asks for something, the largest gap first; the plan is computed as it stands."""
    found = engine_io.compute(project)
    today = engine_io.local_day(clock.now(), found.calendar)
    needed: dict[int, float] = defaultdict(float)
    for row in engine_io.loads(found, today, today + AHEAD):
        needed[row.resource] += row.planned
    places = _places(project)
    open_ = {s.membership_id: s for s in open_shortfalls(project)}
    days = [today + timedelta(n) for n in range(AHEAD.days)]
    rows = [
        Need(
            places[who],
            round(sum(engine_io.capacities(found, who, days).values())),
            round(minutes),
            open_.get(places[who].pk),
        )
        for who, minutes in needed.items()
        if who in places and minutes >= 1
    ]
    return sorted(rows, key=lambda n: (-n.lacking, str(n.membership.person)))


def open_shortfalls(project: Project) -> list[Shortfall]:
    rows = Shortfall.objects.filter(project=project, decision__state="open")
    return list(rows.select_related("decision__project", "membership__person"))


def _places(project: Project) -> dict[int, Membership]:
    """Of each person the place that gives most."""
    rows = Membership.objects.filter(access.current(), project=project).select_related("person", "department")
    return {m.person_id: m for m in sorted(rows, key=lambda m: (m.availability, -m.pk))}


def budget_now(project: Project) -> list[dict[str, Any]]:
    """The budget lines that count, by phase and cost class, as a version keeps them."""
    lines = CostLine.objects.filter(project=project, kind=CostLine.Kind.BUDGET, cancelled_at=None)
    sums = lines.values("phase_id", "phase__name", "phase__order", "cost_class").annotate(fen=Sum("amount_fen"))
    return [
        {"phase": r["phase_id"], "name": r["phase__name"] or "", "cost_class": r["cost_class"], "fen": r["fen"]}
        for r in sorted(sums, key=lambda r: (r["phase__order"] is None, r["phase__order"] or 0, r["cost_class"]))
    ]


def approved_budget(project: Project) -> BudgetVersion | None:
    rows = BudgetVersion.objects.filter(project=project, state=BudgetVersion.State.APPROVED)
    return rows.select_related("decision").order_by("-number").first()


def waiting_budget(project: Project) -> BudgetVersion | None:
    rows = BudgetVersion.objects.filter(project=project, state=BudgetVersion.State.ASKED, decision__state="open")
    return rows.select_related("decision__project").first()


def last_day(project: Project) -> date:
    return clock.today(project.timezone) + AHEAD
