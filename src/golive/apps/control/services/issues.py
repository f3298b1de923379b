from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.control.models import Issue, IssueRule
from golive.apps.control.numbering import next_code
from golive.apps.control.permissions import (
    is_the_product,
    may_answer_issue,
    may_ask_about_issue,
    may_edit_issue,
    may_raise_issue,
    may_set_issue_rule,
)
from golive.apps.governance import services as governance
from golive.apps.governance.people import sponsor_for
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("control.raise_issue", permission=may_raise_issue, label=_("Raise an issue"))
def raise_issue(actor: Any, project: Project, **values: Any) -> Issue:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    code = values.pop("code", "") or next_code(Issue.objects.filter(project=project), "P")
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


@use_case("control.ask_about_issue", permission=may_ask_about_issue, label=_("Put the conflict to a decision"))
def ask_about_issue(
    actor: Any,
    issue: Issue,
    *,
    option_a: str,
    option_b: str,
    deadline: datetime,
    decider: Any = None,
    recommended: str = "",
) -> Issue:
    """Two ways out; whoever decides settles the conflict by it, and his words become the answer."""
    Project.objects.select_for_update(no_key=True).get(pk=issue.project_id)
    row = Issue.objects.select_related("project", "decision").get(pk=issue.pk)
    if row.state != Issue.State.OPEN:
        raise Refused("issue_settled", _("This issue has been answered. Nothing was asked."))
    if row.decision and row.decision.state == row.decision.State.OPEN:
        raise Refused("issue_asked", _("It waits for the decision %(code)s already."), code=row.decision.code)
    row.decision = governance.ask_decision(
        actor,
        row.project,
        question=str(row)[:200],
        background=row.text,
        options=[{"key": "A", "text": option_a, "effect": ""}, {"key": "B", "text": option_b, "effect": ""}],
        decider=decider or sponsor_for(actor, row.project),
        deadline=deadline,
        act="control.settle_issue",
        subject_id=row.pk,
        recommended=recommended,
    )
    row.save()
    return row


@use_case("control.escalate_issue", permission=is_the_product, label=_("Escalate an issue"))
def escalate_issue(actor: Any, issue: Issue, *, level: int) -> Issue:
    """It waited longer than the rule allows, so it goes further up. Only ever up."""
    if level <= issue.level:
        raise Refused("not_higher", _("This issue stands there already."))
    issue.level, issue.escalated_at = level, clock.now()
    issue.save(update_fields=["level", "escalated_at"])
    return issue


@use_case("control.set_issue_rule", permission=may_set_issue_rule, label=_("Set the rule of escalation"))
def set_issue_rule(actor: Any, project: Project, **days: int) -> IssueRule:
    """Working days without an answer, by severity. The sponsor hears of it after the project manager, never before."""
    row = IssueRule.objects.filter(project=project).first() or IssueRule(project=project)
    for name, value in days.items():
        setattr(row, name, value)
    if any(sponsor < manager for manager, sponsor in map(row.limits, Issue.Severity.values)):
        raise Refused(
            "rule_reversed", _("The project manager is told first: his days cannot be more than the sponsor's.")
        )
    row.save()
    return row
