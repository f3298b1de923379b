"""The plan, its baseline, and what the owners report every Friday."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from golive.apps.governance import services as governance
from golive.apps.plan import services as plan
from golive.apps.plan.models import Task
from golive.demo.timeline import Timeline, World
from golive.foundation import clock

SILENT = "采购接口开发"  # the vendor's interface: late, and for two weeks nobody says a word
SLOW = {"物料数据整理": 1.15, "销售接口开发": 1.1, SILENT: 1.3, "报表与单据开发": 1.1}


def tell(time: Timeline) -> None:
    time.on(4, "09:30", lambda w: _make(w))
    time.on(8, "10:00", _ask_baseline)
    time.on(9, "15:00", _approve_baseline)
    for monday in time.story.mondays():
        time.on(monday + 4, "15:30", _report)
    time.on(time.story.last_day - 3, "11:20", _harder_than_planned)


def _make(world: World) -> None:
    plan.make_from_method(world.who("chen.li"), world.project)


def _ask_baseline(world: World) -> None:
    world.things["baseline"] = plan.ask_baseline(world.who("chen.li"), world.project)


def _approve_baseline(world: World) -> None:
    decision = world.things["baseline"].decision
    governance.decide(world.who("wang.zong"), decision, choice="A", reason="计划与年度经营安排一致，同意作为基线。")


def _report(world: World) -> None:
    """Everybody says how far his tasks are; a slow task shows as slow, one that waits says for what."""
    now = clock.now()
    ahead = Q(early_start__lte=now) | Q(baseline_start__lte=now)
    rows = Task.objects.filter(ahead, project=world.project, is_summary=False, actual_finish=None)
    for task in rows.select_related("owner", "project").order_by("early_start", "position"):
        if task.owner is None or (task.name == SILENT and _lately(world, now)):
            continue
        task.refresh_from_db()  # an earlier report of this afternoon may have moved it
        waits = task.early_start > now and task.actual_start is None
        percent = 0 if waits else 100 if task.milestone else _percent(task, now)
        late = task.baseline_finish is not None and task.early_finish > task.baseline_finish
        note = "等待前置任务完成。" if waits else "比基线晚，已与项目经理商定顺延。" if late else ""
        plan.report_progress(task.owner, task, percent=max(percent, task.percent), note=note)


def _lately(world: World, now: object) -> bool:
    return (world.story.today - now.date()) <= timedelta(days=16)  # type: ignore[attr-defined]


def _percent(task: Task, now: object) -> int:
    """The share of the planned span that has gone by, less for slow tasks; in steps of five."""
    begun = task.actual_start or task.early_start
    span = (task.baseline_finish or task.early_finish) - (task.baseline_start or task.early_start)
    share = (now - begun) / (max(span, timedelta(hours=8)) * SLOW.get(task.name, 1.0))  # type: ignore[operator]
    return 100 if share >= 1 else max(5, int(share * 20) * 5)


def _harder_than_planned(world: World) -> None:
    """A developer says early that his task is harder than planned; the project manager has not answered yet."""
    rows = Task.objects.filter(project=world.project, is_summary=False, actual_finish=None, owner__isnull=False)
    task = rows.filter(actual_start__isnull=False).exclude(name=SILENT).order_by("early_finish").last()
    if task:
        plan.raise_difficulty(
            task.owner,
            task,
            text="旧系统的编码规则比调研时复杂，一物多码约三百条，需要逐条核对，预计还要四天。",
            new_remaining_days=task.duration_minutes / 480 * (100 - task.percent) / 100 + 4,
        )
