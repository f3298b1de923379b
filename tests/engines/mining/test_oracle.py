"""The analyses against PM4Py on real logs, in its own process and virtual environment (tools/oracle.py makes it)."""

import json
import subprocess
from pathlib import Path

import pytest

from golive.engines.mining.analyse import handover, process_map, repeated, variants
from golive.engines.mining.ocel import open_log
from golive.engines.mining.write import save_log
from tests.shared_data import shared
from tools.oracle import oracle_python

pytestmark = pytest.mark.slow
LOGS = ("running-example.xes", "receipt.xes.gz", "helpdesk.xes.gz", "DomesticDeclarations.xes.gz", "PermitLog.xes.gz")


@pytest.mark.parametrize("name", LOGS)
def test_the_same_answers_as_pm4py(tmp_path, name):
    python = oracle_python()
    if python is None:
        pytest.skip("the oracle was not made: python tools/oracle.py")
    path = shared(f"mining/xes/{name}")
    with open_log(path) as log:
        save_log(log, tmp_path / "log.parquet")
        script = Path(__file__).with_name("pm4py_answers.py")
        ran = subprocess.run([python, script, tmp_path / "log.parquet"], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr[-2000:]
        said = json.loads(ran.stdout[ran.stdout.index('{"dfg"') :])
        found = process_map(log)
        assert {(e.source, e.target): e.frequency for e in found.edges} == {(a, b): n for a, b, n in said["dfg"]}
        mean = {(e.source, e.target): e.time.mean_us / 1e6 for e in found.edges}
        assert mean == pytest.approx({(a, b): m for a, b, m, _ in said["performance"]}, abs=1e-3)
        median = {(e.source, e.target): e.time.median_us / 1e6 for e in found.edges}
        assert median == pytest.approx({(a, b): m for a, b, _, m in said["performance"]}, abs=1e-3)
        assert {n.activity: n.starts for n in found.nodes if n.starts} == said["starts"]
        assert {n.activity: n.ends for n in found.nodes if n.ends} == said["ends"]
        assert {v.activities: v.cases for v in variants(log)} == {tuple(v): n for v, n in said["variants"]}
        ours = sorted(d / 1e6 for (d,) in log.rows("SELECT end_us - start_us FROM cases"))
        assert ours == pytest.approx(said["durations"], abs=1e-3)
        assert {r.activity: r.cases for r in repeated(log)} == said["rework"]
        if "handover" in said:
            compare_handover(handover(log, times=False), said["handover"])


def compare_handover(ours, theirs):
    """PM4Py divides by the number of all handovers and leaves out what one does oneself, or not: up to one factor."""
    counted = {(h.giver, h.taker): h.times for h in ours}
    said = {(a, b): v for a, b, v in theirs if v}
    factors = [counted[pair] / value for pair, value in said.items()]
    assert said and max(factors) == pytest.approx(min(factors))
    assert {pair for pair in counted if pair[0] != pair[1]} <= set(said)
