"""Pages of the responsibility matrix: live, as Excel, Word and PDF, and as it is issued and acknowledged."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation import use_cases
from golive.foundation.documents import pdf, word
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import fresh
from golive.foundation.duties.forms import IssueForm
from golive.foundation.duties.lines import address
from golive.foundation.duties.matrix import issued
from golive.foundation.duties.matrix.excel import matrix_workbook
from golive.foundation.duties.matrix.matrix import PARTIES, Matrix
from golive.foundation.duties.matrix.matrix import matrix as matrix_of
from golive.foundation.duties.matrix.matrix_form import MatrixFilter
from golive.foundation.duties.matrix.matrix_paper import matrix_paper
from golive.foundation.duties.models import Letter
from golive.foundation.duties.permissions import sight
from golive.foundation.duties.views.past import past, shown_day
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@reads("duties.matrix")
def matrix(request: HttpRequest, project: Any) -> HttpResponse:
    fresh(project)
    shown, form = shown_day(request, project), MatrixFilter(request.user, project, request.GET)
    found = _asked(request, project, form)
    standing = None if shown["on"] else issued.standing_of(found.picture, found.seats, request.user)
    context = {
        "matrix": found,
        "form": form,
        "query": form.address(on=shown["on"] and shown["on"].isoformat()),
        "parties": PARTIES,
        "letters": list(Letter),
        "standing": standing,
        "issue_form": IssueForm() if use_cases.may("duties.issue_matrix", request.user, project) else None,
    }
    return render(request, "duties/matrix.html", {**shown, **context})


def _asked(request: HttpRequest, project: Any, form: MatrixFilter) -> Matrix:
    """The matrix as the address asks for it, for the page and for every file made of it."""
    day, moment = past(request, project)
    found = matrix_of(project, day, moment, form.wanted, sight(request.user, project))
    found.asked = form.asked
    return found


@reads("duties.matrix_excel")
def matrix_excel(request: HttpRequest, project: Any) -> HttpResponse:
    found = _for_file(request, project)
    return _file(matrix_workbook(found), found, "xlsx", XLSX)


@reads("duties.matrix_word")
def matrix_word(request: HttpRequest, project: Any) -> HttpResponse:
    found = _for_file(request, project)
    return _file(word.docx(matrix_paper(found, request.user)), found, "docx", DOCX)


@reads("duties.matrix_pdf")
def matrix_pdf(request: HttpRequest, project: Any) -> HttpResponse:
    found = _for_file(request, project)
    return _file(pdf.pdf(matrix_paper(found, request.user)), found, "pdf", "application/pdf")


def _for_file(request: HttpRequest, project: Any) -> Matrix:
    fresh(project)
    return _asked(request, project, MatrixFilter(request.user, project, request.GET))


def _file(content: bytes, found: Matrix, ending: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = quote(f"{_('Responsibility matrix')}-{found.project.code}-{found.day}.{ending}")
    response.headers["Content-Disposition"] = f"attachment; filename=\"matrix.{ending}\"; filename*=UTF-8''{name}"
    return response


@acts("duties.issue_matrix")
@require_POST
def issue_matrix(request: HttpRequest, project: Any) -> HttpResponse:
    form = IssueForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid", form_problems(form))
    made = services.issue_matrix(request.user, project, **form.cleaned_data)
    said = _("Version %(n)s is issued; the members are told to read and acknowledge it.") % {"n": made.number}
    return done(request, address("duties:matrix", project), said)


@acts("duties.acknowledge_matrix")
@require_POST
def acknowledge_matrix(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    issue = get_object_or_404(issued.visible_issues(request.user).filter(project=project), pk=pk)
    services.acknowledge_matrix(request.user, issue)
    said = _("Your acknowledgement of version %(n)s is recorded.") % {"n": issue.number}
    return done(request, address("duties:matrix", project), said)
