"""Simulation against closed forms, numerical integration, brute force and the deterministic pass."""
# ruff: noqa: DTZ001 - plans have local times

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from math import exp, sqrt
from statistics import NormalDist

import numpy as np
import pytest

from golive.engines.schedule import (
    Assignment,
    Constraint,
    Link,
    LinkType,
    Plan,
    Resource,
    Task,
    critical_path,
    read_mspdi,
)
from golive.engines.schedule.risk import Estimate, RiskError, RiskEvent, RiskInputs, Shape, risk
from golive.engines.schedule.risk import trial as trials
from golive.engines.schedule.risk.draws import uncertain_tasks
from golive.engines.schedule.risk.drivers import centred_ranks, correlation
from golive.engines.schedule.risk.longest_path import LongestPath
from golive.engines.schedule.risk.network_pass import Pass, prepare
from golive.engines.schedule.risk.quantiles import GRADES, read, table
from golive.engines.schedule.risk.trial import Setting, sizes_of
from golive.engines.worktime import always_on, china_standard, local_minute
from tests.engines.schedule.test_brute_force import random_plan
from tests.shared_data import shared

START = datetime(2026, 3, 2, 9)
CALENDARS = {"cn": china_standard(), "all": always_on()}
ALONE = {"": 0.0}


def plan_of(tasks, links=(), calendar="all") -> Plan:
    return Plan(START, tuple(tasks), tuple(links), CALENDARS, calendar)


def chain(n: int, calendar: str = "all", duration: int = 1000) -> Plan:
    tasks = [Task(i, duration=duration) for i in range(n)]
    return plan_of(tasks, [Link(i, i + 1) for i in range(n - 1)], calendar)


def minutes(when: datetime) -> float:
    return (when - START) / timedelta(minutes=1)


# -- distributions ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("low", "likely", "high"), [(100, 200, 500), (0, 0, 100), (10, 90, 90), (40, 60, 80)])
def test_mean_and_variance_are_those_of_the_shape(low, likely, high):
    grades = (np.arange(200_000) + 0.5) / 200_000
    for shape in (Shape.TRIANGULAR, Shape.PERT):
        drawn = np.interp(grades, GRADES, table(Estimate(low, likely, high, shape)).astype(float))
        if shape is Shape.TRIANGULAR:
            mean = (low + likely + high) / 3
            variance = (low**2 + likely**2 + high**2 - low * likely - low * high - likely * high) / 18
        else:
            mean = (low + 4 * likely + high) / 6
            variance = (mean - low) * (high - mean) / 7
        assert drawn.mean() == pytest.approx(mean, rel=2e-3)
        assert drawn.var() == pytest.approx(variance, rel=6e-3)


def test_a_lognormal_has_the_points_it_was_given():
    estimate = Estimate(100, 0, 400, Shape.LOGNORMAL)
    at = [NormalDist().inv_cdf(p) for p in (0.1, 0.5, 0.9)]
    assert read(table(estimate), np.array(at, np.float32)) == pytest.approx([100, 200, 400], rel=1e-3)
    deviation = NormalDist().inv_cdf(0.9)
    assert estimate.mode == pytest.approx(200 * exp(-((np.log(4) / 2 / deviation) ** 2)))


def test_points_out_of_order_are_refused():
    for wrong in ((3, 2, 4, Shape.PERT), (1, 5, 4, Shape.TRIANGULAR), (0, 1, 2, Shape.LOGNORMAL)):
        with pytest.raises(RiskError, match="order"):
            Estimate(*wrong)


# -- closed forms ----------------------------------------------------------------------------------------------------
def test_a_chain_is_a_sum():
    """Mean and standard deviation of a sum of independent parts; percentiles by the central limit theorem."""
    n, estimate = 60, Estimate(500, 1000, 2100, Shape.TRIANGULAR)
    mean, deviation = n * 1200, sqrt(n * (500**2 + 1000**2 + 2100**2 - 500e3 - 1050e3 - 2100e3) / 18)
    inputs = RiskInputs(dict.fromkeys(range(n), estimate), correlation=ALONE)
    found = risk(chain(n), inputs, iterations=10_000, drivers=0).finish
    error = deviation / sqrt(10_000)
    assert minutes(found.mean) == pytest.approx(mean, abs=4 * error)
    assert found.deviation_days * 480 == pytest.approx(deviation, rel=0.03)
    for p in (10, 50, 80, 90):
        assert minutes(found.percentiles[p]) == pytest.approx(
            mean + NormalDist().inv_cdf(p / 100) * deviation, abs=6 * error
        )


