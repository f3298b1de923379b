"""A candidate against the firm's architecture, line by line."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.selection import pages_architecture, queries, services
from golive.apps.selection.models import Candidate
from golive.apps.selection.permissions import may_view
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may


def _candidate(request: HttpRequest, project: Project, pk: int) -> Candidate:
    rows = queries.visible_candidates(request.user).select_related("project")
    return get_object_or_404(rows, pk=pk, project=project)


@reads("selection.architecture", permission=may_view)
def architecture(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _candidate(request, project, pk)
    may_assess = may("selection.assess_elements", request.user, row)
    context = {**pages_architecture.sheet(row), "may_assess": may_assess and row.stage != Candidate.Stage.DROPPED}
    return render(request, "selection/architecture.html", context)


@acts("selection.assess_elements")
def assess_elements(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The whole sheet; what is unchanged stays as it was, with its date."""
    row = _candidate(request, project, pk)
    if not may("selection.assess_elements", request.user, row):
        raise PermissionDenied
    parts: dict[str, dict[int, str]] = {"a": {}, "v": {}, "e": {}, "c": {}}
    for name, value in request.POST.items():
        if name[:1] in parts and name[1:].isdecimal():
            parts[name[:1]][int(name[1:])] = value
    services.assess_elements(
        request.user, row, answers=parts["a"], evidence=parts["v"], efforts=parts["e"], costs=parts["c"]
    )
    return done(request, pages_architecture.sheet_url(row), _("Saved. The summary is computed from the lines."))
