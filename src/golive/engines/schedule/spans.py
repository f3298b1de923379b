"""On which time a task is worked: its own calendar, those of its people, or several at once.

MS Project's rules: people work when both the task's calendar and their own allow it. Where all people of a task keep
the same hours, its duration is counted on these. Where they differ, every assignment runs on its own, for its work
divided by its units, and the task lasts from the first start to the last finish.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from golive.engines.schedule.model import Plan, Task
from golive.engines.schedule.resources import Assignment, Contour, ResourceType
from golive.engines.worktime import Calendar, Timeline, always_on, intersection, local_minute

# The share of full speed an assignment of this shape has on average.
_PACE = {
    Contour.BACK_LOADED: 0.6,
    Contour.FRONT_LOADED: 0.6,
    Contour.DOUBLE_PEAK: 0.5,
    Contour.EARLY_PEAK: 0.5,
    Contour.LATE_PEAK: 0.5,
    Contour.BELL: 0.5,
    Contour.TURTLE: 0.7,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One assignment of a task whose people keep different hours: `span` minutes on `line`, `left` still to do."""

    resource: int
    line: Timeline
    span: int
    delay: int
    left: int


@dataclass(frozen=True)
class Spans:
    """Per task index. `line`: on which the duration is counted; `own`: the task's calendar, else the plan's, on which
    lags and slack are counted; `parts`: only of tasks whose people keep different hours; `whose`: the person whose hours
    `line` has, where these are not the task's own."""

    line: list[Timeline]
    own: list[Timeline]
    parts: dict[int, tuple[Part, ...]]
    whose: dict[int, int]


def spans(plan: Plan) -> Spans:
    project = plan.calendars[plan.calendar].local
    own = [plan.calendars[t.calendar].local if t.calendar else project for t in plan.tasks]
    line = [always_on().local if t.elapsed else own[i] for i, t in enumerate(plan.tasks)]
    parts: dict[int, tuple[Part, ...]] = {}
    whose: dict[int, int] = {}
    calendars = _calendars_of_people(plan)
    doing: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in plan.assignments:
        if assignment.resource in calendars:
            doing[assignment.task].append(assignment)
    for i, task in enumerate(plan.tasks if doing else ()):
        if task.uid not in doing or task.elapsed or (task.calendar and task.ignore_resource_calendars):
            continue
        people = [a for a in doing[task.uid] if a.units > 0 and regular_work(a) > 0] or doing[task.uid]
        lines = [_line(plan, task, calendars[a.resource]) for a in people]
        if all(one is lines[0] for one in lines):
            if lines[0] is not own[i]:
                line[i], whose[i] = lines[0], people[0].resource
        elif task.duration:
            parts[i] = tuple(_part(task, a, one) for a, one in zip(people, lines, strict=True))
    return Spans(line, own, parts, whose)


def regular_work(assignment: Assignment) -> int:
    """Work within working time; overtime takes none of it."""
    return assignment.work - assignment.overtime_work


def full_span(assignment: Assignment, line: Timeline, duration: int) -> int:
    """Minutes of working time an assignment lasts; `duration` where its work is not known. A shape entered by hand
    lasts as long as it was stored."""
    if assignment.contour is Contour.CONTOURED and assignment.start and assignment.finish:
        stored = _between(line, assignment)
        if stored > 0:
            return stored
    if regular_work(assignment) <= 0 or assignment.units <= 0:
        return duration
    return round(regular_work(assignment) / (assignment.units * _PACE.get(assignment.contour, 1)))


def _between(line: Timeline, assignment: Assignment) -> int:
    assert assignment.start is not None and assignment.finish is not None
    return line.work(local_minute(assignment.finish)) - line.work(local_minute(assignment.start))


def _part(task: Task, assignment: Assignment, line: Timeline) -> Part:
    span = full_span(assignment, line, task.duration)
    left = 1 - task.percent_complete / 100
    if assignment.remaining_work is not None and assignment.work:
        left = assignment.remaining_work / assignment.work
    return Part(assignment.resource, line, span, assignment.delay, round(span * left))


