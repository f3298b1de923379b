"""Run one claimed job to its end, whatever the end is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from golive.foundation.errors import Refused
from golive.foundation.jobs import queue
from golive.foundation.jobs.context import Cancelled, Context, GivenBack, Lost
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.registry import JOBS
from golive.foundation.words import Words

log = logging.getLogger("golive.jobs")

NOT_ALLOWED = _("You are not allowed to do this any more. Nothing was changed after that. Ask the project manager.")
UNEXPECTED = _(
    "An unexpected error stopped the job: %(error)s. What was finished before is kept. "
    "Try again; if it fails again, give the administrator the number %(number)s."
)


def execute(job: Job, stopping: Callable[[], bool] = lambda: False) -> None:
    """Run the job and keep how it ended. `stopping` says that the worker has to stop soon."""
    declared = JOBS[job.kind]
    ctx = Context(job, lambda: declared.resumable and stopping())
    with translation.override(job.actor.language):
        try:
            result = declared.run(ctx, **job.args)
        except Cancelled:
            queue.finish(job, Job.State.CANCELLED)
        except GivenBack:
            queue.give_back(job)
        except Lost:
            log.warning("job %s was taken over by another worker", job.pk)
        except Exception as error:
            queue.finish(job, Job.State.FAILED, error=reason(job, error))
        else:
            queue.finish(job, Job.State.DONE, result=result)


def reason(job: Job, error: Exception) -> Words:
    """Why it failed, for the person who started it; the full trace goes to the server's log."""
    if isinstance(error, Refused):
        return error.words
    if isinstance(error, PermissionDenied):
        return Words.of(NOT_ALLOWED)
    log.error("job %s (%s) failed", job.pk, job.kind, exc_info=error)
    said: Any = f"{type(error).__name__}: {error}"[:300]
    return Words.of(UNEXPECTED, error=said, number=job.pk)
