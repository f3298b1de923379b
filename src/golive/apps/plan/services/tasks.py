from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io, notation, outline
from golive.apps.plan.history import undoable
from golive.apps.plan.models import DAY, Link, Task
from golive.apps.plan.permissions import may_plan
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.add_task", permission=may_plan, label=_("Add a task"))
@undoable(whole=True)
def add_task(
    actor: Any,
    project: Project,
    *,
    name: str,
    days: Decimal | float = 1,
    predecessors: str = "",
    below: Task | None = None,
    **values: Any,
) -> Task:
    """A new line at the end of its summary, or right `below` another line: below a summary as its first part, below a
    task beside it. `days` are working days; `predecessors` like "3, 5SS+2d"; `values` are columns: parent, phase,
    owner, party, milestone, go_live, constraint, constraint_at, deadline, note."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two planners must not take one number
    last = Task.objects.filter(project=project).aggregate(number=Max("number"), position=Max("position"))
    task = Task(project=project, number=(last["number"] or 0) + 1, position=(last["position"] or 0) + 1, name=name)
    if below is not None:
        values |= {"parent": below if below.is_summary else below.parent, "phase": below.phase}
        task.position = outline.room_below(below)
    _fill(task, days, values)
    task.save()
    _write_links(task, predecessors)
    return _settled(task)


@use_case("plan.edit_task", permission=may_plan, label=_("Change a task"))
@undoable()
def edit_task(
    actor: Any, task: Task, *, days: Decimal | float | None = None, predecessors: str | None = None, **values: Any
) -> Task:
    """Change what is given. Dates, float and the critical path of the whole plan follow at once."""
    Project.objects.select_for_update(no_key=True).get(pk=task.project_id)
    _fill(task, days, values)
    task.save()
    if predecessors is not None:
        _write_links(task, predecessors)
    return _settled(task)


@use_case("plan.remove_task", permission=may_plan, label=_("Remove a task"))
@undoable(whole=True)
def remove_task(actor: Any, task: Task) -> Project:
    """Only what nobody has worked on and no baseline holds; the rest is history."""
    project = task.project
    if task.children.exists():
        raise Refused("task_has_children", _("Remove or move the tasks below “%(task)s” first."), task=task.name)
    history = Refused(
        "task_has_history",
        _("“%(task)s” has progress or stands in a baseline, so it stays. Mark it as done or shorten it."),
        task=task.name,
    )
    if task.updates.exists() or task.difficulties.exists() or task.baselines.exists():
        raise history
    try:
        task.delete()
    except ProtectedError as error:  # hours or costs were booked on it
        raise history from error
    engine_io.recompute(project)
    return project


def _fill(task: Task, days: Decimal | float | None, values: dict[str, Any]) -> None:
    if days is not None:
        if days < 0:
            raise Refused("duration_negative", _("A duration cannot be negative."))
        task.duration_minutes = round(Decimal(str(days)) * DAY)
    for column, value in values.items():
        setattr(task, column, value)
    if task.milestone:
        task.duration_minutes = 0
    elif task.duration_minutes == 0:
        task.milestone = True  # as planners know it: no duration makes a milestone
    outline.check_parent(task, task.parent)
    _check_dates(task)


def _check_dates(task: Task) -> None:
    if task.constraint in (Task.Constraint.ASAP, Task.Constraint.ALAP):
        task.constraint_at = None
    elif task.constraint_at is None:
        raise Refused("constraint_needs_date", _("Give the date that the constraint is about."))
    if task.go_live:
        Task.objects.filter(project=task.project_id, go_live=True).exclude(pk=task.pk).update(go_live=False)


def _write_links(task: Task, predecessors: str) -> None:
    """Make the links of `task` those that are written, keeping what is there already."""
    wanted = notation.parse(predecessors)
    numbers = {w.number for w in wanted}
    known = dict(Task.objects.filter(project=task.project_id, number__in=numbers).values_list("number", "pk"))
    if lost := sorted(numbers - known.keys()):
        text = _("There is no task no. %(numbers)s in this project. Nothing was changed.")
        raise Refused("predecessor_unknown", text, numbers=", ".join(map(str, lost)))
    if known.get(task.number):
        raise Refused("predecessor_itself", _("A task cannot wait for itself."))
    Link.objects.filter(succ=task).exclude(pred__in=known.values()).delete()
    for w in wanted:
        Link.objects.update_or_create(pred_id=known[w.number], succ=task, defaults=w.columns)


def _settled(task: Task) -> Task:
    engine_io.recompute(task.project)
    task.refresh_from_db()
    return task
