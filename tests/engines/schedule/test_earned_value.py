"""Earned value against published answers, its identities, and a slow reckoning day by day."""
# ruff: noqa: DTZ001 - plans have local times

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.schedule import (
    Accrual,
    Assignment,
    Baseline,
    Contour,
    Link,
    Plan,
    Rate,
    Resource,
    ResourceType,
    Task,
    critical_path,
    read_mspdi,
)
from golive.engines.schedule.cost import CONTOURS, Span, plan_flows, total
from golive.engines.schedule.earned_value import EvmNote, Milestone, Rule, Spent, earned_value
from golive.engines.schedule.indicators import Estimating, Indicators, earned_schedule
from golive.engines.schedule.planned_value import Measure
from golive.engines.worktime import Calendar, china_standard, local_minute, week
from tests.shared_data import shared

START = datetime(2026, 3, 2, 9)
D = Decimal
CALENDARS = {"cn": china_standard(), "half": Calendar("half", "Asia/Shanghai", week("10:00-12:00", "10:00-11:00"))}


def rounded(value: Decimal | None, places: str = "0.01") -> Decimal:
    assert value is not None
    return value.quantize(D(places))


# -- published answers (data/schedule/worked_examples.md) -------------------------------------------------------------
def test_example_3():
    found = Indicators(D(0), pv=D(30000), ev=D(25000), ac=D(29000))
    assert (rounded(found.spi), rounded(found.cpi), found.sv, found.cv) == (D("0.83"), D("0.86"), -5000, -4000)


def months_plan() -> Plan:
    """Example 4: five tasks over months of 20 working days; a calendar without holidays, so that months are even."""
    calendar = {"c": Calendar("c", "UTC", week("08:00-12:00 13:00-17:00"))}
    month = 20 * 480
    tasks, starts, at = [], {}, {}
    for uid, cost, months, pred in ((1, 600, 2, 0), (2, 1200, 3, 1), (3, 400, 2, 2), (4, 1200, 3, 2), (5, 300, 3, 4)):
        starts[uid] = at.get(pred, 0)
        at[uid] = starts[uid] + months
        begin = calendar["c"].next_working(calendar["c"].add(datetime(2026, 1, 5, 8), starts[uid] * month))
        finish = calendar["c"].add(begin, months * month)
        baseline = Baseline(0, begin, finish, months * month, None, D(cost))
        tasks.append(Task(uid, f"T{uid}", duration=months * month, baselines=(baseline,)))
    percent, spent = (100, 100, 50, 100 / 3, 0), (600, 1400, 200, 500, 0)
    done = [
        replace(t, percent_complete=p, actual_cost=D(a), actual_start=t.baselines[0].start if p else None)
        for t, p, a in zip(tasks, percent, spent, strict=True)
    ]
    links = (Link(1, 2), Link(2, 3), Link(2, 4), Link(4, 5))
    return Plan(datetime(2026, 1, 5, 8), tuple(done), links, calendar, "c")


def test_example_4_with_tasks():
    plan = months_plan()
    at = plan.calendars["c"].add(plan.start, 7 * 20 * 480)
    found = earned_value(plan, at)
    t = found.total
    assert (t.bac, t.pv, t.ev, t.ac, t.cv, t.sv) == (3700, 3000, 2400, 2700, -300, -600)
    assert (rounded(t.cpi, "0.0001"), t.spi) == (D("0.8889"), D("0.8"))
    assert t.eac_family[Estimating.RATE_SO_FAR] == D("4162.5")
    assert t.eac_family[Estimating.REST_AS_BUDGETED] == 4000
    assert (found.schedule.sv / 20).quantize(D("0.01")) == -1  # one month behind: 600 of what a month plans, 400 + 200
    assert found.schedule.at == 140
    # Month 6 and 7 plan 600 each and 1800 are planned before: 2400 are reached after 6 months.
    assert found.schedule.es == 120
    assert rounded(found.schedule.spi, "0.0001") == D("0.8571")


