"""Real SIGKILLs of the load job on a database file, at every step: nothing is lost and nothing is there twice."""

import json
import os
import subprocess
import sys

import pytest

from .killing import ROWS, STEPS


@pytest.mark.slow
def test_a_load_job_killed_at_every_step_loses_and_doubles_nothing(tmp_path):
    env = {**os.environ, "GOLIVE_SECRET_KEY": "only-for-tests"}
    env.pop("GOLIVE_DATABASE_URL", None)
    command = [sys.executable, "-m", "golive.apps.migration.tests.killing", str(tmp_path)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["kills"] == [True] * len(STEPS), "every kill hit the running job"
    assert (found["job"], found["run"], found["attempts"]) == ("done", "done", len(STEPS) + 1)
    assert found["customers"] == ROWS - 1 and found["rejected"] == 1
    assert found["same"], "what the ledger calls loaded is what the ERP holds, record for record"
    assert found["open"] == 0
