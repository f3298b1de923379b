from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Decision
from golive.apps.plan import engine_io, outline, queries
from golive.apps.plan.engine_io import Calendar, Computed
from golive.apps.plan.models import Baseline, BaselineTask, Task
from golive.apps.plan.permissions import may_apply_change
from golive.apps.plan.proposed import Proposed, new_rows
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.apply_change", permission=may_apply_change, label=_("Carry out an approved change"))
def apply_change(
    actor: Any, project: Project, *, change: Proposed, name: str, decision: Decision | None = None
) -> Project:
    """The plan becomes what was approved, and the baseline moves by what this change alone does to each task: a slip
    that stood before stands afterwards, so that nobody launders a delay through a change."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    waiting = project.baselines.filter(state=Baseline.State.ASKED, decision__state=Decision.State.OPEN)
    if waiting.exists():
        text = _("A baseline is waiting for the sponsor's decision. It must be decided first; nothing was changed.")
        raise Refused("baseline_pending", text)
    before, after = engine_io.compute(project), engine_io.compute(project, change)
    agreed = queries.approved_baseline(project)
    _write_columns(before.tasks, change)
    added = _write_rows(before.tasks, change)
    if agreed is not None:
        _move_baseline(actor, project, before, after, added, name, decision)
    engine_io.recompute(project)
    return project


def _write_columns(tasks: list[Task], change: Proposed) -> None:
    for task in tasks:
        if columns := change.columns.get(task.pk):
            for column, value in columns.items():
                setattr(task, column, value)
            task.save()


def _write_rows(tasks: list[Task], change: Proposed) -> dict[int, Task]:
    """Key while it was proposed → the saved task."""
    rows = new_rows(change, tasks)
    saved: dict[int, Task] = {}
    for task in rows.tasks:
        proposed, task.pk = task.pk, None
        outline.check_parent(task, task.parent)
        task.save()
        saved[proposed] = task
    for link in rows.links:
        link.pred_id = saved[link.pred_id].pk if link.pred_id in saved else link.pred_id
        link.succ_id = saved[link.succ_id].pk if link.succ_id in saved else link.succ_id
        link.save()
    return saved


def _move_baseline(
    actor: Any,
    project: Project,
    before: Computed,
    after: Computed,
    added: Mapping[int, Task],
    name: str,
    decision: Decision | None,
) -> None:
    number = (project.baselines.aggregate(n=Max("number"))["n"] or 0) + 1
    now, days = clock.now(), before.calendar
    row = Baseline(project=project, number=number, name=name[:80], made_by=actor, made_at=now, decision=decision)
    row.state, row.decided_at = Baseline.State.APPROVED, now
    row.save()
    dated = []
    for task in before.tasks:
        if task.baseline_start is None or task.baseline_finish is None:
            continue
        was, becomes = before.schedule.tasks[task.pk], after.schedule.tasks[task.pk]
        start = _shifted(task.baseline_start, days.minutes_between(was.start, becomes.start), days, begin=True)
        finish = _shifted(task.baseline_finish, days.minutes_between(was.finish, becomes.finish), days)
        task.baseline_start, task.baseline_finish = min(start, finish), finish
        dated.append(task)
    for proposed, task in added.items():
        dates = after.schedule.tasks[proposed]
        task.baseline_start = engine_io.instant(dates.start, days)
        task.baseline_finish = engine_io.instant(dates.finish, days)
        dated.append(task)
    BaselineTask.objects.bulk_create(
        BaselineTask(
            baseline=row,
            task=t,
            start=t.baseline_start,
            finish=t.baseline_finish,
            duration_minutes=t.duration_minutes,
        )
        for t in dated
    )
    Task.objects.bulk_update(dated, ["baseline_start", "baseline_finish"], batch_size=200)
    row.go_live = next((t.baseline_finish for t in dated if t.go_live), None)
    row.save(update_fields=["go_live"])


def _shifted(moment: datetime, minutes: int, days: Calendar, *, begin: bool = False) -> datetime:
    """A date of the baseline, later or earlier by working minutes; one that begins work never stands at a day's end."""
    if not minutes:
        return moment
    if minutes < 0:
        return engine_io.before(days, moment, -minutes)
    later = engine_io.after(days, moment, minutes)
    return days.next_working(later) if begin else later
