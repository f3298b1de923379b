"""When a task is far enough behind its baseline that somebody owes an action. Settled with every computing of the plan.

Only where the delay begins: a task that has begun or that nothing but the calendar holds back. What merely waits for
it would raise the same alarm again. Go-live is always looked at, and every day counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.urls import reverse

from golive.apps.plan.models import DAY, Deviation, Task
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.notify.models import Notification
from golive.foundation.notify.sending import send
from golive.foundation.words import words

THRESHOLD = 5 * DAY


def is_over(task: Task, zone: ZoneInfo) -> bool:
    slip, finish, agreed = task.slip_minutes, task.early_finish, task.baseline_finish
    if task.is_summary or task.actual_finish or slip is None or finish is None or agreed is None:
        return False
    if task.go_live:
        return finish.astimezone(zone).date() > agreed.astimezone(zone).date()
    begins_here = task.actual_start is not None or task.driver.get("kind") == "data_date"
    return slip >= THRESHOLD and begins_here


def settle(project: Project, tasks: Iterable[Task]) -> None:
    """Open one deviation for each task that went over, close those that are back; `tasks` as computed just now."""
    rows = {t.pk: t for t in tasks if t.baseline_finish}
    if not rows:
        return
    zone = ZoneInfo(project.timezone)
    stand = {d.task_id: d for d in Deviation.objects.filter(project=project, closed_at=None)}
    for pk, task in rows.items():
        if is_over(task, zone) and pk not in stand:
            _open(project, task)
    over = [row for row in stand.values() if row.task_id in rows and is_over(rows[row.task_id], zone)]
    back = [row for row in stand.values() if row not in over]
    for row in over:
        row.slip_minutes = rows[row.task_id].slip_minutes or 0
    _close(back, zone)
    Deviation.objects.bulk_update(over, ["slip_minutes"])


def _close(rows: list[Deviation], zone: ZoneInfo) -> None:
    """What did not outlive its day and was not answered was none: one report of several had come before the others."""
    now = clock.now()
    today = now.astimezone(zone).date()
    passing = [r for r in rows if r.answered_at is None and r.raised_at.astimezone(zone).date() == today]
    Deviation.objects.filter(pk__in=[r.pk for r in passing]).delete()
    Deviation.objects.filter(pk__in=[r.pk for r in rows if r not in passing]).update(closed_at=now)


def _open(project: Project, task: Task) -> None:
    now = clock.now()
    Deviation.objects.create(project=project, task=task, slip_minutes=task.slip_minutes or 0, raised_at=now)
    text = words(
        "“%(task)s” is %(days)s working days behind its baseline. Say what is done about it.",
        task=task.name,
        days=str(task.slip_days),
    )
    url = reverse("plan:deviations", kwargs={"project": project.code}) + "?unanswered=on"
    for manager in access.people_as(project, Party.PM):
        send(manager, kind="plan.deviation", text=text, url=url, project=project, level=Notification.Level.WARN)
