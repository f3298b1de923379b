"""Run by the oracle's Python (tools/oracle.py), never imported by us: what PM4Py says about a log, as JSON.

ORACLE tests/engines/mining/pm4py_answers.py FILE.parquet   columns case:concept:name, concept:name, time:timestamp, org:resource
"""

import json
import sys

import pandas
import pm4py
from pm4py.algo.organizational_mining.sna import algorithm as sna


def main(path: str) -> None:
    frame = pm4py.format_dataframe(pandas.read_parquet(path))
    dfg, starts, ends = pm4py.discover_dfg(frame)
    performance = pm4py.discover_performance_dfg(frame, perf_aggregation_key="all")[0]
    variants = pm4py.get_variants(frame)
    answers = {
        "dfg": [[a, b, n] for (a, b), n in dfg.items()],
        "starts": starts,
        "ends": ends,
        "performance": [[a, b, v["mean"], v["median"]] for (a, b), v in performance.items()],
        "variants": [[list(k), v if isinstance(v, int) else len(v)] for k, v in variants.items()],
        "durations": sorted(float(d) for d in pm4py.get_all_case_durations(frame)),
        "rework": pm4py.get_rework_cases_per_activity(frame),
    }
    if "org:resource" in frame.columns:
        network = sna.apply(frame, variant=sna.Variants.HANDOVER_PANDAS)
        answers["handover"] = [[a, b, v] for (a, b), v in network.connections.items()]
    json.dump(answers, sys.stdout)


main(sys.argv[1])
