"""Meetings of the example: kick-off, weekly, monthly, steering committee; who matters, and who learns what."""

from __future__ import annotations

from datetime import timedelta

from golive.apps.governance import services as governance
from golive.apps.governance.models import Kind, Meeting
from golive.demo.timeline import Timeline, World
from golive.foundation import clock

COMMITTEE = ("wang.zong", "chen.li", "zhang.min", "liu.yang", "zhao.gang", "wu.yue", "zhou.min", "xu.lan", "li.wenbo")
WEEKLY = ("chen.li", "zhang.min", "zhao.gang", "zhou.min", "he.jian", "sun.ke", "qian.jin", "lu.feng")
# name, role, power, interest, attitude, wanted, how he is won, owner
STAKEHOLDERS = (
    ("王建国", "副总经理，项目发起人", 5, 4, "leading", "leading", "每月指导委员会，重大事项随时汇报。", "chen.li"),
    (
        "财务总监",
        "成本口径与月结的最终用户",
        5,
        5,
        "neutral",
        "for",
        "月结演示放在第一批，口径说明先请其签字。",
        "chen.li",
    ),
    (
        "销售总监",
        "担心交期承诺被系统锁死",
        4,
        3,
        "against",
        "neutral",
        "用三个月交付数据说明，试点先放两个片区。",
        "wang.zong",
    ),
    ("仓储主管 赵刚", "三个库的账实相符", 3, 5, "for", "leading", "盘点差异每周公布，由其主持核对会。", "chen.li"),
    ("车间统计员", "每天多录一张单", 1, 4, "against", "for", "扫码报工，减少手工录入。", "wu.yue"),
    ("启程信息 总经理", "供应商资源投入", 4, 2, "neutral", "for", "付款节点与交付绑定，季度高层沟通。", "wang.zong"),
    ("审计室", "内控与合规", 3, 3, "for", "for", "质量标准与权限方案请其评审。", "chen.li"),
)
# audience, what they learn, by which way, how often, who tells them
CHANNELS = (
    ("项目发起人", "进展、偏差、待决策事项", "周报，指导委员会", "weekly", "chen.li"),
    ("各业务部门负责人", "本部门任务与下月安排", "月度例会", "monthly", "chen.li"),
    ("关键用户", "测试、培训与数据整理安排", "周例会，企业微信群", "weekly", "zhang.min"),
    ("全体员工", "上线日期、变化与培训通知", "公告栏，企业微信", "event", "zhang.qian"),
    ("供应商项目组", "问题清单与优先级", "周例会", "weekly", "qian.jin"),
)
AGREED = "上线切换安排在月末结账之后的周末"


def tell(time: Timeline) -> None:
    time.on(2, "15:00", _plan_of_communication)
    for day in (4, 95, 190, time.story.last_day - 30):
        time.on(day, "15:30", _stakeholders)
    time.on(4, "08:30", lambda w: _call(w, Kind.KICKOFF, "项目启动会", WEEKLY + COMMITTEE))
    time.on(5, "16:00", lambda w: _minutes(w, Kind.KICKOFF, "目标、范围与组织已宣布，各部门表态支持。"))
    for monday in time.story.mondays()[1:]:
        time.on(monday, "08:40", lambda w: _call(w, Kind.WEEKLY, "项目周例会", WEEKLY, hours=2))
        time.on(monday, "17:10", lambda w: _minutes(w, Kind.WEEKLY, "逐项核对上周承诺与本周安排。"))
    for day in range(26, time.story.last_day, 30):
        time.on(day, "09:00", lambda w: _call(w, Kind.MONTHLY, "月度项目例会", WEEKLY + COMMITTEE[2:7]))
        time.on(day + 1, "17:20", lambda w: _minutes(w, Kind.MONTHLY, "各部门通报进展，下月重点已明确。"))
        time.on(day, "09:10", lambda w: _call(w, Kind.STEERING, "指导委员会会议", COMMITTEE, hours=26))
        time.on(day + 1, "17:40", _committee)
    time.on(time.story.last_day - 1, "09:20", lambda w: _call(w, Kind.STEERING, "指导委员会会议", COMMITTEE, hours=96))


