"""The comparison on the page and on paper."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.selection import queries
from golive.apps.selection.comparing import shown
from golive.apps.selection.models import Selection
from golive.apps.selection.paper import committee_report
from golive.apps.selection.permissions import may_view
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.documents import pdf, word
from golive.foundation.errors import Refused
from golive.foundation.pages import reads


def _selection(request: HttpRequest, project: Project, pk: int) -> Selection:
    return get_object_or_404(queries.visible_selections(request.user), pk=pk, project=project)


@reads("selection.comparison", permission=may_view)
def comparison(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Totals by both methods, what each criterion adds, and which weight would turn the result."""
    selection = _selection(request, project, pk)
    context = {
        "selection": selection,
        **shown(selection),
        "back": reverse("selection:selections-detail", args=[project.code, pk]),
        "round_url": reverse("selection:round", args=[project.code, pk]),
    }
    return render(request, "selection/comparison.html", context)


@reads("selection.report", permission=may_view)
def report_word(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _file(project, word.docx(_report(request, project, pk)), "docx", kind)


@reads("selection.report", permission=may_view)
def report_pdf(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    return _file(project, pdf.pdf(_report(request, project, pk)), "pdf", "application/pdf")


def _report(request: HttpRequest, project: Project, pk: int):  # type: ignore[no-untyped-def]
    selection = _selection(request, project, pk)
    if not queries.is_laid_open(selection) or not queries.bids_open(selection):
        raise Refused("report_too_early", _("The report is written when scores and bids lie open."))
    return committee_report(selection)


def _file(project: Project, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"{_('Selection report')}-{project.code}-{clock.today(project.timezone).isoformat()}.{ending}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
