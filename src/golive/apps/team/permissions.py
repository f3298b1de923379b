"""Who staffs the team, who sees whom. An appraisal is seen by its person and by the project manager, by nobody else."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party


def _project(subject: Any) -> Any:
    return getattr(subject, "project", subject)


def may_staff(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, _project(subject), Party.PM)


def may_propose(actor: Any, position: Any) -> bool:
    """Candidates come from the client's side and, for their own places, from the other parties."""
    return access.stands_for(actor, position.project, *INSIDE) or position.party in access.parties(
        actor, position.project
    )


def may_set_goal(actor: Any, subject: Any) -> bool:
    """The project manager for anybody; everybody for himself (the services see to that)."""
    return access.is_member(actor, _project(subject))


def may_note_learning(actor: Any, goal: Any) -> bool:
    return actor.pk == goal.person_id and access.is_member(actor, goal.project)


def may_acknowledge(actor: Any, letter: Any) -> bool:
    return actor.pk == letter.person_id


def may_recognise(actor: Any, subject: Any) -> bool:
    return access.is_member(actor, _project(subject))


def may_write_manager_words(actor: Any, appraisal: Any) -> bool:
    return may_staff(actor, appraisal) and actor.pk != appraisal.person_id


def may_write_own_words(actor: Any, appraisal: Any) -> bool:
    return actor.pk == appraisal.person_id
