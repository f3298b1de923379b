"""Discovery and conformance beside PM4Py: `python tests/benchmarks/mining_conformance.py [--source International…] [--noise 0.2]`.

PM4Py, in a process of its own (tools/oracle.py), discovers its IMf model and aligns the log with it; we align the same
variants with the very same net. Both answers must be equal. Not part of a test run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from golive.engines.mining.conformance import align, traces_of
from golive.engines.mining.discovery import discover
from golive.engines.mining.model.net import net_of_tree
from golive.engines.mining.model.pnml import read_pnml
from golive.engines.mining.model.tree import shortest
from golive.engines.mining.read import read_log
from golive.engines.mining.write import save_log
from tools.oracle import oracle_python

XES = Path(os.environ.get("GOLIVE_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data") / "mining" / "xes"
T = TypeVar("T")


def timed(run: Callable[[], T]) -> tuple[T, float, float]:
    wall, busy = time.perf_counter(), time.process_time()
    answer = run()
    return answer, time.perf_counter() - wall, time.process_time() - busy


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--source", default="InternationalDeclarations.xes.gz")
    options.add_argument("--noise", type=float, default=0.2)
    given = options.parse_args()
    python = oracle_python()
    if python is None:
        raise SystemExit("the oracle was not made: python tools/oracle.py")
    with tempfile.TemporaryDirectory() as folder, read_log(XES / given.source) as log:
        parquet, model = Path(folder) / "log.parquet", Path(folder) / "model.pnml"
        save_log(log, parquet)
        traces, _durations = traces_of(log)
        script = Path(__file__).with_name("mining_conformance_pm4py.py")
        ran = subprocess.run(
            [python, script, parquet, model, str(given.noise)], capture_output=True, text=True, check=True
        )
        theirs = json.loads(ran.stdout.splitlines()[-1])
        net = read_pnml(model.read_bytes())
        found, wall, busy = timed(lambda: align(traces, net, seconds=600))
        tree, mine_wall, mine_busy = timed(lambda: discover(traces, given.noise))
        own = align(traces, net_of_tree(tree), shortest=shortest(tree))
    print(
        f"{given.source}: {len(traces)} variants, {found.cases} cases, {100 * found.not_aligned_share:.2f} % not aligned"
    )
    print(f"PM4Py alignments      wall {theirs['alignments'][0]:.2f} s, processor {theirs['alignments'][1]:.2f} s")
    print(f"ours, the same net    wall {wall:.2f} s, processor {busy:.2f} s")
    print(
        f"                      {theirs['alignments'][0] / wall:.0f}x wall, {theirs['alignments'][1] / busy:.0f}x processor"
    )
    print(f"fitness               PM4Py {theirs['fitness']:.5f}, ours {found.fitness:.5f}")
    print(f"follow exactly        PM4Py {theirs['perfect']:.5f}, ours {found.perfect_share:.5f}")
    print(
        f"discovery             PM4Py wall {theirs['discovery'][0]:.2f} s, ours {mine_wall:.3f} s ({mine_busy:.3f} s processor)"
    )
    print(f"our own model         fitness {own.fitness:.5f}, {100 * (own.perfect_share or 0):.3f} % exactly")


if __name__ == "__main__":
    main()
