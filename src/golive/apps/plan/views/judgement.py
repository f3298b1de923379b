"""Pages that judge the plan: how sure its dates are, and the fourteen points."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.plan import queries, risk_page, services
from golive.apps.plan.engine_io.check import check as engine_check
from golive.apps.plan.models import Task
from golive.apps.plan.permissions import may_view_costs, may_view_risk
from golive.foundation.accounts.models import Project
from golive.foundation.jobs import queries as jobs
from golive.foundation.jobs.rows import row as job_row
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may

KEPT = 24  # runs that the history shows


@reads("plan.risk", permission=may_view_risk)
def risk(request: HttpRequest, project: Project) -> HttpResponse:
    """The newest simulation, or ?run=, and how P80 moved from run to run."""
    runs = list(queries.visible_risk_runs(request.user).filter(project=project).order_by("-made_at")[:KEPT])
    asked = request.GET.get("run", "")
    run = (
        get_object_or_404(queries.visible_risk_runs(request.user), project=project, pk=asked)
        if asked.isdecimal()
        else None
    )
    run = run or (runs[0] if runs else None)
    waiting = jobs.active(request.user, project).filter(kind="plan.simulate").first()
    context = {
        "runs": runs,
        "job": job_row(waiting, request.user) if waiting else None,
        "may_simulate": may("plan.ask_simulation", request.user, project),
        "has_plan": Task.objects.filter(project=project, is_summary=False).exists(),
        **risk_page.history(project, runs[::-1]),
    }
    if run is not None:
        context |= risk_page.shown(run, may_view_costs(request.user, project))
    return render(request, "plan/risk.html", context)


@acts("plan.ask_simulation")
def ask_simulation(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("plan.ask_simulation", request.user, project):
        raise PermissionDenied
    services.ask_simulation(request.user, project)
    text = _("The simulation is running; its result appears here.")
    return done(request, reverse("plan:risk", args=[project.code]), text)


@reads("plan.check")
def check(request: HttpRequest, project: Project) -> HttpResponse:
    """The fourteen points as they stand now, each with its tasks."""
    if not Task.objects.filter(project=project, is_summary=False).exists():
        return render(request, "plan/check.html", {"points": []})
    found, judged = engine_check(project)
    tongue = "zh" if (get_language() or "").startswith("zh") else "en"
    points = [
        {
            "point": j.point,
            "name": j.name[tongue],
            "advice": j.advice[tongue],
            "tasks": j.tasks[:50],
            "more": max(len(j.tasks) - 50, 0),
            "value": _value(j.point.value, j.point.number),
            "limit": ("≤ " if j.point.at_most else "≥ ") + _value(j.point.threshold, j.point.number),
            "word": {None: "", True: _("Passed"), False: _("Not passed")}[j.point.passed],
            "state": "unknown" if j.point.passed is None else "passed" if j.point.passed else "failed",
        }
        for j in judged
    ]
    context = {"points": points, "passed": found.passed, "failed": found.failed}
    return render(request, "plan/check.html", context | {"unjudged": len(points) - found.passed - found.failed})


def _value(value: float | None, number: int) -> str:
    """Per cent (1 to 11), working days (12), an index (13 and 14)."""
    if value is None:
        return "—"
    if number >= 13:
        return f"{value:.2f}"
    return _("%(n)s days") % {"n": f"{value:.0f}"} if number == 12 else f"{value:.1f} %"