def _calendars_of_people(plan: Plan) -> dict[int, Calendar]:
    """By resource; calendars that say the same are the same object, so that they can be told apart by identity."""
    known: list[Calendar] = [plan.calendars[plan.calendar]]
    found: dict[int, Calendar] = {}
    by_key: dict[str, Calendar] = {"": known[0]}
    for resource in plan.resources:
        if resource.type is not ResourceType.WORK:
            continue
        if resource.calendar not in by_key:
            given = plan.calendars[resource.calendar]
            same = next((k for k in known if _same_time(k, given)), None)
            if same is None:
                known.append(given)
            by_key[resource.calendar] = same or given
        found[resource.uid] = by_key[resource.calendar]
    return found


def _same_time(a: Calendar, b: Calendar) -> bool:
    return (a.weekly, a.exceptions, a.days, a.shifted_as) == (b.weekly, b.exceptions, b.days, b.shifted_as)


def _line(plan: Plan, task: Task, person: Calendar) -> Timeline:
    if not task.calendar:
        return person.local
    return _common(plan.calendars[task.calendar], person).local


@lru_cache(maxsize=512)
def _common(own: Calendar, person: Calendar) -> Calendar:
    """What both allow; where they have nothing in common, the task's own."""
    if _same_time(own, person):
        return own
    try:
        both = intersection(own, person, f"{own.name} & {person.name}")
    except ValueError:
        return own
    return both if any(both.weekly) or any(both.exceptions.values()) else own


# -- a task with parts -----------------------------------------------------------------------------------------------
def start_of(parts: tuple[Part, ...], at: int) -> int:
    """When the first of its people starts, none before `at`."""
    return min(p.line.next_working(at) for p in parts)


def finish_of(parts: tuple[Part, ...], at: int) -> int:
    """When the last of its people is done, if none starts before `at`."""
    return max(p.line.finish_at(p.line.work(at) + p.delay + p.span) for p in parts)


def last_of(parts: tuple[Part, ...], at: int) -> int:
    """Who is done last, if none starts before `at`."""
    return max(parts, key=lambda p: p.line.finish_at(p.line.work(at) + p.delay + p.span)).resource


def rest_finish(parts: tuple[Part, ...], at: int) -> int:
    """When what is left is done, if it goes on at `at`."""
    return max((p.line.finish_at(p.line.work(at) + p.left) for p in parts if p.left), default=at)


def latest_start(parts: tuple[Part, ...], finish: int) -> int:
    """The latest start that still finishes at `finish`."""
    return min(p.line.start_at(p.line.work(finish) - p.span - p.delay) for p in parts)


def start_to_reach(parts: tuple[Part, ...], finish: int) -> int:
    """The earliest start that does not finish before `finish`."""
    starts = sorted(p.line.start_at(p.line.work(finish) - p.span - p.delay) for p in parts)
    return next((at for at in starts if finish_of(parts, at) >= finish), starts[-1])


def latest_finish(parts: tuple[Part, ...], at: int) -> int:
    """`at`, or the last minute worked before it by any of its people."""
    return max(p.line.finish_at(p.line.work(at)) for p in parts)


def finish_if_started(parts: tuple[Part, ...], start: int) -> int:
    """The last point at which a task that starts no later than `start` is finished: free time after it included."""
    if start_of(parts, start) > start:  # nobody works there: somebody's last minute before it
        start = latest_finish(parts, start) - 1
    return max(p.line.start_at(p.line.work(start) + p.delay + p.span) for p in parts)


def latest_rest(parts: tuple[Part, ...], finish: int) -> int:
    """The latest moment at which what is left must go on to finish at `finish`."""
    return min((p.line.start_at(p.line.work(finish) - p.left) for p in parts if p.left), default=finish)