def _people(world: World, names: tuple[str, ...]) -> list:
    return [world.who(name) for name in dict.fromkeys(names)]


def _plan_of_communication(world: World) -> None:
    for audience, content, way, cadence, owner in CHANNELS:
        governance.add_channel(
            world.who("chen.li"),
            world.project,
            audience=audience,
            content=content,
            way=way,
            cadence=cadence,
            owner=world.who(owner),
        )


def _stakeholders(world: World) -> None:
    """Written down in the first week, looked at again each quarter."""
    chen, known = world.who("chen.li"), {s.name: s for s in world.project.stakeholders.all()}
    for name, role, power, interest, attitude, wanted, approach, owner in STAKEHOLDERS:
        values = {"role": role, "power": power, "interest": interest, "wanted": wanted, "approach": approach}
        if name in known:
            governance.edit_stakeholder(chen, known[name], attitude=attitude)
        else:
            values |= {"attitude": attitude, "owner": world.who(owner)}
            governance.add_stakeholder(chen, world.project, name=name, **values)


def _call(world: World, kind: str, title: str, names: tuple[str, ...], hours: int = 24) -> None:
    world.things[f"meeting:{kind}"] = governance.plan_meeting(
        world.who("chen.li"),
        world.project,
        kind=kind,
        title=title,
        starts_at=clock.now() + timedelta(hours=hours),
        chair=world.who("wang.zong" if kind in (Kind.STEERING, Kind.KICKOFF) else "chen.li"),
        writer=world.who("chen.li"),
        invited=_people(world, names),
        minutes=90 if kind in (Kind.STEERING, Kind.KICKOFF) else 60,
        place="三楼第一会议室",
    )


def _write(world: World, kind: str, summary: str) -> Meeting | None:
    meeting = world.things.get(f"meeting:{kind}")
    if meeting is None or meeting.starts_at > clock.now():
        return None
    guests = [g.person for g in meeting.guests.select_related("person")]
    came = guests if kind == Kind.KICKOFF else guests[: max(2, len(guests) - meeting.number % 3)]
    points = list(meeting.agenda.all()[:2])
    said = {p.pk: text for p, text in zip(points, ("按计划核对，责任人已确认。", "下次会前补齐。"), strict=False)}
    return governance.write_minutes(world.who("chen.li"), meeting, came=came, summary=summary, said=said)


def _minutes(world: World, kind: str, summary: str) -> None:
    meeting = _write(world, kind, summary)
    if meeting is None:
        return
    if kind == Kind.MONTHLY:
        _todo(world, meeting, "按部门补齐下月测试与培训名单", "zhang.min")
    governance.issue_minutes(world.who("chen.li"), meeting)


def _committee(world: World) -> None:
    """Its decision is made when the sponsor confirms the minutes; the last action is late."""
    meeting = _write(world, Kind.STEERING, "听取进展与风险汇报，确认下阶段重点。")
    if meeting is None:
        return
    chen, wang = world.who("chen.li"), world.who("wang.zong")
    if meeting.number % 4 == 0:
        question = f"{AGREED}？（{meeting.code}）"
        governance.record_decision(chen, meeting, question=question, agreed=AGREED, decider=wang)
    _todo(world, meeting, "请财务出具月结时间表并与切换窗口核对", "zhou.min")
    governance.issue_minutes(chen, meeting)
    governance.confirm_minutes(wang, meeting)


def _todo(world: World, meeting: Meeting, title: str, owner: str) -> None:
    """What was promised last time is done before anything new is promised; in the last weeks it is not."""
    chen, today = world.who("chen.li"), clock.today("Asia/Shanghai")
    before = world.things.get(f"todo:{owner}")
    if before is not None and (world.story.today - today) > timedelta(days=21):
        governance.finish_action(world.who(owner), before, result="已完成并发给项目经理。")
    due = today + timedelta(days=14)
    world.things[f"todo:{owner}"] = governance.add_action(
        chen, world.project, title=title, owner=world.who(owner), due_on=due, meeting=meeting
    )