def test_example_5_by_work():
    """100 h at 100, 110 h spent, 10 h to go."""
    resources = (Resource(1, standard_rate=D(100)),)
    baseline = Baseline(0, START, datetime(2026, 3, 18, 14), 6000, 6000, D(10000))
    task = Task(1, duration=7200, percent_complete=91, actual_start=START, baselines=(baseline,), actual_cost=D(11000))
    task = replace(task, actual_work=6600, remaining_work=600)
    plan = Plan(START, (task,), (), CALENDARS, "cn", resources=resources, assignments=(Assignment(1, 1, work=7200),))
    found = earned_value(plan, datetime(2026, 3, 31), rule=Rule.WORK, etc={1: D(1000)}).total
    assert (found.pv, found.ac, found.ev, found.bac) == (10000, 11000, D("9166.67"), 10000)
    assert (found.eac, found.vac, found.etc) == (12000, -2000, 1000)
    assert found.eac_family[Estimating.BOTTOM_UP] == 12000
    assert rounded(found.eac_family[Estimating.RATE_SO_FAR], "1") == 12000


def test_examples_6_and_7_earned_schedule():
    """Ten modules of 100, ten months planned, finished after twelve at 1.3 million: SPI says 1, SPI(t) says 0.833."""

    def pv(periods: Decimal) -> Decimal:
        return min(periods, D(10)) * 100

    done = earned_schedule(pv, D(1000), D(10), D(12))
    assert (done.es, done.sv, rounded(done.spi, "0.001")) == (10, -2, D("0.833"))
    assert Indicators(D(1000), D(1000), D(1000), D(1300)).spi == 1
    assert done.forecast == 12
    steps = [D(0), D(100), D(300), D(300), D(700)]
    between = earned_schedule(lambda p: steps[int(p)], D(500), D(4), D(4))
    assert between.es == 3 + D(200) / D(400)
    assert earned_schedule(lambda p: steps[int(p)], D(300), D(4), D(4)).es == 2
    assert earned_schedule(pv, D(0), D(10), D(3)).forecast is None


# -- identities --------------------------------------------------------------------------------------------------------
money = st.decimals(0, 10**7, places=2)


@given(bac=money, pv=money, ev=money, ac=money, rest=st.none() | money)
@settings(max_examples=200, deadline=None)
def test_identities(bac, pv, ev, ac, rest):
    v = Indicators(bac, pv, ev, ac, rest)
    assert v.sv == ev - pv and v.cv == ev - ac
    if v.spi is not None:
        assert abs(v.spi * pv - ev) <= D("1e-15") * max(ev, 1)
    assert (v.cpi is None) == (ac == 0)
    assert v.eac_family[Estimating.REST_AS_BUDGETED] == bac - v.cv
    if v.eac is not None:
        assert abs(v.etc + ac - v.eac) < D("1e-12") * max(v.eac, 1)
        assert abs(v.vac + v.eac - bac) < D("1e-12") * max(v.eac, bac, 1)
    if v.tcpi_bac is not None:
        assert abs(v.tcpi_bac * (bac - ac) - (bac - ev)) < D("1e-12") * max(bac, ac, ev, 1)
    if rest is None and v.tcpi_eac is not None and v.cpi:
        # Forecast by CPI means that the rest goes on at CPI.
        assert abs(v.eac_family[Estimating.RATE_SO_FAR] - bac / v.cpi) < D("1e-9") * max(v.eac, 1)
        assert abs(v.tcpi_eac - v.cpi) < D("1e-6") * max(v.cpi, 1)


