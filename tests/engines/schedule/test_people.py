"""People's hours, pauses, levelling delay, typed summaries, the longest path: what moves dates beside links."""
# ruff: noqa: DTZ001 - plans have local times

from datetime import date, datetime
from decimal import Decimal

import pytest

from golive.engines.schedule import (
    Assignment,
    Constraint,
    Contour,
    Link,
    LinkType,
    Plan,
    PlanError,
    Resource,
    ResourceType,
    Task,
    critical_path,
)
from golive.engines.worktime import Calendar, hours, week

MONDAY = datetime(2026, 11, 23, 8)
DAY = 480
CALENDARS = {
    "": Calendar("eight", "UTC", week("08:00-12:00 13:00-17:00")),
    "leave": Calendar(
        "leave", "UTC", week("08:00-12:00 13:00-17:00"), {date(2026, 11, 23): (), date(2026, 11, 24): ()}
    ),
    "night": Calendar("night", "UTC", (hours("22:00-24:00"),) * 7),
    "same": Calendar("same", "UTC", week("08:00-12:00 13:00-17:00")),
}
PEOPLE = (Resource(1, "day"), Resource(2, "leave", calendar="leave"), Resource(3, "night", calendar="night"))


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour)


def compute(tasks, links=(), assignments=(), people=PEOPLE, **more):
    plan = Plan(MONDAY, tuple(tasks), tuple(links), CALENDARS, resources=people, assignments=tuple(assignments), **more)
    return critical_path(plan)


def test_a_task_waits_for_the_person_on_leave_and_says_for_whom():
    found = compute([Task(1, duration=DAY), Task(2, duration=DAY)], [Link(1, 2)], [Assignment(1, 2, work=DAY)])
    assert (found.tasks[1].early_start, found.tasks[1].early_finish) == (at(25, 8), at(25, 17))
    assert found.tasks[1].driver.resource == 2 and found.tasks[1].driver.calendar
    assert found.tasks[2].driver.resource is None


def test_people_of_different_hours_each_on_his_own_and_the_last_one_ends_the_task():
    two = [Assignment(1, 1, work=DAY), Assignment(1, 3, units=0.5, work=120)]
    found = compute([Task(1, duration=DAY), Task(2, duration=DAY)], [Link(1, 2)], two).tasks
    assert (found[1].early_start, found[1].early_finish) == (at(23, 8), datetime(2026, 11, 25))  # four hours of night
    assert found[1].last_resource == 3 and found[2].early_start == at(25, 8)
    assert found[1].total_slack == 0 and found[1].late_finish == datetime(2026, 11, 25)


@pytest.mark.parametrize(
    ("second", "finish"),
    [
        (Assignment(1, 3, work=120, delay=120), datetime(2026, 11, 25)),
        (Assignment(1, 3, work=240, overtime_work=120), datetime(2026, 11, 24)),
        (Assignment(1, 3, work=120, contour=Contour.BELL), datetime(2026, 11, 25)),
        (
            Assignment(1, 3, work=120, contour=Contour.CONTOURED, start=at(23, 22), finish=datetime(2026, 11, 26)),
            datetime(2026, 11, 26),
        ),
        (Assignment(1, 3, work=0), at(23, 17)),  # no work, no say
    ],
)
def test_delay_overtime_and_shape_of_an_assignment(second, finish):
    found = compute([Task(1, duration=DAY)], (), [Assignment(1, 1, work=DAY), second])
    assert found.tasks[1].early_finish == finish


def test_a_started_task_of_several_goes_on_with_what_each_has_left():
    two = [
        Assignment(1, 1, work=DAY, actual_work=DAY, remaining_work=0),
        Assignment(1, 3, work=240, actual_work=60, remaining_work=180),
    ]
    task = Task(1, duration=DAY, actual_start=at(23, 8), resume=at(24, 8), percent_complete=60)
    assert compute([task], (), two).tasks[1].early_finish == at(25, 23)


def test_hours_that_say_the_same_are_one_and_material_has_none():
    people = (Resource(1), Resource(4, calendar="same"), Resource(5, "cement", ResourceType.MATERIAL, calendar="night"))
    two = [Assignment(1, 1, work=DAY), Assignment(1, 4, work=2 * DAY), Assignment(1, 5, units=9, work=DAY)]
    found = compute([Task(1, duration=DAY)], (), two, people)
    assert found.tasks[1].early_finish == at(23, 17) and found.tasks[1].last_resource is None


