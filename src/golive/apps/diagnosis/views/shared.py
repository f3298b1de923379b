"""What these pages share: finding a log, its tabs, its part by a filter, the job that runs for it."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.diagnosis import engine_io, queries
from golive.apps.diagnosis.engine_io import words as said
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
    """Title, tabs, the filter that holds and the jobs of a page about a log. `absent`: the filter has no figures yet."""
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
    part = log.analyses.only("steps", "steps_hash", "log").filter(steps_hash=chosen).first() if chosen else None
    filters = list(log.filters.all()) if log.is_ready else []
    steps = part.steps if part else next((f.steps for f in filters if engine_io.hash_of(f.steps) == chosen), [])
    query = f"?filter={chosen}" if chosen else ""
    return {
        "log": log,
        "here": here,
        "tabs_of_log": [
            {"label": label, "url": to(name, project, pk=log.pk) + query, "active": name == here}
            for name, label in pages
        ],
        "job": running(request, project, "diagnosis.read", log_id=log.pk),
        "working": running(request, project, "diagnosis.analyse", log_id=log.pk) if chosen else None,
        "may_diagnose": may("diagnosis.map_columns", request.user, log),
        "filters": filters,
        "part": part,
        "absent": bool(chosen) and part is None,
        "steps": [said.step(s) for s in steps],
        "part_steps": json.dumps(steps, ensure_ascii=False),
        "filter_name": next((f.name for f in filters if steps and f.steps == steps), ""),
        "with_filter": query,
        "and_filter": f"&filter={chosen}" if chosen else "",
        "crumbs": [{"label": _("Process diagnosis"), "url": to("logs", project)}],
    }


def whole(log: ProcessLog) -> Analysis | None:
    """The figures of the whole log; None before it was read."""
    return log.analyses.defer("insights", "behind", "findings").filter(steps=[]).first()


def absent(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Figures of the whole log under the name of a part would be a lie: the page says that they are not there."""
    return render(request, "diagnosis/absent.html", context)
