"""Courses, sessions and quizzes; and what people reported to the service desk."""

from __future__ import annotations

from datetime import timedelta

from golive.apps.support import services as support
from golive.apps.training import services as training
from golive.demo.timeline import Timeline, World
from golive.foundation import clock

# title, department (None: everybody), lesson, questions (text, right, wrong, wrong)
COURSES = (
    (
        "ERP 基础操作",
        None,
        "登录、查询、录入与打印。一人一号，密码不外借。",
        (
            ("同事临时没有账号，能否借用您的账号？", "不能，请信息部为其开通", "可以，用完改密码", "部门经理同意即可"),
            ("录错的单据已确认，应当怎么办？", "走作废或红冲流程", "直接删除", "让信息部改数据库"),
            ("在哪里报告系统问题？", "GoLive 服务台", "微信群里喊一声", "等月底一起说"),
        ),
    ),
    (
        "销售订单录入",
        "销售部",
        "先查客户，再查可承诺日期，最后录入订单。",
        (
            ("客户已存在但名称略有不同，应当怎么办？", "使用已有客户并反馈数据问题", "新建一个客户", "写在备注里"),
            ("承诺日期晚于客户要求时应当怎么办？", "与计划员确认后再承诺", "先答应客户", "改系统日期"),
        ),
    ),
    (
        "采购业务",
        "采购部",
        "申请、询价、下单、收货、对账。",
        (
            ("六万元的采购由谁审批？", "采购部经理与副总经理", "采购员自己", "五个人逐级签字"),
            ("比价至少需要几家报价？", "三家", "一家", "不需要"),
        ),
    ),
    (
        "收发存与盘点",
        "仓储部",
        "收货、发货、移库、盘点。盘点日停止收发货。",
        (
            ("盘点出现差异，第一步做什么？", "复盘", "直接改账", "等财务通知"),
            ("密封件收货时必须录入什么？", "批次号", "颜色", "送货司机"),
        ),
    ),
)
PASSED = {
    "zhang.min",
    "liu.yang",
    "zhao.gang",
    "zhou.min",
    "zhang.qian",
    "hu.xin",
    "cao.lei",
    "deng.ping",
    "peng.tao",
    "xie.ting",
    "gu.wei",
    "feng.jie",
    "yu.hong",
}
FAILED = {"shen.fang"}  # tried once, must try again


def tell(time: Timeline) -> None:
    last = time.story.last_day
    time.on(last - 50, "10:00", _courses)
    time.on(last - 24, "17:30", _attendance)
    time.on(last - 20, "15:00", _quizzes)
    time.on(last - 12, "09:15", lambda w: _ticket(w, "shen.fang", "盘点表打印不出库位", "fault", "medium"))
    time.on(last - 11, "14:00", lambda w: _answer(w, "盘点表打印不出库位", "模板已更新，请重新打开盘点表。"))
    time.on(last - 10, "09:00", lambda w: support.confirm(w.who("shen.fang"), w.things["盘点表打印不出库位"]))
    time.on(last - 5, "10:20", lambda w: _ticket(w, "hu.xin", "客户名称重复，不知道选哪个", "question", "low"))
    time.on(
        last - 4, "16:00", lambda w: _answer(w, "客户名称重复，不知道选哪个", "选编码较小的一个，重复客户正在合并。")
    )
    time.on(last - 1, "11:10", lambda w: _ticket(w, "jin.bo", "扫码枪连不上测试环境", "fault", "high"))


def _courses(world: World) -> None:
    teacher = world.who("qian.jin")
    departments = {p.department.name: p.department for p in world.people.values() if p.department}
    for title, department, lesson, questions in COURSES:
        course = training.add_course(
            teacher,
            world.project,
            title=title,
            lesson=lesson,
            department=departments.get(department),
            due_on=world.story.go_live - timedelta(days=14),
        )
        for text, *choices in questions:
            turned = choices[1:2] + choices[:1] + choices[2:]  # the right one is not always the first
            training.add_question(teacher, course, text=text, choices=turned, right=1)
        session = training.plan_session(
            teacher, course, at=clock.now() + timedelta(days=25), place="三楼培训教室", trainer=world.who("lu.feng")
        )
        world.things[title] = course
        world.things[f"{title} 授课"] = session


def _learners(world: World, department: str | None, names: set[str]) -> list:
    people = [world.who(n) for n in sorted(names)]
    return [p for p in people if department is None or (p.department and p.department.name == department)]


def _attendance(world: World) -> None:
    for title, department, _lesson, _questions in COURSES:
        session = world.things[f"{title} 授课"]
        session.at = min(session.at, clock.now())
        present = _learners(world, department, PASSED | FAILED)
        training.record_attendance(world.who("qian.jin"), session, present=present)


def _quizzes(world: World) -> None:
    for title, department, _lesson, _questions in COURSES:
        course = world.things[title]
        right = {q.pk: q.right for q in course.questions.all()}
        for person in _learners(world, department, PASSED):
            training.take_quiz(person, course, answers=right)
        for person in _learners(world, department, FAILED):
            training.take_quiz(person, course, answers=dict.fromkeys(right, 0))


def _ticket(world: World, who: str, title: str, kind: str, priority: str) -> None:
    world.things[title] = support.report(world.who(who), world.project, title=title, kind=kind, priority=priority)


def _answer(world: World, title: str, text: str) -> None:
    world.things[title] = support.answer(world.who("tang.yu"), world.things[title], text=text)