# -- planned value, day by day -------------------------------------------------------------------------------------------
def slowly(plan: Plan, at: datetime, number: int = 0) -> Decimal:
    """Every minute of every day of every baseline, by the hours of the calendar alone. Even spread."""
    planned = D(0)
    for task in plan.tasks:
        baseline = task.baseline(number)
        if baseline is None:
            continue
        calendar = plan.calendars[task.calendar or plan.calendar]
        whole = past = 0
        day = baseline.start.date()
        while day <= baseline.finish.date():
            for begin, end in calendar.hours_on(day):
                midnight = datetime(day.year, day.month, day.day)
                first = max(midnight + timedelta(minutes=begin), baseline.start)
                last = min(midnight + timedelta(minutes=end), baseline.finish)
                whole += max(round((last - first) / timedelta(minutes=1)), 0)
                past += max(round((min(last, at) - first) / timedelta(minutes=1)), 0)
            day += timedelta(days=1)
        planned += (baseline.cost * past / whole).quantize(D("0.01"), "ROUND_HALF_UP")
    return planned


def baselined(seed: int) -> Plan:
    rng = random.Random(seed)
    tasks = tuple(
        Task(uid, duration=rng.choice([240, 960, 4800]), calendar=rng.choice(["", "half"])) for uid in range(12)
    )
    links = tuple(Link(rng.randrange(uid), uid) for uid in range(1, 12))
    plan = Plan(datetime(2026, 9, 21, 9), tasks, links, CALENDARS, "cn")
    dates = critical_path(plan).tasks
    agreed = tuple(
        replace(
            t,
            baselines=(
                Baseline(0, dates[t.uid].start, dates[t.uid].finish, t.duration, None, D(rng.randint(1, 10**6)) / 100),
            ),
        )
        for t in tasks
    )
    return replace(plan, tasks=agreed)


@pytest.mark.parametrize("seed", range(8))
def test_planned_value_is_what_a_slow_reckoning_says(seed):
    """Over the National Day holidays of 2026 and its shifted working days."""
    plan = baselined(seed)
    for days in (1, 6, 9, 13, 20, 40):
        at = plan.start + timedelta(days=days, hours=3)
        assert earned_value(plan, at).total.pv == slowly(plan, at)
    assert not CALENDARS["cn"].is_working_day(date(2026, 10, 1))


def test_curves_rise_and_end_at_the_totals():
    plan = baselined(3)
    plan = replace(plan, tasks=(replace(plan.tasks[0], actual_start=plan.start, percent_complete=40), *plan.tasks[1:]))
    spent = {0: [Spent(datetime(2026, 9, 22, 12), D("10.50")), Spent(datetime(2027, 1, 1), D(99))]}
    found = earned_value(plan, datetime(2026, 9, 25, 18), actuals=spent)
    planned = [p.pv for p in found.curve]
    assert planned == sorted(planned) and planned[0] == 0
    assert planned[-1] == found.total.bac
    now = next(p for p in found.curve if p.date == found.data_date)
    assert (now.pv, now.ev, now.ac) == (found.total.pv, found.total.ev, D("10.50"))
    assert all((p.ev is None) == (p.date > found.data_date) for p in found.curve)


# -- costs -------------------------------------------------------------------------------------------------------------
def costed(resource: Resource, assignment: Assignment, task: Task | None = None) -> Plan:
    task = task or Task(1, duration=4800)
    return Plan(START, (task,), (), CALENDARS, "cn", resources=(resource,), assignments=(assignment,))


def test_rates_over_time_overtime_and_per_use():
    """Ten days; the rate doubles with the sixth. 80 h, of which 8 h overtime."""
    rates = (
        Rate(D(100), D(150), D(30), None, datetime(2026, 3, 9)),
        Rate(D(200), D(300), D(999), datetime(2026, 3, 9)),
    )
    plan = costed(Resource(1, rates=rates), Assignment(1, 1, units=2, work=4800, overtime_work=480))
    flows = plan_flows(plan, critical_path(plan))[1]
    assert total(flows) == 2 * 30 + 36 * 100 + 4 * 150 + 36 * 200 + 4 * 300
    monday = local_minute(datetime(2026, 3, 9, 9))
    assert sum(f.until(monday) for f in flows) == 60 + 36 * 100 + 4 * 150
    other = replace(plan, assignments=(replace(plan.assignments[0], rate_table="B"),))
    assert total(plan_flows(other, critical_path(other)).get(1, [])) == 0


