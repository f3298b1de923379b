"""Reads of objectives, decisions, actions and reviews. Gates are measured in `gates.py`."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from golive.apps.governance import other_side
from golive.apps.governance.gates import CriterionState, GateState, gate, gates, measured_now
from golive.apps.governance.models import (
    Action,
    Channel,
    Charter,
    Decision,
    Measurement,
    Meeting,
    MonthlyReview,
    Objective,
    Stakeholder,
)
from golive.apps.governance.models.charter import TEXTS
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.signatures import services as signatures

__all__ = [
    "CriterionState",
    "GateState",
    "charter_texts",
    "gate",
    "gates",
    "late",
    "measured_now",
    "overdue",
    "signed_sides",
    "standing_of",
    "visible_actions",
    "visible_channels",
    "visible_charters",
    "visible_decisions",
    "visible_measurements",
    "visible_meetings",
    "visible_objectives",
    "visible_reviews",
    "visible_stakeholders",
]


def visible_objectives(actor: Any) -> QuerySet[Objective]:
    rows = Objective.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("owner")
    return signatures.signed(rows, "approved")


def visible_charters(actor: Any) -> QuerySet[Charter]:
    """Drafts for the client's side; who signs with it, and who advises it, reads what was issued. No bidder does."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE))
    advising = Q(project__in=access.projects_as(actor, Party.CONSULTANT), number__gt=0)
    mine = other_side.projects_of(getattr(actor, "organisation_id", None))
    bound = Q(project__in=access.projects_as(actor, Party.VENDOR).filter(pk__in=mine), number__gt=0)
    return Charter.objects.filter(inside | advising | bound).select_related("project__client", "made_by")


def charter_texts(charter: Charter) -> list[tuple[Any, str]]:
    """What was typed, with its headings; what was left empty is left out."""
    named = ((Charter._meta.get_field(name).verbose_name, getattr(charter, name)) for name in TEXTS)
    return [(label, text) for label, text in named if text]


def signed_sides(charter: Charter) -> dict[str, list[Any]]:
    """Valid signatures of both sides, by party. Whoever stands for both signs as the sponsor."""
    found: dict[str, list[Any]] = {Party.SPONSOR: [], Party.VENDOR: []}
    for signature in signatures.valid(charter, "charter").select_related("signer"):
        side = Party.VENDOR if signature.party == Party.VENDOR else Party.SPONSOR
        found[side].append(signature)
    return found


def visible_measurements(actor: Any) -> QuerySet[Measurement]:
    return Measurement.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("objective", "by")


def visible_decisions(actor: Any) -> QuerySet[Decision]:
    return Decision.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("decider", "asked_by")


def visible_reviews(actor: Any) -> QuerySet[MonthlyReview]:
    rows = MonthlyReview.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("by")
    return signatures.signed(rows, "approved")


def visible_actions(actor: Any) -> QuerySet[Action]:
    """Everything of one's projects for the client's side and its consultants; others see what is theirs to do."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE, Party.CONSULTANT))
    own = Q(owner=actor.pk) & Q(project__in=access.projects_of(actor))
    return Action.objects.filter(inside | own).select_related("owner", "raised_by")


def overdue(rows: QuerySet[Action], actor: Any) -> QuerySet[Action]:
    return rows.filter(state=Action.State.OPEN, due_on__lt=clock.today())


def standing_of(action: Action) -> str:
    """The state of an action for a coloured word: overdue, due soon, running, done, dropped."""
    if action.state != Action.State.OPEN:
        return str(action.state)
    left = (action.due_on - clock.today()).days
    return "overdue" if left < 0 else "due" if left <= 3 else "running"


def late(rows: QuerySet[Decision], actor: Any) -> QuerySet[Decision]:
    """Decided after the deadline, or still open past it."""
    open_ = Q(state=Decision.State.OPEN, deadline__lt=clock.now())
    return rows.filter(open_ | Q(decided_at__gt=F("deadline")))


def visible_meetings(actor: Any) -> QuerySet[Meeting]:
    """All of one's projects for the client's side; others see those to which they are invited."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE))
    invited = Q(guests__person=actor.pk) & Q(project__in=access.projects_of(actor))
    mine = Meeting.objects.filter(inside | invited).values("pk")
    return Meeting.objects.filter(pk__in=mine).select_related("project", "chair", "writer")


def visible_stakeholders(actor: Any) -> QuerySet[Stakeholder]:
    return Stakeholder.objects.filter(project__in=access.projects_as(actor, Party.SPONSOR, Party.PM))


def visible_channels(actor: Any) -> QuerySet[Channel]:
    return Channel.objects.filter(project__in=access.projects_of(actor))