@pytest.mark.parametrize("rho", [0.0, 0.3, 1.0])
def test_correlation_widens_a_chain_as_the_formula_says(rho):
    """Var = n s² (1 + (n - 1) r), where r of the values is close to rho of their scores for a symmetric shape."""
    n, estimate = 20, Estimate(900, 1000, 1100)
    s = 200 / 6 * sqrt(36 / 7 * 0.25)  # PERT: (mean - low)(high - mean) / 7
    inputs = RiskInputs(dict.fromkeys(range(n), estimate), correlation={"": rho})
    found = risk(chain(n), inputs, drivers=0).finish.deviation_days * 480
    assert found == pytest.approx(s * sqrt(n * (1 + (n - 1) * rho)), rel=0.05)


def test_the_later_of_two_by_numerical_integration():
    """E[max] = ∫ 1 - F(x) G(x) dx. This is the merge bias that a plan of means does not show."""
    a, b = Estimate(600, 1000, 1800, Shape.TRIANGULAR), Estimate(500, 1100, 1700, Shape.TRIANGULAR)
    x = np.linspace(0, 1800, 18_001)
    both = np.interp(x, table(a), GRADES) * np.interp(x, table(b), GRADES)
    expected = np.trapezoid(1 - both, x)
    inputs = RiskInputs({0: a, 1: b}, correlation=ALONE)
    found = risk(plan_of([Task(0, duration=1000), Task(1, duration=1100)]), inputs, iterations=40_000)
    assert minutes(found.finish.mean) == pytest.approx(expected, abs=6)
    assert expected > 1150  # well above either mean
    p80 = np.interp(0.8, both, x)
    assert minutes(found.finish.percentiles[80]) == pytest.approx(p80, abs=12)
    by_uid = {t.uid: t.criticality for t in found.tasks}
    density = np.gradient(np.interp(x, table(b), GRADES), x)
    second_later = np.trapezoid(np.interp(x, table(a), GRADES) * density, x)
    assert by_uid[1] == pytest.approx(second_later, abs=0.012)
    assert by_uid[0] + by_uid[1] == pytest.approx(1, abs=0.005)


def test_an_event_is_a_coin_and_its_cost_too():
    event = RiskEvent("R1", 0.3, (1,), days=Estimate(2, 2, 2), cost=Estimate(500, 500, 500))
    inputs = RiskInputs(events=(event,), spread=None)
    found = risk(chain(3), inputs, target=START + timedelta(minutes=3000), budget=Decimal(0))
    assert found.finish.target_probability == pytest.approx(0.7, abs=0.015)
    assert minutes(found.finish.percentiles[50]) == 3000
    assert minutes(found.finish.percentiles[80]) == 3000 + 2 * 480
    assert found.cost is not None
    assert (found.cost.percentiles[50], found.cost.percentiles[80]) == (0, 500)
    assert float(found.cost.mean) == pytest.approx(150, abs=7)
    assert found.cost.budget_probability == found.finish.target_probability
    (gain,) = found.what_to_do
    assert (gain.event, gain.p80_gain_days, minutes(gain.p80)) == ("R1", 2, 3000)
    (bar,) = found.tornado
    assert (minutes(bar.low), minutes(bar.high)) == (3000, 3960)


def test_an_event_in_per_cent_and_on_a_milestone():
    event = RiskEvent("R", 1.0, (0, 1), days=Estimate(1, 1, 1), percent=Estimate(50, 50, 50))
    plan = plan_of([Task(0, duration=1000), Task(1, duration=0)], [Link(0, 1)])
    found = risk(plan, RiskInputs(events=(event,), spread=None), iterations=100)
    assert minutes(found.finish.percentiles[50]) == 1000 * 1.5 + 480 + 480


# -- against brute force and the deterministic pass ------------------------------------------------------------------
def outcomes(plan: Plan, low: float, high: float) -> list[datetime]:
    """The finish of every combination of short and long durations."""
    found = []
    for factors in product((low, high), repeat=len(plan.tasks)):
        tasks = tuple(replace(t, duration=round(t.duration * f)) for t, f in zip(plan.tasks, factors, strict=True))
        found.append(critical_path(replace(plan, tasks=tasks)).finish)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_extremes_lie_within_every_combination(seed):
    """The network is monotone, so that no simulated finish may lie outside those of all extremes."""
    plan = replace(random_plan(seed, 5), links=tuple(k for k in random_plan(seed, 5).links if k.lag_kind == "working"))
    every = outcomes(plan, 0.5, 2)
    spread = Estimate(0.5, 1, 2, Shape.TRIANGULAR)
    found = risk(plan, RiskInputs(spread=spread, correlation={"": 0.99}), iterations=2000).finish
    assert min(every) <= found.earliest <= found.latest <= max(every)


