from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.governance import queries, services
from golive.apps.governance.coverage import coverage
from golive.apps.governance.forms import ApproveForm, MeasureForm
from golive.apps.governance.formula import read
from golive.apps.governance.models import Objective
from golive.apps.governance.permissions import may_view_inside
from golive.apps.governance.views.pages import to
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may


@acts("governance.approve_objective")
def approve_objective(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    objective = _objective(request, project, pk)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.approve_objective(request.user, objective, **form.cleaned_data)
    return done(request, to("objectives-detail", project, pk=pk), _("The objective is approved and signed."))


@acts("governance.lock_baseline")
def lock_baseline(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    services.lock_baseline(request.user, _objective(request, project, pk))
    return done(request, to("objectives-detail", project, pk=pk), _("The baseline is locked and signed."))


@acts("governance.measure_objective")
def measure_objective(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """A formula that asks only the ERP needs no form; figures that people know are entered first."""
    objective = _objective(request, project, pk)
    if not may("governance.measure_objective", request.user, objective):
        raise PermissionDenied
    if not objective.formula:
        raise Refused("no_formula", _("This objective has no formula: enter the value that was measured."))
    here = to("objectives-detail", project, pk=pk)
    form = MeasureForm(request.POST or None, inputs=read(objective.formula).inputs)
    if form.is_valid():
        made = services.measure_objective(
            request.user, objective, figures=form.figures(), note=form.cleaned_data["note"]
        )
        said = _("Measured: %(value)s %(unit)s") % {"value": f"{made.value.normalize():f}", "unit": objective.unit}
        return done(request, here, said)
    context = {"form": form, "title": _("Measure %(objective)s") % {"objective": objective}, "back": here}
    return render(request, "web/form_page.html", context)


@reads("governance.objectives", permission=may_view_inside)
def objective_coverage(request: HttpRequest, project: Project) -> HttpResponse:
    """Which scope serves which objective; what serves none, and what nothing serves."""
    found = coverage(project)
    rows = [
        {"objective": o, "served": found.is_served(o.pk), "cells": found.of(o.pk)}
        for o in queries.visible_objectives(request.user).filter(project=project)
    ]
    context = {"coverage": found, "rows": rows, "unserved": [r for r in rows if not r["served"]]}
    return render(request, "governance/coverage.html", context)


def _objective(request: HttpRequest, project: Project, pk: int) -> Objective:
    row: Objective = get_object_or_404(queries.visible_objectives(request.user), pk=pk, project=project)
    return row
