"""Promised against needed: people, money, and what the sponsor was asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import resources as found
from golive.apps.plan import services
from golive.apps.plan.models import BudgetVersion, CostLine, Shortfall
from golive.apps.plan.permissions import may_view_costs
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may


@reads("plan.resources", permission=may_view_costs)
def resources(request: HttpRequest, project: Project) -> HttpResponse:
    now, approved = found.budget_now(project), found.approved_budget(project)
    held = approved.sums() if approved else {}
    lines = [{**row, "approved": held.get(_key(row))} for row in now]
    there = {(row["phase"], row["cost_class"]) for row in now}
    lines += [
        {**r, "fen": 0, "approved": r["fen"]} for r in (approved.content if approved else []) if _key(r) not in there
    ]
    lines = [{**row, "label": CostLine.Class(row["cost_class"]).label} for row in lines]
    context = {
        "needs": found.needs(project),
        "until": found.last_day(project),
        "lines": lines,
        "differs": approved is None or any(row["fen"] != row["approved"] for row in lines),
        "approved": approved,
        "waiting": found.waiting_budget(project),
        "versions": BudgetVersion.objects.filter(project=project).select_related("decision__project", "made_by"),
        "asked": Shortfall.objects.filter(project=project).select_related("decision__project", "membership__person")[
            :20
        ],
        "may_ask": may("plan.ask_budget", request.user, project),
    }
    return render(request, "plan/resources.html", context)


@acts("plan.ask_budget")
def ask_budget(request: HttpRequest, project: Project) -> HttpResponse:
    services.ask_budget(request.user, project)
    return done(request, reverse("plan:resources", args=[project.code]), _("The budget is put to the sponsor."))


@acts("plan.ask_for_person")
def ask_for_person(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = get_object_or_404(Membership.objects.filter(project=project).select_related("project", "person"), pk=pk)
    services.ask_for_person(request.user, row)
    return done(request, reverse("plan:resources", args=[project.code]), _("The sponsor is asked."))


def _key(row: dict[str, object]) -> tuple[object, object]:
    return row["phase"], row["cost_class"]
