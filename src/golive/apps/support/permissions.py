"""Everybody reports; the desk (IT, after-care, vendor) answers; who reported says whether it is settled."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party

DESK = (Party.IT, Party.CARE, Party.PM)


def may_report(actor: Any, project: Any) -> bool:
    return access.is_member(actor, project)


def may_handle(actor: Any, ticket: Any) -> bool:
    assigned = actor.pk == ticket.assignee_id and access.is_member(actor, ticket.project)
    return assigned or access.stands_for(actor, ticket.project, *DESK)


def may_assign(actor: Any, ticket: Any) -> bool:
    return access.stands_for(actor, ticket.project, *DESK)


def may_judge(actor: Any, ticket: Any) -> bool:
    return bool(actor.pk == ticket.reported_by_id and access.is_member(actor, ticket.project))
