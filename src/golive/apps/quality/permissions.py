"""Who plans quality, hands over, reviews and accepts."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party

DELIVERS = (Party.VENDOR, Party.TEAM, Party.IT, Party.CONSULTANT, Party.PM, Party.BUSINESS)


def _project(subject: Any) -> Any:
    return getattr(subject, "project", subject)


def may_plan_quality(actor: Any, subject: Any) -> bool:
    """Name deliverables and their criteria; write the quality plan."""
    return access.stands_for(actor, _project(subject), Party.PM, Party.QA)


def may_agree(actor: Any, plan: Any) -> bool:
    return access.stands_for(actor, plan.project, Party.QA)


def may_hand_over(actor: Any, deliverable: Any) -> bool:
    """Who is named, or somebody of the same party in his name."""
    project = deliverable.project
    if actor.pk == deliverable.owner_id:
        return access.is_member(actor, project)
    return bool(access.parties(actor, project) & access.parties(deliverable.owner, project))


def may_review(actor: Any, deliverable: Any) -> bool:
    """Who is named, QA, and never whoever delivers it: nobody judges his own work."""
    if actor.pk == deliverable.owner_id:
        return False
    return actor.pk == deliverable.reviewer_id or access.stands_for(actor, deliverable.project, Party.QA)


def may_accept(actor: Any, deliverable: Any) -> bool:
    """甲方: the reviewer who is named, the project manager, the sponsor; not whoever delivered it."""
    if actor.pk == deliverable.owner_id:
        return False
    client_side = access.stands_for(actor, deliverable.project, Party.PM, Party.SPONSOR)
    return client_side or actor.pk == deliverable.reviewer_id
