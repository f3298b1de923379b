"""Change requests: one that the project manager took himself, one that the vendor was refused, one before the sponsor."""

from __future__ import annotations

from golive.apps.control import services as control
from golive.apps.control.models import Risk
from golive.apps.governance import services as governance
from golive.apps.plan.models import DAY, Task
from golive.apps.requirements.models import Requirement
from golive.demo.needs import CHANGED
from golive.demo.timeline import Timeline, World

# risk (how its title begins) → the tasks that it would lengthen
STRIKES = {
    "关键用户本职": ("用户验收测试第一轮",),
    "历史数据质量": ("期初数据核对与签字",),
    "供应商接口": ("集成测试",),
    "财务与业务": ("用户验收测试第二轮",),
    "信息部骨干": ("切换演练",),
    "旧系统停用": ("上线切换",),
    "盘点当天": ("仓库全面盘点",),
}


def tell(time: Timeline) -> None:
    last = time.story.last_day
    for day in (21, 62, 152, 202, last - 16):
        time.on(day, "11:30", _tie)
    time.on(last - 48, "10:20", _label)
    time.on(last - 47, "09:10", _label_decided)
    time.on(last - 80, "15:10", _queue)
    time.on(last - 79, "11:40", _queue_refused)
    time.on(last - 6, "10:10", _lots)


def _task(world: World, name: str) -> Task:
    return Task.objects.select_related("project").get(project=world.project, name=name)


def _tie(world: World) -> None:
    for risk in Risk.objects.filter(project=world.project, tasks=None).select_related("project"):
        for begins, names in STRIKES.items():
            if risk.title.startswith(begins):
                rows = Task.objects.filter(project=world.project, name__in=names)
                control.tie_risk(world.who("chen.li"), risk, tasks=list(rows))


def _label(world: World) -> None:
    row = control.raise_change(
        world.who("zhao.gang"),
        world.project,
        title="送货单增加客户料号",
        reason="三家大客户收货时只认自己的料号，没有料号的送货单会被退回。",
    )
    task = _open_task(world, "报表与单据开发")
    if task is not None:
        control.lengthen_task(world.who("zhao.gang"), row, task=task, days=task.duration_minutes / DAY + 1)
        world.things["label"] = control.submit_change(world.who("chen.li"), row)


def _open_task(world: World, name: str) -> Task | None:
    return Task.objects.filter(project=world.project, name=name, actual_finish=None).first()


def _label_decided(world: World) -> None:
    row = world.things.get("label")
    if row is not None and row.decision is None:
        reason = "只影响一张单据，开发增加一天，不影响上线。"
        control.decide_change(world.who("chen.li"), row, approve=True, reason=reason)


def _queue(world: World) -> None:
    row = control.raise_change(
        world.who("fang.hua"),
        world.project,
        title="销售接口改用消息队列",
        reason="现在的接口是文件交换；改用消息队列更稳定，但需要重写。",
    )
    task = _open_task(world, "销售接口开发")
    if task is not None:
        control.lengthen_task(world.who("fang.hua"), row, task=task, days=task.duration_minutes / DAY + 12)
        world.things["queue"] = control.submit_change(world.who("chen.li"), row)


def _queue_refused(world: World) -> None:
    row = world.things.get("queue")
    if row is None:
        return
    reason = "文件交换已经够用，不值得推迟上线。"
    if row.decision is None:
        control.decide_change(world.who("chen.li"), row, approve=False, reason=reason)
    else:
        governance.decide(world.who("wang.zong"), row.decision, choice="B", reason=reason)


def _lots(world: World) -> None:
    """The stores want the finished pumps by lot as well, after the text was signed: it waits for the sponsor."""
    zhao, chen = world.who("zhao.gang"), world.who("chen.li")
    need = Requirement.objects.filter(project=world.project, title=CHANGED).first()
    row = control.raise_change(
        zhao,
        world.project,
        title="成品泵批次出库纳入本期",
        reason="两家客户要求成品泵也能追溯批次；不做，就要在上线后手工登记，且第二期还要再改一次仓库流程。",
        refs=need.code if need else "",
    )
    test = _task(world, "用户验收测试第一轮")
    control.add_change_task(
        zhao,
        row,
        name="成品泵批次出库开发",
        days=8,
        parent=test.parent,
        holds=f"{test.number}FS+4d",
        owner=world.who("fang.hua"),
        yuan=18000,
    )
    control.submit_change(chen, row)
