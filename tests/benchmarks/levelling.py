"""How good levelling is: `python tests/benchmarks/levelling.py [--every 8] [--seconds 5]`. Not part of the test run.

Every n-th instance of the PSPLIB sets in the shared data, mean gap to the best known makespan; and the multi-skill
instances of 100 tasks. Two processes each. Every schedule passes the independent checker before it counts. The peer,
CP-SAT of OR-Tools with an interval model of its own (cumulative, no-overlap over optional intervals), runs beside it
in the same minutes where `ortools` can be imported; it is no dependency of the project.
"""
# prints its results

from __future__ import annotations

import argparse
import csv
import os
import time
from pathlib import Path

from golive.engines.schedule.levelling import Budget, Problem, faults, read_imopse, read_psplib, solve

try:
    from ortools.sat.python import cp_model
except ImportError:
    cp_model = None

DATA = Path(os.environ.get("GOLIVE_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data") / "schedule"


def peer(problem: Problem, seconds: float) -> tuple[int, int, float]:
    """Makespan, bound and time of CP-SAT with two workers."""
    model = cp_model.CpModel()
    horizon = sum(a.duration for a in problem.activities)
    starts = {a.id: model.new_int_var(0, horizon, "") for a in problem.activities}
    held = {p.id: ([], []) for p in problem.pools}
    busy = {p.id: [] for p in problem.pools}
    for a in problem.activities:
        for pool, units in a.uses.items():
            held[pool][0].append(model.new_fixed_size_interval_var(starts[a.id], a.duration, ""))
            held[pool][1].append(units)
        for skill in a.skills:
            chosen = {p: model.new_bool_var("") for p in problem.able(skill)}
            model.add_exactly_one(chosen.values())
            for p, here in chosen.items():
                busy[p].append(model.new_optional_fixed_size_interval_var(starts[a.id], a.duration, here, ""))
    lengths = {a.id: a.duration for a in problem.activities}
    for order in problem.orders:
        model.add(starts[order.succ] >= starts[order.pred] + lengths[order.pred])
    for pool in problem.pools:
        if held[pool.id][0]:
            model.add_cumulative(*held[pool.id], pool.units)
        if busy[pool.id]:
            model.add_no_overlap(busy[pool.id])
    end = model.new_int_var(0, horizon, "")
    model.add_max_equality(end, [starts[a.id] + a.duration for a in problem.activities])
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 2
    begin = time.perf_counter()
    solver.solve(model)
    return int(solver.objective_value), int(solver.best_objective_bound), time.perf_counter() - begin


def own(problem: Problem, seconds: float) -> tuple[int, int, float]:
    begin = time.perf_counter()
    answer = solve(problem, Budget(seconds), workers=2)
    took = time.perf_counter() - begin
    assert not faults(problem, answer.starts, answer.finishes, answer.teams)
    return answer.makespan, answer.lower_bound, took


def sets(name: str, every: int, seconds: float) -> None:
    known = {r["instance"]: int(r["best_ub"]) for r in csv.DictReader((DATA / "psplib/best_known.csv").open())}
    files = sorted((DATA / "psplib" / name).glob("*.sm"))[::every]
    for label, solver in SOLVERS.items():
        rows = [(known[f.stem], *solver(read_psplib(f), seconds)) for f in files]
        gap = sum((makespan - best) / best for best, makespan, _, _ in rows) / len(rows)
        reached = sum(makespan == best for best, makespan, _, _ in rows)
        proven = sum(makespan == bound for _, makespan, bound, _ in rows)
        mean = sum(took for *_, took in rows) / len(rows)
        print(
            f"| {name} ({len(rows)}), {seconds:g} s | {label} | {gap:.2%} | {reached} | {proven} |"
            f" {mean:.1f} s, longest {max(took for *_, took in rows):.1f} s |",
            flush=True,
        )


def people(seconds: float) -> None:
    for file in sorted((DATA / "imopse").glob("100*.def")):
        problem = read_imopse(file)
        found = {label: solver(problem, seconds) for label, solver in SOLVERS.items()}
        cells = ", ".join(f"{label} {m} (bound {b})" for label, (m, b, _) in found.items())
        print(f"| {file.stem}, {seconds:g} s | {cells} |", flush=True)


SOLVERS = {"GoLive": own} | ({"CP-SAT": peer} if cp_model else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--sets", nargs="*", default=["j30", "j60"])
    chosen = parser.parse_args()
    print(f"load average at start {os.getloadavg()}", flush=True)
    people(2 * chosen.seconds)
    for name in chosen.sets:
        sets(name, chosen.every, chosen.seconds)
    print(f"load average at end {os.getloadavg()}")


if __name__ == "__main__":
    main()
