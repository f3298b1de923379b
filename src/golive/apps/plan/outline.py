"""The outline of a plan: who stands below whom, and in which order. Nothing here computes dates."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import Task
from golive.foundation.errors import Refused


def siblings(task: Task) -> list[Task]:
    """The tasks of the same summary, `task` included, in their order."""
    rows = Task.objects.filter(project=task.project_id, parent=task.parent_id).order_by("position", "id")
    return list(rows)


def sibling_before(task: Task) -> Task | None:
    rows = Task.objects.filter(project=task.project_id, parent=task.parent_id, position__lt=task.position)
    return rows.order_by("position", "id").last()


def room_below(task: Task) -> int:
    """A free position right below `task`; everything after it moves down by one."""
    Task.objects.filter(project=task.project_id, position__gt=task.position).update(position=F("position") + 1)
    return task.position + 1


def check_parent(task: Task, parent: Task | None) -> None:
    """Raises Refused where `task` cannot stand below `parent`."""
    if parent is None:
        return
    if parent.project_id != task.project_id:
        raise Refused("parent_elsewhere", _("“%(task)s” belongs to another project."), task=parent.name)
    if not parent.is_summary and (parent.actual_start or parent.updates.exists()):
        text = _("“%(task)s” has progress of its own, so no task can be put below it.")
        raise Refused("parent_has_progress", text, task=parent.name)