def dressed(plan: Plan, seed: int) -> Plan:
    """With constraints, pauses, levelling delays, actuals, typed dates, a data date, and people of two calendars."""
    rng = random.Random(seed)

    def day() -> datetime:
        return plan.start + timedelta(days=rng.randint(-3, 12), minutes=rng.choice([0, 30, 400]))

    tasks, assignments = [], []
    for task in plan.tasks:
        kind = rng.choice([*Constraint, "begun", "typed", "people", "people", "delay", "pause"])
        if isinstance(kind, Constraint):
            tasks.append(replace(task, constraint=kind, constraint_date=day()))
            continue
        if kind == "people" and task.duration:
            assignments += [Assignment(task.uid, r, work=task.duration, delay=rng.choice([0, 60])) for r in (1, 2)]
        changes = {
            "begun": {"actual_start": day(), "percent_complete": rng.choice([0, 40])},
            "typed": {"manual": True, "manual_start": day()},
            "delay": {"levelling_delay": 1000},
            "pause": {"pauses": ((20, 300),) if task.duration else ()},
        }
        tasks.append(replace(task, **changes.get(kind, {})))
    return replace(
        plan,
        tasks=tuple(tasks),
        honour_constraints=rng.random() < 0.6,
        data_date=rng.choice([None, plan.start + timedelta(days=2)]),
        resources=(Resource(1, calendar="day"), Resource(2, calendar="half")),
        assignments=tuple(assignments),
    )


@pytest.mark.parametrize("seed", range(60))
def test_without_uncertainty_it_is_the_plan(seed):
    """Every date of every task, on mixed calendars, all links and lags, to the minute; and so on one calendar."""
    plan = random_plan(seed)
    single = replace(plan, tasks=tuple(replace(t, calendar="", elapsed=False) for t in plan.tasks))
    for one in (plan, single, dressed(plan, seed), dressed(single, seed)):
        # What is to lie as late as possible is simulated where it could lie first (and that is said).
        soon = [replace(t, constraint=Constraint.ASAP) if t.constraint is Constraint.ALAP else t for t in one.tasks]
        planned = critical_path(replace(one, tasks=tuple(soon)))
        when = None if one.data_date is None else local_minute(one.data_date)
        for prepared in (prepare(one, when), Pass(one, when, worked_only=False)):
            dates = prepared.run([np.array([prepared.base(i)], np.int32) for i in range(len(one.tasks))])
            assert prepared.off() == 0
            for i, task in enumerate(one.tasks):
                own = planned.tasks[task.uid]
                expected = prepared.axis.place_of(own.early_start), prepared.axis.place_of(own.early_finish)
                assert (dates.start[i][0], dates.finish[i][0]) == expected


def test_plans_of_ms_project_without_uncertainty():
    """Constraints, actuals, typed dates, resource calendars, splits: what the simulation places is what is computed."""
    for path in sorted(shared("schedule/mspdi").glob("*.xml")):
        plan = read_mspdi(path)
        found = risk(plan, RiskInputs(spread=None), iterations=1)
        assert set(found.finish.percentiles.values()) == {critical_path(plan).finish}, path.name
        assert "not_equal" not in {a.code for a in found.assumptions}


def test_one_iteration_is_the_plan_with_those_durations():
    """Draw, put the drawn durations into the plan, compute it: the same finish. On calendars with holidays."""
    plan = replace(random_plan(3, 12), calendars={**random_plan(3).calendars, "day": china_standard()})
    plan = replace(plan, links=tuple(k for k in plan.links if "percent" not in k.lag_kind))
    prepared = prepare(plan, None)
    inputs = RiskInputs()
    trial = Setting(prepared, inputs, uncertain_tasks(prepared, inputs), 5, sizes_of(40, 12)).trial(0)
    for n in range(40):
        lasting = [int(d[n if len(d) > 1 else 0]) for d in trial.draw.durations]
        tasks = tuple(replace(t, duration=d) for t, d in zip(plan.tasks, lasting, strict=True))
        finish = critical_path(replace(plan, tasks=tasks)).finish
        assert prepared.axis.date(int(trial.finish[n])) == finish


