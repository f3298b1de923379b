"""Constraints, lags, summaries, actuals, manual tasks, drivers; plans that cannot be computed."""
# ruff: noqa: DTZ001 - plans have local times

from dataclasses import replace
from datetime import datetime

import pytest

from golive.engines.schedule import Constraint, LagKind, Link, LinkType, Plan, PlanError, Task, critical_path
from golive.engines.worktime import Calendar, Coverage, china_standard, week

MONDAY = datetime(2026, 11, 23, 8)
EIGHT = {"": Calendar("eight", "UTC", week("08:00-12:00 13:00-17:00"))}
DAY = 480


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour)


def compute(tasks, links=(), data_date=None, **more):
    return critical_path(Plan(MONDAY, tuple(tasks), tuple(links), EIGHT, **more), data_date)


def test_friday_evening_monday_morning_and_milestones():
    week_long, after, gate = Task(1, duration=5 * DAY), Task(2, duration=DAY), Task(3)
    result = compute([week_long, after, gate], [Link(1, 2), Link(1, 3)])
    assert result.tasks[1].early_finish == at(27, 17)
    assert result.tasks[2].early_start == at(30, 8)
    assert result.tasks[3].early_start == at(27, 17)  # a milestone stands where its predecessor ends
    assert result.tasks[2].driver.task == 1 and result.tasks[2].driver.link is LinkType.FS


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [
        (LagKind.WORKING, 480, at(30, 8)),
        (LagKind.ELAPSED, 1440, at(30, 8)),  # Friday 17:00
        (LagKind.ELAPSED, 720, at(27, 8)),  # Friday 05:00
        (LagKind.PERCENT, 50, at(30, 8)),
        (LagKind.ELAPSED_PERCENT, 50, at(27, 8)),  # Friday 01:00
        (LagKind.WORKING, -480, at(26, 8)),
        (LagKind.PERCENT, -25, at(26, 13)),
    ],
)
def test_kinds_of_lag(kind, lag, start):
    """After two days from Wednesday to Thursday, 17:00."""
    first = Task(1, duration=2 * DAY, constraint=Constraint.SNET, constraint_date=at(25, 8))
    result = compute([first, Task(2, duration=DAY)], [Link(1, 2, LinkType.FS, lag, kind)])
    assert result.tasks[2].early_start == start
    assert (result.tasks[2].driver.lag, result.tasks[2].driver.lag_kind) == (lag, kind)


@pytest.mark.parametrize(("kind", "start"), [(LinkType.FS, at(27, 13)), (LinkType.SS, at(24, 13))])
def test_a_lag_in_per_cent_of_a_summary_is_of_the_time_its_tasks_take(kind, start):
    """Three days from Monday to Wednesday, so a day and a half."""
    tasks = [Task(9, duration=99), Task(1, parent=9, duration=2 * DAY), Task(2, parent=9, duration=DAY)]
    result = compute([*tasks, Task(3, duration=DAY)], [Link(1, 2), Link(9, 3, kind, 50, LagKind.PERCENT)])
    assert result.tasks[3].early_start == start
    assert result.tasks[9].total_slack == 0


@pytest.mark.parametrize(
    ("kind", "date", "start", "finish"),
    [
        (Constraint.SNET, at(25, 8), at(25, 8), at(26, 17)),
        (Constraint.SNET, at(22, 8), at(23, 8), at(24, 17)),
        (Constraint.FNET, at(26, 17), at(25, 8), at(26, 17)),
        (Constraint.MSO, at(26, 13), at(26, 13), at(30, 12)),
        (Constraint.MFO, at(26, 17), at(25, 8), at(26, 17)),
        (Constraint.SNLT, at(23, 8), at(23, 8), at(24, 17)),
        (Constraint.FNLT, at(30, 17), at(23, 8), at(24, 17)),
    ],
)
def test_constraints(kind, date, start, finish):
    result = compute([Task(1, duration=2 * DAY, constraint=kind, constraint_date=date), Task(2, duration=10 * DAY)])
    task = result.tasks[1]
    assert (task.early_start, task.early_finish) == (start, finish)
    assert (task.driver.kind == "constraint") == (start != at(23, 8))
    if kind in (Constraint.MSO, Constraint.MFO):
        assert task.total_slack == 0 and task.critical
    if kind is Constraint.FNLT:
        assert task.late_finish == at(30, 17) and task.late_driver.constraint is kind


