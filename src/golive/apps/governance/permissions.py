"""Who sets goals, asks, decides and opens gates."""

from typing import Any

from golive.apps.governance import other_side
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.trail.permissions import may_audit


def may_view_inside(actor: Any, project: Any) -> bool:
    """Objectives and decisions are the client's own business."""
    return access.stands_for(actor, project, *INSIDE)


def may_take_sealed(actor: Any, project: Any) -> bool:
    """The file holds the whole audit trail beside the decisions."""
    return may_view_inside(actor, project) and may_audit(actor, project)


def may_write_objective(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), Party.SPONSOR, Party.PM)


def may_record_measurement(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, *INSIDE)


def may_measure(actor: Any, subject: Any) -> bool:
    """Who answers for the objective, and who manages or pays for the project; the monthly run measures by itself."""
    objective = getattr(subject, "objective", subject)
    own = actor.pk == objective.owner_id and access.is_member(actor, objective.project)
    return own or bool(getattr(actor, "is_system", False)) or may_write_objective(actor, objective)


def may_view_charter(actor: Any, project: Any) -> bool:
    """The client's side, who advises it, and the vendor who was selected or has the contract; no bidder."""
    if access.stands_for(actor, project, *INSIDE, Party.CONSULTANT):
        return True
    return access.stands_for(actor, project, Party.VENDOR) and other_side.is_other_side(actor, project)


def may_write_charter(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), Party.SPONSOR, Party.PM)


def may_sign_charter(actor: Any, charter: Any) -> bool:
    """The sponsor for the client; for the vendor only who is named in a contract in force."""
    return bool(signing_side(actor, charter))


def signing_side(actor: Any, charter: Any) -> str:
    """For which side `actor` signs; empty: for none. Nobody signs for both: whoever is named by the vendor signs for it."""
    if access.stands_for(actor, charter.project, Party.VENDOR) and actor in other_side.signers(charter.project):
        return str(Party.VENDOR)
    return str(Party.SPONSOR) if access.stands_for(actor, charter.project, Party.SPONSOR) else ""


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


def may_delegate(actor: Any, decision: Any) -> bool:
    """Who has to decide; the sponsor, when that person is away."""
    return may_decide(actor, decision) or may_approve(actor, decision)


def may_ask_for_gate(actor: Any, phase: Any) -> bool:
    return access.stands_for(actor, phase.project, Party.PM, Party.SPONSOR)


def may_set_limit(actor: Any, project: Any) -> bool:
    """How much evidence is enough is the sponsor's word."""
    return access.stands_for(actor, project, Party.SPONSOR)


def may_add_action(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, *INSIDE, Party.CONSULTANT)


def may_see_to_action(actor: Any, action: Any) -> bool:
    """Who raised it and who manages the project; a condition of a gate is the sponsor's to change."""
    if action.blocks_id:
        return may_approve(actor, action)
    return actor.pk == action.raised_by_id or access.stands_for(actor, action.project, Party.PM, Party.SPONSOR)


def may_end_action(actor: Any, action: Any) -> bool:
    mine = actor.pk == action.owner_id and access.is_member(actor, action.project)
    return mine or may_see_to_action(actor, action)


def may_drop_action(actor: Any, action: Any) -> bool:
    return may_see_to_action(actor, action)


def may_call_meeting(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, Party.SPONSOR, Party.PM, Party.QA)


def may_run_meeting(actor: Any, meeting: Any) -> bool:
    """Whoever leads it, writes its minutes, or manages the project."""
    own = actor.pk in (meeting.chair_id, meeting.writer_id) and access.is_member(actor, meeting.project)
    return own or access.stands_for(actor, meeting.project, Party.PM)


def may_answer_minutes(actor: Any, meeting: Any) -> bool:
    """Whoever was there."""
    return access.is_member(actor, meeting.project) and meeting.guests.filter(person=actor, came=True).exists()


def may_know_stakeholders(actor: Any, subject: Any) -> bool:
    """What is thought of people is for who leads the project."""
    return access.stands_for(actor, getattr(subject, "project", subject), Party.SPONSOR, Party.PM)


def may_plan_communication(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, getattr(subject, "project", subject), Party.SPONSOR, Party.PM)


def is_inside(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, *INSIDE)
