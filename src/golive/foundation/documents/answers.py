"""A document as the answer to a request: a file to be saved, PDF or Word."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from golive.foundation.documents import pdf, template, word
from golive.foundation.documents.content import Document

KINDS = {
    "pdf": (pdf.pdf, "application/pdf"),
    "docx": (word.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def as_file(document: Document, ending: str, *, paper: bytes | None = None) -> HttpResponse:
    """`paper`: the company's own Word template."""
    if ending not in KINDS:
        raise Http404(ending)
    make, kind = KINDS[ending]
    content = template.filled(paper, document) if paper and ending == "docx" else make(document)
    answer = HttpResponse(content, content_type=kind)
    name = "-".join(part for part in (document.title, document.number) if part)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{ending}')}"
    return answer


def language_of(request: HttpRequest, otherwise: str) -> str:
    """The language asked for in the address, else the reader's."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else get_language() or otherwise
