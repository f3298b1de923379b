"""Open positions: asked for, candidates proposed and chosen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.team.models import Candidate, Position
from golive.apps.team.permissions import may_propose, may_staff
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts import services as accounts
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

State = Position.State


@use_case("team.add_position", permission=may_staff, label=_("Open a position"))
def add_position(actor: Any, project: Project, **values: Any) -> Position:
    return Position.objects.create(project=project, asked_by=actor, opened_at=clock.now(), **values)


@use_case("team.edit_position", permission=may_staff, label=_("Change a position"))
def edit_position(actor: Any, position: Position, **values: Any) -> Position:
    _need_open(position)
    for name, value in values.items():
        setattr(position, name, value)
    position.save()
    return position


@use_case("team.propose_candidate", permission=may_propose, label=_("Propose a candidate"))
def propose_candidate(
    actor: Any, position: Position, *, name: str = "", person: Any = None, note: str = ""
) -> Position:
    """A member of the project, or somebody from outside by name."""
    _need_open(position)
    called = str(person) if person is not None else name.strip()
    if not called:
        raise Refused("candidate_without_name", _("Name the candidate, or choose a member of the project."))
    if position.candidates.filter(name=called).exists():
        raise Refused("candidate_known", _("%(name)s has been proposed already."), name=called)
    Candidate.objects.create(
        position=position, person=person, name=called, note=note, proposed_by=actor, at=clock.now()
    )
    return position


@use_case("team.decline_candidate", permission=may_staff, label=_("Decline a candidate"))
def decline_candidate(actor: Any, candidate: Candidate, *, reason: str) -> Position:
    _need_open(candidate.position)
    candidate.state, candidate.verdict = Candidate.State.DECLINED, reason
    candidate.save()
    return candidate.position


@use_case("team.choose_candidate", permission=may_staff, label=_("Choose a candidate"))
def choose_candidate(actor: Any, candidate: Candidate, *, person: Any = None) -> Position:
    """He gets the place in the project. Somebody from outside needs an account first: name it here."""
    position = Position.objects.select_for_update().get(pk=candidate.position_id)
    _need_open(position)
    who = candidate.person or person
    if who is None:
        raise Refused(
            "no_account",
            _("%(name)s has no account yet. Let the administrator add one, then choose again. Nothing was changed."),
            name=candidate.name,
        )
    if not Membership.objects.filter(
        access.current(), project=position.project, person=who, party=position.party, department=position.department
    ).exists():
        accounts.name_member(
            actor,
            position.project,
            person=who,
            party=position.party,
            department=position.department,
            role_title=position.title[:80],
            availability=position.share,
        )
    now = clock.now()
    candidate.person, candidate.state = who, Candidate.State.CHOSEN
    candidate.save()
    position.candidates.exclude(pk=candidate.pk).filter(state=Candidate.State.PROPOSED).update(
        state=Candidate.State.DECLINED
    )
    position.state, position.filled_by, position.closed_at = State.FILLED, who, now
    position.save()
    return position


@use_case("team.withdraw_position", permission=may_staff, label=_("Withdraw a position"))
def withdraw_position(actor: Any, position: Position, *, reason: str) -> Position:
    _need_open(position)
    position.state, position.closed_at, position.closed_reason = State.WITHDRAWN, clock.now(), reason
    position.save()
    return position


def _need_open(position: Position) -> None:
    if position.state != State.OPEN:
        raise Refused("position_closed", _("This position has been filled or withdrawn. Nothing was changed."))