def test_material_cost_resource_and_fixed_cost_with_accrual():
    task = Task(1, duration=4800, fixed_cost=D(1000), fixed_cost_accrual=Accrual.END)
    material = Resource(1, type=ResourceType.MATERIAL, standard_rate=D(25), cost_per_use=D(5), accrual=Accrual.START)
    plan = costed(material, Assignment(1, 1, units=4), task)
    travel = Resource(2, type=ResourceType.COST)
    plan = replace(plan, resources=(material, travel), assignments=(*plan.assignments, Assignment(1, 2, cost=D(600))))
    flows = plan_flows(plan, critical_path(plan))[1]
    first, half = local_minute(START), local_minute(datetime(2026, 3, 6, 18))
    end = local_minute(critical_path(plan).finish)
    assert [sum(f.until(t) for f in flows) for t in (first, first + 1, half, end)] == [
        0,
        105 + D(600) / 4800,
        105 + 300,
        105 + 600 + 1000,
    ]


@pytest.mark.parametrize("contour", list(CONTOURS))
def test_shapes_reach_the_whole_and_their_tenths(contour):
    line = CALENDARS["cn"].local
    span = Span(line, local_minute(START), local_minute(datetime(2026, 3, 13, 18)))
    heights = CONTOURS[contour]
    for tenth in range(11):
        t = line.finish_at(line.work(span.start) + 480 * tenth) if tenth else span.start
        assert span.share(t, contour) == D(sum(heights[:tenth])) / sum(heights)
    after_lunch = span.share(span.start + 240, contour)
    assert abs(after_lunch * sum(heights) - D(heights[0]) * 3 / 8) < D("1e-20")


def test_costs_of_ms_project_plans_are_those_it_stored():
    """All but one task, whose stored cost is not that of its assignments."""
    equal, other = 0, []
    for path in sorted(shared("schedule/mspdi").glob("*.xml")):
        plan = read_mspdi(path)
        summaries = {t.parent for t in plan.tasks}
        flows = plan_flows(plan, critical_path(plan))
        for task in plan.tasks:
            if task.cost and task.uid not in summaries:
                same = abs(total(flows.get(task.uid, [])) - task.cost) <= D("0.01")
                equal += same
                other += [] if same else [(path.stem, task.uid)]
    assert equal >= 18
    assert other == [("aspose_NET__ActualTaskProperties", 2)]


# -- rules of earning ----------------------------------------------------------------------------------------------------
def test_rules_of_earning():
    at = datetime(2026, 3, 13, 18)
    base = (Baseline(0, START, at, 4800, 4800, D(1000)),)
    begun = Task(1, duration=4800, percent_complete=40, physical_percent=30, actual_start=START, baselines=base)
    done = replace(begun, uid=2, percent_complete=100, actual_finish=at)
    early = replace(done, uid=3, actual_finish=at + timedelta(days=3))
    plan = Plan(START, (begun, done, early), (), CALENDARS, "cn")

    def earned(rule: Rule, **more) -> list[Decimal]:
        return [v.ev for v in earned_value(plan, at, rule=rule, **more).tasks.values()]

    assert earned(Rule.PERCENT) == [400, 1000, 1000]
    assert earned(Rule.PHYSICAL) == [300, 300, 300]
    assert earned(Rule.ZERO_HUNDRED) == [0, 1000, 0]
    assert earned(Rule.FIFTY_FIFTY) == [500, 1000, 500]
    reached = {1: (Milestone(D(1), START), Milestone(D(3), at + timedelta(days=1))), 2: (Milestone(D(2), at),)}
    assert earned(Rule.MILESTONES, milestones=reached) == [250, 1000, 1000]
    assert earned(Rule.PERCENT, rules={1: Rule.ZERO_HUNDRED}) == [0, 1000, 1000]
    notes = dict(earned_value(plan, at, rule=Rule.MILESTONES, milestones=reached).notes)
    assert notes[EvmNote.NO_MILESTONES] == (3,)


