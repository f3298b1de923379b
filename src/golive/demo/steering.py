"""Risks, decisions, months, gates: how the project was steered."""

from __future__ import annotations

from datetime import timedelta

from golive.apps.control import services as control
from golive.apps.control.models import Risk
from golive.apps.governance import services as governance
from golive.apps.governance.queries import gate
from golive.apps.projects.models import Phase
from golive.demo.timeline import Timeline, World
from golive.foundation import clock
from golive.foundation.duties.evaluate import evaluate

# day (counted back from today where negative), risk, category, probability, impact, strategy, response, trigger, owner
RISKS = (
    (
        3,
        "关键用户本职工作繁忙，投入不足",
        "people",
        4,
        4,
        "reduce",
        "与部门负责人书面确认每周两个半天，排入考勤。",
        "周末前未提交任务反馈",
        "chen.li",
    ),
    (
        20,
        "历史数据质量差，影响上线",
        "data",
        5,
        4,
        "reduce",
        "三轮模拟装载，逐轮下降；按部门公布质量得分。",
        "质量得分低于 95 分",
        "he.jian",
    ),
    (-17, "供应商接口开发延期", "vendor", 4, 4, "", "", "连续两周没有进展反馈", ""),
    (
        44,
        "财务与业务对成本口径理解不一",
        "organisation",
        3,
        4,
        "avoid",
        "蓝图评审前由财务出具口径说明并签字。",
        "蓝图评审意见超过五条",
        "zhou.min",
    ),
    (60, "信息部骨干离职", "people", 2, 5, "transfer", "接口与数据两岗互为备份，供应商留档。", "", "chen.li"),
    (150, "旧系统停用后历史单据无法查询", "technical", 3, 3, "reduce", "保留只读库一年。", "", "sun.ke"),
    (200, "盘点当天发货造成账实不符", "data", 3, 4, "avoid", "盘点日停止收发货，提前一周通知客户。", "", "zhao.gang"),
)
# day, question, options, choice (or None: still open), reason
DECISIONS = (
    (118, "采购审批是否由五级减为两级？", ("减为两级", "保持五级"), "A", "第四级签字否决率仅 0.6%，平均占用 0.9 天。"),
    (
        190,
        "是否为物料数据整理增加两名临时人员？",
        ("增加两人一个月", "不增加，顺延一周"),
        "A",
        "数据不能拖上线的后腿。",
    ),
)


def tell(time: Timeline) -> None:
    for risk in RISKS:
        time.on(risk[0] % time.story.last_day, "16:00", lambda w, r=risk: _add_risk(w, r))
    for monday in time.story.mondays():
        time.on(monday + 3, "17:00", _review_risks)
        time.on(monday + 4, "19:00", lambda w: evaluate(w.project))
    for decision in DECISIONS:
        time.on(decision[0], "09:30", lambda w, d=decision: _ask(w, d[1], d[2], days=3))
        time.on(decision[0] + 2, "17:20", lambda w, d=decision: _decide(w, d))
    for day in range(35, time.story.last_day, 30):
        time.on(day, "18:00", _month)
    time.on(80, "16:40", _first_gate)
    time.on(118, "17:30", _second_gate)
    time.on(134, "11:00", _conditions_done)
    time.on(time.story.last_day - 20, "14:30", _issue)


def _add_risk(world: World, row: tuple) -> None:
    _day, title, category, probability, impact, strategy, response, trigger, owner = row
    control.add_risk(
        world.who("chen.li"),
        world.project,
        title=title,
        category=category,
        probability=probability,
        impact=impact,
        strategy=strategy,
        response=response,
        trigger=trigger,
        owner=world.who(owner) if owner else None,
    )


