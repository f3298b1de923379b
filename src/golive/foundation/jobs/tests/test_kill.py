"""Kill -9 of real workers on a real database file: the job ends, and no step is lost or done twice."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

UPTO = 60
USER = {
    "id": 1,
    "username": "a",
    "display_name": "A",
    "password": "",
    "is_active": 1,
    "is_staff": 0,
    "is_superuser": 0,
    "is_system": 0,
    "email": "",
    "phone": "",
    "language": "en",
    "date_joined": "2026-01-01",
}
JOB = {
    "id": 1,
    "kind": "t.count",
    "label": "{}",
    "args": f'{{"upto": {UPTO}}}',
    "actor_id": 1,
    "state": "queued",
    "done": 0,
    "total": 0,
    "detail": "{}",
    "queued_at": "2026-01-01",
    "worker": "",
    "attempt": 0,
    "max_attempts": 50,
    "error": "{}",
    "cancel_asked": 0,
}


def insert(database, table, **row):
    marks = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


@pytest.fixture
def place(tmp_path):
    env = {
        **os.environ,
        "GOLIVE_DATA": str(tmp_path),
        "GOLIVE_SECRET_KEY": "only-for-tests",
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
    env.pop("GOLIVE_DATABASE_URL", None)
    command = [sys.executable, "-m", "golive.foundation.jobs.tests.counting"]
    subprocess.run([*command, "prepare"], env=env, check=True, timeout=120)
    with closing(sqlite3.connect(tmp_path / "golive.sqlite3", timeout=20, isolation_level=None)) as database:
        insert(database, "accounts_user", **USER)
        insert(database, "jobs_job", **JOB)
        yield database, lambda: subprocess.Popen([*command, "work"], env=env)


def test_a_killed_worker_loses_nothing(place):
    database, start = place
    job = "SELECT state, attempt, done FROM jobs_job"
    worker, kills, seen = start(), 0, 0
    try:
        until = time.monotonic() + 90
        while (row := database.execute(job).fetchone())[0] != "done":
            assert time.monotonic() < until, f"not done after {kills} kills: {row}"
            lines = database.execute("SELECT count(*) FROM jobs_jobline WHERE level = 'info'").fetchone()[0]
            if kills < 2 and lines >= seen + 10:
                worker.send_signal(signal.SIGKILL)
                worker.wait()
                worker, kills, seen = start(), kills + 1, lines
            time.sleep(0.02)
    finally:
        worker.kill()
        worker.wait()
    state, attempt, done = database.execute(job).fetchone()
    assert (state, attempt, done) == ("done", 3, UPTO)
    lines = database.execute("SELECT words FROM jobs_jobline WHERE level = 'info' ORDER BY id").fetchall()
    assert [json.loads(w)["params"]["text"] for (w,) in lines] == [str(n) for n in range(UPTO)]
