from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io, outline
from golive.apps.plan.history import undoable
from golive.apps.plan.models import Link, Task
from golive.apps.plan.permissions import may_plan
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.indent_task", permission=may_plan, label=_("Indent a task"))
@undoable(whole=True)
def indent_task(actor: Any, task: Task) -> Task:
    """Make it a part of the line above it on the same level; what stands below it comes along."""
    task = _locked(task)
    above = outline.sibling_before(task)
    if above is None:
        text = _("“%(task)s” is the first of its level: there is nothing above it to be a part of.")
        raise Refused("indent_first", text, task=task.name)
    outline.check_parent(task, above)
    if Link.objects.filter(Q(pred=task, succ=above) | Q(pred=above, succ=task)).exists():
        text = _(
            "“%(task)s” and “%(above)s” are linked: a task cannot wait for what it is a part of. Remove the link first."
        )
        raise Refused("indent_linked", text, task=task.name, above=above.name)
    return _settled(task, parent=above)


@use_case("plan.outdent_task", permission=may_plan, label=_("Outdent a task"))
@undoable(whole=True)
def outdent_task(actor: Any, task: Task) -> Task:
    """One level up. The lines stay where they are, as in MS Project: what followed on its level becomes part of it."""
    task = _locked(task)
    if task.parent is None:
        raise Refused("outdent_top", _("“%(task)s” stands on the highest level already."), task=task.name)
    after = [row for row in outline.siblings(task) if row.position > task.position]
    for row in after:
        outline.check_parent(row, task)
    Task.objects.filter(pk__in=[row.pk for row in after]).update(parent=task)
    return _settled(task, parent=task.parent.parent)


@use_case("plan.move_task", permission=may_plan, label=_("Move a task in the outline"))
@undoable(whole=True)
def move_task(actor: Any, task: Task, *, down: bool) -> Task:
    """Change places with the neighbour of the same level, with all that stands below."""
    task = _locked(task)
    level = outline.siblings(task)
    here = next(n for n, row in enumerate(level) if row.pk == task.pk)
    there = here + (1 if down else -1)
    if not 0 <= there < len(level):
        raise Refused("move_at_edge", _("“%(task)s” is the first or last of its level already."), task=task.name)
    other = level[there]
    task.position, other.position = other.position, task.position
    other.save(update_fields=["position"])
    return _settled(task)


def _locked(task: Task) -> Task:
    """As it stands now: the outline that the planner sees may be a moment old."""
    Project.objects.select_for_update(no_key=True).get(pk=task.project_id)
    return Task.objects.select_related("parent__parent").get(pk=task.pk)


def _settled(task: Task, **values: Any) -> Task:
    for column, value in values.items():
        setattr(task, column, value)
    task.save(update_fields=["position", *values])
    engine_io.recompute(task.project)
    task.refresh_from_db()
    return task
