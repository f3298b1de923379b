from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io
from golive.apps.plan.models import DAY, PersonSkill, Skill, Task, TaskPerson
from golive.apps.plan.permissions import may_plan
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

TEACHES = 3  # the highest level of a skill
FIRST, LAST = 0, 1000  # priorities: what gives way first, and last


@use_case("plan.assign_person", permission=may_plan, label=_("Put a person on the task"))
def assign_person(actor: Any, task: Task, *, person: Any, units: int = 100) -> Task:
    """`units` per cent of a full day; somebody who is on the task already gets the new share.

    From the first such person on, the owner works on the task only if he is one of them.
    """
    if task.is_summary or task.milestone:
        raise Refused("task_without_work", _("“%(task)s” has no work of its own: people do the tasks."), task=task.name)
    if not 1 <= units <= 100:
        raise Refused("units_invalid", _("A share of a day is between 1 and 100 per cent. Nothing was changed."))
    if not access.is_member(person, task.project):
        text = _("%(person)s has no place in this project. The project manager names members on the page of people.")
        raise Refused("person_elsewhere", text, person=str(person))
    TaskPerson.objects.update_or_create(task=task, person=person, defaults={"units": units})
    return _settled(task)


@use_case("plan.unassign_person", permission=may_plan, label=_("Take a person off the task"))
def unassign_person(actor: Any, row: TaskPerson) -> Task:
    """When the last one goes, the task is its owner's again, with what he gives to the project."""
    task = row.task
    row.delete()
    return _settled(task)


@use_case("plan.set_task_needs", permission=may_plan, label=_("Say what the task needs"))
def set_task_needs(
    actor: Any,
    task: Task,
    *,
    skill: Skill | None = None,
    skill_level: int = 1,
    priority: int = 500,
    may_level: bool = True,
    optimistic_days: Decimal | float | None = None,
    pessimistic_days: Decimal | float | None = None,
) -> Task:
    """The skill somebody on it must have, who gives way when people are short, and how short or long it may become."""
    if skill is not None and skill.project_id != task.project_id:
        raise Refused("skill_elsewhere", _("“%(skill)s” belongs to another project."), skill=skill.name)
    if not 1 <= skill_level <= TEACHES:
        raise Refused("skill_level_invalid", _("A level is 1 (knows it), 2 (does it alone) or 3 (teaches it)."))
    if not FIRST <= priority <= LAST:
        raise Refused("priority_invalid", _("A priority is between 0 (gives way first) and 1000 (last)."))
    low, high = (None if d is None else round(Decimal(str(d)) * DAY) for d in (optimistic_days, pessimistic_days))
    if (low is None) != (high is None):
        raise Refused("estimates_incomplete", _("Give both estimates, or none."))
    if (low or 0) > task.duration_minutes or (high is not None and high < task.duration_minutes):
        text = _("The planned duration lies between the optimistic and the pessimistic one. Nothing was changed.")
        raise Refused("estimates_out_of_order", text)
    task.skill, task.skill_level = skill, skill_level
    task.priority, task.may_level = priority, may_level
    task.optimistic_minutes, task.pessimistic_minutes = low, high
    task.save()
    return _settled(task)


@use_case("plan.add_skill", permission=may_plan, label=_("Add a skill"))
def add_skill(actor: Any, project: Project, *, name: str) -> Skill:
    name = name.strip()
    if not name:
        raise Refused("skill_without_name", _("Name the skill."))
    if Skill.objects.filter(project=project, name=name).exists():
        raise Refused("skill_exists", _("The project knows the skill “%(skill)s” already."), skill=name)
    return Skill.objects.create(project=project, name=name)


@use_case("plan.set_person_skill", permission=may_plan, label=_("Say how well somebody knows it"))
def set_person_skill(actor: Any, skill: Skill, *, person: Any, level: int) -> Skill:
    """1 knows it, 2 does it alone, 3 teaches it; 0 takes it back."""
    if not 0 <= level <= TEACHES:
        raise Refused("skill_level_invalid", _("A level is 1 (knows it), 2 (does it alone) or 3 (teaches it)."))
    if not access.is_member(person, skill.project):
        text = _("%(person)s has no place in this project. The project manager names members on the page of people.")
        raise Refused("person_elsewhere", text, person=str(person))
    if level == 0:
        PersonSkill.objects.filter(skill=skill, person=person).delete()
    else:
        PersonSkill.objects.update_or_create(skill=skill, person=person, defaults={"level": level})
    return skill


def _settled(task: Task) -> Task:
    engine_io.recompute(task.project)
    task.refresh_from_db()
    return task
