"""Plans that are planned backwards from their finish."""
# ruff: noqa: DTZ001 - plans have local times

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.schedule import Constraint, Link, Plan, Task, critical_path, forwards, read_mspdi, write_mspdi
from golive.engines.schedule.levelling import level
from golive.engines.schedule.risk import risk
from tests.engines.schedule.test_brute_force import random_plan
from tests.engines.schedule.test_rules import DAY, EIGHT, at

FRIDAY = datetime(2026, 11, 27, 17)
LATE = Constraint.ALAP


def backwards(*tasks, links=(), **more):
    return Plan(datetime(2026, 1, 1), tasks, tuple(links), EIGHT, from_finish=FRIDAY, **more)


def test_everything_ends_in_time_and_begins_as_late_as_it_may():
    plan = backwards(
        Task(1, duration=2 * DAY, constraint=LATE),
        Task(2, duration=DAY, constraint=LATE),
        Task(3, duration=DAY, constraint=LATE),
        Task(4, duration=DAY),
        links=[Link(1, 2)],
    )
    found = critical_path(plan)
    assert (found.start, found.finish) == (at(25, 8), FRIDAY)
    assert [found.tasks[n].start for n in (1, 2, 3, 4)] == [at(25, 8), at(27, 8), at(27, 8), at(25, 8)]
    # what lies as late as possible has used up its slack
    assert [found.tasks[n].total_slack for n in (1, 2, 3, 4)] == [0, 0, 0, 2 * DAY]
    assert [found.tasks[n].early_start for n in (1, 2, 3, 4)] == [at(25, 8), at(27, 8), at(25, 8), at(25, 8)]


def test_what_has_begun_stands_and_what_is_left_must_end_in_time():
    begun = Task(1, duration=2 * DAY, actual_start=at(24, 8), percent_complete=50)
    found = critical_path(backwards(begun, Task(2, duration=DAY), links=[Link(1, 2)]))
    assert found.tasks[1].late_finish == at(26, 17) and found.tasks[1].total_slack == DAY


@given(st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
def test_begun_any_later_it_would_not_end_in_time(seed):
    until = datetime(2026, 12, 4, 16)
    plan = replace(random_plan(seed), from_finish=until)
    found = critical_path(plan)
    assert found.finish <= until and all(d.total_slack >= 0 for d in found.tasks.values())
    later = replace(forwards(plan), start=forwards(plan).start + timedelta(minutes=1))
    assert critical_path(later).finish > until


def test_out_and_in_again():
    plan = backwards(Task(1, "甲", duration=DAY, constraint=LATE), Task(2, "乙", duration=DAY, constraint=LATE))
    again = read_mspdi(BytesIO(write_mspdi(plan)))
    assert again.from_finish == FRIDAY
    assert critical_path(again).tasks[1].start == critical_path(plan).tasks[1].start == at(27, 8)


def test_levelled_and_simulated_from_the_start_that_the_finish_asks_for():
    plan = backwards(Task(1, duration=2 * DAY), Task(2, duration=DAY), links=[Link(1, 2)])
    assert forwards(plan).start == at(25, 8) and forwards(plan).from_finish is None
    assert level(plan).after.finish == FRIDAY
    assert risk(plan, iterations=100).finish.percentiles[50] >= at(26, 8)
