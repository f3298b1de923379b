"""Learning goals: set, worked on, withdrawn. Reached is what the plan's skills say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.team.models import LearningGoal, LearningNote
from golive.apps.team.permissions import may_note_learning, may_set_goal, may_staff
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("team.set_goal", permission=may_set_goal, label=_("Set a learning goal"), secret=("how",))
def set_goal(actor: Any, project: Project, *, person: Any, skill: Any, **values: Any) -> LearningGoal:
    _for_himself_or_by_manager(actor, project, person)
    if skill.project_id != project.pk:
        raise Refused("skill_elsewhere", _("“%(skill)s” belongs to another project."), skill=skill.name)
    if not access.is_member(person, project):
        raise Refused("person_elsewhere", _("%(person)s has no place in this project."), person=str(person))
    level = values.get("level", 2)
    if LearningGoal.objects.filter(
        project=project, person=person, skill=skill, level=level, withdrawn_at=None
    ).exists():
        raise Refused("goal_known", _("This goal has been set already."))
    return LearningGoal.objects.create(
        project=project, person=person, skill=skill, set_by=actor, set_at=clock.now(), **values
    )


@use_case("team.edit_goal", permission=may_set_goal, label=_("Change a learning goal"), secret=("how",))
def edit_goal(actor: Any, goal: LearningGoal, **values: Any) -> LearningGoal:
    _for_himself_or_by_manager(actor, goal.project, goal.person)
    _for_himself_or_by_manager(actor, goal.project, values.get("person", goal.person))
    for name, value in values.items():
        setattr(goal, name, value)
    goal.save()
    return goal


@use_case("team.note_learning", permission=may_note_learning, label=_("Note what was learnt"), secret=("text",))
def note_learning(actor: Any, goal: LearningGoal, *, text: str) -> LearningGoal:
    LearningNote.objects.create(goal=goal, by=actor, at=clock.now(), text=text)
    return goal


@use_case("team.withdraw_goal", permission=may_set_goal, label=_("Withdraw a learning goal"))
def withdraw_goal(actor: Any, goal: LearningGoal) -> LearningGoal:
    _for_himself_or_by_manager(actor, goal.project, goal.person)
    goal.withdrawn_at = clock.now()
    goal.save()
    return goal


def _for_himself_or_by_manager(actor: Any, project: Project, person: Any) -> None:
    if actor.pk != person.pk and not may_staff(actor, project):
        raise Refused(
            "not_yours", _("Everybody sets goals for himself; for others the project manager does. Nothing was kept.")
        )
