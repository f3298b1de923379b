"""Dates and slack of random networks, by trying: each task is moved until something else moves."""
# ruff: noqa: DTZ001 - plans have local times

import random
from dataclasses import replace
from datetime import date, datetime

import pytest

from golive.engines.schedule import Constraint, LagKind, Link, LinkType, Plan, Task, critical_path
from golive.engines.worktime import Calendar, hours, local_datetime, local_minute, week

START = datetime(2026, 11, 20, 8)  # a Friday
CALENDARS = {
    "day": Calendar("day", "UTC", week("08:00-12:00 13:00-17:00"), {date(2026, 11, 24): ()}),
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
