"""Who sets goals, asks, decides and opens gates."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party


def may_view_inside(actor: Any, project: Any) -> bool:
    """Objectives and decisions are the client's own business."""
    return access.stands_for(actor, project, *INSIDE)


def may_write_objective(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), Party.SPONSOR, Party.PM)


def may_approve(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), Party.SPONSOR)


def may_ask(actor: Any, project: Any) -> bool:
    """Anybody of the client's side may put a question to who can decide it."""
    return access.stands_for(actor, project, *INSIDE)


def may_decide(actor: Any, decision: Any) -> bool:
    """Only the named decider, while he has his place in the project."""
    return bool(actor.pk == decision.decider_id and access.is_member(actor, decision.project))


def may_withdraw(actor: Any, decision: Any) -> bool:
    return bool(actor.pk == decision.asked_by_id and access.is_member(actor, decision.project))


def may_judge_gate(actor: Any, phase: Any) -> bool:
    return access.stands_for(actor, phase.project, Party.SPONSOR)
