"""Who may name, switch off and waive; and who may see what proves a duty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.models import Cover, Escalation


def may_assign(actor: Any, subject: Any) -> bool:
    """The project manager names who answers for what; the sponsor may as well."""
    return access.stands_for(actor, getattr(subject, "project", subject), Party.PM, Party.SPONSOR)


def may_switch(actor: Any, subject: Any) -> bool:
    return may_assign(actor, subject)


def may_switch_off(actor: Any, assignment: Any) -> bool:
    """Only the product, carrying out the sponsor's decision: no person does it around the decision."""
    return bool(getattr(actor, "is_system", False))


def may_issue(actor: Any, project: Any) -> bool:
    """The matrix is the project manager's paper."""
    return access.stands_for(actor, project, Party.PM)


def may_acknowledge(actor: Any, issue: Any) -> bool:
    return access.is_member(actor, issue.project)


def may_tailor(actor: Any, subject: Any) -> bool:
    return may_assign(actor, subject)


def may_end_cover(actor: Any, cover: Any) -> bool:
    """Who was away knows when he is back; the project manager and the sponsor may say it for him."""
    own = actor.pk == cover.person_id and access.is_member(actor, cover.project)
    return bool(own or may_assign(actor, cover))


def may_answer_signal(actor: Any, signal: Any) -> bool:
    """Those it names, the people of the party it is about, and who leads the project."""
    if actor.pk in (signal.person_id, signal.other_id):
        return access.is_member(actor, signal.project)
    return may_assign(actor, signal) or (
        bool(signal.party) and access.stands_for(actor, signal.project, Party(signal.party))
    )


def may_waive(actor: Any, subject: Any) -> bool:
    """Only the sponsor does without."""
    return access.stands_for(actor, subject.project, Party.SPONSOR)


def covered_by(actor: Any) -> list[Cover]:
    """For whom `actor` stands in today, in which projects and for which duties."""
    rows = Cover.objects.filter(stand_in=actor.pk, ended_at=None).select_related("project")
    return [c for c in rows if c.first_day <= clock.today(c.project.timezone) <= c.last_day]


def speaks_for(actor: Any) -> Callable[[Escalation], bool]:
    """Before whom an escalation was laid, or his stand-in; asked once for a whole list."""
    covers = covered_by(actor)
    return lambda e: (
        actor.pk == e.to_id
        or any(
            c.person_id == e.to_id
            and c.project_id == e.obligation.project_id
            and (not c.duty_ids or e.obligation.duty_id in c.duty_ids)
            for c in covers
        )
    )


def may_answer(actor: Any, escalation: Escalation) -> bool:
    return access.is_member(actor, escalation.obligation.project) and speaks_for(actor)(escalation)


def may_snooze(actor: Any, obligation: Any) -> bool:
    """Who owes it, and who acts for him; each quiets his own reminders."""
    mine = actor.pk in (obligation.person_id, obligation.acting_id)
    return mine and access.is_member(actor, obligation.project)


def sight(actor: Any, project: Any) -> Callable[[Duty], bool]:
    """Whose proofs `actor` may see, asked once for a whole list.

    Everybody sees who owes what. The proofs of the client's own duties are for the client's own people; a vendor or a
    consultant sees those of his own party.
    """
    inside = access.stands_for(actor, project, *INSIDE)
    parties = access.parties(actor, project)
    return lambda duty: inside or duty.party in parties


def in_sight(actor: Any) -> Q:
    """`sight` for the database: of rows with a project and a duty, those whose proofs `actor` may see."""
    found = Q(project__in=access.projects_as(actor, *INSIDE))
    for party in Party:
        if party not in INSIDE:
            theirs = [d.id for d in DUTIES.values() if d.party == party]
            found |= Q(project__in=access.projects_as(actor, party), duty_id__in=theirs)
    return found
