"""To-be processes: the picture edited, the gain simulated, the owner's approval."""

from __future__ import annotations

from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.diagnosis import engine_io, queries, services
from golive.apps.diagnosis.engine_io import words as said
from golive.apps.diagnosis.forms import DesignForm, ReasonForm
from golive.apps.diagnosis.models import Design
from golive.apps.diagnosis.permissions import may_see
from golive.apps.diagnosis.views.shared import allowed, running, to, tongue, valid
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may


def _design(request: HttpRequest, project: Project, pk: int) -> Design:
    rows = queries.visible_designs(request.user).select_related("project", "log", "department", "author")
    return get_object_or_404(rows, pk=pk, project=project)


@acts("diagnosis.add_design")
def add_design(request: HttpRequest, project: Project) -> HttpResponse:
    allowed(request, "diagnosis.add_design", project)
    form = DesignForm(request.POST or None, project=project, initial={"log": request.GET.get("log")})
    if request.method == "POST" and form.is_valid():
        row = services.add_design(request.user, project, **form.cleaned_data)
        return done(
            request, row.get_absolute_url(), _("Drawn as it is today. Change the picture and say what changes.")
        )
    context = {"title": _("Draw a to-be process"), "form": form, "back": to("logs", project), "submit": _("Draw")}
    return render(request, "diagnosis/form.html", context, status=422 if form.is_bound else 200)


@reads("diagnosis.design", permission=may_see)
def design(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _design(request, project, pk)
    approvals = list(signatures.valid(row, queries.MEANING))
    edits = row.state != Design.State.WITHDRAWN and may("diagnosis.edit_design", request.user, row)
    context = {
        "design": row,
        "approvals": approvals,
        "outdated": signatures.outdated(row).exists() and not approvals,
        "state": "approved" if approvals else row.state,
        "struck": " ".join(engine_io.taken_from_picture(row)),
        "gain": said.gain(row.simulation, tongue()),
        "changes": [said.change(c) for c in row.scenario.get("changes", [])],
        "scenario_text": yaml.safe_dump(row.scenario, allow_unicode=True, sort_keys=False) if row.scenario else "",
        "proposals": engine_io.proposed_changes(row) if edits and not row.scenario else [],
        "job": running(request, project, "diagnosis.simulate", design_id=row.pk),
        "may_edit": edits,
        "may_approve": row.state == Design.State.SUBMITTED
        and not approvals
        and may("diagnosis.approve_design", request.user, row),
        "crumbs": [{"label": _("Process diagnosis"), "url": to("logs", project)}],
    }
    return render(request, "diagnosis/design.html", context)


@acts("diagnosis.edit_design")
def edit_design(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The picture (from the editor) or the scenario (YAML, or the changes that were ticked)."""
    row = _design(request, project, pk)
    allowed(request, "diagnosis.edit_design", row)
    values: dict[str, Any] = {}
    if request.POST.get("bpmn"):
        values["bpmn"] = request.POST["bpmn"]
    if "reason" in request.POST:
        values["reason"] = request.POST["reason"][:3000]
    if "scenario" in request.POST:
        try:
            values["scenario"] = yaml.safe_load(request.POST["scenario"]) or {}
        except yaml.YAMLError as fault:
            raise Refused(
                "yaml_wrong", _("The scenario is no YAML (%(said)s). Nothing was changed."), said=str(fault)[:200]
            ) from fault
    ticked = request.POST.getlist("change")
    if ticked:
        offered = engine_io.proposed_changes(row)
        values["scenario"] = {"changes": [c["change"] for n, c in enumerate(offered) if str(n) in ticked]}
    if not values:
        raise Refused("nothing_given", _("Nothing was given to change."))
    services.edit_design(request.user, row, **values)
    return done(request, row.get_absolute_url(), _("Saved as the next version."))


@acts("diagnosis.simulate_design")
def simulate_design(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _design(request, project, pk)
    services.simulate_design(request.user, row)
    return done(request, row.get_absolute_url(), _("The simulation runs; its result appears here."))


@acts("diagnosis.submit_design")
def submit_design(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _design(request, project, pk)
    services.submit_design(request.user, row)
    return done(request, row.get_absolute_url(), _("Submitted to the process owner."))


@acts("diagnosis.approve_design")
def approve_design(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _design(request, project, pk)
    services.approve_design(
        request.user, row, seen_hash=request.POST.get("seen_hash", ""), comment=request.POST.get("comment", "")[:500]
    )
    return done(request, row.get_absolute_url(), _("Approved: your name stands under exactly this design."))


@acts("diagnosis.return_design")
def return_design(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _design(request, project, pk)
    allowed(request, "diagnosis.return_design", row)
    services.return_design(request.user, row, **valid(ReasonForm(request.POST)))
    return done(request, row.get_absolute_url(), _("Returned with your reason."))


@acts("diagnosis.withdraw_design")
def withdraw_design(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _design(request, project, pk)
    services.withdraw_design(request.user, row)
    return done(request, to("logs", project), _("Withdrawn."))
