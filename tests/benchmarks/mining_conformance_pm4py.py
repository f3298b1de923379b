"""Run by the oracle's Python: PM4Py's IMf model of a Parquet log as PNML, and its alignments. JSON on the last line.

ORACLE tests/benchmarks/mining_conformance_pm4py.py LOG.parquet MODEL.pnml [NOISE] [--only-model]
"""

import json
import sys
import time

import pandas
import pm4py

log = pm4py.format_dataframe(pandas.read_parquet(sys.argv[1]))
noise = float(sys.argv[3]) if len(sys.argv) > 3 else 0.2


def timed(run):
    wall, busy = time.perf_counter(), time.process_time()
    answer = run()
    return answer, [time.perf_counter() - wall, time.process_time() - busy]


(net, initial, final), discovery = timed(lambda: pm4py.discover_petri_net_inductive(log, noise_threshold=noise))
pm4py.write_pnml(net, initial, final, sys.argv[2])
said = {"discovery": discovery}
if "--only-model" not in sys.argv:
    answer, said["alignments"] = timed(
        lambda: pm4py.fitness_alignments(log, net, initial, final, multi_processing=False)
    )
    said["fitness"] = answer["log_fitness"]
    said["perfect"] = answer["percentage_of_fitting_traces"] / 100
print("\n" + json.dumps(said))