@pytest.mark.parametrize("seed", range(25))
def test_critical_is_what_has_no_slack(seed):
    """In networks of links alone, on one calendar, without free time between."""
    plan = random_plan(seed, 10)
    plan = replace(
        plan, tasks=tuple(replace(t, calendar="", elapsed=False, duration=t.duration or 5) for t in plan.tasks)
    )
    plan = replace(plan, links=tuple(replace(k, lag=0, type=LinkType.FS) for k in plan.links))
    prepared = prepare(plan, None)
    dates = prepared.run([np.array([prepared.base(i)], np.int32) for i in range(len(plan.tasks))])
    found = {plan.tasks[i].uid for i, c in enumerate(LongestPath(prepared, dates).critical) if c.any()}
    assert found == {t.uid for t in critical_path(plan).tasks.values() if t.total_slack == 0}


def test_a_summary_link_carries_criticality_into_and_out_of_it():
    tasks = [
        Task(1, duration=100),
        Task(2),
        Task(3, parent=2, duration=500),
        Task(4, parent=2, duration=60),
        Task(5, duration=80),
    ]
    plan = plan_of(tasks, [Link(1, 2), Link(2, 5)])
    found = {t.uid: t.criticality for t in risk(plan, RiskInputs(spread=None), iterations=10).tasks}
    assert found == {1: 1, 3: 1, 4: 0, 5: 1}


# -- what drives it --------------------------------------------------------------------------------------------------
def test_ranks_share_ties_and_correlate_as_spearman_does():
    assert list(centred_ranks(np.array([5, 1, 5, 9])) + 2.5) == [2.5, 1, 2.5, 4]
    ranks = centred_ranks(np.array([1, 2, 3, 4, 5]))
    assert correlation(np.array([1.0, 3, 2, 5, 4]), ranks) == pytest.approx(0.8)  # 1 - 6·4 / (5·24)


def test_the_widest_task_of_the_path_is_the_first_bar_and_its_effect_is_what_a_new_run_gives():
    plan = chain(4, "cn")
    wide = Estimate(800, 1000, 3000, Shape.TRIANGULAR)
    estimates = {0: Estimate(900, 1000, 1200), 2: wide, 3: Estimate(950, 1000, 1100)}
    found = risk(plan, RiskInputs(estimates, spread=None, correlation=ALONE))
    first = found.tornado[0]
    assert first.task == 2
    assert first.correlation > 0.9
    certain = risk(plan, RiskInputs({**estimates, 2: Estimate(1000, 1000, 1000)}, spread=None, correlation=ALONE))
    halved = risk(
        plan, RiskInputs({**estimates, 2: Estimate(900, 1000, 2000, Shape.TRIANGULAR)}, spread=None, correlation=ALONE)
    )
    days = china_standard().minutes_between(certain.finish.percentiles[80], found.finish.percentiles[80]) / 480
    assert first.p80_effect_days == pytest.approx(days, abs=0.01)
    assert found.what_to_do[0].p80 - halved.finish.percentiles[80] < timedelta(minutes=3)
    assert 0 < found.what_to_do[0].p80_gain_days < first.p80_effect_days
    assert first.low < found.finish.mean < first.high


def test_a_seed_repeats_and_another_task_leaves_the_luck_of_the_rest():
    plan = chain(5)
    assert risk(plan, iterations=500, seed=7) == risk(plan, iterations=500, seed=7)
    assert risk(plan, iterations=500, seed=7) != risk(plan, iterations=500, seed=8)
    more = replace(plan, tasks=(*plan.tasks, Task(99, duration=10)))
    assert risk(plan, iterations=500).finish == risk(more, iterations=500).finish


def test_chunks_answer_as_one_piece_would(monkeypatch):
    whole = risk(chain(5), iterations=4000).finish
    monkeypatch.setattr(trials, "CELLS", 10)
    parts = risk(chain(5), iterations=4000).finish
    assert minutes(parts.mean) == pytest.approx(minutes(whole.mean), rel=0.005)
    assert sum(count for *_, count in parts.histogram) == 4000


