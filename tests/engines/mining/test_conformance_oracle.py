"""Alignments against PM4Py on real logs and PM4Py's own model, in its own process (tools/oracle.py makes it)."""

import json
import subprocess

import pytest

from golive.engines.mining.conformance import align, traces_of
from golive.engines.mining.model.pnml import read_pnml
from golive.engines.mining.read import read_log
from golive.engines.mining.write import save_log
from tests.arch.source import ROOT
from tests.shared_data import shared
from tools.oracle import oracle_python

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "name", ["running-example.xes", "roadtraffic100traces.xes", "receipt.xes.gz", "DomesticDeclarations.xes.gz"]
)
def test_the_same_fitness_as_pm4py(tmp_path, name):
    python = oracle_python()
    if python is None:
        pytest.skip("the oracle was not made: python tools/oracle.py")
    with read_log(shared(f"mining/xes/{name}")) as log:
        save_log(log, tmp_path / "log.parquet")
        traces, _ = traces_of(log)
    script = ROOT / "tests/benchmarks/mining_conformance_pm4py.py"
    command = [python, script, tmp_path / "log.parquet", tmp_path / "net.pnml"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    said = json.loads(ran.stdout.splitlines()[-1])
    found = align(traces, read_pnml((tmp_path / "net.pnml").read_bytes()), seconds=300)
    assert found.not_aligned_share == 0
    # PM4Py lets each silent step cost a ten-thousandth of a visible one, which lowers its fitness by as much.
    assert found.fitness == pytest.approx(said["fitness"], abs=3e-4) and found.fitness >= said["fitness"]
    assert found.perfect_share == pytest.approx(said["perfect"], abs=1e-9)
