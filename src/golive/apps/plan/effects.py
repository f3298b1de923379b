"""What changes to the plan would do to its dates and cost, computed and in words, for whoever decides about them.

effects(project, {task.pk: {"duration_minutes": 3360}}) -> Effects; nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from golive.apps.plan import engine_io
from golive.apps.plan.engine_io import Calendar, Computed
from golive.apps.plan.ledger import rate_on, rates_of
from golive.apps.plan.models.tasks import in_days
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.words import Words, words

Changes = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Effects:
    """Before and after. `tasks`: finish of each changed task. Cost in fen: fixed cost and own time at its rates; None
    where nobody has a rate and nothing has a price. Go-live is None where no milestone says so."""

    go_live_before: datetime | None
    go_live_after: datetime | None
    finish_before: datetime
    finish_after: datetime
    cost_before: int | None
    cost_after: int | None
    calendar: Calendar
    tasks: Mapping[int, tuple[datetime, datetime]] = field(default_factory=dict)

    @property
    def moves_go_live(self) -> bool:
        return self.go_live_before != self.go_live_after

    @property
    def cost_more(self) -> int | None:
        return None if self.cost_before is None or self.cost_after is None else self.cost_after - self.cost_before

    @property
    def words(self) -> list[Words]:
        """Each effect as one sentence that can be kept and read in either language."""
        found = []
        if self.go_live_after:
            found.append(dates(words("Go-live"), self.go_live_before, self.go_live_after, self.calendar))
        found.append(dates(words("End of the project"), self.finish_before, self.finish_after, self.calendar))
        more = self.cost_more
        if more is not None:
            yuan = f"{abs(Decimal(more)) / 100:,.0f}"
            if not more:
                found.append(words("Cost: unchanged"))
            else:
                found.append(
                    words("Cost: ¥%(yuan)s more", yuan=yuan) if more > 0 else words("Cost: ¥%(yuan)s less", yuan=yuan)
                )
        return found


def dates(what: Words, before: datetime | None, after: datetime | None, days: Calendar) -> Words:
    """How a date moves, in one sentence."""
    if before is None or after is None:
        return words("%(what)s: not known", what=what)
    was, becomes = (engine_io.local_day(moment, days).isoformat() for moment in (before, after))
    minutes = days.minutes_between(before, after)
    if not minutes:
        return words("%(what)s: unchanged, %(day)s", what=what, day=was)
    facts = {"what": what, "before": was, "after": becomes, "days": str(in_days(abs(minutes)))}
    if minutes > 0:
        return words("%(what)s: %(after)s instead of %(before)s, %(days)s working days later", **facts)
    return words("%(what)s: %(after)s instead of %(before)s, %(days)s working days earlier", **facts)


def effects(project: Project, changes: Changes) -> Effects:
    """`changes`: task key → columns as they would be. Errors: Refused where such a plan cannot be computed."""
    before, after = engine_io.compute(project), engine_io.compute(project, changes)
    return Effects(
        before.go_live(),
        after.go_live(),
        _end(before),
        _end(after),
        _cost(before),
        _cost(after),
        before.calendar,
        {pk: (before.finish(pk), after.finish(pk)) for pk in changes},
    )


def _end(found: Computed) -> datetime:
    return engine_io.instant(found.schedule.finish, found.calendar)


def _cost(found: Computed) -> int | None:
    today = clock.today(found.project.timezone)
    rates = {who: rate_on(rows, today) for who, rows in rates_of(found.project).items()}
    fixed = sum(t.fixed_cost_fen for t in found.tasks)
    if not fixed and not any(rates.values()):
        return None
    minutes = {t.pk: t.duration_minutes for t in found.tasks}
    worked = sum(minutes[a.task] * a.units * (rates.get(a.resource) or 0) / 60 for a in found.plan.assignments)
    return fixed + round(worked)
