"""Levelled plans: feasible minute by minute, as promised when computed again, explained, taken whole or in part."""

import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.schedule import (
    Assignment,
    Availability,
    Constraint,
    LagKind,
    Link,
    LinkType,
    Plan,
    PlanError,
    Resource,
    Task,
    critical_path,
)
from golive.engines.schedule.levelling import Budget, Cause, apply, level, load, overloads, sentence
from golive.engines.worktime import Calendar, NoWorkingTime, local_datetime, local_minute, week

START = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - local; a Monday
BASE = Calendar("base", "UTC", week("09:00-12:00 13:00-18:00"))
LEAVE = BASE.with_leave([date(2026, 3, 3), date(2026, 3, 9), date(2026, 3, 10)], "leave")
CALENDARS = {"base": BASE, "leave": LEAVE, "half": Calendar("half", "UTC", week("09:00-12:00"))}
QUICK = Budget(None, 12)


def plan(*tasks, links=(), people=("王某", "李某"), held=(), **more):
    resources = more.pop("resources", tuple(Resource(k, name) for k, name in enumerate(people, 1)))
    held = tuple(Assignment(*a) for a in held)
    return Plan(START, tasks, tuple(links), CALENDARS, "base", resources=resources, assignments=held, **more)


def test_where_the_calendars_end_what_was_found_stands(monkeypatch):
    module = sys.modules["golive.engines.schedule.levelling.level"]

    class Ended:
        def __init__(self, problem):
            pass

        def place(self, keys):
            raise NoWorkingTime

    monkeypatch.setattr(module, "_wrong", lambda *_: {1: (0, 1)})
    monkeypatch.setattr(module, "Serial", Ended)
    both = plan(days(1, 2), days(2, 2), held=((1, 1), (2, 1)))
    assert level(both, QUICK).moves


def days(uid, number, **more):
    return Task(uid, f"任务{uid}", duration=round(480 * number), **more)


def overloaded(own: Plan, schedule) -> set[tuple[int, int]]:
    """(task, resource) in trouble, by looking at every quarter of an hour: no code of the engine's load."""
    asked = defaultdict(list)
    most = {r.uid: r for r in own.resources}
    for a in own.assignments:
        dates = schedule.tasks[a.task]
        person = own.calendars[most[a.resource].calendar or own.calendar]
        task = next(t for t in own.tasks if t.uid == a.task)
        lines = [person.local] + ([own.calendars[task.calendar].local] if task.calendar else [])
        for t in range(local_minute(dates.start), local_minute(dates.finish), 15):
            if all(line.is_working(t) for line in lines):
                asked[a.resource, t].append((a.units, a.task))
    return {
        (task, resource)
        for (resource, _), rows in asked.items()
        if sum(u for u, _ in rows) > most[resource].max_units + 1e-9
        for _, task in rows
    }