def test_a_limit_that_cannot_be_kept_is_negative_slack():
    tasks = [Task(1, duration=3 * DAY), Task(2, duration=DAY, constraint=Constraint.FNLT, constraint_date=at(24, 17))]
    soft = compute(tasks, [Link(1, 2)], honour_constraints=False)
    assert soft.tasks[2].early_finish == at(26, 17) and soft.tasks[1].total_slack == -2 * DAY
    hard = compute(tasks, [Link(1, 2)])
    assert hard.tasks[2].early_finish == at(24, 17) and hard.tasks[1].total_slack == -2 * DAY
    late = compute([Task(1, duration=3 * DAY, deadline=at(24, 17))])
    assert late.tasks[1].total_slack == -DAY and late.tasks[1].late_driver.kind == "deadline"


def test_as_late_as_possible_moves_the_planned_dates_only():
    tasks = [Task(1, duration=DAY, constraint=Constraint.ALAP), Task(2, duration=5 * DAY)]
    task = compute(tasks).tasks[1]
    assert (task.early_start, task.start, task.finish) == (at(23, 8), at(27, 8), at(27, 17))


def test_what_follows_a_task_as_late_as_possible_moves_with_it():
    """As MS Project has it: such a task uses up its slack. Its early dates stay those it could have."""
    tasks = [Task(1, duration=DAY, constraint=Constraint.ALAP), Task(2, duration=DAY), Task(3, duration=5 * DAY)]
    found = compute(tasks, [Link(1, 2)])
    assert (found.tasks[1].early_start, found.tasks[1].start, found.tasks[1].total_slack) == (at(23, 8), at(26, 8), 0)
    assert found.tasks[2].early_start == at(27, 8) and found.tasks[1].driver.constraint is Constraint.ALAP
    assert found.finish == at(27, 17)


def test_summaries_gather_dates_and_pass_links_on():
    tasks = [
        Task(1, duration=DAY),
        Task(10),
        Task(11, parent=10, duration=DAY),
        Task(12, parent=10, duration=2 * DAY),
        Task(20),
        Task(21, parent=20, duration=DAY),
    ]
    result = compute(tasks, [Link(1, 10), Link(10, 20)])
    assert (result.tasks[10].early_start, result.tasks[10].early_finish) == (at(24, 8), at(25, 17))
    assert result.tasks[21].early_start == at(26, 8)
    assert result.tasks[11].total_slack == DAY and not result.tasks[11].critical
    assert [t for t in result.tasks if result.tasks[t].critical] == [1, 10, 12, 20, 21]
    assert (result.tasks[21].driver.task, result.tasks[21].driver.via) == (10, 20)
    assert result.tasks[10].driver.kind == "child" and result.tasks[10].summary


def test_links_from_the_start_of_a_summary():
    tasks = [Task(10), Task(11, parent=10, duration=DAY), Task(12, duration=3 * DAY), Task(13, duration=DAY)]
    result = compute(tasks, [Link(10, 12, LinkType.SS, DAY), Link(12, 13)])
    assert result.tasks[12].early_start == at(24, 8)
    assert result.tasks[11].total_slack == 0  # its start holds the summary's start


def test_actuals_and_data_date():
    tasks = [
        Task(1, duration=2 * DAY, actual_start=at(23, 13), actual_finish=at(25, 12), percent_complete=100),
        Task(2, duration=2 * DAY, actual_start=at(24, 8), percent_complete=50),
        Task(3, duration=DAY),
    ]
    result = compute(tasks, [Link(1, 2), Link(2, 3)])
    assert (result.tasks[1].early_start, result.tasks[1].early_finish) == (at(23, 13), at(25, 12))
    assert (result.tasks[2].early_finish, result.tasks[3].early_start) == (at(25, 17), at(26, 8))
    assert [result.tasks[u].driver.kind for u in (1, 2, 3)] == ["actual", "actual", "link"]
    assert not result.tasks[1].critical and result.tasks[1].free_slack == 0
    moved = compute(tasks, [Link(1, 2), Link(2, 3)], data_date=at(27, 8))
    assert (moved.tasks[1].early_finish, moved.tasks[2].early_finish) == (at(25, 12), at(27, 17))
    waiting = compute([Task(1, duration=DAY)], data_date=at(25, 8))
    assert waiting.tasks[1].early_start == at(25, 8) and waiting.tasks[1].driver.kind == "data_date"


