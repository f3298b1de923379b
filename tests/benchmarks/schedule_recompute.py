"""How long a plan takes to recompute: `python tests/benchmarks/schedule_recompute.py`. Not part of the test run.

Random plans, 1.85 links a task of all four types, lags, two calendars with holidays, summaries of ten tasks each; the
second series also gives every task one of 40 people, a tenth of whom work other hours. Best and median of runs, one
process, garbage collection as usual. What is timed: `critical_path(plan)`, from the plan as it stands to every date.
"""
# ruff: noqa: DTZ001 - plans have local times; prints its results

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import datetime

from golive.engines.schedule import Assignment, LagKind, Link, LinkType, Plan, Resource, Task, critical_path
from golive.engines.worktime import Calendar, china_standard, day_table, week

CALENDARS = {
    "cn": china_standard(),
    "half": Calendar("half", "Asia/Shanghai", week("09:00-13:00"), days=day_table("CN")),
}
TYPES = [LinkType.FS] * 7 + [LinkType.SS, LinkType.FF, LinkType.SF]


def random_plan(size: int, people: int = 0, seed: int = 1) -> Plan:
    rng = random.Random(seed)
    tasks = []
    for uid in range(size):
        parent = None if uid % 11 == 0 else uid - uid % 11
        tasks.append(
            Task(uid, f"T{uid}", parent, rng.choice([240, 480, 960, 2400]), calendar=rng.choice(["", "", "half"]))
        )
    leaves = [t.uid for t in tasks if t.parent is not None]
    links = []
    for n, succ in enumerate(leaves[1:], 1):
        for pred in {leaves[max(0, n - rng.randint(1, 60))] for _ in range(rng.choice([1, 2, 2, 2]))}:
            lag = rng.choice([0, 0, 0, 480, -240])
            links.append(Link(pred, succ, rng.choice(TYPES), lag, rng.choice([LagKind.WORKING, LagKind.ELAPSED])))
    resources = tuple(Resource(n, f"P{n}", calendar="half" if n % 10 == 0 else "") for n in range(people))
    assignments = tuple(
        Assignment(uid, rng.randrange(people), work=tasks[uid].duration, uid=uid) for uid in leaves if people
    )
    start = datetime(2026, 1, 5, 9)
    return Plan(start, tuple(tasks), tuple(links), CALENDARS, "cn", resources=resources, assignments=assignments)


def measure(plan: Plan, runs: int) -> tuple[float, float, float]:
    """Best and median time, and best time of the processor alone (on a busy machine the honest one), in ms."""
    critical_path(plan)
    times, busy = [], []
    for _ in range(runs):
        begin, worked = time.perf_counter(), time.process_time()
        critical_path(plan)
        times.append((time.perf_counter() - begin) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    return min(times), statistics.median(times), min(busy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    print("| tasks | links | people | best ms | median ms | processor ms |\n|---|---|---|---|---|---|")
    for size in (1_000, 10_000):
        for people in (0, 40):
            plan = random_plan(size, people)
            figures = " | ".join(f"{figure:.1f}" for figure in measure(plan, runs))
            print(f"| {size:,} | {len(plan.links):,} | {people} | {figures} |")


if __name__ == "__main__":
    main()
