from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io
from golive.apps.plan.models import DAY, ProgressUpdate, Task
from golive.apps.plan.permissions import may_plan, may_report
from golive.apps.projects.engine_io import calendar
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.report_progress", permission=may_report, label=_("Report progress"))
def report_progress(
    actor: Any,
    task: Task,
    *,
    percent: int,
    remaining_days: Decimal | float | None = None,
    note: str = "",
    started: datetime | None = None,
    finished: datetime | None = None,
) -> Task:
    """How far a task is. Without times, the first report starts it now and 100 % finishes it now.

    `remaining_days` is a new estimate of the work left; more than was planned lengthens the task.
    """
    now = clock.now()
    task = Task.objects.select_for_update().get(pk=task.pk)
    _check(task, percent, started, finished, now)
    task.percent = percent
    task.actual_finish = (finished or task.actual_finish or now) if percent == 100 else None
    task.actual_start = _start(task, started, now)
    remaining = None if remaining_days is None else round(Decimal(str(remaining_days)) * DAY)
    _estimate(task, 0 if percent == 100 else remaining)
    task.save()
    ProgressUpdate.objects.create(
        task=task, by=actor, at=now, percent=percent, remaining_minutes=task.remaining_minutes, note=note.strip()
    )
    engine_io.recompute(task.project)
    task.refresh_from_db()
    return task


def _estimate(task: Task, remaining: int | None) -> None:
    """Set the work left; where it and the work done exceed the duration, the duration grows."""
    task.remaining_minutes = remaining
    if remaining:
        worked = task.duration_minutes * task.percent // 100
        task.duration_minutes = max(task.duration_minutes, worked + remaining)


def _check(task: Task, percent: int, started: datetime | None, finished: datetime | None, now: datetime) -> None:
    if task.is_summary:
        raise Refused("summary_progress", _("A summary has its progress from the tasks below it: report on those."))
    if not 0 <= percent <= 100:
        raise Refused("percent_invalid", _("Progress is a percentage from 0 to 100."))
    if task.milestone and percent not in (0, 100):
        raise Refused("milestone_percent", _("A milestone is reached or not: report 0 or 100."))
    if any(moment and moment > now for moment in (started, finished)):
        raise Refused("progress_in_future", _("What is reported has happened: the time cannot lie in the future."))
    if started and finished and finished < started:
        raise Refused("finish_before_start", _("The task cannot be finished before it was started."))


def _start(task: Task, started: datetime | None, now: datetime) -> datetime | None:
    """A task reported as done at once was worked on before: it counts back from its finish."""
    if task.percent == 0 and started is None:
        return None if task.milestone else task.actual_start
    begun = started or task.actual_start
    if task.actual_finish is None:
        return begun or now
    if begun is None:
        worked = engine_io.before(calendar(task.project), task.actual_finish, task.duration_minutes)
        planned = task.early_start or worked
        begun = planned if planned <= task.actual_finish else worked
    return min(begun, task.actual_finish)


@use_case("plan.recompute", permission=may_plan, label=_("Compute the plan anew"))
def recompute(actor: Any, project: Project) -> Project:
    """Dates as they are today: what has not been done cannot lie in the past. Runs every night by itself."""
    engine_io.recompute(project)
    return project