@st.composite
def plans(draw):
    n = draw(st.integers(2, 9))
    tasks, links, held = [Task(100, "阶段")], set(), []
    for uid in range(1, n + 1):
        kind = draw(st.sampled_from(["", "", "", "", "fixed", "snet", "milestone", "halfcal", "begun"]))
        task = days(uid, draw(st.integers(1, 6)) / 2, parent=100 if draw(st.booleans()) else None)
        if kind == "fixed":
            task = replace(
                task, constraint=Constraint.MSO, constraint_date=START + timedelta(days=draw(st.integers(0, 4)))
            )
        elif kind == "snet":
            task = replace(
                task, constraint=Constraint.SNET, constraint_date=START + timedelta(days=draw(st.integers(0, 9)))
            )
        elif kind == "milestone":
            task = replace(task, duration=0)
        elif kind == "halfcal":
            task = replace(task, calendar="half")
        elif kind == "begun":
            task = replace(task, actual_start=START, percent_complete=50)
        tasks.append(replace(task, priority=draw(st.sampled_from([300, 500, 500, 700]))))
        for pred in draw(st.sets(st.integers(1, max(1, uid - 1)), max_size=2)):
            if pred < uid:
                links.add(Link(pred, uid, draw(st.sampled_from(LinkType)), draw(st.sampled_from([0, 0, 240, -240]))))
        for person in draw(st.sets(st.integers(1, 3), max_size=2)):
            held.append((uid, person, draw(st.sampled_from([1.0, 0.5, 0.4]))))
    resources = (Resource(1, "王某"), Resource(2, "李某", calendar="leave"), Resource(3, "开发组", max_units=2.0))
    own = {(link.pred, link.succ): link for link in sorted(links, key=str)}
    return plan(*tasks, links=own.values(), resources=resources, held=held)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_levelled_plans_are_feasible_and_compute_to_what_was_promised(own):
    if not any(t.parent for t in own.tasks):
        own = replace(own, tasks=own.tasks[1:])
    result = level(own, QUICK)
    assert critical_path(result.plan) == result.after
    moved = {m.task for m in result.moves}
    for uid, dates in result.after.tasks.items():
        before = result.before.tasks[uid]
        assert dates.start >= before.start
        assert dates.summary or (dates.start > before.start) == (uid in moved)
    pinned = {t.uid for t in own.tasks if t.constraint is Constraint.MSO or t.actual_start}
    assert {task for task, _ in overloaded(result.plan, result.after)} <= pinned
    assert {u for row in result.unresolved for u in row.tasks} <= pinned
    assert apply(own, result.moves) == result.plan
    again = level(result.plan, QUICK)
    assert again.moves == () and again.plan == result.plan


TWO = {"held": [(1, 1), (2, 1)]}


def test_two_tasks_of_one_person_and_the_reason_in_words():
    own = plan(days(1, 3), days(2, 2, priority=400), **TWO)
    result = level(own, QUICK)
    (move,) = result.moves
    assert (move.task, move.cause, move.other, move.resource, move.days) == (2, Cause.BUSY, 1, 1, 3)
    assert move.after == datetime(2026, 3, 5, 9) and move.until == datetime(2026, 3, 4, 18)  # noqa: DTZ001
    assert sentence(own, move) == {
        "zh": "任务“任务2”推迟 3 天，因为同一个人（王某）正在做任务“任务1”，到 2026-03-04 18:00 才做完。",
        "en": "Task “任务2” starts 3 days later, because the same person (王某) is working on task “任务1” until 2026-03-04 18:00.",
    }
    assert result.optimal and result.makespan == 5 * 480
    assert [row.day.day for row in overloads(result.load_before)] == [2, 3] and not overloads(result.load_after)
    first = result.load_before[0]
    assert (first.planned, first.capacity, first.over, first.peak, first.tasks) == (960, 480, 480, 2.0, (1, 2))


def test_forty_per_cent_of_a_key_user_fit_beside_sixty():
    own = plan(days(1, 2), days(2, 2), days(3, 2), held=[(1, 1, 0.4), (2, 1, 0.6), (3, 1, 0.4)])
    assert len(level(own, QUICK).moves) == 1


def test_nothing_to_do_leaves_the_plan_as_it_is():
    own = plan(days(1, 1), days(2, 1), links=[Link(1, 2)], held=[(1, 1), (2, 1)])
    result = level(own, QUICK)
    assert result.plan is own and result.moves == () and result.after == result.before and result.optimal


def test_what_follows_a_moved_task_needs_no_delay_of_its_own():
    own = plan(days(1, 3), days(2, 2, priority=400), days(3, 1), links=[Link(2, 3)], **TWO)
    result = level(own, QUICK)
    assert [(m.task, m.cause, m.other) for m in result.moves] == [(2, Cause.BUSY, 1), (3, Cause.FOLLOWS, 2)]
    assert result.plan.tasks[2].levelling_delay == 0
    assert "等前置任务“任务2”" in sentence(own, result.moves[1])["zh"]
    assert apply(own, result.moves[1:]) == own  # by itself it decides nothing


