"""The load heat map: people × weeks or days, as the plan stands or as a levelled alternative would have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from golive.apps.plan import engine_io, loads

SCALES = {"week": (7, 12), "day": (1, 28)}  # days of a column, columns
FULL = 100
BUSY = 60  # per cent from which a cell is drawn as well used


@dataclass(frozen=True, slots=True)
class Span:
    """A column: from `begin` up to and without `end`."""

    begin: date
    end: date

    @property
    def label(self) -> str:
        return f"{self.begin:%m-%d}"

    def days(self) -> list[date]:
        return [self.begin + timedelta(n) for n in range((self.end - self.begin).days)]


@dataclass(frozen=True, slots=True)
class Cell:
    """`percent`: booked of what there is; None = nothing booked. `away`: working days of leave in it; `free`: nobody
    works then. `over`: minutes beyond what he has at the time."""

    span: Span
    percent: int | None
    over: int
    away: int
    free: bool

    @property
    def tone(self) -> str:
        if self.over or (self.percent or 0) > FULL:
            return "over"
        if not self.percent:
            return "none"
        return "full" if self.percent >= BUSY else "some"


@dataclass(frozen=True, slots=True)
class Line:
    person: int
    name: str
    gives: int  # per cent of a day
    cells: list[Cell]

    @property
    def over(self) -> int:
        return sum(c.over for c in self.cells)


@dataclass(frozen=True)
class Heat:
    scale: str
    spans: list[Span]
    lines: list[Line]
    idle: int = 0  # people who are left out, having nothing to do in these columns

    @property
    def overbooked(self) -> int:
        return sum(bool(line.over) for line in self.lines)


@dataclass
class _Booked:
    planned: float = 0.0
    over: float = 0.0


@dataclass
class Booking:
    """Person and day → what is asked of him; from the engine's load, or from what a levelling kept."""

    days: dict[tuple[int, date], _Booked] = field(default_factory=lambda: defaultdict(_Booked))

    @classmethod
    def of(cls, rows: Iterable[engine_io.Load]) -> Booking:
        found = cls()
        for row in rows:
            found.days[row.resource, row.day] = _Booked(row.planned, row.over)
        return found

    @classmethod
    def kept(cls, load: Mapping[str, Mapping[str, list[int]]], place: int) -> Booking:
        """`place`: 0 before, 1 after levelling. What is asked beyond a day's minutes is too much."""
        found = cls()
        for who, days in load.items():
            for day, cell in days.items():
                booked = _Booked(cell[place], max(0, cell[place] - cell[2]))
                found.days[int(who), date.fromisoformat(day)] = booked
        return found


def spans(scale: str, begin: date) -> list[Span]:
    width, number = SCALES[scale]
    first = begin - timedelta(days=begin.weekday())
    starts = [first + timedelta(days=width * n) for n in range(number)]
    return [Span(day, day + timedelta(days=width)) for day in starts]


def heat(
    found: engine_io.Computed,
    booking: Booking,
    columns: list[Span],
    *,
    scale: str = "week",
    people: Iterable[int] | None = None,
    everybody: bool = False,
) -> Heat:
    """Whoever has something to do in the columns, or is away; with `everybody` the others too, with `people` just
    these."""
    wanted = None if people is None else set(people)
    lines, idle = [], 0
    for person in found.plan.resources:
        if wanted is not None and person.uid not in wanted:
            continue
        line = Line(person.uid, person.name, _gives(person), _cells(found, person, booking, columns))
        if wanted is not None or everybody or any(c.percent or c.away for c in line.cells):
            lines.append(line)
        else:
            idle += 1
    lines.sort(key=lambda line: (-line.over, line.name))
    return Heat(scale, columns, lines, idle)


def _gives(person: Any) -> int:
    return round(100 * max([person.max_units, *(a.units for a in person.availability)]))


def _cells(found: engine_io.Computed, person: Any, booking: Booking, columns: list[Span]) -> list[Cell]:
    days = [day for span in columns for day in span.days()]
    has = engine_io.capacities(found, person.uid, days)
    own = found.plan.calendars[person.calendar or found.plan.calendar]
    cells = []
    for span in columns:
        inside = span.days()
        booked = [booking.days[person.uid, d] for d in inside if (person.uid, d) in booking.days]
        asked = sum(b.planned for b in booked)
        working = [d for d in inside if found.calendar.is_working_day(d)]
        away = sum(not own.is_working_day(d) for d in working)
        share = loads.percent(asked, sum(has[d] for d in inside)) if asked >= 1 else None
        cells.append(Cell(span, share, round(sum(b.over for b in booked)), away, not working))
    return cells
