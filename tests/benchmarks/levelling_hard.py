"""Hard instances of 120 activities, made as ProGen makes j120 (network complexity, resource factor, resource strength; 4
resources), levelled by GoLive and by CP-SAT, one process each.

    pip install ortools            # for this comparison only
    python tests/benchmarks/levelling_hard.py [--seconds 5] [--count 9]
    python tests/benchmarks/levelling_hard.py --long [--count 24]

`--long`: what 5 s of two idle cores find, counted in schedules so that other processes do not matter, against the best
that 14 times as many find and CP-SAT finds from there in 40 s.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from golive.engines.schedule.levelling import Activity, Budget, Order, Pool, Problem, faults, solve

if TYPE_CHECKING:
    from golive.engines.schedule.levelling.solve import Answer

SIZE, RESOURCES = 120, 4
GRID = list(product((1.5, 1.8, 2.1), (0.25, 0.5, 0.75, 1), (0.1, 0.2, 0.3, 0.4, 0.5)))
SHORT, LONG = 65_000, 450_000  # schedules of one process: 13,000 in a processor second
Instance = tuple[list[int], dict[int, set[int]], list[list[int]], list[int]]


def made(seed: int, complexity: float, factor: float, strength: float) -> Instance:
    """Durations, successors, requests by activity and resource, capacities; 0 and SIZE + 1 are the ends."""
    draw, last = random.Random(seed), SIZE + 1
    durations = [0, *(draw.randint(1, 10) for _ in range(SIZE)), 0]
    after: dict[int, set[int]] = {i: set() for i in range(last + 1)}
    for j in range(1, last):
        after[0 if j <= 3 else draw.randint(max(1, j - 25), j - 1)].add(j)
    for i in range(1, last):
        if not after[i]:
            after[i].add(last if i > SIZE - 3 else draw.randint(i + 1, min(SIZE, i + 25)))
    for _try in range(4000):
        if sum(map(len, after.values())) >= complexity * (SIZE + 2):
            break
        i = draw.randint(1, SIZE - 1)
        after[i].add(draw.randint(i + 1, min(SIZE, i + 30)))
    asked = [[0] * RESOURCES for _ in durations]
    for i in range(1, last):
        for k in range(RESOURCES):
            if draw.random() < factor:
                asked[i][k] = draw.randint(1, 10)
    return durations, after, asked, _capacities(durations, after, asked, strength)


def _capacities(durations: list[int], after: dict[int, set[int]], asked: list[list[int]], strength: float) -> list[int]:
    """Between what one activity asks for and what all ask for at their earliest."""
    start = [0] * len(durations)
    for i in range(len(durations)):
        for j in after[i]:
            start[j] = max(start[j], start[i] + durations[i])
    end = max(s + d for s, d in zip(start, durations, strict=True))
    found = []
    for k in range(RESOURCES):
        running = [
            sum(row[k] for row, s, d in zip(asked, start, durations, strict=True) if s <= t < s + d) for t in range(end)
        ]
        low, high = max(row[k] for row in asked), max(running)
        found.append(max(1, round(low + strength * (high - low))))
    return found


def golive(instance: Instance, budget: Budget, seed: int = 1) -> Answer:
    durations, after, asked, capacities = instance
    acts = tuple(Activity(i, d, {k: u for k, u in enumerate(asked[i]) if u}) for i, d in enumerate(durations))
    pools = tuple(Pool(k, units=c) for k, c in enumerate(capacities))
    problem = Problem(acts, pools, tuple(Order(i, j) for i in after for j in after[i]))
    answer = solve(problem, budget, seed, 1)
    assert not faults(problem, answer.starts, answer.finishes, answer.teams)
    return answer


def cp_sat(instance: Instance, seconds: float, hint: Mapping[int, int] | None = None) -> tuple[int, int]:
    from ortools.sat.python import cp_model  # type: ignore[import-not-found, import-untyped, unused-ignore]

    durations, after, asked, capacities = instance
    model: Any = cp_model.CpModel()
    starts = [model.NewIntVar(0, sum(durations), "") for _ in durations]
    spans = [model.NewIntervalVar(s, d, s + d, "") for s, d in zip(starts, durations, strict=True)]
    for i, others in after.items():
        for j in others:
            model.Add(starts[j] >= starts[i] + durations[i])
    for k, capacity in enumerate(capacities):
        users = [i for i, row in enumerate(asked) if row[k]]
        model.AddCumulative([spans[i] for i in users], [asked[i][k] for i in users], capacity)
    for i, start in (hint or {}).items():
        model.AddHint(starts[i], start)
    model.Minimize(starts[-1])
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 1
    solver.Solve(model)
    return int(solver.ObjectiveValue()), int(solver.BestObjectiveBound())


def against_long(count: int) -> None:
    print("| NC | RF | RS | 5 s | long | gap | lower bound |\n|---|---|---|---|---|---|---|")
    gaps = []
    for n, values in enumerate(GRID[:count]):
        instance = made(100 + n, *values)
        quick = min((golive(instance, Budget(None, SHORT), s) for s in (1, 2)), key=lambda a: a.makespan)
        best, low = quick, quick.lower_bound
        if quick.makespan > low:
            best = min([quick, *(golive(instance, Budget(None, LONG), s) for s in (11, 12))], key=lambda a: a.makespan)
        makespan = best.makespan
        if makespan > low:
            theirs, bound = cp_sat(instance, 40, best.starts)
            makespan, low = min(makespan, theirs), max(low, bound)
        gaps.append(quick.makespan / makespan - 1)
        print(
            f"| {' | '.join(map(str, values))} | {quick.makespan} | {makespan} | {gaps[-1]:.2%} | {low} |", flush=True
        )
    print(f"mean gap {sum(gaps) / len(gaps):.2%}, worst {max(gaps):.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--count", type=int, default=9)
    parser.add_argument("--long", action="store_true")
    args = parser.parse_args()
    random.Random(3).shuffle(GRID)
    if args.long:
        against_long(args.count)
    else:
        beside_cp_sat(args.count, args.seconds)


def beside_cp_sat(count: int, seconds: float) -> None:
    print("| NC | RF | RS | GoLive | processor s | CP-SAT | best lower bound |\n|---|---|---|---|---|---|---|")
    over = [0.0, 0.0]
    for n, (complexity, factor, strength) in enumerate(GRID[:count]):
        instance = made(100 + n, complexity, factor, strength)
        began = time.process_time()
        answer = golive(instance, Budget(seconds))
        ours, low = answer.makespan, answer.lower_bound
        busy = time.process_time() - began
        theirs, bound = cp_sat(instance, seconds)
        low = max(low, bound)
        over = [over[0] + ours / low - 1, over[1] + theirs / low - 1]
        print(f"| {complexity} | {factor} | {strength} | {ours} | {busy:.1f} | {theirs} | {low} |", flush=True)
    print(f"mean above the bound: {over[0] / count:.1%} | {over[1] / count:.1%}")


if __name__ == "__main__":
    main()
