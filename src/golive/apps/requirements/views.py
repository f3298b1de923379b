"""Pages beyond the registers: sign what was read, take the document away."""

from __future__ import annotations

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.requirements import queries, services
from golive.apps.requirements.document import requirements_document
from golive.apps.requirements.forms import SignForm
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.documents import pdf, word
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may


@acts("requirements.sign")
def sign(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    requirement = get_object_or_404(queries.visible_requirements(request.user), pk=pk, project=project)
    if not may("requirements.sign", request.user, requirement):
        raise PermissionDenied
    form = SignForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.sign(request.user, requirement, **form.cleaned_data)
    here = reverse("requirements:requirements-detail", args=[project.code, pk])
    return done(request, here, _("Signed: your name stands under exactly this version."))


@reads("requirements.document")
def document_word(request: HttpRequest, project: Project) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _file(project, word.docx(requirements_document(project)), "docx", kind)


@reads("requirements.document")
def document_pdf(request: HttpRequest, project: Project) -> HttpResponse:
    return _file(project, pdf.pdf(requirements_document(project)), "pdf", "application/pdf")


def _file(project: Project, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"{_('Requirements document')}-{project.code}-{clock.today(project.timezone).isoformat()}.{ending}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
