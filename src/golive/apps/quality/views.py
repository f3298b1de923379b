"""The quality plan: its words, its goals against what is measured now, QA's agreement."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.quality import queries, services
from golive.apps.quality.forms import GoalForm, PlanForm
from golive.apps.quality.models import QualityGoal
from golive.apps.quality.queries import AGREED
from golive.apps.quality.standing import standing
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may


def _here(project: Project) -> str:
    return reverse("quality:plan", args=[project.code])


@reads("quality.plan")
def plan(request: HttpRequest, project: Project) -> HttpResponse:
    row = queries.plan_of(project)
    names = list(signatures.valid(row, AGREED)) if row else []
    writes = may("quality.write_plan", request.user, project)
    context = {
        "plan": row,
        "goals": standing(row) if row else [],
        "names": names,
        "stale": bool(row) and not names and signatures.outdated(row).exists(),
        "may_write": writes,
        "may_agree": row is not None and not names and may("quality.agree_to_plan", request.user, row),
        "goal_form": GoalForm() if row is not None and writes else None,
    }
    return render(request, "quality/plan.html", context)


@acts("quality.write_plan")
def write_plan(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("quality.write_plan", request.user, project):
        raise PermissionDenied
    form = PlanForm(request.POST or None, instance=queries.plan_of(project))
    if request.method == "POST" and form.is_valid():
        services.write_plan(request.user, project, **form.cleaned_data)
        return done(request, _here(project), _("Saved as the next version. QA is asked to agree."))
    context = {"form": form, "back": _here(project)}
    return render(request, "quality/plan_form.html", context, status=422 if form.is_bound else 200)


def _plan(project: Project) -> Any:
    row = queries.plan_of(project)
    if row is None:
        raise Refused("no_plan", _("There is no quality plan yet. Write it first."))
    return row


@acts("quality.set_goal")
def set_goal(request: HttpRequest, project: Project) -> HttpResponse:
    form = GoalForm(request.POST)
    row = _plan(project)
    if not may("quality.set_goal", request.user, row):
        raise PermissionDenied
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.set_goal(request.user, row, **form.cleaned_data)
    return done(request, _here(project), _("The goal is set; how far it is, is computed."))


@acts("quality.remove_goal")
def remove_goal(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    goal = get_object_or_404(QualityGoal, pk=pk, plan__in=queries.visible_plans(request.user), plan__project=project)
    services.remove_goal(request.user, goal)
    return done(request, _here(project), _("The goal is gone."))


@acts("quality.agree_to_plan")
def agree_to_plan(request: HttpRequest, project: Project) -> HttpResponse:
    row = _plan(project)
    services.agree_to_plan(request.user, row, seen_hash=request.POST.get("seen_hash", ""))
    return done(request, _here(project), _("Agreed: your name stands under exactly this version."))
