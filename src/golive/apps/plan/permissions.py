"""Who plans, who reports, who answers."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party


def _project(subject: Any) -> Any:
    return getattr(subject, "project", subject)


def may_plan(actor: Any, subject: Any) -> bool:
    """Tasks, links, dates and baselines are the project manager's."""
    return access.stands_for(actor, _project(subject), Party.PM)


def may_report(actor: Any, task: Any) -> bool:
    """The owner of the task, or the project manager for him."""
    if task.is_summary:
        return False
    return _owns(actor, task) or may_plan(actor, task)


def may_raise(actor: Any, task: Any) -> bool:
    return may_report(actor, task)


def _owns(actor: Any, task: Any) -> bool:
    return bool(task.owner_id and actor.pk == task.owner_id and access.is_member(actor, task.project))
