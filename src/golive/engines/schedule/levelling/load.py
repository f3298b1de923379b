"""How busy every resource is on every day, and on which days too much is asked of it: the heat map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from golive.engines.schedule.levelling.of_plan import YEAR
from golive.engines.schedule.model import Plan
from golive.engines.schedule.network import Network, build
from golive.engines.schedule.resources import Resource, ResourceType
from golive.engines.schedule.result import Schedule
from golive.engines.worktime import Timeline, local_minute

_EPOCH = date(1970, 1, 1)
_DAY = 1440
Span = tuple[int, int, float]  # from, to, units


@dataclass(frozen=True, slots=True)
class Load:
    """A resource on a day. Minutes times units.

    planned   asked of it
    capacity  what it has, on its calendar
    over      asked beyond what it has at the time, minute by minute
    peak      the most units asked at one time
    tasks     that ask for it when it is overloaded; else all of the day
    """

    resource: int
    day: date
    planned: float
    capacity: float
    over: float
    peak: float
    tasks: tuple[int, ...]


def load(plan: Plan, schedule: Schedule) -> list[Load]:
    """By resource in the order of the plan, then by day; days without anything asked are left out."""
    net = build(plan)
    asked = _asked(plan, net, schedule)
    return [row for r in plan.resources if r.uid in asked for row in _of(plan, r, asked[r.uid])]


def overloads(rows: Iterable[Load]) -> list[Load]:
    """Those days only; less than a minute is rounding."""
    return [row for row in rows if row.over >= 1]


def _asked(plan: Plan, net: Network, schedule: Schedule) -> dict[int, list[tuple[Span, int]]]:
    """By resource: spans of work with units, and the task."""
    work = {r.uid: r for r in plan.resources if r.type is ResourceType.WORK}
    found: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for a in plan.assignments:
        i = net.index[a.task]
        if a.resource not in work or a.units <= 0 or net.children[i] or not plan.tasks[i].active:
            continue
        dates = schedule.tasks[a.task]
        line = _line(plan, work[a.resource]) if i in net.parts else net.line[i]
        for start, end in line.segments(local_minute(dates.start), local_minute(dates.finish)):
            found[a.resource].append(((start, end, a.units), a.task))
    return found


def _line(plan: Plan, resource: Resource) -> Timeline:
    return plan.calendars[resource.calendar or plan.calendar].local


def _of(plan: Plan, resource: Resource, spans: list[tuple[Span, int]]) -> list[Load]:
    by_day: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for (start, end, units), task in spans:
        for day in range(start // _DAY, (end - 1) // _DAY + 1):
            piece = max(start, day * _DAY), min(end, (day + 1) * _DAY), units
            by_day[day].append((piece, task))
    line, limits = _line(plan, resource), list(_limits(resource))
    return [_day(resource, day, by_day[day], line, limits) for day in sorted(by_day)]


def _limits(resource: Resource) -> Iterator[Span]:
    for a in resource.availability:
        start = local_minute(a.start) if a.start else -YEAR * 1000
        yield start, local_minute(a.end) if a.end else YEAR * 1000, a.units


def _units_at(resource: Resource, limits: list[Span], t: int) -> float:
    return next((units for start, end, units in limits if start <= t < end), resource.max_units)


def _day(resource: Resource, day: int, pieces: list[tuple[Span, int]], line: Timeline, limits: list[Span]) -> Load:
    moments = sorted({t for (start, end, _), _ in pieces for t in (start, end)} | _changes(limits, day))
    over = peak = 0.0
    guilty: set[int] = set()
    for start, end in pairwise(moments):
        here = [(units, task) for (a, b, units), task in pieces if a <= start and b >= end]
        asked = sum(units for units, _ in here)
        peak = max(peak, asked)
        beyond = asked - _units_at(resource, limits, start)
        if beyond > 1e-6:
            over += beyond * (end - start)
            guilty |= {task for _, task in here}
    worked = line.segments(day * _DAY, (day + 1) * _DAY)
    capacity = sum((b - a) * _units_at(resource, limits, a) for a, b in worked)
    planned = sum((b - a) * units for (a, b, units), _ in pieces)
    tasks = guilty or {task for _, task in pieces}
    when = _EPOCH + timedelta(days=day)
    return Load(resource.uid, when, planned, capacity, over, peak, tuple(sorted(tasks)))


def _changes(limits: list[Span], day: int) -> set[int]:
    return {t for start, end, _ in limits for t in (start, end) if day * _DAY < t < (day + 1) * _DAY}
