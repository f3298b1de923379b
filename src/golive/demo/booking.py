"""Who works on what with how much of his day; and why finance has too much of it before go-live."""

from __future__ import annotations

from datetime import timedelta

from golive.apps.plan import engine_io
from golive.apps.plan import services as plan
from golive.apps.plan.models import Task
from golive.demo.timeline import World
from golive.foundation.accounts.models import Membership, User

# Tasks that share their people's day with others at the same time, and those that many do together.
SHARES = {
    "销售业务现状调研": {"li.wenbo": 20},
    "仓储业务现状调研": {"li.wenbo": 20},
    "系统参数配置": {"qian.jin": 50, "lu.feng": 50},
    "报表与单据开发": {"qian.jin": 50},
    "销售接口开发": {"fang.hua": 50},
    "采购接口开发": {"fang.hua": 50},
    "单元测试": {"lu.feng": 50},
    "编写操作手册": {"lu.feng": 50},
    "期初数据核对与签字": {"zhou.min": 5, "zhao.gang": 10},
    "用户验收测试第一轮": {"zhao.gang": 30, "zhang.min": 10, "liu.yang": 20, "wu.yue": 20, "zhou.min": 35},
    "用户验收测试第二轮": {"zhou.min": 20, "zhang.min": 20, "liu.yang": 20},
    "最终用户培训": {"zhang.min": 30},
}
# Two tests that only finance can do: each looks small, and together with the acceptance test they are too much.
TESTS = (("总账与应收用例测试", 8), ("月结模拟测试", 8))
TESTER, SHARE = "zhou.min", 10
AFTER, WITH, BEFORE = "期初数据核对与签字", "用户验收测试第一轮", "上线条件评审"
SKILLS = {
    "财务核算": {"zhou.min": 3, "xie.ting": 2, "han.bing": 2},
    "接口开发": {"fang.hua": 3, "he.jian": 2},
    "库存盘点": {"zhao.gang": 3, "gu.wei": 2},
}
NEEDS = {
    "总账与应收用例测试": "财务核算",
    "月结模拟测试": "财务核算",
    "销售接口开发": "接口开发",
    "仓库全面盘点": "库存盘点",
}
ENOUGH = 300  # schedules looked at, so that every filling finds the same
SEED = 1


def book(world: World, chen: User) -> None:
    for name, people in SHARES.items():
        for username, units in people.items():
            plan.assign_person(chen, _task(world, name), person=world.who(username), units=units)
    numbers = [_task(world, name).number for name in (AFTER, WITH)]
    wanted = f"{numbers[0]}, {numbers[1]}SS"
    parent = _task(world, WITH).parent
    for name, days in TESTS:
        test = plan.add_task(
            chen,
            world.project,
            name=name,
            days=days,
            predecessors=wanted,
            owner=world.who(TESTER),
            parent=parent,
            phase=parent.phase if parent else None,
            party="B",
        )
        plan.assign_person(chen, test, person=world.who(TESTER), units=SHARE)
        plan.link_tasks(chen, _task(world, BEFORE), pred=test)
    _skills(world, chen)


def _skills(world: World, chen: User) -> None:
    skills = {}
    for name, people in SKILLS.items():
        skills[name] = plan.add_skill(chen, world.project, name=name)
        for username, level in people.items():
            plan.set_person_skill(chen, skills[name], person=world.who(username), level=level)
    for name, skill in NEEDS.items():
        plan.set_task_needs(chen, _task(world, name), skill=skills[skill], skill_level=2)


def go_on_leave(world: World) -> None:
    """The storekeeper enters three days around his daughter's wedding himself; nothing waits for him then."""
    zhao = world.who("zhao.gang")
    place = Membership.objects.get(project=world.project, person=zhao)
    first = world.story.calendar.next_working_day(world.story.go_live + timedelta(days=20))
    plan.add_leave(zhao, place, first_day=first, last_day=first + timedelta(days=2), reason="女儿婚礼")


def propose(world: World) -> None:
    """What would help finance, computed for today, waits for the project manager's word."""
    chen = world.who("chen.li")
    plan.recompute(chen, world.project)
    found = engine_io.compute(world.project)
    proposal = engine_io.propose(found, SEED, seconds=None, schedules=ENOUGH)
    plan.propose_levelling(chen, world.project, proposal=proposal, seed=SEED)


def _task(world: World, name: str) -> Task:
    return Task.objects.select_related("parent__phase", "project").get(project=world.project, name=name)
