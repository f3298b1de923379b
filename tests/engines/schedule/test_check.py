"""Each of the 14 points: a plan that keeps it, and the same plan with one fault."""
# ruff: noqa: DTZ001 - plans have local times

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from golive.engines.schedule import (
    Assignment,
    Baseline,
    Constraint,
    Link,
    LinkType,
    Plan,
    Resource,
    Task,
    critical_path,
    read_mspdi,
)
from golive.engines.schedule.check import Missing, Point, PointCode, Thresholds, check_plan
from golive.engines.schedule.check_words import ADVICE, NAMES, UNJUDGED, advice
from golive.engines.worktime import Calendar, week
from tests.shared_data import shared

START = datetime(2026, 3, 2, 8)
CALENDARS = {
    "c": Calendar("c", "UTC", week("08:00-12:00 13:00-17:00")),
    "half": Calendar("half", "UTC", week("08:00-12:00")),
}
DATE = datetime(2026, 3, 13, 17)  # two weeks later, the end of task 2


def sound() -> Plan:
    """A chain of twenty tasks of a week, the first two done as agreed, the rest as planned. Nothing to complain of."""
    tasks = tuple(Task(uid, f"T{uid}", duration=2400) for uid in range(1, 21))
    links = tuple(Link(uid, uid + 1) for uid in range(1, 20))
    people = tuple(Assignment(t.uid, 1, work=2400) for t in tasks)
    plan = Plan(START, tasks, links, CALENDARS, "c", resources=(Resource(1),), assignments=people)
    dates = critical_path(plan).tasks
    agreed = []
    for task in tasks:
        own = dates[task.uid]
        done = {"actual_start": own.start, "actual_finish": own.finish, "percent_complete": 100} if task.uid < 3 else {}
        agreed.append(replace(task, baselines=(Baseline(0, own.start, own.finish, 2400),), **done))
    return replace(plan, tasks=tuple(agreed))


def changed(uid: int, plan: Plan | None = None, **changes) -> Plan:
    plan = plan or sound()
    return replace(plan, tasks=tuple(replace(t, **changes) if t.uid == uid else t for t in plan.tasks))


def linked(n: int, **changes) -> Plan:
    plan = sound()
    return replace(plan, links=tuple(replace(k, **changes) if i == n else k for i, k in enumerate(plan.links)))


def point(plan: Plan, code: PointCode, when: datetime | None = DATE, **more) -> Point:
    return next(p for p in check_plan(plan, when, **more).points if p.code is code)


def test_a_sound_plan_passes_all_fourteen():
    found = check_plan(sound(), DATE)
    assert [p.number for p in found.points] == list(range(1, 15))
    assert (found.passed, found.failed) == (14, 0), [p for p in found.points if not p.passed]
    assert not any(p.tasks or p.links for p in found.points)


FAULTS = [
    # point, plan, tasks behind it, value. Cut between 11 and 12, the shorter half is the one with a loose end: 12 and 20.
    (PointCode.LOGIC, replace(sound(), links=sound().links[:10] + sound().links[11:]), (12, 20), 100 * 2 / 18),
    (PointCode.LEADS, linked(9, lag=-240), (11,), 100 / 18),
    (PointCode.LAGS, linked(9, lag=480), (11,), 100 / 18),
    (PointCode.RELATIONSHIP_TYPES, replace(linked(9, type=LinkType.SS)), (11,), 100 * 17 / 18),
    (
        PointCode.HARD_CONSTRAINTS,
        changed(9, constraint=Constraint.SNLT, constraint_date=datetime(2026, 12, 1)),
        (9,),
        100 / 18,
    ),
    (PointCode.NEGATIVE_FLOAT, changed(20, deadline=datetime(2026, 7, 10, 17)), tuple(range(3, 21)), 100),
    (PointCode.HIGH_DURATION, changed(9, duration=45 * 480), (9,), 100 / 18),
    (PointCode.RESOURCES, replace(sound(), assignments=sound().assignments[:-1]), (20,), 100 / 18),
]