def test_finish_links_and_dates_for_the_finish_of_a_task_of_several():
    two = [Assignment(2, 1, work=DAY), Assignment(2, 3, work=240)]
    long = Task(1, duration=5 * DAY)
    found = compute([long, Task(2, duration=DAY)], [Link(1, 2, LinkType.FF)], two).tasks
    # Two nights before would end on Thursday at midnight, too early: the day shift of Friday ends in time.
    assert found[2].early_start == at(27, 8)
    typed = Task(2, duration=DAY, constraint=Constraint.FNET, constraint_date=at(27, 17))
    assert compute([long, typed], (), two).tasks[2].early_start == at(27, 8)
    must = Task(2, duration=DAY, constraint=Constraint.MFO, constraint_date=at(27, 17))
    assert compute([long, must], (), two).tasks[2].early_finish == at(27, 0)  # two nights before


def test_pauses_put_the_rest_off():
    task = Task(1, duration=2 * DAY, pauses=((DAY, DAY), (DAY + 240, 240)))
    found = compute([task, Task(2, duration=DAY)], [Link(1, 2)]).tasks
    assert (found[1].early_start, found[1].early_finish) == (at(23, 8), at(26, 12))
    assert found[1].total_slack == 0 and found[2].early_start == at(26, 13)
    started = Task(1, duration=2 * DAY, actual_start=at(23, 8), remaining=DAY, pauses=task.pauses)
    assert compute([started]).tasks[1].early_finish == at(26, 12)


def test_levelling_delay_is_wall_clock_time_and_holds_what_follows():
    delayed = Task(2, duration=DAY, levelling_delay=24 * 60)
    found = compute([Task(1, duration=DAY), delayed, Task(3, duration=DAY)], [Link(1, 2), Link(2, 3)]).tasks
    assert found[2].early_start == at(25, 8) and found[2].driver.kind == "levelling"
    assert found[3].early_start == at(26, 8) and found[1].total_slack == 0


def test_typed_dates_of_a_summary_bind_its_tasks():
    summary = Task(1, manual=True, manual_start=at(25, 8), manual_finish=at(26, 17))
    found = compute([summary, Task(2, parent=1, duration=DAY), Task(3, duration=9 * DAY)]).tasks
    assert found[2].early_start == at(25, 8) and found[2].driver.kind == "manual"
    assert found[2].late_finish == at(26, 17) and found[2].total_slack == DAY


def test_a_latest_finish_of_a_summary_binds_its_tasks():
    summary = Task(1, constraint=Constraint.FNLT, constraint_date=at(24, 17))
    found = compute([summary, Task(2, parent=1, duration=DAY), Task(3, duration=9 * DAY)]).tasks
    assert found[2].late_finish == at(24, 17) and found[2].late_driver.constraint is Constraint.FNLT


def test_what_waits_for_the_typed_start_of_a_task_does_not_hold_its_finish():
    typed = Task(1, duration=DAY, manual=True, manual_start=MONDAY, manual_finish=at(23, 17))
    found = compute([typed, Task(2, duration=3 * DAY)], [Link(1, 2, LinkType.SS)]).tasks
    assert found[1].late_finish == at(25, 17)


def test_the_longest_path_runs_through_slack_and_summaries():
    tasks = [
        Task(1, duration=2 * DAY, deadline=at(23, 17)),  # negative slack, though it drives nothing
        Task(10),
        Task(11, parent=10, duration=3 * DAY),
        Task(12, parent=10, duration=DAY),
        Task(20, duration=DAY, calendar="night"),
        Task(30, duration=DAY),
    ]
    found = compute(tasks, [Link(10, 20), Link(20, 30, LinkType.FS, 60)]).tasks
    assert [uid for uid in found if found[uid].longest] == [10, 11, 20, 30]
    assert found[1].critical and not found[1].longest
    assert [uid for uid in found if found[uid].critical and found[uid].longest] != [10, 11, 20, 30]  # nights give slack


def test_people_that_cannot_be():
    def refusal(**more):
        with pytest.raises(PlanError) as error:
            Plan(MONDAY, (Task(1),), (), CALENDARS, **more)
        return error.value.code

    assert refusal(assignments=(Assignment(1, 9),)) == "missing_resource"
    assert refusal(resources=PEOPLE, assignments=(Assignment(9, 1),)) == "missing"
    assert refusal(resources=(Resource(1), Resource(1))) == "duplicate_resource"
    assert refusal(resources=(Resource(1, calendar="x", standard_rate=Decimal(1)),)) == "missing_calendar"
