"""Levelling chooses people by skill: able, never two things at a time, as early as brute force can, and says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.schedule import Assignment, Link, Plan, Resource, Task, critical_path
from golive.engines.schedule.levelling import Budget, level, overloads, staffing_sentence
from golive.engines.worktime import china_standard

DAY = 480


def at(day, hour=0):
    return datetime(2026, 3, day, hour)  # noqa: DTZ001 - local


MONDAY = at(2)
DAYS = china_standard()


def plan(tasks, people, links=(), assignments=(), calendars=None):
    return Plan(
        MONDAY,
        tuple(tasks),
        tuple(links),
        {"p": DAYS, **(calendars or {})},
        "p",
        resources=tuple(people),
        assignments=tuple(assignments),
    )


def asks(uid, days, skill="ABAP", at=1, **more):
    return Task(uid, f"任务{uid}", duration=days * DAY, skill=skill, skill_level=at, **more)


def found(whole, schedules=60):
    return level(whole, Budget(None, schedules), 1)


def people_of(levelled):
    return {s.task: s.resource for s in levelled.staffed}


ANNA = Resource(11, "安娜", skills=(("ABAP", 3),))
BEN = Resource(12, "贝恩", skills=(("ABAP", 1), ("SQL", 2)))


def test_two_tasks_go_to_two_people_and_levels_are_kept():
    levelled = found(plan([asks(1, 2), asks(2, 2, at=2), asks(3, 1, "SQL", 2)], [ANNA, BEN]))
    assert people_of(levelled) == {1: 12, 2: 11, 3: 12}
    assert not levelled.unresolved and levelled.makespan == 3 * DAY
    assert [a.resource for a in levelled.plan.assignments] == [12, 11, 12]


def test_who_is_away_is_not_chosen_and_the_reason_says_so():
    away = DAYS.with_leave([date(2026, 3, 2) + timedelta(n) for n in range(5)])
    anna = replace(ANNA, calendar="anna")
    levelled = found(plan([asks(1, 2)], [anna, BEN], calendars={"anna": away}))
    assert people_of(levelled) == {1: 12}
    (row,) = levelled.staffed
    assert row.others[0].finish == at(10, 18) and row.finish == at(3, 18)
    words = staffing_sentence(levelled.plan, row)
    assert words["zh"].startswith(
        "建议由贝恩承担“任务1”：需要“ABAP” 1 级，他是 1 级，2026-03-03 完成。安娜最早 2026-03-10"
    )


def test_who_is_busy_elsewhere_is_named_with_what_he_does():
    whole = plan([asks(1, 2), Task(2, "对账", duration=4 * DAY)], [ANNA, BEN], assignments=[Assignment(2, 11)])
    levelled = found(whole)
    assert people_of(levelled) == {1: 12}
    assert "安娜正在做“对账”，最早 2026-03-09 才能完成" in staffing_sentence(whole, levelled.staffed[0])["zh"]
    alone = found(replace(whole, resources=(ANNA, replace(BEN, skills=()))))
    assert people_of(alone) == {1: 11} and not alone.unresolved
    assert "没有其他人" in staffing_sentence(whole, alone.staffed[0])["zh"]


def test_a_skill_nobody_has_is_told_and_the_rest_is_levelled():
    levelled = found(plan([asks(1, 1, "COBOL"), asks(2, 1)], [ANNA]))
    assert levelled.unstaffed == (1,) and people_of(levelled) == {2: 11}
    gone = found(plan([asks(2, 1)], [replace(ANNA, max_units=0.0)]))
    assert gone.unstaffed == (2,) and not gone.staffed


def test_half_a_person_does_one_thing_at_a_time():
    """He gives 40 per cent and gives all of it to each task: two of them come one after the other."""
    levelled = found(plan([asks(1, 2), asks(2, 2)], [replace(ANNA, max_units=0.4)]))
    assert levelled.makespan == 4 * DAY and not overloads(levelled.load_after)


def test_what_has_begun_or_is_done_keeps_its_dates():
    begun = asks(1, 2, actual_start=at(2, 9))
    done = asks(3, 1, actual_start=at(2, 9), actual_finish=at(2, 18), percent_complete=100)
    whole = plan([begun, asks(2, 2), done], [ANNA])
    levelled = found(whole)
    assert people_of(levelled) == {1: 11, 2: 11}
    assert levelled.after.tasks[1].start == at(2, 9)
    assert levelled.after.tasks[2].start == at(4, 9)


def test_without_a_wish_for_skills_nothing_is_other_than_before():
    whole = plan(
        [Task(1, duration=DAY), Task(2, duration=DAY)], [ANNA], assignments=[Assignment(1, 11), Assignment(2, 11)]
    )
    levelled = found(whole)
    assert not levelled.staffed and levelled.before.finish == critical_path(whole).finish
    assert levelled.makespan == 2 * DAY


@st.composite
def problems(draw):
    n = draw(st.integers(2, 4))
    skills = ["A", "B"]
    people = [
        Resource(
            20 + k,
            f"人{k}",
            skills=tuple((s, draw(st.integers(1, 3))) for s in skills if draw(st.booleans())),
        )
        for k in range(draw(st.integers(1, 3)))
    ]
    tasks = [
        asks(k, draw(st.integers(1, 3)), draw(st.sampled_from(skills)), draw(st.integers(1, 2)))
        for k in range(1, n + 1)
    ]
    links = [Link(a, b) for a in range(1, n + 1) for b in range(a + 1, n + 1) if draw(st.integers(0, 3)) == 0]
    return plan(tasks, people, links)


def brute(whole):
    """The shortest of all choices of people and all orders, in days; None when somebody is lacking."""
    tasks = {t.uid: t for t in whole.tasks}
    able = {
        t.uid: [r.uid for r in whole.resources if dict(r.skills).get(t.skill, 0) >= t.skill_level] for t in whole.tasks
    }
    preds = {u: [k.pred for k in whole.links if k.succ == u] for u in tasks}
    best = None
    for team in product(*(able[u] for u in tasks)):
        who = dict(zip(tasks, team, strict=True))
        for order in permutations(tasks):
            if any(order.index(p) > order.index(u) for u in tasks for p in preds[u]):
                continue
            free, end = {}, {}
            for u in order:
                start = max([free.get(who[u], 0), *(end[p] for p in preds[u])])
                end[u] = free[who[u]] = start + tasks[u].duration // DAY
            best = max(end.values()) if best is None else min(best, max(end.values()))
    return best


@settings(max_examples=40, deadline=None)
@given(problems())
def test_as_early_as_brute_force(whole):
    levelled = level(whole, Budget(None, 240), 1)
    skills = {r.uid: dict(r.skills) for r in whole.resources}
    for row in levelled.staffed:
        task = next(t for t in whole.tasks if t.uid == row.task)
        assert skills[row.resource][task.skill] == row.level >= task.skill_level
    assert not overloads(levelled.load_after)
    for k in whole.links:
        assert levelled.after.tasks[k.succ].start >= levelled.after.tasks[k.pred].finish
    if not levelled.unstaffed:
        assert levelled.makespan == brute(whole) * DAY


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_answer(seed):
    whole = plan([asks(n, 1 + n % 3) for n in range(1, 9)], [ANNA, BEN], [Link(1, 5), Link(2, 6)])
    one, other = (level(whole, Budget(None, 80), seed) for _ in range(2))
    assert one.staffed == other.staffed and one.moves == other.moves