@pytest.mark.parametrize(("code", "plan", "tasks", "value"), FAULTS, ids=[f[0].value for f in FAULTS])
def test_one_fault_is_found_where_it_is(code, plan, tasks, value):
    found = point(plan, code)
    assert found.tasks == tasks
    assert found.value == pytest.approx(value)
    assert found.passed is (code is PointCode.RELATIONSHIP_TYPES)


def test_links_behind_a_point_are_told():
    found = point(linked(9, lag=-240), PointCode.LEADS)
    assert [(k.pred, k.succ, k.lag) for k in found.links] == [(10, 11, -240)]
    assert found.of == 18  # links into open tasks
    assert point(linked(0, lag=-240), PointCode.LEADS).value == 0  # into a finished one


def test_thresholds_are_parameters():
    plan = replace(sound(), links=sound().links[:10] + sound().links[11:])
    assert point(plan, PointCode.LOGIC, thresholds=Thresholds(logic=12)).passed is True
    assert (
        point(
            linked(9, type=LinkType.FF), PointCode.RELATIONSHIP_TYPES, thresholds=Thresholds(finish_to_start=95)
        ).passed
        is False
    )
    assert point(
        changed(9, duration=20 * 480), PointCode.HIGH_DURATION, thresholds=Thresholds(duration_days=19)
    ).tasks == (9,)


def test_a_summary_above_gives_logic_and_one_beginning_and_end_are_no_fault():
    tasks = (
        Task(1, duration=480),
        Task(2),
        Task(3, parent=2, duration=480),
        Task(4, parent=2, duration=480),
        Task(5, duration=480),
    )
    plan = Plan(START, tasks, (Link(1, 2), Link(2, 5)), CALENDARS, "c")
    assert point(plan, PointCode.LOGIC).tasks == ()
    assert point(replace(plan, links=(Link(1, 2),)), PointCode.LOGIC).tasks == (4, 5)


def test_high_float():
    tasks = (*sound().tasks, Task(21, duration=480), Task(22, duration=480))
    plan = replace(sound(), tasks=tasks, links=(*sound().links, Link(2, 21), Link(2, 22), Link(21, 20)))
    found = point(plan, PointCode.HIGH_FLOAT)
    assert found.tasks == (21, 22)  # 84 and 89 days
    assert point(plan, PointCode.HIGH_FLOAT, thresholds=Thresholds(float_days=84)).tasks == (22,)


def test_invalid_dates_are_past_plans_and_future_actuals():
    assert point(sound(), PointCode.INVALID_DATES, DATE + timedelta(days=3)).tasks == (3,)
    begun = changed(3, actual_start=datetime(2026, 3, 16, 8))
    assert point(begun, PointCode.INVALID_DATES, DATE + timedelta(days=3)).tasks == ()
    assert point(begun, PointCode.INVALID_DATES).tasks == (3,)
    assert point(begun, PointCode.INVALID_DATES, datetime(2026, 3, 25, 8)).tasks == (3, 4)  # 3 should be over
    assert point(sound(), PointCode.INVALID_DATES, DATE - timedelta(days=1)).tasks == (2,)


def test_missed_tasks_and_execution_index():
    """At the end of the fourth week four tasks should be done; two are, and the third has just begun."""
    when = datetime(2026, 3, 27, 17)
    late = changed(3, actual_start=datetime(2026, 3, 25, 8))
    missed = point(late, PointCode.MISSED_TASKS, when)
    assert (missed.tasks, missed.value, missed.of, missed.passed) == ((3, 4), 50, 4, False)
    execution = point(late, PointCode.BEI, when)
    assert (execution.tasks, execution.value, execution.passed) == ((3, 4), 0.5, False)
    more = replace(late, tasks=(*late.tasks, Task(99, duration=480)))
    assert point(more, PointCode.BEI, when).value == pytest.approx(2 / 5)


