"""Two states of the plan, bar by bar: a baseline against another, or against the plan as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from golive.apps.plan import engine_io, gantt
from golive.apps.plan.models import DAY, Baseline, BaselineTask, Task
from golive.apps.plan.models.lags import in_days
from golive.foundation import clock
from golive.foundation.accounts.models import Project

SHOWN = 200
Dates = dict[int, tuple[datetime, datetime]]


@dataclass(frozen=True)
class Slip:
    """A task of either state; None where it is not in that one. `days`: working days that its finish is later."""

    task: Task
    a: tuple[datetime, datetime] | None
    b: tuple[datetime, datetime] | None
    days: Decimal | None


@dataclass(frozen=True)
class Comparison:
    slips: list[Slip]  # of the tasks that moved, or of all
    chart: gantt.Chart | None  # of those shown
    later: int
    earlier: int
    only_one: int

    @property
    def shown(self) -> list[Slip]:
        return self.slips[:SHOWN]


def compare(project: Project, a: Baseline, b: Baseline | None, *, everything: bool = False) -> Comparison:
    """`b` None: the plan as it stands. The bars are those of `b`, the thin ones under them those of `a`."""
    days = engine_io.calendar(project)
    old, new = _dates(a), _dates(b) if b else None
    tasks = list(Task.objects.filter(project=project, early_start__isnull=False).select_related("owner"))
    slips = []
    for task in sorted(tasks, key=lambda t: (t.position, t.pk)):
        mine = (task.early_start, task.early_finish) if new is None else new.get(task.pk)
        slips.append(_slip(task, old.get(task.pk), mine, days))  # type: ignore[arg-type]
    moved = [s for s in slips if s.days != 0 or (s.a and s.b and s.a[0] != s.b[0])]
    found = [s for s in (slips if everything else moved) if s.a or s.b]
    leaves = [s for s in moved if not s.task.is_summary]
    return Comparison(
        found,
        _chart(found[:SHOWN], days),
        later=sum((s.days or 0) > 0 for s in leaves),
        earlier=sum((s.days or 0) < 0 for s in leaves),
        only_one=sum((s.a is None) != (s.b is None) for s in leaves),
    )


def _dates(row: Baseline) -> Dates:
    found = BaselineTask.objects.filter(baseline=row).values_list("task_id", "start", "finish")
    return {task: (start, finish) for task, start, finish in found}


def _slip(
    task: Task, a: tuple[datetime, datetime] | None, b: tuple[datetime, datetime] | None, days: engine_io.Calendar
) -> Slip:
    minutes = days.minutes_between(a[1], b[1]) if a and b else None
    return Slip(task, a, b, None if minutes is None else in_days(minutes, DAY))


def _chart(slips: list[Slip], days: engine_io.Calendar) -> gantt.Chart | None:
    """The rows are drawn from copies of the tasks that carry the dates of the two states; nothing is saved."""
    for s in slips:
        s.task.early_start, s.task.early_finish = s.b or s.a or (None, None)
        s.task.baseline_start, s.task.baseline_finish = s.a or (None, None)
        s.task.late_finish, s.task.critical = None, False
        s.task.slip_minutes = None if s.days is None else int(s.days * DAY)
    if not slips:
        return None
    tasks, now = [s.task for s in slips], clock.now()
    begin, end = gantt.span_of(tasks, days, now)
    return gantt.Drawing(begin, end, days, "week").chart(tasks, now)
