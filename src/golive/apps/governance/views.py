"""Pages of governance beyond its lists: approve, ask, decide, review, and the gates."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.governance import queries, services
from golive.apps.governance.acts import effects_of
from golive.apps.governance.forms import ApproveForm, AskForm, DecideForm, ReviewForm, WaiveForm
from golive.apps.governance.models import CriterionWaiver, Decision
from golive.apps.projects.models import Phase
from golive.apps.projects.queries import visible_phases
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may


def to(page: str, project: Project, **kwargs: object) -> str:
    return reverse(f"governance:{page}", kwargs={"project": project.code, **kwargs})


@acts("governance.approve_objective")
def approve_objective(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    objective = get_object_or_404(queries.visible_objectives(request.user), pk=pk, project=project)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.approve_objective(request.user, objective, **form.cleaned_data)
    return done(request, to("objectives-detail", project, pk=pk), _("The objective is approved and signed."))


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
        )
        return done(request, to("decisions-detail", project, pk=decision.pk), _("The question is put; the clock runs."))
    context = {"form": form, "title": _("Ask for a decision"), "back": to("decisions", project)}
    return render(request, "web/form_page.html", context)


@acts("governance.decide")
def decide(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    decision = get_object_or_404(queries.visible_decisions(request.user), pk=pk, project=project)
    if not may("governance.decide", request.user, decision):
        raise PermissionDenied
    here = to("decisions-detail", project, pk=pk)
    form = DecideForm(request.POST or None, options=decision.options)
    if form.is_valid():
        services.decide(request.user, decision, **form.cleaned_data)
        return done(request, here, _("Decided. What hangs on it has been set going."))
    if request.method == "POST" and decision.state != Decision.State.OPEN:
        raise Refused(
            "decided_already", _("This question is closed: a decision is never changed. Ask a new one instead.")
        )
    return render(
        request,
        "governance/decide.html",
        {"form": form, "decision": decision, "back": here, "computed": effects_of(decision)},
    )


@acts("governance.withdraw_decision")
def withdraw_decision(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    decision = get_object_or_404(queries.visible_decisions(request.user), pk=pk, project=project)
    services.withdraw_decision(request.user, decision)
    return done(request, to("decisions", project), _("The question is withdrawn."))


@acts("governance.sign_monthly_review")
def sign_monthly_review(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("governance.sign_monthly_review", request.user, project):
        raise PermissionDenied
    form = ReviewForm(request.POST or None, project=project)
    if form.is_valid():
        services.sign_monthly_review(request.user, project, **form.cleaned_data)
        return done(request, to("reviews", project), _("The review is signed."))
    context = {"form": form, "title": _("Review a month"), "back": to("reviews", project)}
    return render(request, "web/form_page.html", context)


@reads("governance.gates")
def gates(request: HttpRequest, project: Project) -> HttpResponse:
    """Every gate measured now. Figures that open inside pages are links only for those who may follow them."""
    states = queries.gates(project)
    context = {
        "gates": states,
        "current": next((g for g in states if g.phase.state == Phase.State.CURRENT), None),
        "may_judge": bool(states) and may("governance.pass_gate", request.user, states[0].phase),
    }
    return render(request, "governance/gates.html", context)


def _phase(request: HttpRequest, project: Project, pk: int, use_case: str) -> Phase:
    phase = get_object_or_404(visible_phases(request.user).select_related("project"), pk=pk, project=project)
    if not may(use_case, request.user, phase):
        raise PermissionDenied
    return phase


@acts("governance.waive_criterion")
def waive_criterion(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    phase = _phase(request, project, pk, "governance.waive_criterion")
    form = WaiveForm(request.POST or None, initial={"criterion": request.GET.get("criterion", "")})
    if form.is_valid():
        services.waive_criterion(request.user, phase, **form.cleaned_data)
        return done(request, to("gates", project), _("Waived; the waiver stays in sight until it ends."))
    context = {"form": form, "title": _("Waive a criterion"), "back": to("gates", project), "phase": phase}
    return render(request, "web/form_page.html", context)


@acts("governance.end_waiver")
def end_waiver(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    waiver = get_object_or_404(CriterionWaiver, pk=pk, project=project)
    services.end_waiver(request.user, waiver)
    return done(request, to("gates", project), _("The waiver is ended; the criterion counts again."))


@acts("governance.pass_gate")
def pass_gate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    phase = _phase(request, project, pk, "governance.pass_gate")
    services.pass_gate(request.user, phase, note=request.POST.get("note", ""))
    return done(request, to("gates", project), _("The gate is passed; the next phase begins."))


@acts("governance.stop_gate")
def stop_gate(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    phase = _phase(request, project, pk, "governance.stop_gate")
    services.stop_gate(request.user, phase, note=request.POST.get("note", ""))
    return done(request, to("gates", project), _("Stopped. Everybody sees why."))
