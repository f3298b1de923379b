"""Plans out and in again: nothing may change, and what changes is told."""
# ruff: noqa: DTZ001 - plans have local times

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from golive.engines.schedule import (
    Accrual,
    Assignment,
    Availability,
    Baseline,
    Constraint,
    Contour,
    LagKind,
    Link,
    LinkType,
    Plan,
    PlanError,
    Rate,
    Resource,
    ResourceType,
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


APRIL = datetime(2027, 4, 1)
AGREED = (
    Baseline(0, datetime(2026, 9, 28, 9), datetime(2026, 9, 29, 18), 960, 960, Decimal("1200.50")),
    Baseline(10, work=0),
)
PEOPLE = replace(
    PLAN,
    tasks=(
        *PLAN.tasks,
        Task(
            7,
            "两段",
            duration=960,
            pauses=((300, 480),),
            effort_driven=True,
            physical_percent=30,
            optimistic=480,
            likely=960,
            pessimistic=2400,
            work=1920,
            actual_work=0,
            remaining_work=1920,
            fixed_cost=Decimal("99.9"),
            fixed_cost_accrual=Accrual.START,
            cost=Decimal("2500.25"),
            actual_cost=Decimal(0),
            remaining_cost=Decimal("2500.25"),
            baselines=AGREED,
        ),
        Task(8, "一起", duration=960, ignore_resource_calendars=True, levelling_delay=1440),
        Task(9, "停顿", duration=480, pauses=((120, 60), (240, 30))),
    ),
    status_date=datetime(2026, 10, 1, 18),
    currency="CNY",
    resources=(
        Resource(
            1,
            "张三",
            calendar="night",
            max_units=0.4,
            standard_rate=Decimal("150"),
            overtime_rate=Decimal("225.5"),
            cost_per_use=Decimal("12.34"),
            rates=(Rate(Decimal(150), end=APRIL), Rate(Decimal(170), Decimal(250), Decimal(1), APRIL, table="B")),
            accrual=Accrual.END,
            availability=(Availability(0.4, end=APRIL), Availability(1.0, APRIL)),
            group="财务",
        ),
        Resource(2, "水泥", ResourceType.MATERIAL, standard_rate=Decimal("8.5")),
        Resource(3, "差旅", ResourceType.COST),
        Resource(4, "李四"),
    ),
    assignments=(
        Assignment(8, 1, 0.4, 384, 1, 60, 0, 384, 24, Contour.BELL, datetime(2026, 9, 28, 22), cost=Decimal("960")),
        Assignment(7, 2, 3, 0, 2, rate_table="B", baselines=AGREED),
        Assignment(7, 4, uid=4, work=960),
        Assignment(7, 3, uid=3, actual_cost=Decimal("0.5"), remaining_cost=Decimal("1")),
    ),
)


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


def test_people_money_splits_baselines_and_estimates_go_out_and_come_back():
    assert read_json(write_json(PEOPLE)) == PEOPLE
    back = through_xml(PEOPLE)
    # What is split in MS Project is split in the work of its assignments.
    shaped = tuple(replace(a, contour=Contour.CONTOURED) if a.resource == 4 else a for a in PEOPLE.assignments)
    assert back.assignments == shaped
    assert difference(replace(PEOPLE, assignments=shaped), back) == []
    assert (back.status_date, back.currency) == (PEOPLE.status_date, "CNY")
    assert back.calendars[back.resources[0].calendar].weekly == NIGHT.weekly


def test_differences_are_named():
    longer = replace(PLAN.tasks[1], duration=1440)
    changed = replace(
        PLAN,
        tasks=(PLAN.tasks[0], longer, *PLAN.tasks[2:], Task(9, "new")),
        links=PLAN.links[1:],
        resources=PEOPLE.resources[:1],
        assignments=(Assignment(2, 1),),
    )
    found = {(d.uid, d.field) for d in difference(PLAN, changed)}
    assert {
        (2, "duration"),
        (9, "task"),
        (3, "link"),
        (None, "resource"),
        (2, "assignment"),
        (2, "early_finish"),
        (3, "early_start"),
    } <= found
    assert (4, "duration") not in found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"golive_plan": 2}',
        '{"golive_plan": 1, "tasks": [{"x": 1}]}',
        '{"golive_plan": 1, "start": "2026-01-01", "calendars": {}, "tasks": [{"uid": "1"}]}',
    ],
)
def test_other_documents_are_refused(text):
    with pytest.raises(PlanError, match="not_golive_json"):
        read_json(text)


def test_real_plans_survive_both_forms():
    for path in sorted(shared("schedule/mspdi").glob("*.xml"))[::3]:
        plan = read_mspdi(path)
        assert read_json(write_json(plan)) == plan
        assert difference(plan, through_xml(plan)) == [], path.name
