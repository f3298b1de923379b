from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from golive.apps.governance import latency, queries, services
from golive.apps.governance.acts import shown
from golive.apps.governance.decision_book import TYPE, workbook
from golive.apps.governance.decision_paper import decision_document, dossier_document, register_document
from golive.apps.governance.decision_record import record_of, records_of
from golive.apps.governance.decision_seal import sealed_file
from golive.apps.governance.forms import AskForm, DecideForm, DelegateForm
from golive.apps.governance.models import Decision
from golive.apps.governance.permissions import may_take_sealed, may_view_inside
from golive.apps.governance.views.pages import to
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.documents.answers import as_file, language_of
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may


@acts("governance.ask_decision")
def ask_decision(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("governance.ask_decision", request.user, project):
        raise PermissionDenied
    form = AskForm(request.POST or None, project=project)
    if form.is_valid():
        data = form.cleaned_data
        decision = services.ask_decision(
            request.user,
            project,
            question=data["question"],
            background=data["background"],
            options=form.options(),
            decider=data["decider"],
            deadline=data["deadline"],
            recommended=data["recommended"],
        )
        return done(request, to("decisions-detail", project, pk=decision.pk), _("The question is put; the clock runs."))
    context = {"form": form, "title": _("Ask for a decision"), "back": to("decisions", project), "grid": True}
    return render(request, "web/form_page.html", context)


def _decision(request: HttpRequest, project: Project, pk: int) -> Decision:
    return get_object_or_404(queries.visible_decisions(request.user).select_related("project"), pk=pk, project=project)


@acts("governance.decide")
def decide(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    decision = _decision(request, project, pk)
    if not may("governance.decide", request.user, decision):
        raise PermissionDenied
    here = to("decisions-detail", project, pk=pk)
    form = DecideForm(request.POST or None, options=decision.options)
    if form.is_valid():
        services.decide(request.user, decision, **form.cleaned_data)
        return done(request, here, _("Decided. What hangs on it has been set going."))
    if request.method == "POST" and decision.state != Decision.State.OPEN:
        raise Refused(
            "decided_already",
            _("%(person)s has decided this question already. A decision is never changed: ask a new one instead."),
            person=str(decision.decider),
        )
    seen = shown(decision)
    form.initial["seen"] = seen["mark"]
    context = {"form": form, "decision": decision, "back": here, **seen}
    return render(request, "governance/decide.html", context)


@acts("governance.delegate_decision")
def delegate_decision(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    decision = _decision(request, project, pk)
    if not may("governance.delegate_decision", request.user, decision):
        raise PermissionDenied
    here = to("decisions-detail", project, pk=pk)
    form = DelegateForm(request.POST or None, project=project)
    if form.is_valid():
        services.delegate_decision(request.user, decision, **form.cleaned_data)
        return done(request, here, _("Handed on. The deadline stays."))
    context = {"form": form, "title": _("Hand the question on"), "back": here}
    return render(request, "web/form_page.html", context)


@acts("governance.withdraw_decision")
def withdraw_decision(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    services.withdraw_decision(request.user, _decision(request, project, pk))
    return done(request, to("decisions", project), _("The question is withdrawn."))


@reads("governance.decisions", permission=may_view_inside)
def latencies(request: HttpRequest, project: Project) -> HttpResponse:
    """How long questions wait, by who decides."""
    found: dict[str, Any] = latency.page(queries.visible_decisions(request.user).filter(project=project), project)
    return render(request, "governance/latency.html", found)


@reads("governance.decisions", permission=may_view_inside)
def decision_paper(request: HttpRequest, project: Project, pk: int, ending: str) -> HttpResponse:
    decision = _decision(request, project, pk)
    language = language_of(request, project.language)
    with override(language):
        record = record_of(request.user, decision)
    return as_file(decision_document(record, language), ending)


@reads("governance.decisions", permission=may_view_inside)
def register_paper(request: HttpRequest, project: Project, ending: str) -> HttpResponse:
    rows = queries.visible_decisions(request.user).filter(project=project)
    return as_file(register_document(project, rows, language_of(request, project.language)), ending)


@reads("governance.decisions", permission=may_view_inside)
def dossier(request: HttpRequest, project: Project, ending: str) -> HttpResponse:
    """All decisions with what was known when they were made: PDF, Word, Excel."""
    language = language_of(request, project.language)
    with override(language):
        rows = (
            queries.visible_decisions(request.user).filter(project=project).select_related("project__client", "meeting")
        )
        records = records_of(request.user, project, rows.order_by("number"))
        if ending != "xlsx":
            return as_file(dossier_document(project, records, language), ending)
        answer = HttpResponse(workbook(project, records), content_type=TYPE)
        name = f"{_('Decisions with what was known')}-{project.code}-{clock.today(project.timezone).isoformat()}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@reads("governance.sealed_decisions", permission=may_take_sealed)
def sealed(request: HttpRequest, project: Project) -> HttpResponse:
    """The decisions and the audit trail that seals them, as a file that `golive verify` checks anywhere."""
    answer = JsonResponse(sealed_file(project), json_dumps_params={"ensure_ascii": False, "indent": 1})
    day = clock.today(project.timezone).isoformat()
    answer["Content-Disposition"] = f'attachment; filename="decisions-{project.code}-{day}.json"'
    return answer