# -- what is not known ----------------------------------------------------------------------------------------------------
def test_without_baseline_the_plan_before_its_progress_serves_and_without_money_hours():
    late = Task(1, duration=4800, actual_start=datetime(2026, 3, 9, 9), percent_complete=50)
    plan = Plan(START, (late, Task(2, duration=480)), (Link(1, 2),), CALENDARS, "cn")
    found = earned_value(plan, datetime(2026, 3, 13, 18))
    assert found.measure is Measure.DURATION
    assert (found.total.bac, found.total.pv, found.total.ev, found.total.ac) == (88, 80, 40, 40)
    assert {note for note, _ in found.notes} == {EvmNote.NO_BASELINE, EvmNote.NO_WORK}
    assert (found.schedule.at, found.schedule.es) == (10, 5)
    assert found.finish_planned == datetime(2026, 3, 16, 18)
    assert found.finish_by_pace == datetime(2026, 3, 31, 18)  # 11 days at half the pace
    people = (Resource(1),)
    plan = replace(plan, resources=people, assignments=(Assignment(1, 1, work=2400),))
    found = earned_value(plan, datetime(2026, 3, 13, 18))
    assert (found.measure, found.total.bac) == (Measure.WORK, 40)


def test_a_pace_that_ends_never_foretells_no_date():
    slow = Task(1, duration=4800, actual_start=START, percent_complete=0.01)
    found = earned_value(Plan(START, (slow,), (), CALENDARS, "cn"), datetime(2026, 12, 31))
    assert found.total.ev == D("0.01") and found.finish_by_pace is None


def test_a_task_that_came_later_has_no_budget_but_costs():
    base = (Baseline(0, START, datetime(2026, 3, 6, 18), 2400, None, D(500)),)
    old = Task(1, duration=2400, percent_complete=100, actual_start=START, baselines=base, actual_cost=D(450))
    old = replace(old, actual_finish=datetime(2026, 3, 6, 18))
    new = Task(2, duration=480, percent_complete=100, actual_start=START, actual_cost=D(100), parent=3)
    plan = Plan(START, (old, Task(3), new), (), CALENDARS, "cn", status_date=datetime(2026, 1, 1))
    found = earned_value(plan, datetime(2026, 3, 9, 9))
    assert (found.total.ev, found.total.ac, found.total.cpi) == (500, 550, D(500) / 550)
    assert found.tasks[3] == found.tasks[2]
    assert dict(found.notes) == {EvmNote.NOT_IN_BASELINE: (2,), EvmNote.OTHER_STATUS_DATE: ()}


def test_what_was_not_said_to_be_spent_is_not_zero():
    plan = baselined(1)
    plan = replace(plan, tasks=(replace(plan.tasks[0], actual_start=plan.start, percent_complete=50), *plan.tasks[1:]))
    found = earned_value(plan, plan.start + timedelta(days=3))
    assert found.tasks[0].ac is None and found.tasks[0].cpi is None
    assert found.total.cpi is None and found.total.eac is None
    assert EvmNote.NO_ACTUALS in dict(found.notes)


def test_a_shape_and_an_accrual_in_the_baseline():
    end = datetime(2026, 3, 13, 18)
    own = (Baseline(0, START, end, None, 4800, D(550)),)
    task = Task(1, duration=4800, baselines=(Baseline(0, START, end, 4800, 4800, D(1000)),))
    task = replace(task, fixed_cost_accrual=Accrual.START)
    shaped = Assignment(1, 1, work=4800, contour=Contour.BACK_LOADED, baselines=own)
    plan = Plan(START, (task,), (), CALENDARS, "cn", resources=(Resource(1),), assignments=(shaped,))
    after_one_day = earned_value(plan, datetime(2026, 3, 2, 18)).total.pv
    assert after_one_day == 450 + D("9.17")
