"""The landing page of a log: its findings, ranked; one finding with its cases and what follows from it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.diagnosis import queries, services
from golive.apps.diagnosis.engine_io import words as said
from golive.apps.diagnosis.forms import FollowForm, ReasonForm
from golive.apps.diagnosis.models import Analysis, Finding
from golive.apps.diagnosis.permissions import may_see
from golive.apps.diagnosis.views.shared import absent, allowed, frame, one_log, to, tongue, valid, whole
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.trail.readable import addresses
from golive.foundation.use_cases import may


@reads("diagnosis.log", permission=may_see)
def log(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = one_log(request, project, pk)
    context = frame(request, row, "log")
    if context["absent"]:
        return absent(request, context)
    part = context["part"]
    cases = to("cases", project, pk=pk)
    found = [said.finding(f, tongue(), cases, context["and_filter"]) for f in queries.findings_of(row, part)]
    every = whole(row)
    figures = every.figures if every else {}
    context |= {
        "names": figures.get("map", {}).get("nodes", []),
        "attributes": figures.get("attributes", []),
        "findings": found,
        "kpis": said.kpis(_facts(part) if part and part.steps else row.facts),
        "fault": said.fault(row.fault),
        "notes": row.field_notes.select_related("department").order_by("-day")[:6],
    }
    return render(request, "diagnosis/log.html", context)


def _facts(part: Analysis) -> dict[str, Any]:
    """The figures of a part that the head of the page shows."""
    return {**part.figures["facts"], "median": part.figures["throughput"]["time"]["median"]}


def _finding(request: HttpRequest, project: Project, pk: int) -> Finding:
    rows = queries.visible_findings(request.user).select_related("log__project", "answered_by")
    return get_object_or_404(rows, pk=pk, log__project=project)


@reads("diagnosis.finding", permission=may_see)
def finding(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _finding(request, project, pk)
    context = {
        "f": said.finding(row, tongue()),
        "finding": row,
        "notes": row.field_notes.select_related("department", "author"),
        "became": addresses(request.user, project, {row.became}).get(row.became, "") if row.became else "",
        "form": FollowForm(project=project, actor=request.user, record=row),
        "may_follow": row.state == Finding.State.OPEN and may("diagnosis.follow_up", request.user, row),
        "may_reopen": row.state == Finding.State.ASIDE and may("diagnosis.reopen_finding", request.user, row),
        "crumbs": [
            {"label": _("Process diagnosis"), "url": to("logs", project)},
            {"label": row.log.name, "url": row.log.get_absolute_url()},
        ],
    }
    return render(request, "diagnosis/finding.html", context)


@acts("diagnosis.follow_up")
def follow_up(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _finding(request, project, pk)
    allowed(request, "diagnosis.follow_up", row)
    values = valid(FollowForm(request.POST, project=project, actor=request.user, record=row))
    services.follow_up(request.user, row, **values)
    return done(request, row.get_absolute_url(), _("Followed up; what it became stands beside the finding."))


@acts("diagnosis.set_aside")
def set_aside(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _finding(request, project, pk)
    allowed(request, "diagnosis.set_aside", row)
    services.set_aside(request.user, row, **valid(ReasonForm(request.POST)))
    return done(request, row.log.get_absolute_url(), _("Set aside, with your reason."))


@acts("diagnosis.reopen_finding")
def reopen_finding(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _finding(request, project, pk)
    services.reopen_finding(request.user, row)
    return done(request, row.get_absolute_url(), _("The finding is open again."))
