"""What a person can do with a job that exists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.jobs import queue
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.permissions import may_steer
from golive.foundation.jobs.registry import JOBS
from golive.foundation.use_cases import use_case

ENDED = (Job.State.FAILED, Job.State.CANCELLED, Job.State.INTERRUPTED)


@use_case("jobs.cancel", permission=may_steer, label=_("Cancel a background job"))
def cancel(actor: Any, job: Job) -> Job:
    """A waiting job is cancelled at once; a running one stops at its next report."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, finished_at=clock.now(), single_key=None):
        running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
        if not running.update(cancel_asked=True):
            raise Refused("job_ended", _("The job has ended already, so there is nothing to cancel."))
    job.refresh_from_db()
    return job


@use_case("jobs.retry", permission=may_steer, label=_("Try a background job again"))
def retry(actor: Any, job: Job) -> Job:
    """Run it again with the same arguments, in the name of the person who started it."""
    declared = JOBS.get(job.kind)
    if declared is None:
        raise Refused("job_unknown", _("This version of GoLive does not know this kind of job any more."))
    key = queue.single_key(declared, job.project, job.args)
    if key and Job.objects.filter(single_key=key).exists():
        raise Refused("job_runs_already", _("The same job is running already. Wait for its end."))
    again = Job.objects.filter(pk=job.pk, state__in=ENDED).update(
        state=Job.State.QUEUED,
        queued_at=clock.now(),
        finished_at=None,
        cancel_asked=False,
        error={},
        max_attempts=job.attempt + declared.max_attempts,
        single_key=key,
    )
    if not again:
        raise Refused("job_not_ended", _("The job has not failed, so there is nothing to try again."))
    job.refresh_from_db()
    return job