def test_critical_path_length_index():
    """90 days are left; a promise ten days earlier than the finish leaves 80 of 90."""
    found = point(sound(), PointCode.CPLI, target=datetime(2026, 7, 3, 17))
    assert found.value == pytest.approx(80 / 90)
    assert found.passed is False and found.tasks == tuple(range(3, 21))
    assert point(sound(), PointCode.CPLI, target=datetime(2026, 7, 31, 17)).value == pytest.approx(100 / 90)


def test_a_delay_that_does_not_reach_the_finish_fails_the_critical_path_test():
    found = point(sound(), PointCode.CRITICAL_PATH_TEST)
    assert (found.value, found.passed) == (600, True)
    last = critical_path(sound()).tasks[20].early_start
    held = point(changed(20, constraint=Constraint.MSO, constraint_date=last), PointCode.CRITICAL_PATH_TEST)
    # The last task does not move: of 600 days its own five are swallowed.
    assert (held.value, held.passed, held.tasks) == (595, False, (3,))


def test_leave_that_a_delay_passes_over_is_no_fault_of_the_plan():
    leave = CALENDARS["c"].with_leave([date(2026, 3, 9), date(2026, 3, 10)])
    tasks = tuple(Task(n, f"T{n}", duration=5 * 480) for n in (1, 2))
    plan = Plan(
        START,
        tasks,
        (Link(1, 2),),
        CALENDARS | {"leave": leave},
        "c",
        resources=(Resource(1, "张敏", calendar="leave"),),
        assignments=(Assignment(2, 1, work=2400),),
    )
    assert critical_path(plan).tasks[2].early_start == datetime(2026, 3, 11, 8)
    found = point(plan, PointCode.CRITICAL_PATH_TEST)
    assert (found.value, found.passed) == (600, True)


def test_critical_path_test_lengthens_people_who_keep_different_hours():
    people = (Resource(1), Resource(2, calendar="half"))
    doing = (*sound().assignments, Assignment(3, 2, work=2400))
    plan = replace(sound(), resources=people, assignments=doing)
    found = point(plan, PointCode.CRITICAL_PATH_TEST)
    assert found.passed is True and found.value == pytest.approx(600)


def test_what_cannot_be_judged_says_why():
    bare = replace(
        sound(), tasks=tuple(replace(t, baselines=(), actual_start=None, actual_finish=None) for t in sound().tasks)
    )
    found = {p.code: p.missing for p in check_plan(bare).points if p.passed is None}
    assert found == {
        PointCode.INVALID_DATES: Missing.DATA_DATE,
        PointCode.MISSED_TASKS: Missing.DATA_DATE,
        PointCode.CPLI: Missing.BASELINE,
        PointCode.BEI: Missing.DATA_DATE,
    }
    assert point(bare, PointCode.BEI).missing is Missing.BASELINE
    empty = Plan(START, (), (), CALENDARS, "c")
    assert {p.missing for p in check_plan(empty, DATE).points} == {Missing.NOTHING, Missing.BASELINE, Missing.CRITICAL}


def test_every_point_has_words_in_both_languages():
    for words in (*NAMES.values(), *ADVICE.values(), *UNJUDGED.values()):
        assert words["en"] and words["zh"]
    assert set(NAMES) == set(ADVICE) == set(PointCode)
    assert advice(point(sound(), PointCode.LOGIC))["en"] == ""
    assert "owner" in advice(point(linked(9, lag=480), PointCode.LAGS))["en"]


def test_plans_of_ms_project_are_judged():
    for path in sorted(shared("schedule/mspdi").glob("*.xml")):
        plan = read_mspdi(path)
        known = {t.uid for t in plan.tasks}
        for found in check_plan(plan, datetime(2010, 1, 1)).points:
            assert set(found.tasks) <= known
            assert (found.passed is None) == (found.missing is not None) == (found.value is None)