def _review_risks(world: World) -> None:
    """Every Thursday, but not in the week of the cut-over rehearsal, when nobody had time."""
    if (world.story.today - clock.today("Asia/Shanghai")) <= timedelta(days=9):
        return
    for risk in Risk.objects.filter(project=world.project, state=Risk.State.OPEN).select_related("project"):
        control.review_risk(world.who("chen.li"), risk, probability=risk.probability, impact=risk.impact)


def _ask(world: World, question: str, options: tuple[str, ...], *, days: int) -> None:
    world.things[question] = governance.ask_decision(
        world.who("chen.li"),
        world.project,
        question=question,
        options=[{"key": key, "text": text, "effect": ""} for key, text in zip("ABC", options, strict=False)],
        decider=world.who("wang.zong"),
        deadline=clock.now() + timedelta(days=days),
    )


def _decide(world: World, row: tuple) -> None:
    governance.decide(world.who("wang.zong"), world.things[row[1]], choice=row[3], reason=row[4])


def _month(world: World) -> None:
    """The sponsor reviews the month; the last one is still owed."""
    today = clock.today("Asia/Shanghai")
    if (world.story.today - today) <= timedelta(days=25):
        return
    late = world.project.tasks.filter(actual_finish=None, early_finish__lt=clock.now(), is_summary=False).count()
    governance.sign_monthly_review(
        world.who("wang.zong"),
        world.project,
        period=f"{today:%Y-%m}",
        findings=f"本月有 {late} 项任务逾期，其余按计划推进。" if late else "本月各项任务按计划推进。",
        corrective_actions="请项目经理每周五前协调各部门补齐证据。" if late else "",
    )


def _first_gate(world: World) -> None:
    """What a criterion could not prove at the time was waived by the sponsor, for two months and with a reason."""
    wang, phase = world.who("wang.zong"), _phase(world, "requirements")
    governance.ask_gate(world.who("chen.li"), phase, deadline=clock.now() + timedelta(days=2), note="请评审需求阶段。")
    for state in gate(phase).lacking:
        governance.waive_criterion(
            wang,
            phase,
            criterion=state.criterion.code,
            reason="采购接口需求待与供应商平台核对，先进入下一阶段，签字随后补齐。",
            until=clock.today("Asia/Shanghai") + timedelta(days=60),
        )
    governance.pass_gate(wang, phase, note="同意进入下一阶段。")


def _second_gate(world: World) -> None:
    """Passed with conditions, which hold the go-live gate shut until they are done."""
    wang, phase = world.who("wang.zong"), _phase(world, "selection")
    due = clock.today("Asia/Shanghai") + timedelta(days=20)
    conditions = [
        {"title": "与供应商签订源代码托管与数据保密协议", "owner": world.who("chen.li"), "due_on": due},
        {"title": "信息部补做数据库与接口的兼容性复测", "owner": world.who("he.jian"), "due_on": due},
    ]
    for state in gate(phase).lacking:
        conditions.append(
            {
                "title": f"补齐：{state.criterion.label}",
                "owner": world.who("chen.li"),
                "due_on": due,
                "criterion": state.criterion.code,
            }
        )
    review = governance.pass_gate(wang, phase, note="带条件进入实施阶段。", conditions=tuple(conditions))
    world.things["conditions"] = list(review.decision.actions.order_by("id"))


def _conditions_done(world: World) -> None:
    """The agreement is signed; the retest is still open, and is seen at the next gate."""
    action = world.things["conditions"][0]
    governance.finish_action(world.who("chen.li"), action, result="协议已签，扫描件存合同附件。")


def _phase(world: World, key: str) -> Phase:
    return Phase.objects.select_related("project").get(project=world.project, key=key)


def _issue(world: World) -> None:
    control.raise_issue(
        world.who("zhao.gang"),
        world.project,
        title="销售部未按新流程提前一天下发货通知",
        text="本周三次临时插单，仓库无法备货。",
        severity="high",
        department=world.who("hu.xin").department,
        owner=world.who("zhang.min"),
        due_on=clock.today("Asia/Shanghai") + timedelta(days=5),
    )
