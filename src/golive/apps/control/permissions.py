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


def may_ask_about_issue(actor: Any, issue: Any) -> bool:
    """Whoever has a say in it and belongs to the client's side: an outsider raises an issue, he does not ask the sponsor."""
    return (may_edit_issue(actor, issue) or may_answer_issue(actor, issue)) and access.stands_for(
        actor, issue.project, *INSIDE
    )


def may_set_issue_rule(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, Party.SPONSOR, Party.PM)


def is_the_product(actor: Any, subject: Any) -> bool:
    return bool(getattr(actor, "is_system", False))


def may_raise_change(actor: Any, project: Any) -> bool:
    """Anybody in the project may ask for a change; who decides follows from its size."""
    return access.is_member(actor, project)


def may_edit_change(actor: Any, subject: Any) -> bool:
    """Of a change, or of a part of it."""
    change = getattr(subject, "change", subject)
    raised = actor.pk == change.raised_by_id and access.is_member(actor, change.project)
    return raised or access.stands_for(actor, change.project, Party.PM)


def may_submit_change(actor: Any, change: Any) -> bool:
    """The project manager, or who raised it if he belongs to the client's side."""
    return may_edit_change(actor, change) and access.stands_for(actor, change.project, *INSIDE)


def may_decide_change(actor: Any, change: Any) -> bool:
    """A small one. A large one is decided in the sponsor's decision."""
    return access.stands_for(actor, change.project, Party.PM)


def may_set_change_rule(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, Party.SPONSOR)


def may_see_money(actor: Any, change: Any) -> bool:
    return access.stands_for(actor, change.project, *INSIDE)
