"""How a project's obligations stand by duty, place and week, counted by the database in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Min, Value, When
from django.utils.translation import gettext as _

from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.reckoning import history
from golive.foundation.duties.registry import calendar_of
from golive.foundation.duties.states import State

BACK, FORTH = 8, 4  # weeks: this one is the last of those back
# Which state speaks for several, the first that occurs.
WORST = ("overdue", "partly", "due", "waived", "unconnected", "upcoming", "met_late", "met")


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday."""

    first: date
    now: bool

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def number(self) -> int:
        return self.first.isocalendar().week

    @property
    def days(self) -> str:
        return f"{self.first:%m-%d} – {self.last:%m-%d}"

    @property
    def name(self) -> str:
        return _("Week %(week)s, %(days)s") % {"week": self.number, "days": self.days}


@dataclass(slots=True)
class Tally:
    """How many obligations are in each state, and the earliest due time of each state."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    first: dict[str, datetime] = field(default_factory=dict)

    def add(self, state: str, count: int, due: datetime) -> None:
        self.counts[state] += count
        self.first[state] = min(due, self.first.get(state, due))

    @property
    def worst(self) -> str:
        """The state that speaks for all; "" without any."""
        return next((s for s in WORST if self.counts.get(s)), "")

    @property
    def said(self) -> str:
        """ "2 overdue, 1 met" in the reader's words."""
        found = [f"{State(s).label} {self.counts[s]}" for s in WORST if self.counts.get(s)]
        return _(", ").join(found)


@dataclass(slots=True)
class Heat:
    """Tallies by duty; by duty and place; by duty and week (its number in `weeks`)."""

    weeks: list[Week]
    duties: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    spots: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    cells: dict[tuple[str, int], Tally] = field(default_factory=lambda: defaultdict(Tally))


def weeks_around(day: date) -> list[Week]:
    """The last eight weeks, that of `day` included, and the next four."""
    monday = day - timedelta(days=day.weekday())
    return [Week(monday + timedelta(weeks=n), n == 0) for n in range(1 - BACK, FORTH + 1)]


def heat(project: Any, day: date, moment: datetime | None = None, person: int | None = None) -> Heat:
    """As known at a past moment or now; `person`: only what he owes. What is no longer owed is left out."""
    found = Heat(weeks_around(day))
    rows = history.ledger(project, moment).exclude(stands=State.WITHDRAWN).order_by()
    if person is not None:
        rows = rows.filter(who=person)
    rows = rows.annotate(week=_week(project, found.weeks)).values_list("duty", "spot", "stands", "week")
    _add(found, rows.annotate(count=Count("pk"), earliest=Min("due")))
    return found


def _add(found: Heat, rows: Iterable[Any]) -> None:
    for duty, spot, state, week, count, due in rows:
        if duty not in DUTIES:
            continue
        found.duties[duty].add(state, count, due)
        found.spots[duty, spot].add(state, count, due)
        if 0 <= week < len(found.weeks):
            found.cells[duty, week].add(state, count, due)


def _week(project: Any, weeks: list[Week]) -> Case:
    """The number of the week in which something is due; -1 before the first, their count after the last."""
    calendar = calendar_of(project)
    begins = [calendar.instant(w.first, 0) for w in weeks]
    ends = [*begins, calendar.instant(weeks[-1].last + timedelta(days=1), 0)]
    steps = [When(due__lt=end, then=Value(n - 1)) for n, end in enumerate(ends)]
    return Case(*steps, default=Value(len(weeks)), output_field=IntegerField())
