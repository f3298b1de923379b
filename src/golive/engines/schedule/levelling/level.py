"""Levelling a plan: nobody does more at a time than there is of him, at the price of later dates.

What comes out are moves, each with its reason; `apply` takes all of them or some. A levelled plan carries levelling
delays as MS Project writes them, and computes to the dates that were promised.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.from_finish import forwards
from golive.engines.schedule.levelling.budget import Budget, Meter
from golive.engines.schedule.levelling.load import Load, load, overloads
from golive.engines.schedule.levelling.moves import Move, explain, targets
from golive.engines.schedule.levelling.of_plan import YEAR, PlanProblem, plan_problem
from golive.engines.schedule.levelling.problem import LevellingError, Problem
from golive.engines.schedule.levelling.serial import Placed, Serial
from golive.engines.schedule.levelling.solve import Answer, solve
from golive.engines.schedule.levelling.staffing import Staffed, choose, open_seats, reasons, with_people
from golive.engines.schedule.model import Plan, PlanError
from golive.engines.schedule.result import Schedule
from golive.engines.worktime import NoWorkingTime, local_minute

_ROUNDS = 6


@dataclass(frozen=True)
class Levelled:
    """`plan` with all `moves` applied and its dates `after`; the same plan untouched: `before`.

    makespan, lower_bound   working minutes of the plan's calendar from its start
    optimal                 it cannot finish earlier
    clipped                 (task, resource) that ask for more units than there ever are
    staffed                 who is proposed for tasks that ask for a skill; `plan` and `after` are with them
    unstaffed               tasks that ask for a skill which nobody has at that level
    unresolved              days on which too much is asked still: of what may not move, or of the clipped
    """

    plan: Plan
    before: Schedule
    after: Schedule
    moves: tuple[Move, ...]
    makespan: int
    lower_bound: int
    optimal: bool
    load_before: tuple[Load, ...]
    load_after: tuple[Load, ...]
    clipped: tuple[tuple[int, int], ...]
    unresolved: tuple[Load, ...]
    staffed: tuple[Staffed, ...] = ()
    unstaffed: tuple[int, ...] = ()


def level(plan: Plan, budget: Budget | None = None, seed: int = 1, workers: int = 1) -> Levelled:
    """Level `plan`: first so that deadlines are kept, then that it finishes early, then that little is moved. Tasks
    that ask for a skill get somebody, for which half of the budget is used; moves are told for the plan with them.

    Nothing starts before its present date; higher priority is served first; what has begun, is fixed by hand or by
    constraint, or must not be levelled stays. PlanError as for `critical_path`, and "no_working_time" when the
    calendars hold not enough time for the work.
    """
    plan = forwards(plan)
    seats, unstaffed = open_seats(plan)
    if not seats:
        return replace(_level(plan, budget, seed, workers), unstaffed=tuple(unstaffed))
    meter = Meter(budget or Budget())
    reach, half = _reach(plan), _half(meter.budget)
    try:
        chosen = choose(plan, seats, reach, half, seed, workers)
    except LevellingError as error:
        if error.code != "no_time":
            raise
        raise PlanError("no_working_time") from error
    meter.spend(half.schedules or 0)
    manned = with_people(plan, chosen)
    found, before = _level(manned, meter.left(), seed, workers), critical_path(plan)
    why = reasons(plan, chosen, found.after, reach)
    return replace(found, before=before, load_before=tuple(load(plan, before)), staffed=why, unstaffed=tuple(unstaffed))


def _half(budget: Budget) -> Budget:
    return Budget(
        None if budget.seconds is None else budget.seconds / 2,
        None if budget.schedules is None else max(1, budget.schedules // 2),
    )


def _level(plan: Plan, budget: Budget | None, seed: int, workers: int) -> Levelled:
    whole, answer = _solved(plan, budget, seed, workers)
    placed = _placed(whole.problem, answer)
    moves = explain(whole, placed)
    levelled = whole.levelled(targets(moves))
    after = critical_path(levelled) if moves else whole.before
    for _ in range(_ROUNDS):
        wrong = _wrong(whole, placed, after)
        if not wrong:
            break
        held = replace(whole, problem=_held_at(whole.problem, wrong))
        try:
            placed = Serial(held.problem).place([float(t) for t in placed.start])
        except NoWorkingTime:  # the calendars known end there; what stays overbooked is told
            break
        whole = held
        moves = explain(replace(whole, problem=_as_was(whole)), placed)
        levelled = whole.levelled(targets(moves))
        after = critical_path(levelled)
    return _levelled(whole, answer, levelled, after, moves)


def apply(plan: Plan, moves: Iterable[Move]) -> Plan:
    """`plan` with some of the moves `level` proposed for it. None leave it as it is; what follows by its links needs
    no move of its own."""
    chosen = targets(moves)
    return plan_problem(forwards(plan), YEAR).levelled(chosen) if chosen else plan


def _solved(plan: Plan, budget: Budget | None, seed: int, workers: int) -> tuple[PlanProblem, Answer]:
    """Calendars are known for some years ahead; where that is too short, for more."""
    meter, reach = Meter(budget or Budget()), _reach(plan)
    for longer in (1, 4, 16):
        try:
            whole = plan_problem(plan, reach * longer)
            return whole, solve(whole.problem, meter.left(), seed, workers)
        except LevellingError as error:
            if error.code != "no_time":
                raise
    raise PlanError("no_working_time")


def _reach(plan: Plan) -> int:
    """Minutes after the finish within which the busiest should come to an end; for whom a skill asks, all of it."""
    busiest: dict[int, int] = {}
    minutes = {t.uid: t.duration for t in plan.tasks}
    for a in plan.assignments:
        busiest[a.resource] = busiest.get(a.resource, 0) + minutes[a.task]
    asked = sum(t.duration for t in plan.tasks if t.skill)
    return 6 * (max(busiest.values(), default=0) + asked) + 2 * YEAR


def _placed(problem: Problem, answer: Answer) -> Placed:
    ids = [a.id for a in problem.activities]
    return Placed([answer.starts[i] for i in ids], [answer.finishes[i] for i in ids], [()] * len(ids))


def _wrong(whole: PlanProblem, placed: Placed, after: Schedule) -> dict[int, tuple[int, int]]:
    """Tasks that the plan would not start where they were placed, and the dates it gives them."""
    found: dict[int, tuple[int, int]] = {}
    for i, activity in enumerate(whole.problem.activities):
        if not whole.is_mark(activity.id):
            dates = after.tasks[activity.id]
            start, finish = local_minute(dates.start), local_minute(dates.finish)
            if (start, finish) != (placed.start[i], placed.finish[i]):
                found[activity.id] = (start, finish)
    return found


def _held_at(problem: Problem, dates: dict[int, tuple[int, int]]) -> Problem:
    """Links of summaries, constraints that win over links: what the problem cannot say is taken from the plan."""
    acts = tuple(
        a if a.id not in dates
        else replace(a, fixed=dates[a.id]) if a.fixed or dates[a.id][0] < (a.present or 0)
        else replace(a, present=dates[a.id][0])
        for a in problem.activities
    )  # fmt: skip
    return replace(problem, activities=acts)


def _as_was(whole: PlanProblem) -> Problem:
    """The problem with the starts of the plan as it was, against which moves are told."""
    dates = whole.before.tasks
    acts = tuple(
        a if whole.is_mark(a.id) else replace(a, present=local_minute(dates[a.id].start))
        for a in whole.problem.activities
    )
    return replace(whole.problem, activities=acts)


def _levelled(whole: PlanProblem, answer: Answer, levelled: Plan, after: Schedule, moves: tuple[Move, ...]) -> Levelled:
    line, begin = whole.net.project_line, local_minute(whole.before.start)
    makespan = line.work(local_minute(after.finish)) - line.work(begin)
    bound = line.work(max(answer.lower_bound, local_minute(whole.before.finish))) - line.work(begin)
    before_load, after_load = load(whole.plan, whole.before), load(levelled, after)
    return Levelled(
        levelled, whole.before, after, moves, makespan, min(bound, makespan), makespan <= bound,
        tuple(before_load), tuple(after_load), whole.clipped, tuple(overloads(after_load)),
    )  # fmt: skip
