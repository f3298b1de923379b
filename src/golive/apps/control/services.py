"""What people do to risks and issues."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.control.models import Issue, Risk, RiskReview
from golive.apps.control.permissions import (
    may_answer_issue,
    may_edit_issue,
    may_raise_issue,
    may_review_risk,
    may_write_risk,
)
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


def _next_code(rows: Any, letter: str) -> str:
    """The next free number of a kind in a project, also after deletions and imports."""
    taken = [int(c[2:]) for c in rows.values_list("code", flat=True) if c.startswith(f"{letter}-") and c[2:].isdigit()]
    return f"{letter}-{max(taken, default=0) + 1:03d}"


@use_case("control.add_risk", permission=may_write_risk, label=_("Record a risk"))
def add_risk(actor: Any, project: Project, **values: Any) -> Risk:
    Project.objects.select_for_update().get(pk=project.pk)  # two writers must not take one number
    code = values.pop("code", "") or _next_code(Risk.objects.filter(project=project), "R")
    return Risk.objects.create(project=project, code=code, raised_at=clock.now(), **values)


@use_case("control.edit_risk", permission=may_write_risk, label=_("Change a risk"))
def edit_risk(actor: Any, risk: Risk, **values: Any) -> Risk:
    for name, value in values.items():
        setattr(risk, name, value)
    risk.save()
    return risk


@use_case("control.review_risk", permission=may_review_risk, label=_("Review a risk"))
def review_risk(actor: Any, risk: Risk, *, probability: int, impact: int, note: str = "") -> Risk:
    """Look at an open risk again; what was thought before stays in its reviews."""
    _open(risk)
    RiskReview.objects.create(risk=risk, by=actor, at=clock.now(), probability=probability, impact=impact, note=note)
    risk.probability, risk.impact, risk.reviewed_at = probability, impact, clock.now()
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


@use_case("control.raise_issue", permission=may_raise_issue, label=_("Raise an issue"))
def raise_issue(actor: Any, project: Project, **values: Any) -> Issue:
    Project.objects.select_for_update().get(pk=project.pk)
    code = values.pop("code", "") or _next_code(Issue.objects.filter(project=project), "P")
    return Issue.objects.create(project=project, code=code, raised_by=actor, raised_at=clock.now(), **values)


@use_case("control.edit_issue", permission=may_edit_issue, label=_("Change an issue"))
def edit_issue(actor: Any, issue: Issue, **values: Any) -> Issue:
    for name, value in values.items():
        setattr(issue, name, value)
    issue.save()
    return issue


@use_case("control.answer_issue", permission=may_answer_issue, label=_("Answer an issue"))
def answer_issue(actor: Any, issue: Issue, *, answer: str) -> Issue:
    if issue.state == Issue.State.CLOSED:
        raise Refused("issue_closed", _("This issue is closed; raise it again if it is not settled."))
    issue.answer, issue.answered_at, issue.state = answer, clock.now(), Issue.State.ANSWERED
    issue.save()
    return issue


@use_case("control.close_issue", permission=may_edit_issue, label=_("Close an issue"))
def close_issue(actor: Any, issue: Issue) -> Issue:
    """Whoever raised it says that the answer settles it."""
    if issue.state != Issue.State.ANSWERED:
        raise Refused("issue_unanswered", _("An issue is closed after it has been answered."))
    issue.state = Issue.State.CLOSED
    issue.save()
    return issue
