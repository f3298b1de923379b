"""Event logs beside PM4Py: `python tests/benchmarks/mining.py [--events 5000000] [--source PermitLog.xes.gz] [--rounds 1]`.

The log is a bootstrap of a real one (cases drawn with replacement, gaps and begin jittered), or with `--events 0` the real
file as it is. Both sides read the same file, each in a process of its own; PM4Py in the environment of tools/oracle.py.
Wall and processor seconds of each operation, the best of `--rounds`; peak memory of the process. Not part of a test run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from golive.engines.mining.analyse import durations, handover, process_map, repeated, variants
from golive.engines.mining.analyse.process_map import EDGES_SQL, FREQUENCY_SQL
from golive.engines.mining.log import EventLog
from golive.engines.mining.read import read_log
from tools.oracle import oracle_python

XES = Path(os.environ.get("GOLIVE_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data") / "mining" / "xes"
SUM = ("load", "map, frequency", "map, mean and median", "variants", "durations", "rework", "handover")
Figures = dict[str, list[float]]


def bootstrap(source: Path, events: int, out: Path) -> None:
    with read_log(source) as log:
        draws = events * log.cases // log.events
        role = "coalesce(r.name, 'NONE')"
        if any(a.name == "org:role" for a in log.attributes):  # the real resources are two only
            role = "coalesce(e.\"org:role\", 'NONE')"
        log.con.execute(
            f"""COPY (
            WITH pick AS (SELECT i, CAST(hash(i * 7 + 1) % {log.cases} AS BIGINT) AS pos FROM range({draws}) t(i)),
                 ids AS (SELECT case_id, row_number() OVER (ORDER BY case_id) - 1 AS pos FROM cases)
            SELECT 'case-' || p.i AS "case:concept:name", a.name AS "concept:name",
                   make_timestamp(CAST(c.start_us + hash(p.i) % 31536000000000
                                       + (s.ts - c.start_us) * (0.7 + (hash(p.i * 3) % 600) / 1000.0) AS BIGINT)) AS "time:timestamp",
                   {role} AS "org:resource"
            FROM pick p JOIN ids USING (pos) JOIN cases c USING (case_id) JOIN step s USING (case_id)
            JOIN activity a ON a.act_id = s.act LEFT JOIN resource r ON r.res_id = s.res JOIN event_attr e ON e.seq = s.seq
            ORDER BY p.i, s.pos) TO '{out}' (FORMAT parquet)"""
        )


def ours(path: str, rounds: int) -> Figures:
    """Each operation as a person calls it; the first two rows are the SQL of the map alone, as PM4Py computes it alone."""
    held: dict[str, EventLog] = {}

    def load() -> None:
        if "log" in held:
            held.pop("log").close()
        held["log"] = read_log(path) if ".xes" in path else EventLog.from_parquet(path)
        _ = held["log"].activities, held["log"].cases

    operations: dict[str, Callable[[], object]] = {
        "load": load,
        "map, frequency": lambda: held["log"].rows(FREQUENCY_SQL),
        "map, mean and median": lambda: held["log"].rows(EDGES_SQL),
        "variants": lambda: variants(held["log"], times=False),
        "starts and ends": lambda: (
            held["log"].rows("SELECT act, count(*) FROM step WHERE pos = 0 GROUP BY act")
            and held["log"].rows("SELECT act, count(*) FROM step WHERE nxt IS NULL GROUP BY act")
        ),
        "durations": lambda: held["log"].con.execute("SELECT end_us - start_us FROM cases").fetchnumpy(),
        "rework": lambda: repeated(held["log"]),
        "handover": lambda: handover(held["log"], times=False),
        "whole map with cases and p90": lambda: process_map(held["log"]),
        "variants with median": lambda: variants(held["log"]),
        "spread of durations": lambda: durations(held["log"]),
    }
    figures: Figures = {}
    for name, run in operations.items():
        runs = []
        for _ in range(rounds):
            wall, cpu = time.perf_counter(), time.process_time()
            run()
            runs.append((time.perf_counter() - wall, time.process_time() - cpu))
        figures[name] = [min(w for w, _ in runs), min(c for _, c in runs)]
    figures["peak"] = [peak()]
    return figures


def peak() -> float:
    """Megabytes. The kernel's figure of this program alone: ru_maxrss would hold what the parent had before it called us."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def child(command: list[str]) -> dict[str, object]:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr[-3000:])
    found: dict[str, object] = json.loads(ran.stdout.strip().splitlines()[-1])
    return found


def table(mine: Figures, theirs: Figures) -> None:
    print("| operation | GoLive wall / CPU s | PM4Py wall / CPU s | times faster wall (CPU) |\n|---|---|---|---|")

    def row(name: str, a: list[float], b: list[float] | None) -> None:
        ratio = f"{b[0] / a[0]:.1f} ({b[1] / a[1]:.1f})" if b else ""
        shown = f"{b[0]:.3f} / {b[1]:.3f}" if b else ""
        print(f"| {name} | {a[0]:.3f} / {a[1]:.3f} | {shown} | {ratio} |")

    for name in mine:
        if name != "peak" and (name not in SUM or name in theirs):
            row(name, mine[name], theirs.get(name))
    both = [name for name in SUM if name in theirs]
    sums = [[sum(side[name][at] for name in both) for at in (0, 1)] for side in (mine, theirs)]
    row("sum of load, map, variants, durations, rework, handover", sums[0], sums[1])
    maps = [[sum(side[name][at] for name in SUM[1:3]) for at in (0, 1)] for side in (mine, theirs)]
    row("frequency and performance map", maps[0], maps[1])
    mine_peak, their_peak = mine["peak"][0], float(theirs["peak"])  # type: ignore[arg-type]
    print(f"| peak memory MB | {mine_peak:.0f} | {their_peak:.0f} | {mine_peak / their_peak:.0%} |")
    print(f"\nload average {os.getloadavg()[0]:.1f}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--events", type=int, default=5_000_000)
    options.add_argument("--source", default="PermitLog.xes.gz")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--ours", help="only measure our side on this file")
    given = options.parse_args()
    if given.ours:
        print(json.dumps(ours(given.ours, given.rounds)))
        return
    python = oracle_python()
    if python is None:
        raise SystemExit("make the oracle first: python tools/oracle.py")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "log.parquet") if given.events else str(XES / given.source)
        if given.events:
            bootstrap(XES / given.source, given.events, Path(path))
        mine = child([sys.executable, __file__, "--ours", path, "--rounds", str(given.rounds)])
        theirs = child([str(python), str(Path(__file__).with_name("mining_pm4py.py")), path, str(given.rounds)])
    table(mine, theirs)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
