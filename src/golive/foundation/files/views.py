"""Upload, download, remove. A file leaves the store through `file` and through nothing else."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation.errors import Refused
from golive.foundation.files import services, storage
from golive.foundation.files.guards import may_see
from golive.foundation.files.models import Attachment
from golive.foundation.files.permissions import may_read
from golive.foundation.files.queries import visible
from golive.foundation.pages import acts, back, done, reads


def _attachment(request: HttpRequest, project: Any, pk: int) -> Attachment:
    found = get_object_or_404(visible(request.user).filter(project=project), pk=pk)
    if not may_read(request.user, found):
        raise Http404(f"no file {pk}")
    return found


@reads("files.file")
def file(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    """The bytes, always as a download: no browser shall run what somebody uploaded."""
    found = _attachment(request, project, pk)
    answer = FileResponse(storage.open_file(found), as_attachment=True, filename=found.name)
    answer["Content-Type"] = found.media_type
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]


@acts("files.attach")
@require_POST
def attach(request: HttpRequest, project: Any, subject: str) -> HttpResponse:
    """One or several files for the record with this key; all of them or, if one is refused, none."""
    record = _record(request, project, subject)
    uploads = request.FILES.getlist("file")
    if not uploads:
        raise Refused("no_file", _("No file was chosen, so nothing was attached. Choose one first."))
    with transaction.atomic():
        for upload in uploads:
            services.attach(request.user, record, upload=upload)
    return done(request, back(request, "/")["Location"], _("Attached: %(n)s.") % {"n": len(uploads)})


def _record(request: HttpRequest, project: Any, subject: str) -> Any:
    if not may_see(request.user, subject):
        raise Http404(f"no record {subject}")
    label, _colon, pk = subject.partition(":")
    return get_object_or_404(apps.get_model(label), pk=pk, project=project)


@acts("files.remove")
@require_POST
def remove(request: HttpRequest, project: Any, pk: int) -> HttpResponse:
    found = services.remove(request.user, _attachment(request, project, pk))
    return done(request, back(request, "/")["Location"], _("Removed: %(name)s") % {"name": found.name})
