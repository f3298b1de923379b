"""Who plans, who reports, who answers."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party


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


def may_view_costs(actor: Any, subject: Any) -> bool:
    """Money and time are the client's own business."""
    return access.stands_for(actor, _project(subject), *INSIDE)


def may_view_rates(actor: Any, subject: Any) -> bool:
    """What an hour of somebody costs tells what he earns."""
    return access.stands_for(actor, _project(subject), Party.SPONSOR, Party.PM)


def may_record_time(actor: Any, task: Any) -> bool:
    """His own time, on any task with work; vendors and consultants write bills instead."""
    return not task.is_summary and access.stands_for(actor, _project(task), *INSIDE, Party.TEAM)


def may_cancel_time(actor: Any, entry: Any) -> bool:
    own = actor.pk == entry.person_id and access.is_member(actor, _project(entry))
    return own or may_plan(actor, entry)


def may_view_risk(actor: Any, subject: Any) -> bool:
    """It names the risks of the register, so whoever may read that."""
    return access.stands_for(actor, _project(subject), *INSIDE, Party.CONSULTANT)


def may_keep_leave(actor: Any, subject: Any) -> bool:
    """Of somebody's leave (or of his place in the project): himself, the project manager or the sponsor."""
    own = actor.pk == subject.person_id and access.is_member(actor, subject.project)
    return own or access.stands_for(actor, subject.project, Party.PM, Party.SPONSOR)


def may_see_reason(actor: Any, leave: Any) -> bool:
    """Why somebody is away is said to whoever plans, and to himself; the others see that he is."""
    return may_keep_leave(actor, leave)


def may_apply_change(actor: Any, subject: Any) -> bool:
    """Whoever may decide a change request: the project manager a small one, the sponsor a large one."""
    return access.stands_for(actor, _project(subject), Party.PM, Party.SPONSOR)


def may_print(actor: Any, project: Any) -> bool:
    """Whoever sees the plan."""
    return access.is_member(actor, project)
