"""A job as the component components/job_row.html shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from golive.foundation import clock
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.permissions import may_steer
from golive.foundation.words import Words


def row(job: Job, actor: Any) -> dict[str, Any]:
    """Use: {% include "components/job_row.html" with job=row %}. While the job is active the row polls for itself."""
    steer = may_steer(actor, job)
    ended_badly = job.state in (Job.State.FAILED, Job.State.CANCELLED, Job.State.INTERRUPTED)
    result = job.result if isinstance(job.result, dict) else {}
    return {
        "id": job.pk,
        "title": job.title,
        "state": "cancelling" if job.cancel_asked and job.active else job.state,
        "active": job.active,
        "percent": percent(job),
        "counts": counts(job),
        "left": left(job),
        "error": job.error_text,
        "url": job.get_absolute_url(),
        "poll_url": job.address("row"),
        "cancel_url": job.address("cancel") if steer and not job.cancel_asked else "",
        "retry_url": job.address("retry") if steer and ended_badly else "",
        "result_url": result.get("url", ""),
        "result_label": Words.from_json(result.get("label")).render(),
    }


def percent(job: Job) -> float | None:
    if job.state == Job.State.DONE:
        return 100.0
    return 100.0 * min(job.done, job.total) / job.total if job.total else None


def counts(job: Job) -> str:
    """ "31 / 41 · 客户" """
    numbers = f"{job.done:,} / {job.total:,}" if job.total else f"{job.done:,}" if job.done else ""
    return " · ".join(part for part in (numbers, job.detail_text) if part)


def left(job: Job) -> str:
    """How long it will still take if it goes on as it went since it was started; silent where that is a guess."""
    if job.state != Job.State.RUNNING or not job.total or not job.done or job.attempt > 1 or job.started_at is None:
        return ""
    gone = (clock.now() - job.started_at).total_seconds()
    seconds = round(gone * (job.total - job.done) / job.done)
    if gone < 3 or seconds < 2:
        return ""
    if seconds < 60:
        return _("about %(n)s seconds left") % {"n": seconds}
    return _("about %(m)s min %(s)s s left") % {"m": seconds // 60, "s": seconds % 60}
