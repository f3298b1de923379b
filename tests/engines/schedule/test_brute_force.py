"""Dates and slack of random networks, by trying: each task is moved until something else moves; work is counted
minute by minute."""
# ruff: noqa: DTZ001 - plans have local times

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.schedule import (
    Assignment,
    Constraint,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    Task,
    critical_path,
)
from golive.engines.worktime import Calendar, hours, local_datetime, local_minute, week

START = datetime(2026, 11, 20, 8)  # a Friday
CALENDARS = {
    "day": Calendar("day", "UTC", week("08:00-12:00 13:00-17:00"), {date(2026, 11, 24): ()}),
    "late": Calendar("late", "UTC", week("11:00-15:00", "09:00-11:00")),
    "half": Calendar("half", "UTC", week("09:00-12:00", "10:00-11:00"), {date(2026, 11, 26): hours("18:00-24:00")}),
}


def random_plan(seed: int, size: int = 6) -> Plan:
    rng = random.Random(seed)
    tasks = tuple(
        Task(
            uid,
            duration=rng.choice([0, 0, 37, 120, 240, 480, 600, 1440]),
            calendar=rng.choice(["", "", "day", "half"]),
            elapsed=rng.random() < 0.1,
        )
        for uid in range(size)
    )
    links = []
    for succ in range(1, size):
        for pred in rng.sample(range(succ), k=min(succ, rng.choice([0, 1, 1, 2]))):
            kind = rng.choice(list(LagKind))
            lag = rng.choice([0, 0, 50, -50]) if "percent" in kind else rng.choice([0, 0, 0, 60, 480, 1000, -120])
            links.append(Link(pred, succ, rng.choice(list(LinkType)), lag, kind))
    return Plan(START, tasks, tuple(links), CALENDARS, "day")


