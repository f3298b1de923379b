"""What stands on the pages of the architecture beyond the rows of its registers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from golive.apps.selection import architecture, queries
from golive.apps.selection.models import Candidate, Element
from golive.foundation.accounts.models import Project
from golive.foundation.use_cases import may


def elements(request: HttpRequest, project: Project) -> dict[str, Any]:
    """How each product that is still in the race fits."""
    rows = list(_running(request, project))
    found = architecture.compatibilities(project, rows)
    return {
        "products": [{"candidate": c, "fit": found[c.pk], "url": sheet_url(c)} for c in rows],
        "may_assess": may("selection.add_element", request.user, project),
    }


def element(request: HttpRequest, record: Element) -> dict[str, Any]:
    fits = queries.visible_element_fits(request.user).filter(element=record).order_by("candidate__code")
    return {"lines": [architecture.Line(record, fit) for fit in fits]}


def sheet(candidate: Candidate) -> dict[str, Any]:
    """One candidate against all elements that are asked."""
    found = architecture.compatibility(candidate)
    return {"candidate": candidate, "fit": found, "levels": architecture.Answer.choices, "back": _back(candidate)}


def sheet_url(candidate: Candidate) -> str:
    return reverse("selection:architecture", args=[candidate.project.code, candidate.pk])


def _back(candidate: Candidate) -> str:
    return reverse("selection:candidates-detail", args=[candidate.project.code, candidate.pk])


def _running(request: HttpRequest, project: Project) -> Any:
    stages = [Candidate.Stage.LONG, Candidate.Stage.SHORT, Candidate.Stage.CHOSEN]
    rows = queries.visible_candidates(request.user).filter(project=project, stage__in=stages)
    return rows.select_related("project").order_by("selection", "code")
