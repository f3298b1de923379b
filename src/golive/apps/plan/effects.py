"""What changes to the plan would do to its dates and cost, computed and in words, for whoever decides about them.

effects(project, Proposed({task.pk: {"duration_minutes": 3360}})) -> Effects; nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from golive.apps.plan import engine_io
from golive.apps.plan.engine_io import Calendar, Computed
from golive.apps.plan.ledger import rate_on, rates_of
from golive.apps.plan.models.lags import in_days
from golive.apps.plan.proposed import Proposed
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.words import Words, words


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
    def minutes_later(self) -> int:
        """Working minutes by which go-live or the end of the project comes later, whichever moves more; 0 for neither."""
        ends = [(self.go_live_before, self.go_live_after), (self.finish_before, self.finish_after)]
        return max(0, *(self.calendar.minutes_between(a, b) for a, b in ends if a and b))

    @property
    def moves_go_live(self) -> bool:
        return self.go_live_before != self.go_live_after

    @property
    def cost_more(self) -> int | None:
        """None where nothing has a price before or after; a first price is more than nothing."""
        if self.cost_before is None and self.cost_after is None:
            return None
        return (self.cost_after or 0) - (self.cost_before or 0)

    @property
    def words(self) -> list[Words]:
        """Each effect as one sentence that can be kept and read in either language."""
        more = self.cost_more
        if more is None:
            return self.words_without_money
        yuan = f"{abs(Decimal(more)) / 100:,.0f}"
        if not more:
            return [*self.words_without_money, words("Cost: unchanged")]
        said = words("Cost: ¥%(yuan)s more", yuan=yuan) if more > 0 else words("Cost: ¥%(yuan)s less", yuan=yuan)
        return [*self.words_without_money, said]

    @property
    def words_without_money(self) -> list[Words]:
        found = []
        if self.go_live_after:
            found.append(dates(words("Go-live"), self.go_live_before, self.go_live_after, self.calendar))
        found.append(dates(words("End of the project"), self.finish_before, self.finish_after, self.calendar))
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


def effects(project: Project, change: Proposed) -> Effects:
    """Errors: Refused where such a plan cannot be computed."""
    before, after = engine_io.compute(project), engine_io.compute(project, change)
    return Effects(
        before.go_live(),
        after.go_live(),
        _end(before),
        _end(after),
        _cost(before),
        _cost(after),
        before.calendar,
        {pk: (before.finish(pk), after.finish(pk)) for pk in change.columns},
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
