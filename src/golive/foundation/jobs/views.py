"""Pages of jobs: the list of a project, one job with its log, and the row that polls."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation.jobs import services
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queries import visible
from golive.foundation.jobs.rows import row as as_row
from golive.foundation.pages import acts, anybody_signed_in, back, done, reads

SHOWN = 50
LINES = 500  # the newest lines of a log that a page shows


def _job(request: HttpRequest, project: Any, pk: int) -> Job:
    return get_object_or_404(visible(request.user).filter(project=project), pk=pk)


@reads("jobs.jobs")
def jobs(request: HttpRequest, project: Any) -> HttpResponse:
    """The jobs of the project, newest first."""
    found = visible(request.user).filter(project=project)
    if before := request.GET.get("before", ""):
        found = found.filter(pk__lt=int(before)) if before.isdecimal() else found.none()
    rows = list(found[: SHOWN + 1])
    older = f"?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else ""
    return render(
        request,
        "jobs/jobs.html",
        {
            "rows": [as_row(j, request.user) | {"job": j} for j in rows[:SHOWN]],
            "pager": {"next_url": older, "first_url": request.path if before else ""},
        },
    )


@reads("jobs.job", permission=anybody_signed_in)
def job(request: HttpRequest, pk: int, project: Any = None) -> HttpResponse:
    """One job with its log. Of a job that belongs to no project, its starter and the administrator see it."""
    found = _job(request, project, pk)
    return render(request, "jobs/job.html", {"job": found, "row": as_row(found, request.user), **_log(found)})


@reads("jobs.row", permission=anybody_signed_in)
def row(request: HttpRequest, pk: int, project: Any = None) -> HttpResponse:
    """The row alone; it asks for itself every two seconds until the job has ended."""
    found = _job(request, project, pk)
    return render(request, "components/job_row.html", {"job": as_row(found, request.user)})


@reads("jobs.log", permission=anybody_signed_in)
def log(request: HttpRequest, pk: int, project: Any = None) -> HttpResponse:
    """The log and the facts alone, polled like the row."""
    found = _job(request, project, pk)
    return render(request, "jobs/_log.html", {"job": found, **_log(found)})


def _log(found: Job) -> dict[str, Any]:
    newest = list(found.lines.order_by("-id")[: LINES + 1])
    return {"lines": newest[:LINES][::-1], "cut": len(newest) > LINES, "log_url": found.address("log")}


@acts("jobs.cancel")
@require_POST
def cancel(request: HttpRequest, pk: int, project: Any = None) -> HttpResponse:
    changed = services.cancel(request.user, _job(request, project, pk))
    return _answer(request, changed, _("The job stops as soon as it is safe to."))


@acts("jobs.retry")
@require_POST
def retry(request: HttpRequest, pk: int, project: Any = None) -> HttpResponse:
    changed = services.retry(request.user, _job(request, project, pk))
    return _answer(request, changed, _("The job waits for a free worker."))


def _answer(request: HttpRequest, changed: Job, message: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "components/job_row.html", {"job": as_row(changed, request.user)})
    came_from = back(request, changed.get_absolute_url())
    return done(request, came_from["Location"], message)
