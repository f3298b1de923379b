"""Levelling a problem: the search that suits it, in as many processes as are worth it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from time import time

from golive.engines.schedule.levelling import crews, justify
from golive.engines.schedule.levelling.bounds import lower_bound
from golive.engines.schedule.levelling.budget import Budget, Meter
from golive.engines.schedule.levelling.crews import Crews
from golive.engines.schedule.levelling.genetic import evolve
from golive.engines.schedule.levelling.justify import Justified
from golive.engines.schedule.levelling.problem import LevellingError, Problem
from golive.engines.schedule.levelling.refine import Refine, cost
from golive.engines.schedule.levelling.serial import Placed
from golive.engines.worktime import NoWorkingTime

# Another process takes a good part of a second to come up: only for what one has not solved by then.
_ALONE = Budget(0.4, 4000)
_SMALL = Budget(0.4, 20)  # of schedules that are built one by one


@dataclass(frozen=True)
class Answer:
    """By activity id. `makespan`: the last finish; `lower_bound`: no schedule finishes before; `optimal`: both are
    the same, and no deadline is missed. `late`: activities that miss their deadline. `schedules`: how many were
    looked at."""

    starts: Mapping[int, int]
    finishes: Mapping[int, int]
    teams: Mapping[int, tuple[int, ...]]
    makespan: int
    lower_bound: int
    optimal: bool
    late: tuple[int, ...] = ()
    schedules: int = 0


def solve(problem: Problem, budget: Budget | None = None, seed: int = 1, workers: int = 1) -> Answer:
    """The best schedule found within `budget`, the same for the same seed, workers and number of schedules.

    `workers` processes search apart with seeds of their own. LevellingError "no_time": the calendars end too soon.
    """
    try:
        bound = lower_bound(problem)
    except NoWorkingTime as error:
        raise LevellingError("no_time") from error
    whole = Meter(budget or Budget())
    quick = _ALONE if _whole_rows(problem) else _SMALL
    first = Budget(
        None if whole.budget.seconds is None else min(whole.budget.seconds, quick.seconds or 0),
        quick.schedules if whole.budget.schedules is None else min(whole.budget.schedules, quick.schedules or 0),
    )
    if workers == 1:
        first = whole.budget
    placed, used = _one(problem, bound, first, seed)
    whole.spend(used)
    if workers > 1 and not whole.over() and not _done(problem, placed, bound):
        others, used = _apart(problem, bound, whole.left(), seed, workers)
        whole.spend(used)
        placed = min([placed, *others], key=lambda p: cost(problem, p))
    return _answer(problem, placed, bound, whole.used)


def _whole_rows(problem: Problem) -> bool:
    return justify.suits(problem) or crews.suits(problem)


def _done(problem: Problem, placed: Placed, bound: int) -> bool:
    return cost(problem, placed) <= (0, bound, 0)


def _one(
    problem: Problem, bound: int, budget: Budget, seed: int, stop: Callable[[], bool] | None = None
) -> tuple[Placed, int]:
    """A search in this process."""
    meter = Meter(budget, stop)
    durations = [a.duration for a in problem.activities]
    try:
        if justify.suits(problem):
            starts, _ = evolve(Justified(problem), bound, meter, seed)
            begin = [int(s) for s in starts]
            placed = Placed(begin, [s + d for s, d in zip(begin, durations, strict=True)], [()] * len(begin))
        elif crews.suits(problem):
            begin, who = Crews(problem, seed).search(bound, meter)
            placed = Placed(begin, [s + d for s, d in zip(begin, durations, strict=True)], [(k,) for k in who])
        else:
            placed = Refine(problem, seed, meter).run(bound)
    except NoWorkingTime as error:
        raise LevellingError("no_time") from error
    return placed, meter.used


def _apart(problem: Problem, bound: int, budget: Budget, seed: int, workers: int) -> tuple[list[Placed], int]:
    """One search in this process, the others in processes of their own. With a limit of time, one that reaches the
    bound ends all; with one of schedules all are waited for, so that chance decides nothing."""
    share = budget.shared(workers)
    pool = ProcessPoolExecutor(workers - 1, mp_context=multiprocessing.get_context("spawn"))
    try:
        jobs = [pool.submit(_timed, problem, bound, share, seed * 1000 + k, time()) for k in range(1, workers)]

        def reached() -> bool:
            return any(_done(problem, placed, bound) for job in jobs if job.done() for placed, _ in _found(job))

        own = _one(problem, bound, share, seed * 1000, reached if budget.schedules is None else None)
        ended = budget.schedules is None and _done(problem, own[0], bound)
        results = [own, *(one for job in jobs if job.done() or not ended for one in _found(job))]
    finally:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)
    return [placed for placed, _ in results], sum(used for _, used in results)


def _found(job: Future[tuple[Placed, int]]) -> list[tuple[Placed, int]]:
    """What another process found; nothing where none could be started: this one has searched, too."""
    try:
        return [job.result()]
    except BrokenProcessPool:
        return []


def _timed(problem: Problem, bound: int, budget: Budget, seed: int, asked: float) -> tuple[Placed, int]:
    """In another process: the time it took to come up is part of the budget."""
    if budget.seconds is not None:
        budget = replace(budget, seconds=budget.seconds - max(0.0, time() - asked))
    return _one(problem, bound, budget, seed)


def _answer(problem: Problem, placed: Placed, bound: int, used: int) -> Answer:
    acts = problem.activities
    makespan = max(placed.finish, default=0)
    late = tuple(a.id for a, f in zip(acts, placed.finish, strict=True) if a.deadline is not None and f > a.deadline)
    return Answer(
        {a.id: s for a, s in zip(acts, placed.start, strict=True)},
        {a.id: f for a, f in zip(acts, placed.finish, strict=True)},
        {a.id: tuple(problem.pools[k].id for k in team) for a, team in zip(acts, placed.team, strict=True) if team},
        makespan,
        bound,
        makespan == bound and not late,
        late,
        used,
    )
