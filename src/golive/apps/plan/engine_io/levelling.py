"""How busy everybody is, and the alternative in which nobody is asked for more than he gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.engine_io.plan import Computed, instant, refusal
from golive.apps.plan.models import Levelling, Task
from golive.engines import schedule as engine
from golive.engines.schedule.levelling import (
    Budget,
    Cause,
    Levelled,
    Load,
    Move,
    apply,
    level,
    load,
    sentence,
    staffing_sentence,
    with_people,
)
from golive.foundation import clock
from golive.foundation.errors import Refused

Day = tuple[int, str]  # person, ISO day


def loads(found: Computed, since: date, until: date | None = None) -> list[Load]:
    """By person, then by day: what is asked of him from `since` on, up to and without `until`. Only tasks that reach
    into this time are looked at, so that a long plan costs no more than its window."""
    dates, last = found.schedule.tasks, until or date.max
    near = tuple(
        a for a in found.plan.assignments if dates[a.task].finish.date() >= since and dates[a.task].start.date() < last
    )
    rows = load(replace(found.plan, assignments=near), found.schedule)
    return [row for row in rows if since <= row.day < last]


def capacities(found: Computed, who: int, days: Iterable[date]) -> dict[date, float]:
    """Minutes somebody has for the project on each of these days; on days of leave and free days: 0."""
    person = next(r for r in found.plan.resources if r.uid == who)
    calendar = found.plan.calendars[person.calendar or found.plan.calendar]
    return {d: sum(b - a for a, b in calendar.hours_on(d)) * _units(person, d) for d in days}


def _units(person: engine.Resource, day: date) -> float:
    noon = datetime.combine(day, time(12))
    for span in person.availability:
        if (span.start is None or span.start <= noon) and (span.end is None or noon < span.end):
            return span.units
    return person.max_units


@dataclass(frozen=True)
class Proposal:
    """What goes into a Levelling; minutes and load are those of today and later."""

    moves: list[dict[str, Any]]
    staffing: list[dict[str, Any]]
    finish_before: datetime
    finish_after: datetime
    go_live_before: datetime | None
    go_live_after: datetime | None
    over_before: int
    over_after: int
    load: dict[str, dict[str, list[int]]]
    code: str


def propose(found: Computed, seed: int, seconds: float | None, schedules: int | None = None) -> Proposal:
    """With `schedules` and without `seconds` the answer depends on the plan and the seed alone."""
    _check_people(found)
    try:
        levelled = level(found.plan, Budget(seconds, schedules), seed)
    except engine.PlanError as error:
        if error.code == "no_working_time":
            raise _too_short(found) from error
        raise refusal(error, found.tasks) from error
    live = next((t.pk for t in found.tasks if t.go_live), None)
    today = clock.now().astimezone(found.calendar.zone).date()
    before = [row for row in levelled.load_before if row.day >= today]
    after = [row for row in levelled.load_after if row.day >= today]
    return Proposal(
        moves=[_written(levelled.plan, move, levelled.after) for move in levelled.moves],
        staffing=_staffing(levelled),
        finish_before=instant(levelled.before.finish, found.calendar),
        finish_after=instant(levelled.after.finish, found.calendar),
        go_live_before=found.go_live(),
        go_live_after=instant(levelled.after.tasks[live].finish, found.calendar) if live else None,
        over_before=over(before),
        over_after=over(after),
        load=_side_by_side(before, after),
        code=found.code,
    )


def _staffing(levelled: Levelled) -> list[dict[str, Any]]:
    """Who is proposed for what, with the reason; then what nobody can do: without a person."""
    found: list[dict[str, Any]] = [
        {
            "task": row.task,
            "person": row.resource,
            "skill": row.skill,
            "asked": row.asked,
            "level": row.level,
            "text": staffing_sentence(levelled.plan, row),
        }
        for row in levelled.staffed
    ]
    by_uid = {t.uid: t for t in levelled.plan.tasks}
    for uid in levelled.unstaffed:
        task = by_uid[uid]
        zh = f"没有人具备“{task.skill}” {task.skill_level} 级，“{task.name}”无人可做。"
        en = f"Nobody has “{task.skill}” at level {task.skill_level}, so nobody can be proposed for “{task.name}”."
        row = {"task": uid, "person": None, "skill": task.skill, "asked": task.skill_level, "level": 0}
        found.append({**row, "text": {"zh": zh, "en": en}})
    return found


def over(rows: Iterable[Load]) -> int:
    return round(sum(row.over for row in rows))


def _check_people(found: Computed) -> None:
    """Whoever gives nothing any more cannot do what is left: that is a question of people, not of dates."""
    gone = {r.uid: r.name for r in found.plan.resources if r.max_units == 0}
    open_tasks = {t.pk: t for t in found.tasks if t.actual_finish is None and not t.is_summary}
    for a in found.plan.assignments:
        if a.resource in gone and a.task in open_tasks:
            text = _("%(person)s gives no time to the project, but works on “%(task)s”. Name somebody else first.")
            raise Refused("levelling_person_gone", text, person=gone[a.resource], task=open_tasks[a.task].name)


def _too_short(found: Computed) -> Refused:
    ends = [r.name for r in found.plan.resources if r.availability and r.availability[-1].units == 0]
    text = _(
        "Somebody's time in the project ends before his work: %(people)s. Name others for his tasks; nothing moved."
    )
    return Refused("levelling_no_time", text, people="、".join(ends) or "—")


def _side_by_side(before: Iterable[Load], after: Iterable[Load]) -> dict[str, dict[str, list[int]]]:
    """Person → day → [booked before, booked after, capacity]."""
    found: dict[Day, list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, rows in enumerate((before, after)):
        for row in rows:
            cell = found[row.resource, row.day.isoformat()]
            cell[place], cell[2] = round(row.planned), round(row.capacity)
    people: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for (who, day), cell in sorted(found.items()):
        people[str(who)][day] = cell
    return dict(people)


def _written(plan: engine.Plan, move: Move, after: engine.Schedule) -> dict[str, Any]:
    return {
        "task": move.task,
        "before": move.before.isoformat(),
        "after": move.after.isoformat(),
        "finish": after.tasks[move.task].finish.isoformat(),
        "days": move.days,
        "cause": move.cause.value,
        "other": move.other,
        "resource": move.resource,
        "until": move.until.isoformat() if move.until else None,
        "own": move.needs_delay,
        "text": sentence(plan, move),
    }


def _read(written: Mapping[str, Any]) -> Move:
    return Move(
        written["task"],
        datetime.fromisoformat(written["before"]),
        datetime.fromisoformat(written["after"]),
        written["days"],
        Cause(written["cause"]),
        written["other"],
        written["resource"],
        datetime.fromisoformat(written["until"]) if written["until"] else None,
    )


def is_current(row: Levelling, found: Computed) -> bool:
    return row.plan_code == found.code


def chosen(
    found: Computed, row: Levelling, taken: Collection[int], people: Mapping[int, int]
) -> dict[int, dict[str, Any]]:
    """The columns of the tasks that change when the moves of the tasks in `taken` are accepted, with `people` (task →
    person) on those that ask for a skill."""
    moves = [_read(m) for m in row.moves if m["task"] in taken]
    now = {t.uid: t for t in found.plan.tasks}
    changed: dict[int, dict[str, Any]] = {}
    for task in apply(with_people(found.plan, people), moves).tasks:
        if task == now[task.uid]:
            continue
        changed[task.uid] = {"levelling_minutes": task.levelling_delay}
        if task.constraint != now[task.uid].constraint and task.constraint_date:
            changed[task.uid] |= {
                "constraint": Task.Constraint(task.constraint.value),
                "constraint_at": instant(task.constraint_date, found.calendar),
            }
    return changed


def weeks_from(day: date, number: int) -> list[date]:
    """The Mondays of `number` weeks, the one of `day` first."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(weeks=n) for n in range(number)]
