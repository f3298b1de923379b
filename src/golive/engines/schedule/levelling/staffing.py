"""Who does the tasks that ask for a skill instead of a person, and why he.

The search chooses people and dates together (see `refine`); what is kept of it is who does what. The plan with these
people is then levelled like any other, so that every move has its reason against the people really proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from golive.engines.schedule.levelling.budget import Budget
from golive.engines.schedule.levelling.of_plan import PlanProblem, plan_problem
from golive.engines.schedule.levelling.problem import Skill, able
from golive.engines.schedule.levelling.serial import Placed, Profile, Serial
from golive.engines.schedule.levelling.solve import solve
from golive.engines.schedule.model import Plan, Task
from golive.engines.schedule.resources import Assignment, Resource, ResourceType
from golive.engines.schedule.result import Schedule
from golive.engines.worktime import NoWorkingTime, local_datetime, local_minute


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who could: when he would finish at the earliest beside all he does (None = never), the task he is
    busy with until he can begin, and the minutes of work he has in the plan."""

    resource: int
    level: int
    finish: datetime | None
    busy: int | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Staffed:
    """`resource` is proposed for `task`, which asks for `skill` at `asked`; he has it at `level`, and `minutes` of work
    in the plan with it. `others`: who else is able, the first to finish first."""

    task: int
    resource: int
    skill: str
    asked: int
    level: int
    finish: datetime
    minutes: int
    others: tuple[Other, ...] = ()


def open_seats(plan: Plan) -> tuple[list[int], list[int]]:
    """Tasks that ask for a skill and have nobody: those for which somebody is able, and those for which nobody is."""
    manned = {a.task for a in plan.assignments if a.units > 0}
    parents = {t.parent for t in plan.tasks}
    wanted = [t for t in plan.tasks if t.skill and t.uid not in manned and t.uid not in parents and _has_work(t)]
    people = [r for r in plan.resources if r.type is ResourceType.WORK and r.max_units > 0]
    fine = [t.uid for t in wanted if any(_level(r, t.skill) >= t.skill_level for r in people)]
    return fine, [t.uid for t in wanted if t.uid not in fine]


def _has_work(task: Task) -> bool:
    return task.active and task.duration > 0 and not task.milestone and task.actual_finish is None


def _level(resource: Resource, skill: str) -> int:
    return max((level for name, level in resource.skills if name == skill), default=-1)


def choose(plan: Plan, seats: Iterable[int], reach: int, budget: Budget, seed: int, workers: int = 1) -> dict[int, int]:
    """Task → resource. LevellingError as for `solve`."""
    answer = solve(plan_problem(plan, reach, list(seats)).problem, budget, seed, workers)
    return {task: team[0] for task, team in answer.teams.items()}


def with_people(plan: Plan, chosen: Mapping[int, int]) -> Plan:
    """The plan with somebody on each of these tasks, with all he gives."""
    if not chosen:
        return plan
    units = {r.uid: r.max_units for r in plan.resources}
    more = tuple(Assignment(task, who, units[who]) for task, who in chosen.items())
    return replace(plan, assignments=(*plan.assignments, *more))


def reasons(plan: Plan, chosen: Mapping[int, int], after: Schedule, reach: int) -> tuple[Staffed, ...]:
    """Against the levelled dates `after`, by task in the order of the plan. `plan`: without the people chosen."""
    whole = plan_problem(plan, reach, list(chosen))
    serial = Serial(whole.problem)
    placed = _placed(whole, serial, chosen, after)
    profiles = [Profile(p) for p in serial.pools]
    minutes = [0] * len(serial.pools)
    for i in range(serial.n):
        _take(serial, placed, profiles, i, 1)
        for k in {*placed.team[i], *(k for k, _ in serial.uses[i])}:
            minutes[k] += serial.activities[i].duration
    return tuple(_why(whole, serial, placed, profiles, minutes, i) for i in range(serial.n) if placed.team[i])


def _placed(whole: PlanProblem, serial: Serial, chosen: Mapping[int, int], after: Schedule) -> Placed:
    placed = Placed([], [], [])
    for a in serial.activities:
        if whole.is_mark(a.id):
            dates = after.tasks[whole.summary_of(a.id)]
            opens = (a.id - whole.first_mark) % 2 == 0
            placed.start.append(local_minute(dates.start if opens else dates.finish))
            placed.finish.append(placed.start[-1])
        else:
            placed.start.append(local_minute(after.tasks[a.id].start))
            placed.finish.append(local_minute(after.tasks[a.id].finish))
        placed.team.append((serial.pool_index[chosen[a.id]],) if a.id in chosen else ())
    return placed


