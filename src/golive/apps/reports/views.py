"""Pages beyond the register: write the draft, take the report away as PDF or Word."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.reports import queries, services
from golive.apps.reports.document import report_document
from golive.apps.reports.permissions import may_view
from golive.apps.reports.registers import REPORTS
from golive.foundation.accounts.models import Project
from golive.foundation.documents import pdf, word
from golive.foundation.documents.content import Document
from golive.foundation.duties.evaluate import fresh
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may


@acts("reports.write_weekly")
def write_weekly(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("reports.write_weekly", request.user, project):
        raise PermissionDenied
    fresh(project)  # the report counts duties: as they stand now
    report = services.write_weekly(request.user, project, week=request.POST.get("week", ""))
    return done(request, REPORTS.address(report), _("Written from the records as they stand now."))


@reads("reports.document", permission=may_view)
def weekly_pdf(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    document = _document(request, project, pk)
    return _file(document, pdf.pdf(document), "pdf", "application/pdf")


@reads("reports.document", permission=may_view)
def weekly_word(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    document = _document(request, project, pk)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _file(document, word.docx(document), "docx", kind)


def _document(request: HttpRequest, project: Project, pk: int) -> Document:
    report = get_object_or_404(queries.visible(request.user), pk=pk, project=project)
    wanted = request.GET.get("language", "")
    return report_document(report, wanted if wanted in dict(settings.LANGUAGES) else get_language() or project.language)


def _file(document: Document, content: bytes, ending: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    name = f"{document.title}-{document.number}.{ending}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
