"""Why a levelled task stands where it stands: code and parameters, and the sentence for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from golive.engines.schedule.levelling.of_plan import PlanProblem
from golive.engines.schedule.levelling.serial import Placed, Profile, Serial
from golive.engines.schedule.model import Plan
from golive.engines.schedule.resources import Resource
from golive.engines.worktime import local_datetime, local_minute


class Cause(StrEnum):
    BUSY = "busy"  # the resource does another task
    ABSENT = "absent"  # there are not enough units of the resource
    FOLLOWS = "follows"  # a predecessor was moved; it needs no delay of its own
    MADE_ROOM = "made_room"  # for what else was moved


@dataclass(frozen=True, slots=True)
class Move:
    """A task and its start before and after.

    days      by which it starts later, in working days of the plan
    other     the task that holds the resource, or the predecessor
    resource  uid, where a resource is the cause
    until     when the cause ends
    """

    task: int
    before: datetime
    after: datetime
    days: float
    cause: Cause
    other: int | None = None
    resource: int | None = None
    until: datetime | None = None

    @property
    def needs_delay(self) -> bool:
        """Whether it is a decision of its own: what merely follows is moved by its links."""
        return self.cause is not Cause.FOLLOWS


def explain(whole: PlanProblem, placed: Placed) -> tuple[Move, ...]:
    """A move for every leaf that starts later than the plan had it, in the order of their new starts."""
    serial = Serial(whole.problem)
    profiles = [Profile(p) for p in serial.pools]
    holders: dict[int, list[int]] = defaultdict(list)
    for i, uses in enumerate(serial.uses):
        for k, units in uses:
            profiles[k].take(placed.start[i], placed.finish[i], units)
            holders[k].append(i)
    moved = [
        i
        for i, a in enumerate(serial.activities)
        if not whole.is_mark(a.id) and a.present is not None and placed.start[i] > a.present
    ]
    moved.sort(key=lambda i: (placed.start[i], i))
    return tuple(_move(whole, serial, placed, profiles, holders, i) for i in moved)


def _move(
    whole: PlanProblem,
    serial: Serial,
    placed: Placed,
    profiles: list[Profile],
    holders: dict[int, list[int]],
    i: int,
) -> Move:
    activity, start = serial.activities[i], placed.start[i]
    assert activity.present is not None
    cause, other, resource, until = _cause(whole, serial, placed, profiles, holders, i)
    line = whole.net.project_line
    return Move(
        activity.id,
        local_datetime(activity.present),
        local_datetime(start),
        round((line.work(start) - line.work(activity.present)) / whole.plan.minutes_per_day, 2),
        cause,
        other,
        resource,
        None if until is None else local_datetime(until),
    )


def _cause(
    whole: PlanProblem,
    serial: Serial,
    placed: Placed,
    profiles: list[Profile],
    holders: dict[int, list[int]],
    i: int,
) -> tuple[Cause, int | None, int | None, int | None]:
    activity, start, finish = serial.activities[i], placed.start[i], placed.finish[i]
    at, why, held = serial.bound(i, placed)
    at = max(at, activity.present or at)
    if why >= 0 and serial.span(i, serial.line(i, ()), at)[0] >= start:
        other = _source(whole, serial, placed, why)
        return Cause.FOLLOWS, other, None, at
    for k, units in serial.uses[i]:
        profiles[k].take(start, finish, -units)
    earliest, _, pool, until = serial.fit(i, (), at, profiles, held)
    for k, units in serial.uses[i]:
        profiles[k].take(start, finish, units)
    if pool < 0 or earliest < start:  # what it once gave way to has moved on since
        return Cause.MADE_ROOM, None, None, None
    resource = serial.pools[pool].id
    there = [j for j in holders[pool] if j != i and placed.finish[j] == until]
    if not there:
        return Cause.ABSENT, None, resource, until
    other = max(there, key=lambda j: (dict(serial.uses[j])[pool], -j))
    return Cause.BUSY, serial.activities[other].id, resource, until


def _source(whole: PlanProblem, serial: Serial, placed: Placed, i: int) -> int | None:
    """The task behind a mark: the last one of the summary it closes, or what the summary it opens waits for."""
    for _ in range(serial.n):
        if not whole.is_mark(serial.activities[i].id):
            return serial.activities[i].id
        _, why, _ = serial.bound(i, placed)
        if why < 0:
            return whole.summary_of(serial.activities[i].id)
        i = why
    return None


# -- words -----------------------------------------------------------------------------------------------------------
_SENTENCES = {
    Cause.BUSY: (
        "任务“{task}”推迟 {days}，因为{same}（{resource}）正在做任务“{other}”，到 {until} 才做完",
        "Task “{task}” starts {days} later, because {same} ({resource}) is working on task “{other}” until {until}",
    ),
    Cause.ABSENT: (
        "任务“{task}”推迟 {days}，因为{resource}在 {until} 之前可用量不够",
        "Task “{task}” starts {days} later, because not enough of {resource} is available before {until}",
    ),
    Cause.FOLLOWS: (
        "任务“{task}”推迟 {days}，因为它要等前置任务“{other}”",
        "Task “{task}” starts {days} later, because it waits for its predecessor “{other}”",
    ),
    Cause.MADE_ROOM: (
        "任务“{task}”推迟 {days}，为其他推迟的任务让路",
        "Task “{task}” starts {days} later, to make room for other tasks that were moved",
    ),
}


def sentence(plan: Plan, move: Move) -> dict[str, str]:
    """The move in words: {"zh": …, "en": …}."""
    return sentences(plan, [move])[0]


def sentences(plan: Plan, moves: Iterable[Move]) -> list[dict[str, str]]:
    """The same for many: names are looked up once."""
    names = {t.uid: t.name or str(t.uid) for t in plan.tasks}
    resources = {r.uid: r for r in plan.resources}
    return [_sentence(move, names, None if move.resource is None else resources[move.resource]) for move in moves]


def _sentence(move: Move, names: Mapping[int, str], resource: Resource | None) -> dict[str, str]:
    single = resource is None or resource.max_units <= 1
    zh, en = _SENTENCES[move.cause]
    words = {
        "task": names[move.task],
        "other": "" if move.other is None else names[move.other],
        "resource": "" if resource is None else resource.name or str(resource.uid),
        "until": _moment(move.until),
    }
    chinese = {"same": "同一个人" if single else "同一个资源", "days": _days_zh(move.days)}
    english = {"same": "the same person" if single else "the same resource", "days": _days_en(move.days)}
    return {"zh": zh.format(**words, **chinese) + "。", "en": en.format(**words, **english) + "."}


def _days_zh(days: float) -> str:
    return f"{days:g} 天" if days >= 0.01 else "到下一个工作时间"


def _days_en(days: float) -> str:
    return "at the next working time," if days < 0.01 else f"{days:g} day{'' if days == 1 else 's'}"


def _moment(when: datetime | None) -> str:
    return "" if when is None else f"{when:%Y-%m-%d %H:%M}"


def targets(moves: Iterable[Move]) -> dict[int, int]:
    """Where the decisions among the moves put their tasks."""
    return {m.task: local_minute(m.after) for m in moves if m.needs_delay}
