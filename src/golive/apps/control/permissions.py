"""Risks are the project's own affair; issues may be raised by anybody in it."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party


def may_view_risks(actor: Any, project: Any) -> bool:
    """The vendor is often the risk: the register is for the client's side and its consultant."""
    return access.stands_for(actor, project, *INSIDE, Party.CONSULTANT)


def may_write_risk(actor: Any, subject: Any) -> bool:
    return may_view_risks(actor, getattr(subject, "project", subject))


def may_review_risk(actor: Any, risk: Any) -> bool:
    owner = actor.pk == risk.owner_id and access.is_member(actor, risk.project)
    return owner or access.stands_for(actor, risk.project, Party.PM)


def may_raise_issue(actor: Any, project: Any) -> bool:
    return access.is_member(actor, project)


def may_edit_issue(actor: Any, issue: Any) -> bool:
    raised = actor.pk == issue.raised_by_id and access.is_member(actor, issue.project)
    return raised or access.stands_for(actor, issue.project, Party.PM)


def may_answer_issue(actor: Any, issue: Any) -> bool:
    owner = actor.pk == issue.owner_id and access.is_member(actor, issue.project)
    return owner or access.stands_for(actor, issue.project, Party.PM)