def _take(serial: Serial, placed: Placed, profiles: list[Profile], i: int, sign: int) -> None:
    if placed.finish[i] > placed.start[i]:
        for k, units in (*serial.uses[i], *((k, serial.pools[k].units) for k in placed.team[i])):
            profiles[k].take(placed.start[i], placed.finish[i], sign * units)


def _why(
    whole: PlanProblem, serial: Serial, placed: Placed, profiles: list[Profile], minutes: list[int], i: int
) -> Staffed:
    activity, (own,) = serial.activities[i], placed.team[i]
    skill = activity.skills[0]
    _take(serial, placed, profiles, i, -1)
    rivals = [serial.pool_index[p] for p in able(serial.pools, skill) if serial.pool_index[p] != own]
    others = [_other(whole, serial, placed, profiles, minutes, i, k, skill) for k in rivals]
    _take(serial, placed, profiles, i, 1)
    others.sort(key=lambda o: (o.finish is None, o.finish or local_datetime(0), o.minutes))
    return Staffed(
        activity.id,
        serial.pools[own].id,
        skill.name,
        skill.level,
        serial.pools[own].skills[skill.name],
        local_datetime(placed.finish[i]),
        minutes[own],
        tuple(others),
    )


def _other(
    whole: PlanProblem,
    serial: Serial,
    placed: Placed,
    profiles: list[Profile],
    minutes: list[int],
    i: int,
    k: int,
    skill: Skill,
) -> Other:
    at, _, held = serial.bound(i, placed)
    at = max(at, serial.not_before[i])
    finish, busy = None, None
    try:
        _, end, pool, until = serial.fit(i, (k,), at, profiles, held)
        finish = local_datetime(end)
        if pool == k:
            busy = next(
                (
                    serial.activities[j].id
                    for j in range(serial.n)
                    if placed.finish[j] == until and k in {*placed.team[j], *(p for p, _ in serial.uses[j])} and j != i
                ),
                None,
            )
    except NoWorkingTime:
        pass
    person = serial.pools[k]
    return Other(person.id, person.skills[skill.name], finish, busy, minutes[k])


# -- words -----------------------------------------------------------------------------------------------------------
_SHOWN = 2  # others that a sentence names


def staffing_sentence(plan: Plan, row: Staffed) -> dict[str, str]:
    """Why he: {"zh": …, "en": …}."""
    names = {t.uid: t.name or str(t.uid) for t in plan.tasks}
    people = {r.uid: r.name or str(r.uid) for r in plan.resources}
    facts = {
        "task": names[row.task], "who": people[row.resource], "skill": row.skill, "asked": row.asked,
        "level": row.level, "finish": f"{row.finish:%Y-%m-%d}",
    }  # fmt: skip
    zh = "建议由{who}承担“{task}”：需要“{skill}” {asked} 级，他是 {level} 级，{finish} 完成。".format(**facts)
    en = "{who} for “{task}”: it asks for “{skill}” at level {asked}, he has level {level}, done on {finish}.".format(
        **facts
    )
    if not row.others:
        return {"zh": zh + "没有其他人具备这项技能。", "en": en + " Nobody else has the skill."}
    for other in row.others[:_SHOWN]:
        more = _compared(row, other, people[other.resource], names)
        zh, en = zh + more[0], f"{en} {more[1]}"
    left = len(row.others) - _SHOWN
    if left > 0:
        zh, en = zh + f"另有 {left} 人具备该技能。", f"{en} {left} more have the skill."
    return {"zh": zh, "en": en}


def _compared(row: Staffed, other: Other, who: str, names: Mapping[int, str]) -> tuple[str, str]:
    if other.finish is None:
        return f"{who}没有足够的时间。", f"{who} has not the time."
    day = f"{other.finish:%Y-%m-%d}"
    if other.finish > row.finish:
        if other.busy is None:
            return f"{who}最早 {day} 才能完成。", f"{who} could finish on {day} at the earliest."
        task = names[other.busy]
        zh = f"{who}正在做“{task}”，最早 {day} 才能完成。"
        return zh, f"{who} is busy with “{task}” and could finish on {day} at the earliest."
    if other.finish < row.finish:
        zh = f"{who}单做这一项可在 {day} 完成，但安排给了其他任务。"
        return zh, f"{who} could do it by {day}, but is needed for other tasks."
    hours = round(other.minutes / 60), round(row.minutes / 60)
    if hours[0] > hours[1]:
        zh = f"{who}同样能完成，但工作更多（{hours[0]} 小时，他为 {hours[1]} 小时）。"
        return zh, f"{who} could as well, but has more to do ({hours[0]} h against {hours[1]} h)."
    return f"{who}同样合适。", f"{who} would do as well."
