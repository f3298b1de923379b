"""Baselines against each other and against now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from golive.apps.plan import comparing, queries
from golive.apps.plan.models import Baseline
from golive.foundation.accounts.models import Project
from golive.foundation.pages import reads


@reads("plan.compare_baselines")
def compare_baselines(request: HttpRequest, project: Project) -> HttpResponse:
    """?a= and ?b= are numbers of baselines; without b the plan as it stands. ?all=1 shows what did not move, too."""
    rows = list(queries.visible_baselines(request.user).filter(project=project))
    holds = queries.approved_baseline(project)
    a = _chosen(rows, request.GET.get("a", "")) or holds or next(iter(rows), None)
    b = _chosen(rows, request.GET.get("b", ""))
    everything = request.GET.get("all") == "1"
    context = {"baselines": rows, "a": a, "b": b, "everything": everything}
    if a is not None:
        context["found"] = comparing.compare(project, a, b, everything=everything)
    return render(request, "plan/compare.html", context)


def _chosen(rows: list[Baseline], number: str) -> Baseline | None:
    return next((row for row in rows if str(row.number) == number), None)
