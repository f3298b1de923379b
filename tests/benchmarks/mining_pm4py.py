"""Run by the oracle's Python: how long PM4Py needs for each operation on a Parquet or XES file. JSON on the last line."""

import json
import resource
import sys
import time

import pandas
import pm4py
from pm4py.algo.organizational_mining.sna import algorithm as sna

path, rounds = sys.argv[1], int(sys.argv[2])
figures = {}
state = {}


def peak():
    """Megabytes. The kernel's figure of this program alone: ru_maxrss would hold what the parent had before it called us."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load():
    if ".xes" in path:
        state["log"] = pm4py.read_xes(path)
    else:
        state["log"] = pm4py.format_dataframe(pandas.read_parquet(path))


OPERATIONS = {
    "load": load,
    "map, frequency": lambda: pm4py.discover_dfg(state["log"]),
    "map, mean and median": lambda: pm4py.discover_performance_dfg(state["log"], perf_aggregation_key="all"),
    "variants": lambda: pm4py.get_variants(state["log"]),
    "starts and ends": lambda: (pm4py.get_start_activities(state["log"]), pm4py.get_end_activities(state["log"])),
    "durations": lambda: pm4py.get_all_case_durations(state["log"]),
    "rework": lambda: pm4py.get_rework_cases_per_activity(state["log"]),
    "handover": lambda: sna.apply(state["log"], variant=sna.Variants.HANDOVER_PANDAS),
}
for name, run in OPERATIONS.items():
    if name == "handover" and "org:resource" not in state["log"].columns:
        continue
    runs = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        runs.append((time.process_time() - cpu, time.perf_counter() - wall))
    figures[name] = [min(w for _, w in runs), min(c for c, _ in runs)]
figures["peak"] = peak()
print("\n" + json.dumps(figures))
