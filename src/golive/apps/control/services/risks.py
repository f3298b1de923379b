from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.control.models import Risk, RiskReview
from golive.apps.control.numbering import next_code
from golive.apps.control.permissions import may_review_risk, may_write_risk
from golive.apps.plan.models import Task
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("control.add_risk", permission=may_write_risk, label=_("Record a risk"))
def add_risk(actor: Any, project: Project, **values: Any) -> Risk:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    code = values.pop("code", "") or next_code(Risk.objects.filter(project=project), "R")
    return Risk.objects.create(project=project, code=code, raised_at=clock.now(), **values)


@use_case("control.edit_risk", permission=may_write_risk, label=_("Change a risk"))
def edit_risk(actor: Any, risk: Risk, **values: Any) -> Risk:
    for name, value in values.items():
        setattr(risk, name, value)
    risk.save()
    return risk


@use_case("control.tie_risk", permission=may_write_risk, label=_("Tie the risk to tasks"))
def tie_risk(actor: Any, risk: Risk, *, tasks: Iterable[Task]) -> Risk:
    """The tasks it would lengthen, so that the simulation lets it strike there; none: it delays go-live itself."""
    rows = list(tasks)
    if any(t.project_id != risk.project_id for t in rows):
        raise Refused("task_elsewhere", _("A risk is tied to tasks of its own project. Nothing was changed."))
    risk.tasks.set(rows)
    risk.save()
    return risk


@use_case("control.review_risk", permission=may_review_risk, label=_("Review a risk"))
def review_risk(
    actor: Any, risk: Risk, *, probability: int, impact: int, note: str = "", review_on: date | None = None
) -> Risk:
    """Look at an open risk again; what was thought before stays in its reviews."""
    _open(risk)
    RiskReview.objects.create(risk=risk, by=actor, at=clock.now(), probability=probability, impact=impact, note=note)
    risk.probability, risk.impact, risk.reviewed_at, risk.review_on = probability, impact, clock.now(), review_on
    risk.save()
    return risk


@use_case("control.close_risk", permission=may_review_risk, label=_("Close a risk"))
def close_risk(actor: Any, risk: Risk, *, note: str) -> Risk:
    """The risk is over: it happened, or it can no longer happen. Why is kept."""
    _open(risk)
    RiskReview.objects.create(
        risk=risk, by=actor, at=clock.now(), probability=risk.probability, impact=risk.impact, note=note
    )
    risk.state, risk.closed_at = Risk.State.CLOSED, clock.now()
    risk.save()
    return risk


def _open(risk: Risk) -> None:
    if risk.state != Risk.State.OPEN:
        raise Refused("risk_closed", _("This risk is closed. Record a new one if it has come back."))
