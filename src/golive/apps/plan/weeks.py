"""The plan week by week: which tasks should have been reported on, and which were."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from golive.apps.plan.models import Baseline, ProgressUpdate, Task
from golive.foundation import clock


@dataclass
class Week:
    """`expected`: tasks that ran in this week, or should have by the baseline. `reported`: task → its first update in
    the week, a task that was finished before being included by its finish."""

    key: str  # "2026-W47", as the duty windows name it
    begin: datetime
    end: datetime
    expected: list[Task] = field(default_factory=list)
    reported: dict[int, ProgressUpdate] = field(default_factory=dict)

    def silent(self) -> list[Task]:
        return [t for t in self.expected if t.pk not in self.reported]


def weeks(project: Any) -> list[Week]:
    """From the week after which a baseline held to the present one, in four queries whatever the size of the plan."""
    first = Baseline.objects.filter(project=project, state=Baseline.State.APPROVED).order_by("decided_at").first()
    if first is None or first.decided_at is None:
        return []
    zone = ZoneInfo(project.timezone)
    found = list(_calendar_weeks(first.decided_at.astimezone(zone).date(), clock.now().astimezone(zone).date(), zone))
    leaves = Task.objects.filter(project=project, is_summary=False, milestone=False).select_related("owner")
    for task in leaves.order_by("position"):
        for week in found:
            if _belongs(task, week):
                week.expected.append(task)
    updates = ProgressUpdate.objects.filter(task__project=project).order_by("at", "id")
    for update in updates:
        for week in found:
            if week.begin <= update.at < week.end:
                week.reported.setdefault(update.task_id, update)
    return found


def _calendar_weeks(first: date, last: date, zone: ZoneInfo) -> Any:
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        year, number, _day = monday.isocalendar()
        begin, end = (datetime.combine(monday + timedelta(days=n), time.min, zone).astimezone(UTC) for n in (0, 7))
        yield Week(f"{year}-W{number:02}", begin, end)
        monday += timedelta(days=7)


def _belongs(task: Task, week: Week) -> bool:
    if task.actual_start is not None and task.actual_start < week.end:
        return task.actual_finish is None or task.actual_finish >= week.begin
    return task.baseline_start is not None and task.baseline_start < week.begin
