"""Figures: how much was owed and how much of it was done in time, per party, person, duty, phase, department and month.

Counted by the database from `history.ledger`, so that the past is counted as it was known, with as many queries for ten
rows as for a million. What was owed: met, met late, overdue and waived. Fulfilment on time: met in time, of what was met
or should have been; what is waived counts neither way.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Q, QuerySet, Value, When

from golive.foundation import clock
from golive.foundation.accounts.models import Party, User
from golive.foundation.duties.catalogue import DUTIES, PHASES
from golive.foundation.duties.explain import PHASE_NAMES
from golive.foundation.duties.queries import places_of
from golive.foundation.duties.reckoning import history
from golive.foundation.duties.registry import calendar_of, phases_of
from golive.foundation.duties.states import State

AHEAD = 30  # days
COMING = (State.UPCOMING, State.DUE, State.PARTLY)
UNCOUNTED = (State.WITHDRAWN, State.UNCONNECTED)  # owed no longer, or not known whether done
BY = ("party", "person", "duty", "phase", "department")


@dataclass(slots=True)
class Figure:
    """One line of figures. `ahead`, `hours`: what falls due in the next 30 days, and its effort. `proved`: when something
    was last proved. `lags`: by how many working minutes each late or overdue one was late."""

    key: Any
    name: str = ""
    met: int = 0
    late: int = 0
    overdue: int = 0
    waived: int = 0
    ahead: int = 0
    hours: float = 0
    proved: datetime | None = None
    lags: list[int] = field(default_factory=list)

    @property
    def due(self) -> int:
        return self.n + self.waived

    @property
    def n(self) -> int:
        """Of how many the rate is."""
        return self.met + self.late + self.overdue

    @property
    def rate(self) -> float | None:
        return self.met / self.n if self.n else None

    @property
    def lateness(self) -> float | None:
        """Median of how late the late and overdue ones are, in working minutes."""
        return median(self.lags) if self.lags else None

    def add(self, state: str, count: int) -> None:
        match state:
            case State.MET:
                self.met += count
            case State.MET_LATE:
                self.late += count
            case State.OVERDUE:
                self.overdue += count
            case State.WAIVED:
                self.waived += count


@dataclass(frozen=True, slots=True)
class Cell:
    """So many obligations of one duty and person (or place, or phase) in one state."""

    duty_id: str
    group: Any
    state: str
    count: int
    ahead: int
    proved: datetime | None


Key = Callable[[str, Any], Hashable]  # of a duty and a group


@dataclass(frozen=True, slots=True)
class Book:
    """What is counted: the obligations of a project at a moment (`past`), or now."""

    project: Any
    at: datetime  # what the project's clock shows
    rows: QuerySet[Any]
    past: datetime | None

    @property
    def horizon(self) -> datetime:
        today = history.day_at(self.project, self.at)
        return history.end_of(self.project, today + timedelta(days=AHEAD))


def book(project: Any, moment: datetime | None = None) -> Book:
    at = history.clock_of(project, moment or clock.now())
    return Book(project, at, history.ledger(project, moment, at).exclude(stands__in=UNCOUNTED).order_by(), moment)


def cells(of: Book, column: Any) -> list[Cell]:
    """Obligations counted by duty, `column` and state. One query."""
    coming = Count("pk", filter=Q(stands__in=COMING, due__lte=of.horizon))
    counted = of.rows.annotate(group=column).values_list("duty", "group", "stands")
    rows = counted.annotate(count=Count("pk"), ahead=coming, last=Max("proved"))
    return [Cell(*row) for row in rows if row[0] in DUTIES]


def fold(found: Iterable[Cell], key: Key) -> dict[Any, Figure]:
    """Cells summed up by a key."""
    made: dict[Any, Figure] = {}
    for cell in found:
        k = key(cell.duty_id, cell.group)
        figure = made.setdefault(k, Figure(k))
        figure.add(cell.state, cell.count)
        figure.ahead += cell.ahead
        figure.hours += cell.ahead * DUTIES[cell.duty_id].workload
        if cell.proved and (figure.proved is None or cell.proved > figure.proved):
            figure.proved = cell.proved
    return made


def measure_lateness(of: Book, column: Any, key: Key, *into: dict[Any, Figure]) -> None:
    """Note how late each late or overdue obligation is. One query."""
    calendar = calendar_of(of.project)
    late = of.rows.filter(stands__in=(State.OVERDUE, State.MET_LATE)).annotate(group=column)
    for duty_id, group, due, proved in late.values_list("duty", "group", "due", "proved"):
        if duty_id in DUTIES:
            lag = calendar.minutes_between(due, proved or of.at)
            for figures in into:
                if (figure := figures.get(key(duty_id, group))) is not None:
                    figure.lags.append(lag)


def figures(project: Any, by: str, moment: datetime | None = None) -> list[Figure]:
    """Figures of a project by party, person, duty, phase or department, in the order of the catalogue, the phases, or by
    name."""
    of = book(project, moment)
    column, key = grouping(project, by)
    found = fold(cells(of, column), key)
    measure_lateness(of, column, key, found)
    names = names_of(project, by, found)
    for figure in found.values():
        figure.name = names.get(figure.key, "")
    order = {k: n for n, k in enumerate(names)}
    return sorted(found.values(), key=lambda f: order.get(f.key, -1))


def total(found: Iterable[Figure]) -> Figure:
    """The sum of figures. Lateness is that of all together."""
    summed = Figure("")
    for f in found:
        summed.met, summed.late, summed.overdue = summed.met + f.met, summed.late + f.late, summed.overdue + f.overdue
        summed.waived, summed.ahead = summed.waived + f.waived, summed.ahead + f.ahead
        summed.hours += f.hours
        summed.lags += f.lags
    return summed


def grouping(project: Any, by: str) -> tuple[Any, Key]:
    """The column that is counted by, and what it means."""
    match by:
        case "party":
            return F("duty"), lambda duty_id, _group: DUTIES[duty_id].party
        case "duty":
            return F("duty"), lambda duty_id, _group: duty_id
        case "person":
            return F("who"), lambda _duty_id, group: group
        case "phase":
            return phase_column(project), lambda _duty_id, group: group
    return F("spot"), lambda _duty_id, group: group


def phase_column(project: Any) -> Case:
    """The phase an obligation belongs to: the one it is owed for, else the one that had last begun when it was due."""
    begun = [When(due__gte=history.start_of(project, p.start), then=Value(p.key)) for p in reversed(phases_of(project))]
    own = When(period__in=PHASES, then=F("period"))
    return Case(own, *begun, default=Value(""), output_field=CharField())


def names_of(project: Any, by: str, keys: Iterable[Any]) -> dict[Any, str]:
    """Key → name, in the order in which they are shown."""
    match by:
        case "party":
            return {p.value: str(p.label) for p in Party}
        case "duty":
            return {d.id: str(d.title) for d in DUTIES.values()}
        case "person":
            people = User.objects.filter(pk__in=[k for k in keys if k is not None]).order_by("display_name", "pk")
            return {p.pk: str(p) for p in people}
        case "phase":
            return {p.key: str(PHASE_NAMES.get(p.key, p.name)) for p in phases_of(project)}
    return places_of(project)


# --- by month ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Month:
    """A month of a project: its days, its first and last moment, and up to when and to which day it is known."""

    key: str  # 2026-03
    first: date
    last: date
    begin: datetime
    end: datetime
    until: datetime
    today: date


def months(project: Any, moment: datetime, count: int) -> list[Month]:
    """The last `count` months up to a moment, the running one included."""
    first = history.day_at(project, moment).replace(day=1)
    found: list[Month] = []
    for _n in range(count):
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        end = history.end_of(project, last)
        until = min(end, moment)
        begin, today = history.start_of(project, first), history.day_at(project, until)
        found.append(Month(f"{first:%Y-%m}", first, last, begin, end, until, today))
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]
