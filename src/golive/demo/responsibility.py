"""Who answers for what: the matrix issued and acknowledged, what the project does otherwise than its method, stand-ins."""

from __future__ import annotations

from datetime import timedelta

from golive.apps.governance import services as governance
from golive.apps.governance.models import Decision
from golive.demo.timeline import Timeline, World
from golive.foundation import clock
from golive.foundation.duties import services as duties
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Assignment, MatrixIssue

ZONE = "Asia/Shanghai"
# day, duty, rules by cadence, grace, reason
TAILORED = (
    (12, "M3", {"weekly": "weekly thu 17:00"}, None, "周五上午开项目例会，风险须在例会前评审完。"),
    (34, "S5", {"monthly": "monthly workday 3 18:00"}, None, "集团每月 5 日前要收到项目评审意见。"),
    (150, "M7", {"monthly": "monthly workday -3 17:00"}, None, "月底结账，风险预测提前三个工作日完成。"),
)
# day, absent, stand-in, days, reason; counted back from today where negative
COVERS = (
    (96, "zhang.min", "hu.xin", 4, "外地客户验厂"),
    (171, "chen.li", "he.jian", 5, "年休假"),
    (-1, "zhou.min", "xie.ting", 4, "月末结账，暂由应收会计代理"),
)
SLOW = ("gu.wei", "yu.hong", "peng.tao")  # have not acknowledged the last version yet
WITHOUT = (20, "M8", "项目团队从各部门抽调，本期不招聘，岗位缺口由供应商补足。")


def tell(time: Timeline) -> None:
    time.on(8, "16:00", lambda w: _issue(w, "项目启动会后发布"))
    time.on(185, "10:30", lambda w: _issue(w, "进入系统实施阶段，补充接口与数据迁移的责任人"))
    for day in (10, 14, 187, 191):
        time.on(day, "09:40", _acknowledge)
    for row in TAILORED:
        time.on(row[0], "15:00", lambda w, r=row: _tailor(w, r))
    for cover in COVERS:
        time.on(cover[0] % time.story.last_day, "08:50", lambda w, c=cover: _cover(w, c))
    time.on(WITHOUT[0], "14:00", _ask_to_do_without)
    time.on(WITHOUT[0] + 1, "16:30", _decide_to_do_without)


def _issue(world: World, note: str) -> None:
    evaluate(world.project)
    duties.issue_matrix(world.who("chen.li"), world.project, note=note)


def _acknowledge(world: World) -> None:
    """Most do within two days, some are reminded, three of the last version still have not."""
    issue = MatrixIssue.objects.filter(project=world.project).latest("number")
    done = set(issue.acknowledgements.values_list("person_id", flat=True))
    waiting = [n for n, p in world.people.items() if p.pk not in done and (issue.number == 1 or n not in SLOW)]
    early = clock.today(ZONE) - issue.at.date() < timedelta(days=4)
    for username in waiting[: len(waiting) * 2 // 3] if early else waiting:
        duties.acknowledge_matrix(world.who(username), issue)


def _tailor(world: World, row: tuple) -> None:
    _day, duty_id, rules, grace, reason = row
    duties.tailor(world.who("chen.li"), world.project, duty_id=duty_id, rules=rules, grace=grace, reason=reason)


def _cover(world: World, row: tuple) -> None:
    _day, absent, stand_in, days, reason = row
    first = clock.today(ZONE)
    duties.cover(
        world.who(absent),
        world.project,
        person=world.who(absent),
        stand_in=world.who(stand_in),
        first_day=first,
        last_day=first + timedelta(days=days - 1),
        reason=reason,
    )


def _ask_to_do_without(world: World) -> None:
    assignment = Assignment.objects.get(project=world.project, duty_id=WITHOUT[1])
    duties.ask_switch_off(world.who("chen.li"), assignment, reason=WITHOUT[2])


def _decide_to_do_without(world: World) -> None:
    question = Decision.objects.filter(project=world.project, act="duties.switch_off").latest("id")
    governance.decide(world.who("wang.zong"), question, choice="A", reason="同意，人员由供应商补足。")
