"""The process as it is against the process to be: many runs of both under the same luck, differences with intervals.

Before anything is believed, the runs of the process as it is are held against the log itself; the error is reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import sqrt
from statistics import NormalDist

import numpy as np

from golive.engines.mining.simulation.fit import Fit
from golive.engines.mining.simulation.model import Model, Values
from golive.engines.mining.simulation.run import Outcome, simulate
from golive.engines.mining.simulation.scenario import Scenario, changed, scaled
from golive.engines.mining.statistics import Interval

DAY = 1440.0
WARMUP = 0.1
GOOD, FAIR = 0.10, 0.25
_TABLED = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706)


@dataclass(frozen=True)
class Measure:
    """`as_is`, `to_be`: means over the runs with 95 % intervals; `difference`: to-be less as-is, run by run."""

    name: str
    as_is: Interval
    to_be: Interval
    difference: Interval


@dataclass(frozen=True)
class Calibration:
    """Measures of the log and of the simulated as-is in days, and the relative error of each."""

    log: dict[str, float]
    simulated: dict[str, float]
    error: dict[str, float]

    @property
    def worst(self) -> float:
        return max((abs(e) for e in self.error.values()), default=0.0)

    @property
    def grade(self) -> str:
        return "good" if self.worst <= GOOD else "fair" if self.worst <= FAIR else "poor"


@dataclass(frozen=True)
class Study:
    """`measures`: cycle_mean, cycle_median, cycle_p90 (days), work_minutes and queue_minutes a case, cost a case where
    there is a price. `executions`: step → a case before, after. `busy`: pool → share of its capacity before, after.
    """

    scenario: Scenario
    calibration: Calibration
    measures: tuple[Measure, ...]
    executions: dict[str, tuple[float, float]] = field(default_factory=dict)
    busy: dict[str, tuple[float, float]] = field(default_factory=dict)


def study(
    fitted: Fit, scenario: Scenario, to_be: Model | None = None, report: Callable[[int, int], None] | None = None
) -> Study:
    """Compare. `to_be`: another model that changes are made to, such as one of a process drawn anew; else the log's."""
    as_is = settled(changed(fitted.model, scenario.baseline), fitted, scenario)
    base = as_is if to_be is None else settled(changed(to_be, scenario.baseline), fitted, scenario)
    after = changed(base, scenario.changes)
    first: list[Outcome] = []
    second: list[Outcome] = []
    warmup = WARMUP if as_is.pools or after.pools else 0.0
    for i in range(scenario.replications):
        seed = scenario.seed * 10_007 + i
        first.append(simulate(as_is, scenario.cases, seed, warmup))
        second.append(simulate(after, scenario.cases, seed, warmup))
        if report is not None:
            report(i + 1, scenario.replications)
    return Study(
        scenario,
        calibration(fitted, first),
        tuple(_measure(name, take, first, second) for name, take in _takes(scenario).items()),
        _executions(first, second),
        {name: (_busy(first, name), _busy(second, name)) for name in {**as_is.pools, **after.pools}},
    )


def settled(model: Model, fitted: Fit, scenario: Scenario) -> Model:
    """Queues of pools explain a part of the waits that the log shows; the rest stays as delay.

    A trial run measures the queue of each step; its delays are scaled down by that much, never below nothing.
    """
    if not model.pools:
        return model
    trial = simulate(model, scenario.cases, scenario.seed, WARMUP)
    steps = dict(model.steps)
    rng = np.random.default_rng(scenario.seed)
    for name, step in model.steps.items():
        if step.pool is None or not trial.queue.get(name):
            continue
        waited = float(step.delay(rng, 4_000).mean())
        if waited:
            steps[name] = replace(step, delay=scaled(step.delay, max(1 - trial.queue[name] / waited, 0.0)))
    return replace(model, steps=steps)


def calibration(fitted: Fit, outcomes: list[Outcome]) -> Calibration:
    """Empty where the model was not learned from a log."""
    if not len(fitted.cycle):
        return Calibration({}, {}, {})
    cycle = np.concatenate([outcome.cycle for outcome in outcomes])
    log, simulated = _shape(fitted.cycle), _shape(cycle)
    error = {name: (simulated[name] - log[name]) / log[name] if log[name] else 0.0 for name in log}
    # Of a process done within the hour, a median of minutes is no measure of anything.
    kept = {name: e for name, e in error.items() if log[name] >= 0.05 * max(log.values())}
    return Calibration(log, simulated, kept)


def _shape(minutes: Values) -> dict[str, float]:
    days = minutes / DAY
    return {"mean": float(days.mean()), "median": float(np.median(days)), "p90": float(np.quantile(days, 0.9))}


def _takes(scenario: Scenario) -> dict[str, Callable[[Outcome], float]]:
    out: dict[str, Callable[[Outcome], float]] = {
        "cycle_mean": lambda o: float(o.cycle.mean()) / DAY,
        "cycle_median": lambda o: float(np.median(o.cycle)) / DAY,
        "cycle_p90": lambda o: float(np.quantile(o.cycle, 0.9)) / DAY,
        "work_minutes": lambda o: float(o.worked.mean()),
        "queue_minutes": lambda o: float(o.queued.mean()),
    }
    if scenario.cost_per_hour is not None:
        price = scenario.cost_per_hour
        out["cost"] = lambda o: float(o.worked.mean()) / 60 * price
    return out


def _measure(name: str, take: Callable[[Outcome], float], first: list[Outcome], second: list[Outcome]) -> Measure:
    a, b = np.array([take(o) for o in first]), np.array([take(o) for o in second])
    return Measure(name, _interval(a), _interval(b), _interval(b - a))


def _interval(values: Values) -> Interval:
    """Student's interval of a mean over independent runs."""
    mean, n = float(values.mean()), len(values)
    if n < 2:
        return Interval(mean, mean, mean)
    half = student(n - 1) * float(values.std(ddof=1)) / sqrt(n)
    return Interval(mean, mean - half, mean + half)


def student(freedom: int) -> float:
    """Student's two-sided quantile for 95 %: tabled below six degrees of freedom, after Cornish and Fisher above."""
    if freedom <= len(_TABLED):
        return _TABLED[freedom - 1]
    z = NormalDist().inv_cdf(0.975)
    terms = (
        (z**3 + z) / (4 * freedom),
        (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2),
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3),
    )
    return z + sum(terms)


def _executions(first: list[Outcome], second: list[Outcome]) -> dict[str, tuple[float, float]]:
    names = sorted({name for o in (*first, *second) for name in o.times})

    def each(outcomes: list[Outcome], name: str) -> float:
        return sum(o.times.get(name, 0) for o in outcomes) / sum(o.cases for o in outcomes)

    return {name: (each(first, name), each(second, name)) for name in names}


def _busy(outcomes: list[Outcome], pool: str) -> float:
    return sum(o.busy.get(pool, 0.0) for o in outcomes) / len(outcomes)