def test_remaining_work_that_goes_on_later():
    split = Task(1, duration=2 * DAY, actual_start=at(23, 8), remaining=DAY, resume=at(26, 8))
    assert compute([split]).tasks[1].early_finish == at(26, 17)


def test_manual_tasks_stay_and_inactive_ones_drive_nothing():
    typed = Task(2, duration=DAY, manual=True, manual_start=at(24, 10), manual_finish=at(24, 15))
    idle = Task(4, duration=30 * DAY, active=False)
    result = compute(
        [Task(1, duration=5 * DAY), typed, Task(3, duration=DAY), idle], [Link(1, 2), Link(2, 3), Link(4, 3)]
    )
    assert (result.tasks[2].early_start, result.tasks[2].early_finish) == (at(24, 10), at(24, 15))
    assert result.tasks[3].early_start == at(24, 15)
    assert result.finish == at(27, 17)


def test_elapsed_duration_runs_through_the_night():
    result = compute([Task(1, duration=2880, elapsed=True, constraint=Constraint.SNET, constraint_date=at(27, 17))])
    assert result.tasks[1].early_finish == datetime(2026, 11, 29, 17)


def test_a_span_with_unannounced_holidays_says_so():
    plan = Plan(datetime(2026, 12, 28, 9), (Task(1, duration=10 * DAY),), (), {"": china_standard()})
    assert [(w.year, w.coverage) for w in critical_path(plan).warnings] == [(2027, Coverage.PROVISIONAL)]


def refusal(tasks, links=(), **more) -> tuple[str, list[int]]:
    with pytest.raises(PlanError) as error:
        compute(tasks, links, **more)
    return error.value.code, error.value.task_ids


def test_circles_are_named_in_order():
    three = [Task(uid, duration=DAY) for uid in (1, 2, 3, 4, 5)]
    code, ids = refusal(three, [Link(1, 2), Link(2, 3), Link(3, 4), Link(4, 2), Link(4, 5)])
    assert code == "circle"
    turned = ids.index(2)
    assert ids[turned:] + ids[:turned] == [2, 3, 4]
    assert refusal([Task(1)], [Link(1, 1)]) == ("circle", [1])
    code, ids = refusal([Task(1), Task(2, parent=1)], [Link(1, 2)])
    assert (code, set(ids)) == ("circle", {1, 2})
    code, ids = refusal([Task(1, parent=2), Task(2, parent=1)])
    assert (code, sorted(ids)) == ("circle", [1, 2])


def test_other_plans_that_cannot_be_computed():
    assert refusal([Task(1)], [Link(1, 9)]) == ("missing", [9])
    assert refusal([Task(1, parent=7)]) == ("missing", [7])
    assert refusal([Task(1), Task(1)]) == ("duplicate", [1])
    assert refusal([Task(1, duration=-5)]) == ("negative_duration", [1])
    assert refusal([Task(1, calendar="x")]) == ("missing_calendar", [1])
    assert refusal([Task(1, constraint=Constraint.MSO)]) == ("no_date", [1])
    assert refusal([Task(1, actual_start=at(25, 8), actual_finish=at(24, 8))]) == ("actual_order", [1])
    into_summary = [Task(1), Task(2), Task(3, parent=2)]
    assert refusal(into_summary, [Link(1, 2, LinkType.FF)]) == ("summary_link", [1, 2])
    closed = {"": Calendar("closed", "UTC", ((),) * 7)}
    with pytest.raises(PlanError, match="no_working_time") as found:
        critical_path(Plan(MONDAY, (Task(1, duration=5), Task(2)), (), closed))
    assert (found.value.task_ids, found.value.detail) == ([1, 2], "closed")
    with pytest.raises(PlanError, match="no_working_time") as found:
        critical_path(Plan(MONDAY, (Task(1, duration=10**9),), (), EIGHT))
    assert found.value.task_ids == []


def test_an_empty_plan_and_the_same_answer_twice():
    assert compute([]).finish == MONDAY
    plan = Plan(MONDAY, (Task(1, duration=DAY), Task(2, duration=DAY)), (Link(1, 2),), EIGHT)
    assert critical_path(plan) == critical_path(replace(plan))
