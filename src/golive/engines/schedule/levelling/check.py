"""Is an answer a schedule? Written apart from the solvers: every point of time is looked at, nothing is assumed.

Used by tests for every levelled schedule, and by whoever wants to be sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from golive.engines.schedule.levelling.line import Line
from golive.engines.schedule.levelling.problem import Activity, Order, Pool, Problem, Skill


@dataclass(frozen=True, slots=True)
class Fault:
    """`code`: missing, release, fixed, duration, off_time, order, overload, team. `at`: where in time, if anywhere."""

    code: str
    activity: int
    other: int | None = None
    at: int | None = None


def faults(
    problem: Problem, starts: Mapping[int, int], finishes: Mapping[int, int], teams: Mapping[int, tuple[int, ...]]
) -> list[Fault]:
    """Everything that is wrong with a schedule, empty when it keeps all that was asked. Deadlines are no faults.
    Overloads among activities that may not move are no faults either: nobody could avoid them."""
    missing = [Fault("missing", a.id) for a in problem.activities if a.id not in starts or a.id not in finishes]
    if missing:
        return missing
    pools = {p.id: p for p in problem.pools}
    held = {o.succ for o in problem.orders if o.to_finish}
    found: list[Fault] = []
    for a in problem.activities:
        found += _of_time(
            a,
            starts[a.id],
            finishes[a.id],
            [pools[p] for p in (*(() if a.own_hours else a.uses), *teams.get(a.id, ()))],
            a.id in held,
        )
        found += _of_team(a, teams.get(a.id, ()), problem)
    fixed = {a.id for a in problem.activities if a.fixed is not None}
    for order in problem.orders:
        if order.succ not in fixed:
            found += _of_order(order, starts, finishes)
    return found + _overloads(problem, starts, finishes, teams, fixed)


def _worked(line: Line | None, start: int, finish: int) -> int:
    if line is None:
        return max(0, finish - start)
    return sum(max(0, min(b, finish) - max(a, start)) for a, b in line.segments())


def _of_time(a: Activity, start: int, finish: int, pools: list[Pool], held: bool) -> list[Fault]:
    """`held`: a link to its finish may let it end in free time."""
    if a.fixed is not None:
        return [] if (start, finish) == a.fixed else [Fault("fixed", a.id)]
    found = [Fault("release", a.id)] if start < a.release else []
    if a.parts:
        begins = [min(max(x, start) for x, y in line.segments() if y > start) for line, _ in a.parts]
        ends = [_worked(line, start, finish) >= length for line, length in a.parts]
        late = all(_worked(line, start, finish - 1) >= length for line, length in a.parts)
        return found + ([] if min(begins) == start and all(ends) and not late else [Fault("duration", a.id)])
    lines = [line for line in (a.line, *(p.line for p in pools)) if line is not None]
    if not a.duration:
        return found + ([] if finish == start else [Fault("duration", a.id)])
    together = [(start, finish)]
    for line in lines:
        spans = [(max(x, s), min(y, f)) for x, y in line.segments() for s, f in together]
        together = [(s, f) for s, f in spans if s < f]
    if sum(f - s for s, f in together) != a.duration:
        found.append(Fault("duration", a.id))
    if not together or together[0][0] != start or (max(f for _, f in together) != finish and not held):
        found.append(Fault("off_time", a.id))
    return found


def _of_team(a: Activity, team: tuple[int, ...], problem: Problem) -> list[Fault]:
    """Every seat has somebody else who is able. Tried by brute force: teams are small."""
    seats = [skill for skill in a.skills for _ in range(skill.people)]
    skills = {p.id: p.skills for p in problem.pools}

    def seated(left: list[Skill], people: tuple[int, ...]) -> bool:
        if not left:
            return not people
        return any(
            skills[who].get(left[0].name, -1) >= left[0].level and seated(left[1:], people[:k] + people[k + 1 :])
            for k, who in enumerate(people)
        )

    fine = len(set(team)) == len(team) == len(seats) and not set(team) & a.uses.keys() and seated(seats, team)
    return [] if fine else [Fault("team", a.id)]


def _of_order(order: Order, starts: Mapping[int, int], finishes: Mapping[int, int]) -> list[Fault]:
    origin = (starts if order.from_start else finishes)[order.pred]
    target = (finishes if order.to_finish else starts)[order.succ]
    if order.line is None or not order.lag:
        kept = target >= origin + order.lag
    elif order.lag > 0:
        kept = target >= origin and _worked(order.line, origin, target) >= order.lag
    else:
        kept = target >= origin or _worked(order.line, target, origin) <= -order.lag
    return [] if kept else [Fault("order", order.succ, order.pred)]


def _overloads(
    problem: Problem,
    starts: Mapping[int, int],
    finishes: Mapping[int, int],
    teams: Mapping[int, tuple[int, ...]],
    fixed: set[int],
) -> list[Fault]:
    held: dict[int, list[tuple[int, int, int, int]]] = defaultdict(list)
    wholly = {p.id: p.units for p in problem.pools}
    for a in problem.activities:
        for key, units in [*a.uses.items(), *((p, wholly[p]) for p in teams.get(a.id, ()))]:
            held[key].append((starts[a.id], finishes[a.id], units, a.id))
    found: list[Fault] = []
    for pool in problem.pools:
        moments = {s for s, f, _, _ in held[pool.id] if f > s} | {t for t, _ in pool.steps}
        for t in sorted(moments):
            there = pool.units
            for since, units in pool.steps:
                if since <= t:
                    there = units
            running = [(units, who) for s, f, units, who in held[pool.id] if s <= t < f]
            movable = [who for _, who in running if who not in fixed]
            if movable and sum(units for units, _ in running) > there:
                found.append(Fault("overload", movable[0], pool.id, t))
    return found
