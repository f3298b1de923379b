"""What a running job holds in its hands: who started it, where, and how to report and to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from golive.foundation.jobs import queue
from golive.foundation.jobs.models import Job, JobLine
from golive.foundation.words import Words

EVERY = 0.5  # seconds between two reports to the database


class Cancelled(Exception):
    """Somebody asked the job to stop. Let it through, or tidy up and raise it again."""


class GivenBack(Exception):
    """The worker is stopping; the job goes on in the next one."""


class Lost(Exception):
    """Another worker holds the job by now: stop without writing anything."""


class Context:
    def __init__(self, job: Job, give_back: Callable[[], bool] = lambda: False):
        self.job = job
        self._give_back = give_back
        self._reported = float("-inf")

    @property
    def actor(self) -> Any:
        return self.job.actor

    @property
    def project(self) -> Any:
        return self.job.project

    def progress(self, done: int, total: int | None = None, detail: Any = None) -> None:
        """Report, and stop here if that was asked: raises Cancelled (or what the worker needs to stop).

        Call it between two transactions, as often as you like; the row is written twice a second at most.
        """
        job = self.job
        job.done = done
        job.total = job.total if total is None else total
        if detail is not None:
            job.detail = Words.of(detail).to_json()
        if self._give_back():
            raise GivenBack
        if time.monotonic() - self._reported < EVERY and done != job.total:
            return
        self._report()
        if job.cancel_asked:
            raise Cancelled

    def cancelled(self) -> bool:
        """Whether somebody asked the job to stop; for work that has to tidy up first."""
        if time.monotonic() - self._reported >= EVERY:
            self._report()
        return bool(self.job.cancel_asked)

    def log(self, text: Any, level: str = JobLine.Level.INFO) -> None:
        """A line for those who watch: text, a lazy translation, or Words."""
        queue.write(self.job, text, level)

    def _report(self) -> None:
        job = self.job
        mine = queue.owned(job)
        if not mine.update(done=job.done, total=job.total, detail=job.detail):
            raise Lost
        self._reported = time.monotonic()
        job.cancel_asked = bool(mine.values_list("cancel_asked", flat=True).first())
