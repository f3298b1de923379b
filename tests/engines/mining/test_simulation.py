"""Simulation against queueing formulas, against the log it learned from, and each change against common sense."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from math import factorial
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from golive.engines.mining.discovery import discover
from golive.engines.mining.model.net import net_of_tree
from golive.engines.mining.model.tree import choice, leaf, loop, parallel, sequence, shortest
from golive.engines.mining.simulation import (
    Model,
    Pool,
    SimulationError,
    Step,
    calibration_sentence,
    changed,
    constant,
    exponential,
    fit,
    poisson,
    read_scenario,
    sentences,
    simulate,
    study,
)
from golive.engines.mining.simulation.study import student
from golive.engines.worktime import china_standard
from tests.engines.mining.made_logs import approvals, log_of


def erlang_wait(between: float, service: float, servers: int) -> float:
    """Mean wait in the queue of M/M/c (Erlang C)."""
    load = service / between
    busy = load / servers
    top = load**servers / factorial(servers) / (1 - busy)
    queued = top / (sum(load**k / factorial(k) for k in range(servers)) + top)
    return queued * service / (servers - load)


def one_step(between, service, servers):
    net = net_of_tree(leaf("a"))
    step = Step(constant(0), exponential(service), "desk")
    return Model(net, (1.0,), {"a": step}, poisson(between), pools={"desk": Pool("desk", servers)})


@pytest.mark.parametrize(("between", "service", "servers"), [(100, 60, 1), (100, 150, 2), (40, 160, 5)])
def test_queues_are_as_long_as_erlang_says(between, service, servers):
    runs = [simulate(one_step(between, service, servers), 2_000, seed, 0.1) for seed in range(6)]
    waits = np.array([run.queued.mean() for run in runs])
    half = 3.5 * waits.std(ddof=1) / np.sqrt(len(waits))
    assert abs(waits.mean() - erlang_wait(between, service, servers)) < half
    assert runs[0].busy["desk"] == pytest.approx(service / between / servers, rel=0.1)


def test_work_waits_for_office_hours():
    """Arrivals on Friday evening: the hour of work is done on Monday at ten."""
    net = net_of_tree(leaf("a"))
    friday = int(datetime(2025, 3, 7, 20, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()) // 60
    monday = int(datetime(2025, 3, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()) // 60
    model = Model(net, (1.0,), {"a": Step(service=constant(60))}, lambda rng, n: np.full(n, friday), china_standard())
    assert friday + simulate(model, 1).cycle[0] == monday


def test_ways_are_taken_as_often_as_weighed():
    net = net_of_tree(sequence(leaf("a"), choice(leaf("b"), leaf("c")), parallel(leaf("d"), leaf("e"))))
    weights = tuple({"b": 3.0, "c": 1.0}.get(t.label, 1.0) for t in net.transitions)
    run = simulate(Model(net, weights, {k: Step() for k in "abcde"}, poisson(10)), 4_000)
    assert run.times["b"] / 4_000 == pytest.approx(0.75, abs=0.03)
    assert run.times["b"] + run.times["c"] == run.times["a"] == run.times["d"] == run.times["e"] == 4_000


def test_a_model_that_never_ends_is_refused():
    net = net_of_tree(loop(leaf("a"), leaf("b")))
    weights = tuple(0.0 if t.label is None and net.finals[0].keys() & set(t.outputs) else 1.0 for t in net.transitions)
    with pytest.raises(SimulationError) as refused:
        simulate(Model(net, weights, {"a": Step(), "b": Step()}, poisson(10)), 5)
    assert refused.value.code == "endless"


def fitted(log, noise=0.2, **given):
    names, variants = log.activities, Counter()
    for (acts,) in log.rows("SELECT list(act ORDER BY pos) FROM step GROUP BY case_id"):
        variants[tuple(names[a] for a in acts)] += 1
    tree = discover(variants, noise)
    return fit(log, net_of_tree(tree), shortest=shortest(tree), **given)


@pytest.mark.slow
def test_the_as_is_is_replayed(domestic_log):
    found = study(fitted(domestic_log), read_scenario({"cases": 800, "replications": 4}))
    assert found.calibration.error["mean"] == pytest.approx(0, abs=0.08) and found.calibration.worst < 0.2
    for measure in found.measures:
        assert measure.difference.low == measure.difference.high == 0, "nothing was changed"
    assert "吻合" in calibration_sentence(found.calibration).zh


def test_dropping_the_budget_owner_saves_what_the_finding_says(domestic_log):
    """The finding says that 4.1 % of all case time passes before its decisions."""
    drop = {"changes": [{"drop": "Declaration APPROVED by BUDGET OWNER"}], "cases": 800, "replications": 4}
    found = study(fitted(domestic_log), read_scenario(drop))
    mean = next(m for m in found.measures if m.name == "cycle_mean")
    assert mean.difference.high < 0
    assert -mean.difference.value / mean.as_is.value == pytest.approx(0.041, abs=0.01)
    assert found.executions["Declaration APPROVED by BUDGET OWNER"][1] == 0
    assert any("BUDGET OWNER" in text.zh for text in sentences(found))


@pytest.fixture(scope="module")
def simple():
    with log_of(approvals(200, 20), amount=[float(10 * i) for i in range(200)]) as log:
        yield fitted(log, noise=0.0, amount="amount")


def mean_of(fit_of, *changes, baseline=(), name="cycle_mean"):
    document = {"changes": list(changes), "baseline": list(baseline), "cases": 300, "replications": 3}
    found = study(fit_of, read_scenario(document))
    return next(m for m in found.measures if m.name == name), found


def test_each_change_does_what_its_name_says(simple):
    hour = 1 / 24
    assert mean_of(simple, {"drop": "财务审批通过"})[0].difference.value == pytest.approx(-0.1 * hour, abs=0.02 * hour)
    dropped = {"steps": ["经理审批通过"], "rejections": ["经理审批驳回"]}
    gone, found = mean_of(simple, {"drop": dropped})
    assert gone.to_be.value < 0.2 and found.executions.get("经理审批驳回", (0, 0))[1] == 0
    half, found = mean_of(simple, {"threshold": {"step": "经理审批通过", "below": 1000}})
    assert half.difference.value < -10 * hour
    assert found.executions["经理审批通过"][1] == pytest.approx(0.5, abs=0.06)
    assert mean_of(simple, {"automate": {"step": "Pay", "minutes": 1}})[0].difference.value == pytest.approx(
        -2.98 * hour, abs=0.1 * hour
    )
    assert mean_of(simple, {"wait": {"step": "经理审批通过", "factor": 0.5}})[0].difference.value < -12 * hour
    never = mean_of(simple, {"probability": {"step": "经理审批驳回", "value": 0}})[1]
    assert never.executions["经理审批驳回"][1] == 0
    merged = mean_of(simple, {"merge": {"steps": ["财务审批通过", "Pay"]}})[0]
    assert merged.difference.value == pytest.approx(-3 * hour + 0.1 * hour, abs=0.2 * hour)


def test_more_hands_shorten_queues_only(simple):
    desk = [{"service": {"step": "Pay", "minutes": 360}}, {"pool": {"name": "desk", "capacity": 1, "steps": ["Pay"]}}]
    queue, found = mean_of(simple, {"capacity": {"pool": "desk", "to": 3}}, baseline=desk, name="queue_minutes")
    assert queue.as_is.value > 60 and queue.difference.high < 0 and queue.to_be.value < 0.2 * queue.as_is.value
    assert found.busy["desk"][1] == pytest.approx(found.busy["desk"][0] / 3, rel=0.1)
    busier, _ = mean_of(simple, {"arrivals": {"factor": 1.1}}, baseline=desk, name="queue_minutes")
    assert busier.difference.value > 0


def test_cost_only_with_a_price(simple):
    service = [{"service": {"step": "Pay", "minutes": 30}}]
    found = study(simple, read_scenario({"baseline": service, "cost_per_hour": 120, "cases": 200, "replications": 3}))
    assert next(m for m in found.measures if m.name == "cost").as_is.value == pytest.approx(60, rel=0.02)
    assert "cost" not in {m.name for m in mean_of(simple)[1].measures}


def test_the_same_seed_gives_the_same_answer(simple):
    first, second = (mean_of(simple, {"drop": "Pay"})[0] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"changes": [{"fire": "x"}]}, "unknown_key"), ({"chances": []}, "unknown_key"), (None, "wrong_value"),
        ({"changes": ["drop"]}, "wrong_value"), ({"cases": 0}, "wrong_value"), ({"changes": [{"drop": "no"}]}, "unknown_step"),
        ({"changes": [{"capacity": {"pool": "p", "to": 2}}]}, "unknown_pool"),
        ({"changes": [{"pool": {"name": "p", "capacity": 0, "steps": ["Pay"]}}]}, "no_capacity"),
        ({"changes": [{"wait": {"step": "Pay"}}]}, "wrong_value"), ({"changes": [{"arrivals": {"factor": 0}}]}, "wrong_value"),
        ({"changes": [{"probability": {"step": "Pay", "value": 2}}]}, "wrong_value"),
    ],
)  # fmt: skip
def test_a_wrong_scenario_is_refused(simple, document, code):
    with pytest.raises(SimulationError) as refused:
        changed(simple.model, read_scenario(document).changes)
    assert refused.value.code == code


def test_a_threshold_needs_amounts():
    with log_of(approvals(60, 0)) as log:
        model = fitted(log).model
    with pytest.raises(SimulationError) as refused:
        changed(model, read_scenario({"changes": [{"threshold": {"step": "Pay", "below": 5}}]}).changes)
    assert refused.value.code == "no_amounts"


def test_students_quantiles_as_tabled():
    assert [round(student(n), 3) for n in (1, 2, 5, 9, 19, 60)] == [12.706, 4.303, 2.571, 2.262, 2.093, 2.0]
