"""What these pages share: finding a log, its tabs, its part by a filter, the job that runs for it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.diagnosis import engine_io, queries
from golive.apps.diagnosis.models import Analysis, ProcessLog
from golive.foundation.errors import Refused
from golive.foundation.jobs import queries as jobs
from golive.foundation.jobs.rows import row as job_row
from golive.foundation.pages import form_problems
from golive.foundation.use_cases import may


def to(page: str, project: Any, **kwargs: object) -> str:
    return reverse(f"diagnosis:{page}", kwargs={"project": project.code, **kwargs})


def one_log(request: HttpRequest, project: Any, pk: int) -> ProcessLog:
    return get_object_or_404(
        queries.visible_logs(request.user).select_related("project", "file"), pk=pk, project=project
    )


def allowed(request: HttpRequest, use_case: str, subject: Any) -> None:
    if not may(use_case, request.user, subject):
        raise PermissionDenied(use_case)


def valid(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    return dict(form.cleaned_data)


def tongue() -> str:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def running(request: HttpRequest, project: Any, kind: str, **args: Any) -> dict[str, Any] | None:
    """The job of this kind for just this record, if one waits or runs."""
    for job in jobs.active(request.user, project).filter(kind=kind):
        if all(job.args.get(name) == value for name, value in args.items()):
            return job_row(job, request.user)
    return None


def frame(request: HttpRequest, log: ProcessLog, here: str) -> dict[str, Any]:
    """Title, tabs and the job of a page about a log."""
    project = log.project
    pages = [
        ("log", _("Findings of the log")),
        ("process_map", _("Process map")),
        ("variants", _("Variants")),
        ("cases", _("Case by case")),
        ("times", _("Times and people")),
        ("analyses", _("Analyses")),
        ("log_quality", _("Quality of the log")),
    ]
    chosen = request.GET.get("filter", "")
    query = f"?filter={chosen}" if chosen else ""
    return {
        "log": log,
        "tabs_of_log": [
            {
                "label": label,
                "url": to(name, project, pk=log.pk) + (query if name != "log" else ""),
                "active": name == here,
            }
            for name, label in pages
        ],
        "job": running(request, project, "diagnosis.read", log_id=log.pk),
        "may_diagnose": may("diagnosis.map_columns", request.user, log),
        "filters": list(log.filters.all()) if log.is_ready else [],
        "crumbs": [{"label": _("Process diagnosis"), "url": to("logs", project)}],
    }


def chosen_part(request: HttpRequest, log: ProcessLog) -> Analysis | None:
    """The figures that ?filter= asks for, or those of the whole log; None before it was read."""
    wanted = request.GET.get("filter", "") or engine_io.hash_of([])
    rows = log.analyses.defer("insights", "behind")
    return rows.filter(steps_hash=wanted).first() or rows.filter(steps=[]).first()