@st.composite
def staffed_plans(draw) -> Plan:
    """Up to six tasks with pauses, levelling delays and people of different hours; finish-to-start links and others."""
    size = draw(st.integers(2, 6))
    tasks, assignments, links = [], [], []
    for uid in range(size):
        length = draw(st.sampled_from([0, 37, 240, 480, 1440]))
        pauses = ((length // 2, draw(st.sampled_from([30, 480]))),) if length and draw(st.booleans()) else ()
        people = draw(st.lists(st.sampled_from([1, 2, 3]), max_size=2, unique=True)) if length else []
        # Pauses are those of a task of one calendar; people of different hours say themselves how long they need.
        pauses = pauses if len(people) < 2 else ()
        calendar = draw(st.sampled_from(["", "", "half"]))
        tasks.append(
            Task(
                uid,
                duration=length,
                calendar=calendar,
                pauses=pauses,
                levelling_delay=draw(st.sampled_from([0, 0, 600])),
            )
        )
        for person in people:
            assignments.append(
                Assignment(
                    uid,
                    person,
                    draw(st.sampled_from([1.0, 0.5])),
                    draw(st.sampled_from([120, 480])),
                    delay=draw(st.sampled_from([0, 0, 60])),
                )
            )
        if uid and draw(st.booleans()):
            links.append(
                Link(
                    draw(st.integers(0, uid - 1)),
                    uid,
                    draw(st.sampled_from([LinkType.FS, LinkType.FS, LinkType.SS])),
                    draw(st.sampled_from([0, 0, 60])),
                )
            )
    people = tuple(Resource(uid, calendar=key) for uid, key in ((1, ""), (2, "half"), (3, "late")))
    return Plan(START, tuple(tasks), tuple(links), CALENDARS, "day", resources=people, assignments=tuple(assignments))


FIRST = START.date()
DAYS = [FIRST + timedelta(days=n) for n in range(60)]
MINUTES = {  # whether each minute of sixty days is worked
    key: [any(a <= m < b for a, b in calendar.hours_on(day)) for day in DAYS for m in range(1440)]
    for key, calendar in CALENDARS.items()
}


def minutes_worked(plan: Plan, task: Task, until: datetime, start: datetime) -> dict[int | None, int]:
    """Minute by minute: how much each person (None: the task itself) works on a task from `start` until a moment."""
    keys = {
        a.resource: plan.resources[a.resource - 1].calendar or "day" for a in plan.assignments if a.task == task.uid
    }
    own = MINUTES[task.calendar or "day"]
    first, last = ((when - datetime(2026, 11, 20)) // timedelta(minutes=1) for when in (start, until))
    done = {}
    for uid, key in (keys or {None: task.calendar or "day"}).items():
        both = zip(MINUTES[key][first:last], own[first:last], strict=True)
        done[uid] = sum(theirs and (of_task or not task.calendar) for theirs, of_task in both)
    return done


@settings(max_examples=60, deadline=None)
@given(staffed_plans())
def test_people_pauses_and_delays_counted_minute_by_minute(plan):
    """Nobody is done late or early: at the finish the last one has just worked what he had to."""
    found = critical_path(plan)
    same = [same_hours(plan, t) for t in plan.tasks]
    for task in plan.tasks:
        d = found.tasks[task.uid]
        if not task.duration:
            assert d.early_start == d.early_finish
            continue
        done = minutes_worked(plan, task, d.early_finish, d.early_start)
        before = minutes_worked(plan, task, d.early_finish - timedelta(minutes=1), d.early_start)
        need = needed(plan, task, same[task.uid])
        assert all(done[who] >= need[who] for who in done)
        assert any(before[who] < need[who] for who in done)
        assert 0 <= d.free_slack <= d.total_slack and d.late_finish >= d.early_finish
        for link in plan.links:
            if link.succ == task.uid:
                held = found.tasks[link.pred]
                at = held.early_start if link.type is LinkType.SS else held.early_finish
                line = plan.calendars[task.calendar or plan.calendar].local
                assert line.work(local_minute(d.early_start)) >= line.work(local_minute(at)) + link.lag


def same_hours(plan: Plan, task: Task) -> bool:
    hours_of = {plan.resources[a.resource - 1].calendar for a in plan.assignments if a.task == task.uid}
    return len(hours_of) < 2


def needed(plan: Plan, task: Task, same: bool) -> dict[int | None, int]:
    """Duration and pauses where all keep the same hours, else work by units after the delay."""
    doing = [a for a in plan.assignments if a.task == task.uid]
    if same:
        length = task.duration + sum(pause for _, pause in task.pauses)
        return {a.resource: length for a in doing} or {None: length}
    return {a.resource: a.delay + round(a.work / a.units) for a in doing}


def line_of(plan: Plan, task: Task):
    if task.elapsed:
        return Calendar("always", "UTC", week("00:00-24:00", "00:00-24:00")).local
    return plan.calendars[task.calendar or plan.calendar].local


def delayed(plan: Plan, uid: int, minutes: int, early: datetime) -> Plan:
    """The plan with a task that may start so many working minutes later at the earliest."""
    line = line_of(plan, plan.tasks[uid])
    start = line.add(local_minute(early), minutes)
    moved = replace(plan.tasks[uid], constraint=Constraint.SNET, constraint_date=local_datetime(start))
    return replace(plan, tasks=tuple(moved if t.uid == uid else t for t in plan.tasks))


def dates(schedule, but: int) -> list:
    return [(t.early_start, t.early_finish) for t in schedule.tasks.values() if t.uid != but] + [schedule.finish]


@pytest.mark.parametrize("seed", range(60))
def test_total_and_free_slack_are_what_can_be_moved(seed):
    plan = random_plan(seed)
    base = critical_path(plan)
    for uid, task in base.tasks.items():
        assert task.critical == (task.total_slack <= 0) and 0 <= task.free_slack <= task.total_slack
        at_limit = critical_path(delayed(plan, uid, task.total_slack, task.early_start))
        beyond = critical_path(delayed(plan, uid, task.total_slack + 1, task.early_start))
        assert at_limit.finish == base.finish < beyond.finish
        alone = critical_path(delayed(plan, uid, task.free_slack, task.early_start))
        pushing = critical_path(delayed(plan, uid, task.free_slack + 1, task.early_start))
        assert dates(alone, uid) == dates(base, uid) != dates(pushing, uid)


@pytest.mark.parametrize("seed", range(100, 160))
def test_early_dates_keep_every_link_and_none_could_be_earlier(seed):
    plan = random_plan(seed)
    base = critical_path(plan)
    for task in plan.tasks:
        line, d = line_of(plan, task), base.tasks[task.uid]
        start, finish = local_minute(d.early_start), local_minute(d.early_finish)
        assert line.work(finish) - line.work(start) == task.duration
        assert holds(plan, base, task, start, finish)
        if task.duration:
            earlier = line.start_at(line.work(start) - 1)
            assert not holds(plan, base, task, earlier, line.finish_at(line.work(earlier) + task.duration))


def holds(plan, base, task, start, finish) -> bool:
    """Whether a task may stand there, its predecessors being where they are. Each link is read literally."""
    line = line_of(plan, task)
    lag_line = plan.calendars[task.calendar or plan.calendar].local
    if start < local_minute(plan.start):
        return False
    for link in plan.links:
        if link.succ != task.uid:
            continue
        pred = base.tasks[link.pred]
        at = local_minute(pred.early_start if link.type in ("SS", "SF") else pred.early_finish)
        lag = round(plan.tasks[link.pred].duration * link.lag / 100) if "percent" in link.lag_kind else link.lag
        if "elapsed" in link.lag_kind:
            at += lag
        elif lag:
            at = lag_line.finish_at(lag_line.work(at) + lag)
        own = start if link.type in ("FS", "SS") else finish
        # Friday 17:00 and Monday 08:00 are the same point of working time.
        if line.work(own) < line.work(at):
            return False
    return True


def test_a_bound_in_free_time_counts_from_the_next_working_minute():
    plan = Plan(datetime(2026, 11, 21), (Task(1, duration=60),), (), CALENDARS, "day")
    task = critical_path(plan).tasks[1]
    assert (task.early_start, task.early_finish) == (datetime(2026, 11, 23, 8), datetime(2026, 11, 23, 9))
    assert task.driver.kind == "calendar"
