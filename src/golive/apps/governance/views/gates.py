from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.governance import gates as state_of
from golive.apps.governance import services
from golive.apps.governance.forms import AskGateForm, ConditionForm, LimitForm, WaiveForm
from golive.apps.governance.models import CriterionLimit, CriterionWaiver
from golive.apps.governance.views.pages import to
from golive.apps.projects.models import Phase
from golive.apps.projects.queries import gate_name, visible_phases
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project, User
from golive.foundation.duties.evaluate import fresh
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may

Conditions = formset_factory(ConditionForm, extra=4)


@reads("governance.gates")
def gates(request: HttpRequest, project: Project) -> HttpResponse:
    """All gates at a glance. Figures that open inside pages are links only for those who may follow them."""
    fresh(project)
    states = state_of.gates(project)
    return render(request, "governance/gates.html", {"gates": states})


@reads("governance.gates")
def gate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One gate: its answer in a line, what is lacking first, then what was promised, waived and said."""
    fresh(project)
    phase = get_object_or_404(visible_phases(request.user).select_related("project"), pk=pk, project=project)
    state = state_of.gate(phase)
    names = {c.criterion.code: c.criterion.label for c in state.criteria}
    limits = list(CriterionLimit.objects.filter(project=project, criterion__in=names).select_related("by"))
    for limit in limits:
        limit.label = names[limit.criterion]
    context = {
        "gate": state,
        "name": gate_name(project, phase.key) or phase.name,
        "criteria": sorted(state.criteria, key=lambda c: (not c.holds_shut, c.measured.ok)),
        "counts": _counts(state),
        "days_left": (phase.ends_on - clock.today(project.timezone)).days,
        "locks_production": phase.key == "implementation",
        "limits": limits,
        "crumbs": [{"label": _("Phases and gates"), "url": to("gates", project)}],
        "may_judge": may("governance.pass_gate", request.user, phase),
        "may_ask": state.asked is None and may("governance.ask_gate", request.user, phase),
        "conditions": _conditions(None, state, project) if request.GET.get("conditions") else None,
    }
    return render(request, "governance/gate.html", context)


def _counts(state: state_of.GateState) -> dict[str, int]:
    met = sum(c.measured.ok for c in state.criteria)
    return {
        "met": met,
        "all": len(state.criteria),
        "lacking": len(state.lacking),
        "waived": len(state.criteria) - met - len(state.lacking),
    }


def _conditions(data: Any, state: state_of.GateState, project: Project) -> Any:
    people = [p.pk for p in access.people_as(project, *Party)]
    lacking = [(c.criterion.code, str(c.criterion.label)) for c in state.lacking if not c.criterion.hard]
    asked = {"people": User.objects.filter(pk__in=people), "criteria": lacking}
    return Conditions(data, prefix="c", form_kwargs=asked)


def _phase(request: HttpRequest, project: Project, pk: int, use_case: str) -> Phase:
    phase = get_object_or_404(visible_phases(request.user).select_related("project"), pk=pk, project=project)
    if not may(use_case, request.user, phase):
        raise PermissionDenied
    return phase


@acts("governance.waive_criterion")
def waive_criterion(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    phase = _phase(request, project, pk, "governance.waive_criterion")
    form = WaiveForm(request.POST or None, initial={"criterion": request.GET.get("criterion", "")})
    here = to("gate", project, pk=pk)
    if form.is_valid():
        services.waive_criterion(request.user, phase, **form.cleaned_data)
        return done(request, here, _("Waived; the waiver stays in sight until it ends."))
    asked = state_of.criterion_of(phase, request.POST.get("criterion") or request.GET.get("criterion", ""))
    title = _("Waive “%(criterion)s”") % {"criterion": asked.label} if asked else _("Waive a criterion")
    return render(request, "web/form_page.html", {"form": form, "title": title, "back": here, "phase": phase})


@acts("governance.end_waiver")
def end_waiver(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    waiver = get_object_or_404(CriterionWaiver, pk=pk, project=project)
    services.end_waiver(request.user, waiver)
    return done(request, to("gate", project, pk=waiver.phase_id), _("The waiver is ended; the criterion counts again."))


@acts("governance.set_limit")
def set_limit(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("governance.set_limit", request.user, project):
        raise PermissionDenied
    form = LimitForm(request.POST or None, initial={"criterion": request.GET.get("criterion", "")})
    if form.is_valid():
        services.set_limit(request.user, project, **form.cleaned_data)
        return done(request, to("gates", project), _("The limit holds from now on, and its reason stays in sight."))
    context = {"form": form, "title": _("Say how much evidence is enough"), "back": to("gates", project)}
    return render(request, "web/form_page.html", context)


@acts("governance.ask_gate")
def ask_gate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    phase = _phase(request, project, pk, "governance.ask_gate")
    form = AskGateForm(request.POST or None, initial={"deadline": clock.now() + timedelta(days=3)})
    if form.is_valid():
        services.ask_gate(request.user, phase, **form.cleaned_data)
        return done(request, to("gate", project, pk=pk), _("The sponsor has been asked; the clock runs."))
    context = {"form": form, "title": _("Ask for the gate"), "back": to("gate", project, pk=pk)}
    return render(request, "web/form_page.html", context)


@acts("governance.pass_gate")
def pass_gate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    fresh(project)
    phase = _phase(request, project, pk, "governance.pass_gate")
    conditions: list[dict[str, Any]] = []
    if request.POST.get("conditional"):
        rows = _conditions(request.POST, state_of.gate(phase), project)
        if not rows.is_valid():
            raise Refused("invalid_form", "；".join(form_problems(f) for f in rows if f.errors))
        conditions = [r for r in rows.cleaned_data if r.get("title")]
        if not conditions:
            raise Refused("condition_empty", _("Say what each condition is. Nothing was changed."))
    services.pass_gate(request.user, phase, note=request.POST.get("note", ""), conditions=tuple(conditions))
    said = (
        _("Passed with conditions; they hold the next gate shut.")
        if conditions
        else _("The gate is passed; the next phase begins.")
    )
    return done(request, to("gate", project, pk=pk), said)


@acts("governance.stop_gate")
def stop_gate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    phase = _phase(request, project, pk, "governance.stop_gate")
    services.stop_gate(request.user, phase, note=request.POST.get("note", ""))
    return done(request, to("gate", project, pk=pk), _("Stopped. Everybody sees why."))
