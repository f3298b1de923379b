"""The plan, its baseline, and what the owners report every Friday."""

from __future__ import annotations

from datetime import datetime, timedelta

from golive.apps.governance import services as governance
from golive.apps.plan import services as plan
from golive.apps.plan.models import DAY, Link, Task
from golive.apps.projects.engine_io import calendar
from golive.demo import booking
from golive.demo.timeline import Timeline, World
from golive.engines.worktime import Calendar
from golive.foundation import clock

SILENT = "集成测试"  # the vendor's interfaces are tested: late, and for two weeks nobody says a word
SLOW = {"物料数据整理": 1.15, "销售接口开发": 1.1, "报表与单据开发": 1.1}


def tell(time: Timeline) -> None:
    time.on(4, "09:30", lambda w: _make(w))
    time.on(8, "10:00", _ask_baseline)
    time.on(9, "15:00", _approve_baseline)
    for monday in time.story.mondays():
        time.on(monday + 4, "15:30", _report)
        if monday > 9:
            time.on(monday, "16:40", _look)
    time.on(time.story.last_day - 2, "09:20", _leave)
    time.on(time.story.last_day - 3, "11:20", _harder_than_planned)


OWNERS = {
    "客户数据整理": "zhang.min",
    "供应商数据整理": "liu.yang",
    "物料数据整理": "wu.yue",
    "仓库全面盘点": "zhao.gang",
    "期初数据核对与签字": "zhou.min",
    "销售接口开发": "fang.hua",
    "采购接口开发": "fang.hua",
    "数据映射与转换": "he.jian",
}


def _make(world: World) -> None:
    """The method proposes who has least to do; for the data it must be who knows it."""
    chen = world.who("chen.li")
    plan.make_from_method(chen, world.project)
    for name, owner in OWNERS.items():
        plan.edit_task(chen, _task(world, name), owner=world.who(owner))
    booking.book(world, chen)


def _task(world: World, name: str) -> Task:
    return Task.objects.select_related("owner", "project").get(project=world.project, name=name)


def _ask_baseline(world: World) -> None:
    world.things["baseline"] = plan.ask_baseline(world.who("chen.li"), world.project)


def _approve_baseline(world: World) -> None:
    decision = world.things["baseline"].decision
    governance.decide(world.who("wang.zong"), decision, choice="A", reason="计划与年度经营安排一致，同意作为基线。")


def _report(world: World) -> None:
    """Everybody says how far his tasks are; a slow task shows as slow, one that waits says for what."""
    now, days = clock.now(), calendar(world.project)
    rows = Task.objects.filter(project=world.project, is_summary=False, actual_finish=None, owner__isnull=False)
    for task in rows.select_related("owner", "project").order_by("position"):
        if task.name == SILENT and _lately(world, now):
            continue
        begun = task.actual_start or _could_begin(task, days)
        if begun is not None and begun <= now:
            _report_on(task, begun, now, days)
        elif task.baseline_start and task.baseline_start <= now:
            plan.report_progress(task.owner, task, percent=0, note="等待前置任务完成。")


def _could_begin(task: Task, days: Calendar) -> datetime | None:
    """When everything it follows was done (or begun), but not before its own time; None while it has to wait."""
    earliest = task.baseline_start or task.early_start
    for link in Link.objects.filter(succ=task).select_related("pred"):
        moment = link.pred.actual_start if link.type == Link.Type.SS else link.pred.actual_finish
        if link.type == Link.Type.FF:
            continue
        if moment is None:
            return None
        earliest = max(earliest, days.next_working(days.add(moment, max(link.lag, 0))))
    return earliest


def _report_on(task: Task, begun: datetime, now: datetime, days: Calendar) -> None:
    """Finished after the working time it was planned to take, or more where it is slow."""
    planned = (
        days.minutes_between(task.baseline_start, task.baseline_finish)
        if task.baseline_finish
        else task.duration_minutes
    )
    needed = round(planned * SLOW.get(task.name, 1.0))
    ends = days.add(begun, needed) if needed else begun
    late = task.baseline_finish is not None and ends > task.baseline_finish
    note = "比基线晚，已与项目经理商定顺延。" if late else ""
    if ends <= now:
        plan.report_progress(task.owner, task, percent=100, note=note, started=begun, finished=ends)
    else:
        share = days.minutes_between(begun, now) / needed
        percent = max(task.percent, 5, min(95, int(share * 20) * 5))
        left = (needed - days.minutes_between(begun, now)) / DAY
        plan.report_progress(task.owner, task, percent=percent, note=note, started=begun, remaining_days=round(left, 2))


def _lately(world: World, now: datetime) -> bool:
    return (world.story.today - now.date()) <= timedelta(days=12)


def _look(world: World) -> None:
    """Monday: does the coming month ask of anybody more than he gives?"""
    plan.check_load(world.who("chen.li"), world.project)


def _leave(world: World) -> None:
    booking.go_on_leave(world)


HARDER = "用户验收测试第一轮"


def _harder_than_planned(world: World) -> None:
    """Somebody says early that his task is harder than planned; the project manager has not answered yet."""
    task = _task(world, HARDER)
    plan.raise_difficulty(
        task.owner,
        task,
        text="三张报表的口径还没有确认，财务用例要重写，估计比计划多四天。",
        new_remaining_days=task.duration_minutes / DAY + 4,
    )
