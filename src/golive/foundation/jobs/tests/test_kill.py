"""Real workers on a real database file: killed with -9, no step is lost or done twice; several share the work."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

COMMAND = [sys.executable, "-m", "golive.foundation.jobs.tests.counting"]
JOBS = "SELECT state, attempt, done FROM jobs_job"
LINES = "SELECT words FROM jobs_jobline WHERE level = 'info' ORDER BY id"


class Place:
    """A database of its own, and the workers on it."""

    def __init__(self, folder):
        self.env = {**os.environ, "GOLIVE_DATA": str(folder), "GOLIVE_SECRET_KEY": "only-for-tests"}
        self.env.pop("GOLIVE_DATABASE_URL", None)
        self.file = folder / "golive.sqlite3"
        self.workers = []

    def prepare(self, upto=0, small=0):
        subprocess.run([*COMMAND, "prepare", str(upto), str(small)], env=self.env, check=True, timeout=120)

    def start(self):
        self.workers.append(subprocess.Popen([*COMMAND, "work"], env=self.env))
        return self.workers[-1]

    def ask(self, sql):
        with closing(sqlite3.connect(self.file, timeout=20)) as database:
            return database.execute(sql).fetchall()

    def lines(self):
        return [json.loads(words)["params"]["text"] for (words,) in self.ask(LINES)]

    def wait(self, until, seconds=90):
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, self.ask(JOBS)
            time.sleep(0.02)


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(place):
    place.prepare(upto=60)
    for seen, how in ((10, signal.SIGKILL), (25, signal.SIGTERM)):
        worker = place.start()
        place.wait(lambda seen=seen: len(place.lines()) >= seen)
        worker.send_signal(how)
        worker.wait()
    assert worker.returncode == 0 and place.ask(JOBS)[0][:2] == ("queued", 2)  # told to stop, it gave the job back
    place.start()
    place.wait(lambda: place.ask(JOBS)[0][0] == "done")
    assert place.ask(JOBS) == [("done", 3, 60)]
    assert place.lines() == [str(n) for n in range(60)]


@pytest.mark.slow
def test_two_workers_share_the_jobs_and_run_each_once(place):
    place.prepare(small=40)
    place.start()
    place.start()
    place.wait(lambda: all(state == "done" for state, *_rest in place.ask(JOBS)))
    assert {attempt for _state, attempt, _done in place.ask(JOBS)} == {1}
    assert sorted(place.lines(), key=int) == [str(n) for n in range(1, 41)]