def test_some_moves_may_be_taken_and_others_left():
    own = plan(
        days(1, 2),
        days(2, 2, priority=400),
        days(3, 2),
        days(4, 2, priority=400),
        held=[(1, 1), (2, 1), (3, 2), (4, 2)],
    )
    result = level(own, QUICK)
    chosen = [m for m in result.moves if m.task == 4]
    partly = critical_path(apply(own, chosen))
    assert partly.tasks[4].start == chosen[0].after
    assert partly.tasks[2].start == START
    assert apply(own, []) is own


def test_leave_and_reduced_availability_are_kept_clear():
    away = Resource(1, "王某", availability=(Availability(0.0, START, START + timedelta(days=2)),))
    own = plan(days(1, 1), resources=(away,), held=[(1, 1)])
    (move,) = level(own, QUICK).moves
    assert (move.cause, move.resource, move.after) == (Cause.ABSENT, 1, datetime(2026, 3, 4, 9))  # noqa: DTZ001
    assert "王某" in sentence(own, move)["zh"]


def test_more_than_there_is_gets_what_there_is_and_is_told():
    own = plan(days(1, 1), days(2, 1), resources=(Resource(1, "王某", max_units=0.4),), held=[(1, 1, 1.0), (2, 1, 0.4)])
    result = level(own, QUICK)
    assert result.clipped == ((1, 1),) and len(result.moves) == 1
    assert {u for row in result.unresolved for u in row.tasks} == {1}


def test_started_and_pinned_tasks_stay_and_their_clash_is_reported():
    begun = days(1, 3, actual_start=START)
    pinned = days(2, 2, constraint=Constraint.MSO, constraint_date=START)
    result = level(plan(begun, pinned, days(3, 1), held=[(1, 1), (2, 1), (3, 1)]), QUICK)
    assert [m.task for m in result.moves] == [3]
    assert {u for row in result.unresolved for u in row.tasks} == {1, 2}


def test_a_task_that_must_not_be_levelled_keeps_its_place():
    result = level(plan(days(1, 3, may_level=False), days(2, 2, priority=900), **TWO), QUICK)
    assert [m.task for m in result.moves] == [2]


def test_an_elapsed_lag_and_a_summary_link():
    tasks = [Task(9, "阶段"), days(1, 2, parent=9), days(2, 2, parent=9, priority=400), days(3, 1), days(4, 1)]
    links = [Link(9, 3, lag=4 * 1440, lag_kind=LagKind.ELAPSED), Link(9, 4, LinkType.SS, 480)]
    result = level(plan(*tasks, links=links, **TWO), QUICK)
    assert critical_path(result.plan) == result.after
    assert result.after.tasks[3].start == datetime(2026, 3, 10, 9)  # noqa: DTZ001 - Thursday + 4 days
    assert {m.task: m.cause for m in result.moves} == {2: Cause.BUSY, 3: Cause.FOLLOWS}


def test_as_late_as_possible_moves_to_where_there_is_room():
    late = days(2, 1, constraint=Constraint.ALAP, priority=400)
    result = level(plan(days(1, 3), late, **TWO), QUICK)
    assert critical_path(result.plan) == result.after
    assert not overloaded(result.plan, result.after)


def test_a_calendar_without_work_is_refused():
    empty = replace(plan(days(1, 1), held=[(1, 1)]), calendars={"base": Calendar("none", "UTC", week(""))})
    with pytest.raises(PlanError) as refused:
        level(empty, QUICK)
    assert refused.value.code == "no_working_time"


def test_the_load_of_a_shared_team():
    own = plan(days(1, 1), days(2, 1), resources=(Resource(7, "开发组", max_units=1.5),), held=[(1, 7), (2, 7)])
    (row,) = load(own, critical_path(own))
    assert (row.peak, row.over, row.capacity) == (2.0, 240, 720)
    assert local_datetime(local_minute(START)) == START
