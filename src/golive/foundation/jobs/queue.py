"""The rows as a queue: put in, claim, finish, give back, take over from the dead.

Every change is one conditional UPDATE, so that any number of workers on SQLite or PostgreSQL agree on
who holds a job without locks that a killed process could leave behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.jobs.ending import tell
from golive.foundation.jobs.models import Job, JobLine
from golive.foundation.jobs.registry import JOBS, Declared
from golive.foundation.words import Words

STALE_AFTER = 30.0  # seconds without a heartbeat until a worker counts as dead


def enqueue(actor: Any, kind: str, project: Any = None, **args: Any) -> Job:
    """Ask for a job; a worker starts it as soon as the transaction is committed. Arguments are JSON types.

    A job declared `single` that is active already with these arguments is returned instead of a second one.
    """
    declared = JOBS[kind]
    json.dumps(args)  # TypeError here, where the caller can see it, not in the worker
    values = {
        "project": project,
        "kind": kind,
        "label": Words.of(declared.label, **args).to_json(),
        "args": args,
        "actor": actor,
        "queued_at": clock.now(),
        "max_attempts": declared.max_attempts,
    }
    if key := single_key(declared, project, args):
        return Job.objects.get_or_create(single_key=key, defaults=values)[0]
    return Job.objects.create(**values)


def single_key(declared: Declared, project: Any, args: dict[str, Any]) -> str | None:
    if not declared.single:
        return None
    what = json.dumps([getattr(project, "pk", None), args], sort_keys=True)
    return f"{declared.kind}:{sha256(what.encode()).hexdigest()[:32]}"


def claim(worker: str) -> Job | None:
    """Take the oldest waiting job of a kind this program knows; None when there is none."""
    waiting = Job.objects.filter(state=Job.State.QUEUED, kind__in=JOBS).order_by("id")
    while (pk := waiting.values_list("pk", flat=True).first()) is not None:
        taken = Job.objects.filter(pk=pk, state=Job.State.QUEUED).update(
            state=Job.State.RUNNING,
            worker=worker,
            attempt=F("attempt") + 1,
            started_at=clock.now(),
            heartbeat_at=clock.machine(),
            finished_at=None,
        )
        if taken:
            return Job.objects.select_related("actor", "project").get(pk=pk)
    return None


def owned(job: Job) -> QuerySet[Job]:
    """The row of `job` while this claim holds it; empty as soon as another worker took over."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)


def finish(job: Job, state: Job.State, *, result: Any = None, error: Words | None = None) -> bool:
    """End the job, unless somebody else holds it by now. Says whether it was ended."""
    with transaction.atomic():
        ended = owned(job).update(
            state=state,
            finished_at=clock.now(),
            result=result,
            error=error.to_json() if error else {},
            single_key=None,
            done=job.done,
            total=job.total,
            detail=job.detail,
        )
        if ended and error:
            write(job, error, JobLine.Level.ERROR)
        if ended:
            tell(job, state, error)
    return bool(ended)


def give_back(job: Job) -> None:
    """The worker stops in good order: the job waits for the next one, and no attempt is counted."""
    owned(job).update(state=Job.State.QUEUED, max_attempts=F("max_attempts") + 1)


def beat(worker: str, held: Iterable[int]) -> None:
    """Say that this worker is alive and still at work on these jobs."""
    rows = Job.objects.filter(pk__in=list(held), worker=worker, state=Job.State.RUNNING)
    rows.update(heartbeat_at=clock.machine())


def recover(stale_after: float = STALE_AFTER, but: Iterable[int] = ()) -> int:
    """Take jobs from workers that are silent for `stale_after` seconds; say how many.

    Resumable ones wait again, others are shown as interrupted, with a button to try again.
    """
    silent_since = clock.machine() - timedelta(seconds=stale_after)
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=silent_since).exclude(pk__in=list(but))
    return sum(interrupt(job) for job in silent)


def interrupt(job: Job) -> bool:
    """Take the job from a worker that is gone: back into the queue if that is safe, else to a person."""
    if job.cancel_asked:
        return finish(job, Job.State.CANCELLED)
    declared = JOBS.get(job.kind)
    if declared and declared.resumable and job.attempt < job.max_attempts:
        if not owned(job).update(state=Job.State.QUEUED):
            return False
        write(
            job, Words.of(_("The worker stopped in the middle. The job goes on where it was.")), JobLine.Level.WARNING
        )
        return True
    return finish(job, Job.State.INTERRUPTED, error=Words.of(INTERRUPTED))


def write(job: Job, text: Any, level: str = JobLine.Level.INFO) -> None:
    """Add a line to the job's log."""
    JobLine.objects.create(job=job, at=clock.now(), level=level, words=Words.of(text).to_json())


INTERRUPTED = _("The worker stopped in the middle. What was finished before is kept. Look at the log, then try again.")
