"""Plans in and out of files: upload, preview with its report, import; and the export."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.plan import services
from golive.apps.plan.engine_io import files
from golive.apps.plan.preview import preview
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, reads
from golive.foundation.registers import services as registers
from golive.foundation.registers.queries import visible_uploads
from golive.foundation.use_cases import may

KEPT = "plan.file"  # under which an uploaded plan waits for its import
TYPES = {
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class PlanFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Plan file"),
        help_text=gettext_lazy("MS Project XML, Excel (.xlsx) or GoLive JSON; .mpp and .xer where MPXJ is installed"),
        widget=forms.FileInput(
            attrs={"accept": ",".join((".xml", ".xlsx", ".xlsm", ".xls", ".ods", ".json", *sorted(files.SUFFIXES)))}
        ),
    )


@acts("plan.import_plan")
def import_plan(request: HttpRequest, project: Project) -> HttpResponse:
    """GET: the upload form, or with ?upload= the report of what would be. POST: keep the file, or import it."""
    if not may("plan.import_plan", request.user, project):
        raise PermissionDenied
    if request.method == "POST" and "upload" in request.POST:
        return _import(request, project)
    if request.GET.get("upload", "").isdecimal():
        return _report(request, project, int(request.GET["upload"]))
    return _upload(request, project)


def _upload(request: HttpRequest, project: Project) -> HttpResponse:
    sent = request.method == "POST"
    form = PlanFileForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > files.MOST_BYTES:
            raise Refused("file_too_big", _("The file is too big to be read safely. Nothing was imported."))
        content, name = files.readable(file.read(), file.name)
        kept = registers.upload(request.user, project, register=KEPT, file_name=name, content=content)
        return HttpResponseRedirect(f"{reverse('plan:import_plan', args=[project.code])}?upload={kept.pk}")
    context = {"form": form, "cancel_url": reverse("plan:gantt", args=[project.code])}
    return render(request, "plan/import.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, project: Project, pk: Any) -> Any:
    return get_object_or_404(visible_uploads(request.user).filter(project=project, register=KEPT), pk=pk)


def _report(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    kept = _kept(request, project, pk)
    replace = request.GET.get("replace") == "1"
    chosen = _people(request.GET, project)
    found = preview(project, bytes(kept.content), kept.file_name, replace=replace, people=chosen)
    context = {
        "upload": kept,
        "preview": found,
        "replace": replace,
        "empty": not project.tasks.exists(),
        "strangers": [(n, name) for n, name in enumerate(found.people) if name in {*found.outcome.unknown, *chosen}],
        "chosen": {name: str(who.pk) for name, who in chosen.items()},
        "members": access.people_as(project, *Party),
    }
    return render(request, "plan/import_report.html", context)


def _people(sent: Any, project: Project) -> dict[str, Any]:
    """Who is meant by the unknown names: ?stranger=<name>&member=<pk> in pairs."""
    here = {str(p.pk): p for p in access.people_as(project, *Party)}
    pairs = zip(sent.getlist("stranger"), sent.getlist("member"), strict=False)
    return {name: here[pk] for name, pk in pairs if pk in here}


def _import(request: HttpRequest, project: Project) -> HttpResponse:
    upload = request.POST["upload"]
    kept = _kept(request, project, int(upload) if upload.isdecimal() else 0)
    services.import_plan(
        request.user,
        project,
        content=bytes(kept.content),
        file_name=kept.file_name,
        replace=request.POST.get("replace") == "1",
        people=_people(request.POST, project),
    )
    return done(request, reverse("plan:gantt", args=[project.code]), _("The plan is imported. Check owners and dates."))


@reads("plan.export")
def export(request: HttpRequest, project: Project, kind: str) -> HttpResponse:
    """The plan as it stands, with people and baselines: xml for MS Project, xlsx, or json."""
    if not project.tasks.exists():
        raise Refused("plan_empty_file", _("There is no plan yet, so there is nothing to export."))
    answer = HttpResponse(files.written(project, kind), content_type=TYPES[kind])
    name = f"{_('Project plan')}-{project.code}-{clock.today(project.timezone).isoformat()}.{kind}"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
