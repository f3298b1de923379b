"""How long a simulation takes: `python tests/benchmarks/schedule_risk.py`. Not part of the test run.

10,000 iterations with criticality of every task, tornado and remedies, from the plan as it stands to the answer; every
duration uncertain and correlated. "one" calendar: Chinese working days. "three": tasks also on half days and around
the clock, lags in wall-clock time too. Best of runs in seconds, one process, wall clock and
processor; peak memory of that process.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

from schedule_recompute import random_plan

from golive.engines.schedule import LagKind, Plan
from golive.engines.schedule.risk import risk


def plan_of(size: int, calendars: str) -> Plan:
    plan = random_plan(size)
    if calendars == "three":
        return replace(plan, tasks=tuple(replace(t, elapsed=t.uid % 17 == 0) for t in plan.tasks))
    links = tuple(replace(link, lag_kind=LagKind.WORKING) for link in plan.links)
    return replace(plan, tasks=tuple(replace(t, calendar="") for t in plan.tasks), links=links)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=10_000)
    options = parser.parse_args()
    print("| tasks | links | calendars | iterations | best s | processor s | peak MB |\n|---|---|---|---|---|---|---|")
    for size, calendars in ((1_000, "one"), (1_000, "three"), (3_000, "one"), (3_000, "three")):
        plan = plan_of(size, calendars)
        times, busy = [], []
        for _ in range(options.runs):
            begin, worked = time.perf_counter(), time.process_time()
            found = risk(plan, iterations=options.iterations)
            times.append(time.perf_counter() - begin)
            busy.append(time.process_time() - worked)
        assert found.tornado and found.tasks
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cells = (f"{size:,}", f"{len(plan.links):,}", calendars, f"{options.iterations:,}")
        print(f"| {' | '.join(cells)} | {min(times):.2f} | {min(busy):.2f} | {peak:.0f} |")


if __name__ == "__main__":
    main()
