"""Plans out and in again: nothing may change, and what changes is told."""
# ruff: noqa: DTZ001 - plans have local times

import io
from dataclasses import replace
from datetime import datetime

import pytest

from golive.engines.schedule import (
    Constraint,
    LagKind,
    Link,
    LinkType,
    Plan,
    PlanError,
    Task,
    critical_path,
    difference,
    read_json,
    read_mspdi,
    write_json,
    write_mspdi,
)
from golive.engines.worktime import Calendar, china_standard, week
from tests.shared_data import shared

NIGHT = Calendar("night", "UTC", week("00:00-06:00 22:00-24:00"))
PLAN = Plan(
    datetime(2026, 9, 28, 9),
    (
        Task(1, "阶段"),
        Task(2, "准备", 1, 960, calendar="night"),
        Task(3, "上线", None, 2880, elapsed=True, deadline=datetime(2026, 12, 1, 18), priority=700),
        Task(4, "验收", constraint=Constraint.FNLT, constraint_date=datetime(2026, 12, 4, 18), milestone=True),
        Task(5, "在做", duration=960, actual_start=datetime(2026, 9, 28, 9), percent_complete=25, remaining=720),
        Task(6, "手工", duration=480, manual=True, manual_start=datetime(2026, 10, 9, 9), active=False),
    ),
    (Link(1, 3, LinkType.SS, 480), Link(3, 4, lag=-25, lag_kind=LagKind.PERCENT), Link(2, 4, LinkType.FF, 90, LagKind.ELAPSED)),
    {"cn": china_standard(), "night": NIGHT},
    "cn",
    "Go-live",
)  # fmt: skip


def through_xml(plan: Plan) -> Plan:
    return read_mspdi(io.BytesIO(write_mspdi(plan)))


def test_json_gives_the_same_plan():
    assert read_json(write_json(PLAN)) == PLAN


def test_xml_gives_the_same_tasks_links_and_dates_though_holidays_become_exceptions():
    """The plan crosses National Day 2026 and its worked Saturday."""
    back = through_xml(PLAN)
    assert difference(PLAN, back) == []
    assert critical_path(back).finish == critical_path(PLAN).finish
    assert back.tasks[0].stored.early_finish == critical_path(PLAN).tasks[1].early_finish


def test_differences_are_named():
    longer = replace(PLAN.tasks[1], duration=1440)
    changed = replace(PLAN, tasks=(PLAN.tasks[0], longer, *PLAN.tasks[2:], Task(9, "new")), links=PLAN.links[1:])
    found = {(d.uid, d.field) for d in difference(PLAN, changed)}
    assert {(2, "duration"), (9, "task"), (3, "link"), (2, "early_finish"), (3, "early_start")} <= found
    assert (4, "duration") not in found


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"golive_plan": 2}', '{"golive_plan": 1, "tasks": [{"x": 1}]}'])
def test_other_documents_are_refused(text):
    with pytest.raises(PlanError, match="not_golive_json"):
        read_json(text)


def test_real_plans_survive_both_forms():
    for path in sorted(shared("schedule/mspdi").glob("*.xml"))[::4]:
        plan = read_mspdi(path)
        assert read_json(write_json(plan)) == plan
        assert difference(plan, through_xml(plan)) == [], path.name
