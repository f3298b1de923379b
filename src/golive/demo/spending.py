"""What the project was to cost and costs, what is done about delays, and how sure go-live is month by month."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from golive.apps.plan import risk_page
from golive.apps.plan import services as plan
from golive.apps.plan.models import DAY, Deviation, Task
from golive.apps.projects.models import Phase
from golive.demo.timeline import Timeline, World
from golive.foundation import clock

# phase → class → budget in 10,000 yuan
BUDGET = {
    "requirements": {"services": "9.6", "staff": "8.4", "travel": "1.2"},
    "selection": {"services": "3.6", "staff": "3.2", "travel": "0.8"},
    "implementation": {"services": "68", "staff": "32", "hardware": "17.8", "travel": "3.6"},
    "trial": {"services": "16", "staff": "14", "training": "8.5", "hardware": "2.4"},
    "acceptance": {"services": "12", "staff": "3.6"},
    "care": {"services": "15", "staff": "6"},
}
# day, kind, phase, class, 10,000 yuan, text, paid to, voucher
BOOKED = (
    (14, "committed", "requirements", "services", "9.6", "咨询合同：需求调研与选型辅导", "明诚咨询", "HT-2025-011"),
    (40, "actual", "requirements", "services", "4.8", "咨询费第一期", "明诚咨询", "FP-0231"),
    (70, "actual", "requirements", "services", "4.8", "咨询费第二期（调研报告验收后）", "明诚咨询", "FP-0318"),
    (62, "actual", "selection", "travel", "0.66", "供应商现场考察", "", "BX-0097"),
    (80, "actual", "selection", "services", "3.2", "选型评审专家费", "明诚咨询", "FP-0342"),
    (128, "committed", "implementation", "hardware", "17.2", "服务器与备份设备采购", "华信设备", "HT-2025-034"),
    (150, "actual", "implementation", "hardware", "17.2", "服务器与备份设备到货验收", "华信设备", "FP-0588"),
    (222, "committed", "trial", "training", "9.8", "培训教室与讲师（增加一期补训）", "新城培训", "HT-2025-051"),
    (236, "actual", "implementation", "travel", "4.1", "供应商驻场差旅", "", "BX-0204"),
)
STAFF = {1: "requirements", 3: "selection", 4: "implementation"}  # from which month on own staff work on what
SETTLED = {"requirements": "3.4", "selection": "3.1", "implementation": "3.3"}  # 10,000 yuan a month
RATES = {"he.jian": 180, "sun.ke": 180, "fang.hua": 160, "chen.li": 220}  # yuan an hour
TIMES = (("he.jian", 5), ("sun.ke", 4))  # hours a day in the last weeks
GUESSES = {  # best, worst: as shares of the plan
    "采购接口开发": (0.9, 2.0),
    "集成测试": (0.8, 1.8),
    "用户验收测试第一轮": (0.8, 1.7),
    "用户验收测试第二轮": (0.8, 1.5),
    "物料数据整理": (0.9, 1.6),
    "仓库全面盘点": (0.9, 1.4),
    "最终用户培训": (0.9, 1.3),
}
ACTIONS = ("增派一名开发，并把联调提前到每周二。", "每天 17:00 站会看进展，缺口由部门负责人补人。")
UNANSWERED = timedelta(days=12)  # the newest deviations still wait for the project manager


def tell(time: Timeline) -> None:
    time.on(10, "10:30", _budget)
    for day, *line in BOOKED:
        time.on(day, "16:10", lambda w, line=line: _book(w, *line))  # type: ignore[misc]
    for n, day in enumerate(range(29, time.story.last_day, 30), start=1):
        time.on(day, "17:10", lambda w, n=n: _settle(w, n))  # type: ignore[misc]
        time.on(day, "17:20", _simulate)
    for monday in time.story.mondays():
        time.on(monday + 4, "16:20", _answer)
    time.on(time.story.last_day - 16, "09:40", _guess)
    for back in range(20, 0, -1):
        time.on(time.story.last_day - back, "17:40", _record)
    time.on(time.story.last_day - 4, "17:50", _simulate)


def _phase(world: World, key: str) -> Phase:
    return Phase.objects.get(project=world.project, key=key)


def _yuan(wan: str) -> Decimal:
    return Decimal(wan) * 10_000


def _budget(world: World) -> None:
    chen, today = world.who("chen.li"), clock.today(world.project.timezone)
    for key, classes in BUDGET.items():
        phase = _phase(world, key)
        for name, wan in classes.items():
            values = {"kind": "budget", "cost_class": name, "amount": _yuan(wan), "on": today, "phase": phase}
            plan.add_cost(chen, world.project, text=f"{phase.name}预算", **values)
    for username, yuan in RATES.items():
        plan.set_rate(
            chen, world.project, person=world.who(username), yuan_per_hour=Decimal(yuan), valid_from=world.story.start
        )


def _book(
    world: World, kind: str, phase: str, cost_class: str, wan: str, text: str, partner: str, voucher: str
) -> None:
    plan.add_cost(
        world.who("chen.li"),
        world.project,
        kind=kind,
        cost_class=cost_class,
        amount=_yuan(wan),
        on=clock.today(world.project.timezone),
        text=text,
        phase=_phase(world, phase),
        partner=partner,
        voucher=voucher,
    )


def _settle(world: World, month: int) -> None:
    """Own staff of all departments, settled by month; and the month is closed."""
    key = next(name for since, name in sorted(STAFF.items(), reverse=True) if month >= since)
    _book(world, "actual", key, "staff", SETTLED[key], "各部门人员投入结算", "", f"JS-{month:03}")
    today = clock.today(world.project.timezone)
    plan.confirm_costs(world.who("chen.li"), world.project, month=today.isoformat()[:7], note="已与财务对账")


def _record(world: World) -> None:
    """Two of the IT staff write down their hours; the rest is settled by month."""
    today = clock.today(world.project.timezone)
    for username, hours in TIMES:
        mine = Task.objects.filter(project=world.project, owner=world.who(username), is_summary=False)
        task = mine.filter(actual_start__isnull=False, actual_finish=None).select_related("project").first()
        if task is not None:
            plan.record_time(world.who(username), task, day=today, hours=hours)


def _guess(world: World) -> None:
    """Before the last stretch the owners say how well and how badly it may go."""
    chen = world.who("chen.li")
    for task in Task.objects.filter(project=world.project, name__in=GUESSES, actual_finish=None):
        best, worst = (round(task.duration_minutes / DAY * share, 1) for share in GUESSES[task.name])
        plan.set_task_needs(
            chen,
            task,
            skill=task.skill,
            skill_level=task.skill_level,
            priority=task.priority,
            may_level=task.may_level,
            optimistic_days=best,
            pessimistic_days=worst,
        )


def _simulate(world: World) -> None:
    iterations = 2_000
    plan.recompute(world.who("chen.li"), world.project)
    found = risk_page.simulated(world.project, iterations=iterations)
    plan.keep_simulation(world.who("chen.li"), world.project, found=found, iterations=iterations, seed=1)


def _answer(world: World) -> None:
    """Every Friday the project manager says what is done about what is behind; the newest he has not come to."""
    if world.story.today - clock.today(world.project.timezone) <= UNANSWERED:
        return
    chen = world.who("chen.li")
    rows = Deviation.objects.filter(project=world.project, closed_at=None, answered_at=None).select_related(
        "task__owner"
    )
    for n, row in enumerate(rows.order_by("id")):
        due = clock.today(world.project.timezone) + timedelta(days=14)
        plan.answer_deviation(chen, row, action=ACTIONS[n % len(ACTIONS)], owner=row.task.owner or chen, due_on=due)
