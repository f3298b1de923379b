"""The worker: slots that claim and run jobs, and a keeper that beats, takes over from the dead and ticks.

Killing it at any moment is safe: its jobs fall silent and the next worker takes them (see queue.recover).
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from uuid import uuid4

from django.db import DatabaseError, close_old_connections, connections

from golive.foundation.jobs import queue, schedules
from golive.foundation.jobs.execution import execute
from golive.foundation.jobs.models import Job

log = logging.getLogger("golive.jobs")

POLL = 0.5  # seconds between two looks into an empty queue
BEAT = 5.0  # seconds between two heartbeats: six may fail before a worker counts as dead
GRACE = 25.0  # seconds that running jobs get to end when the worker is told to stop


class Worker:
    def __init__(
        self, stop: threading.Event, slots: int = 1, beat: float = BEAT, stale_after: float = queue.STALE_AFTER
    ):
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}"[:80]
        self.stop = stop
        self.beat = beat
        self.stale_after = stale_after
        self.running: dict[int, Job] = {}
        self.threads = [threading.Thread(target=self._slot, name=f"jobs-{n}", daemon=True) for n in range(slots)]

    def run(self, grace: float = GRACE) -> None:
        """Work until `stop` is set, then let the running jobs end or give them back."""
        _safely(schedules.sync)
        for thread in self.threads:
            thread.start()
        while not self.stop.is_set():
            self._keep()
            self.stop.wait(self.beat)
        self._wind_down(grace)
        connections.close_all()

    def _slot(self) -> None:
        while not self.stop.is_set():
            if not _safely(self._work_once):
                self.stop.wait(POLL)
        connections.close_all()

    def _work_once(self) -> bool:
        job = queue.claim(self.name)
        if job is None:
            return False
        self.running[job.pk] = job
        try:
            execute(job, self.stop.is_set)
        finally:
            self.running.pop(job.pk, None)
        return True

    def _keep(self) -> None:
        _safely(lambda: queue.beat(self.name, self.running.copy()))
        # Its own jobs are alive by definition, even after the machine slept for an hour.
        _safely(lambda: queue.recover(self.stale_after, but=list(self.running)))
        _safely(schedules.tick)

    def _wind_down(self, grace: float) -> None:
        until = time.monotonic() + grace
        while time.monotonic() < until and any(t.is_alive() for t in self.threads):
            _safely(lambda: queue.beat(self.name, self.running.copy()))
            for thread in self.threads:
                thread.join(min(1.0, grace))
        for job in list(self.running.values()):
            _safely(lambda job=job: queue.interrupt(job))  # type: ignore[misc]


def _safely(step: Callable[[], object]) -> object:
    """The worker outlives a database that is busy or away for a while."""
    try:
        close_old_connections()
        return step()
    except DatabaseError:
        log.exception("the database did not answer; the worker tries again")
        return None


def run(stop_event: threading.Event, slots: int = 1) -> None:
    """Work in this process until `stop_event` is set."""
    Worker(stop_event, slots).run()


def run_worker(slots: int = 1, beat: float = BEAT, stale_after: float = queue.STALE_AFTER) -> None:
    """Work until SIGTERM or Ctrl-C: the body of `golive worker`. Call it in the main thread."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_args: stop.set())
    Worker(stop, slots, beat, stale_after).run()


def run_pending(limit: int = 1000) -> list[Job]:
    """Run all that waits, here and now, and return it as it ended: for tests, the demo and small scripts."""
    ran: list[Job] = []
    while len(ran) < limit and (job := queue.claim("inline")):
        execute(job)
        ran.append(Job.objects.get(pk=job.pk))
    return ran