def test_curve_and_histogram_tell_of_the_same_iterations():
    found = risk(chain(8, "cn"), iterations=3000).finish
    dates, shares = zip(*found.curve, strict=True)
    assert list(dates) == sorted(set(dates))
    assert shares[-1] == 1
    assert dict(found.curve)[found.percentiles[80]] >= 0.8
    for begin, end, count in found.histogram:
        share = {d: s for d, s in found.curve if d <= end}
        assert count >= 0 and begin < end
        assert sum(c for _, e, c in found.histogram if e <= end) >= max(share.values(), default=0) * 3000
    assert sum(count for *_, count in found.histogram) == 3000


# -- what is certain, and what was assumed ----------------------------------------------------------------------------
def test_what_is_done_is_certain_and_what_has_begun_varies_by_what_remains():
    done = Task(0, duration=960, actual_start=START, actual_finish=datetime(2026, 3, 3, 18), percent_complete=100)
    begun = Task(1, duration=960, actual_start=datetime(2026, 3, 4, 9), percent_complete=50)
    plan = plan_of([done, begun], [Link(0, 1)], "cn")
    found = risk(plan, RiskInputs({1: Estimate(960, 960, 1920, Shape.TRIANGULAR)}, spread=None), iterations=2000)
    assert found.finish.earliest >= datetime(2026, 3, 5, 18)
    assert datetime(2026, 3, 6, 9) < found.finish.latest <= datetime(2026, 3, 6, 18)
    assert [t.uid for t in found.tasks] == [1]
    nothing = risk(
        plan, RiskInputs(events=(RiskEvent("R", 1, (0,), days=Estimate(9, 9, 9)),), spread=None), iterations=5
    )
    assert nothing.finish.latest == critical_path(plan).finish
    assert [(a.code, a.tasks) for a in nothing.assumptions] == [("event_on_finished", (0,))]


def test_what_nobody_estimated_is_assumed_and_said():
    plan = replace(
        chain(3), tasks=(Task(0, duration=900, optimistic=800, likely=900, pessimistic=1500), *chain(3).tasks[1:])
    )
    found = {a.code: a for a in risk(plan, iterations=100).assumptions}
    assert found["spread"].tasks == (1, 2)
    assert found["spread"].value == (0.9, 1.0, 1.3)
    assert found["correlation"].value == (0.2,)
    assert risk(plan, RiskInputs(spread=None, correlation=ALONE), iterations=100).assumptions == ()


def test_labour_costs_grow_with_the_duration_and_material_does_not():
    plan = chain(1, "cn", 4800)
    people = (Resource(1, standard_rate=Decimal(100)),)
    plan = replace(
        plan,
        tasks=(replace(plan.tasks[0], fixed_cost=Decimal(3000)),),
        resources=people,
        assignments=(Assignment(0, 1, work=4800),),
    )
    certain = risk(plan, RiskInputs(spread=None), iterations=10).cost
    assert certain is not None
    assert certain.planned == certain.percentiles[50] == 80 * 100 + 3000
    twice = risk(plan, RiskInputs({0: Estimate(9600, 9600, 9600)}), iterations=10).cost
    assert twice is not None
    assert twice.percentiles[50] == 2 * 80 * 100 + 3000


def test_years_without_known_holidays_are_told():
    slow = Estimate(1, 1, 60, Shape.TRIANGULAR)
    found = risk(chain(20, "cn"), RiskInputs(spread=slow), iterations=50)
    assert 2027 in {w.year for w in found.warnings}
    assert critical_path(chain(20, "cn")).warnings == ()


def test_nonsense_is_refused_with_its_code():
    for code, make in (
        ("probability", lambda: RiskEvent("R", 1.2)),
        ("correlation", lambda: RiskInputs(correlation={"a": -0.1})),
        ("duplicate_event", lambda: RiskInputs(events=(RiskEvent("R", 1), RiskEvent("R", 0)))),
        ("unknown_task", lambda: risk(chain(2), RiskInputs({77: Estimate(1, 2, 3)}))),
        ("iterations", lambda: risk(chain(2), iterations=0)),
        ("too_long", lambda: risk(chain(9, "cn"), RiskInputs({8: Estimate(1, 1e6, 9e7)}), iterations=50)),
    ):
        with pytest.raises(RiskError) as caught:
            make()
        assert caught.value.code == code


def test_local_minutes_and_places_are_inverse():
    for worked_only in (True, False):
        prepared = Pass(chain(3, "cn"), None, worked_only)
        when = datetime(2026, 3, 5, 15, 20)
        assert prepared.axis.date(prepared.axis.place_of(when)) == when
        assert prepared.axis.minute(prepared.axis.place(local_minute(when))) == local_minute(when)
