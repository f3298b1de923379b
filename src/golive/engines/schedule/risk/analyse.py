"""Schedule risk analysis: when a plan will really be finished, how surely, and what to do about it.

Method: Monte Carlo simulation of the whole network on its real calendars (Van Slyke 1963), correlated by a one-factor
Gaussian copula; criticality index (Dodin and Elmaghraby 1985), cruciality and schedule sensitivity index (PMI).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import numpy as np

from golive.engines.schedule.cost import plan_flows, total
from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.from_finish import forwards
from golive.engines.schedule.model import Constraint, LagKind, Plan
from golive.engines.schedule.result import Schedule
from golive.engines.schedule.risk.draws import Uncertain, uncertain_tasks
from golive.engines.schedule.risk.drivers import Effects, Measures, candidates
from golive.engines.schedule.risk.inputs import ASSUMED_CORRELATION, RiskError, RiskEvent, RiskInputs
from golive.engines.schedule.risk.network_pass import prepare
from golive.engines.schedule.risk.result import (
    Assumption,
    AssumptionCode,
    CostSpread,
    DriverOf,
    Gain,
    Remedy,
    RiskResult,
    TaskRisk,
    TornadoBar,
)
from golive.engines.schedule.risk.spreads import cost_spread, finish_spread
from golive.engines.schedule.risk.ticks import Axis, Minutes
from golive.engines.schedule.risk.trial import Setting, percentile, sizes_of
from golive.engines.worktime import CoverageWarning, NoWorkingTime, local_minute

NO_INPUTS = RiskInputs()
P = 80


def risk(
    plan: Plan,
    inputs: RiskInputs = NO_INPUTS,
    *,
    iterations: int = 10_000,
    seed: int = 1,
    target: datetime | None = None,
    budget: Decimal | None = None,
    data_date: datetime | None = None,
    drivers: int = 10,
) -> RiskResult:
    """Simulate `plan`. The same plan, inputs, iterations and seed give the same answer.

    target    naive local: how probable is a finish by then
    budget    how probable is a cost at completion within it
    drivers   of how many tasks the effect is computed (events: as many again); half as many get a remedy
    Errors: PlanError as of `critical_path`; RiskError (see there).
    """
    if iterations < 1:
        raise RiskError("iterations", iterations)
    try:
        return _risk(plan, inputs, iterations, seed, target, budget, data_date, drivers)
    except NoWorkingTime as error:
        raise RiskError("too_long") from error


def _risk(
    plan: Plan,
    inputs: RiskInputs,
    iterations: int,
    seed: int,
    target: datetime | None,
    budget: Decimal | None,
    data_date: datetime | None,
    drivers: int,
) -> RiskResult:
    plan = forwards(plan)
    planned = critical_path(plan, data_date)
    when = data_date or plan.data_date
    prepared = prepare(plan, None if when is None else local_minute(when))
    tasks = uncertain_tasks(prepared, inputs)
    setting = Setting(prepared, inputs, tasks, seed, sizes_of(iterations, len(plan.tasks)))
    money = _Money(plan, planned, setting)
    measures = Measures(len(plan.tasks))
    finishes: list[Minutes] = []
    costs: list[np.ndarray] = []
    effects: Effects | None = None
    for chunk in range(len(setting.sizes)):
        trial = setting.trial(chunk)
        finishes.append(trial.finish)
        measures.add(trial, finishes[-1])
        costs.append(trial.cost(money.varying))
        if effects is None:  # the first chunk shows which tasks are worth it
            effects = Effects(candidates(measures, list(tasks.values()), drivers), _events(setting, drivers))
        effects.add(trial, finishes[-1])
    assert effects is not None
    finish = np.concatenate(finishes)
    axis = prepared.axis
    tornado, gains = _tornado(axis, finish, measures, effects)
    spread = finish_spread(axis, finish, planned.finish, target)
    return RiskResult(
        iterations,
        seed,
        spread,
        money.spread(np.concatenate(costs), budget),
        _task_risks(axis, finish, measures, setting),
        tornado,
        gains,
        tuple(_assumptions(setting)),
        _warnings(plan, planned, spread.latest),
    )


class _Money:
    """The certain part of the cost, and by task index what varies with the duration still to come."""

    def __init__(self, plan: Plan, planned: Schedule, setting: Setting) -> None:
        flows = plan_flows(plan, planned)
        self.planned = sum((total(own) for own in flows.values()), Decimal(0))
        self.varying: dict[int, float] = {}
        prepared = setting.prepared
        for i, task in setting.tasks.items():
            driven = total(flow for flow in flows.get(task.uid, ()) if flow.work_driven)
            base, whole = prepared.base(i), prepared.net.tasks[i].duration
            if driven and base:
                self.varying[i] = float(driven) * min(base / whole if whole else 1.0, 1.0)
        self.certain = float(self.planned) - sum(self.varying.values())
        self.known = bool(self.planned) or any(event.cost for event in setting.inputs.events)

    def spread(self, varying: np.ndarray, budget: Decimal | None) -> CostSpread | None:
        return cost_spread(self.certain + varying, self.planned, budget) if self.known else None


def _events(setting: Setting, most: int) -> list[RiskEvent]:
    """Those that change a duration, the weightiest first."""
    weight: dict[str, float] = {}
    for task in setting.tasks.values():
        for event in task.events:
            days = event.days.mode * setting.prepared.plan.minutes_per_day if event.days else 0
            share = event.percent.mode / 100 * task.estimate.mode if event.percent else 0
            weight[event.code] = weight.get(event.code, 0) + event.probability * (days + share)
    known = [event for event in setting.inputs.events if event.code in weight]
    return sorted(known, key=lambda e: (-weight[e.code], e.code))[:most]


def _task_risks(axis: Axis, finish: Minutes, measures: Measures, setting: Setting) -> tuple[TaskRisk, ...]:
    distinct, counts = np.unique(finish, return_counts=True)
    work = np.array([axis.work(int(m)) for m in distinct], np.float64)
    spread = float(np.sqrt(np.cov(work, fweights=counts, ddof=0))) if len(distinct) > 1 else 0.0
    net = setting.prepared.net
    found = []
    for i in setting.prepared.leaves:
        if net.tasks[i].actual_finish is None:
            task: Uncertain | None = setting.tasks.get(i)
            critical, deviation = float(measures.criticality[i]), float(measures.deviation[i])
            found.append(
                TaskRisk(
                    net.tasks[i].uid,
                    critical,
                    float(measures.cruciality[i]),
                    critical * deviation / spread if spread else 0.0,
                    float(measures.mean[i]),
                    deviation,
                    task is not None and task.assumed,
                )
            )
    return tuple(sorted(found, key=lambda t: (-t.criticality, -t.sensitivity, t.uid)))


def _tornado(
    axis: Axis, finish: Minutes, measures: Measures, effects: Effects
) -> tuple[tuple[TornadoBar, ...], tuple[Gain, ...]]:
    base, mean = percentile(finish, P), float(finish.mean())
    bars: list[TornadoBar] = []
    gains: list[Gain] = []

    def p80(parts: Sequence[Minutes]) -> float:
        return percentile(np.concatenate(parts), P)

    for task in effects.tasks:
        low, high = effects.means(task.index, mean)
        effect = axis.days(p80(effects.fixed[task.index]), base)
        rank = float(measures.cruciality[task.index])
        bars.append(
            TornadoBar(DriverOf.TASK, task.uid, None, rank, effect, axis.worked_date(low), axis.worked_date(high))
        )
        if task.index in effects.halved:
            left = p80(effects.halved[task.index])
            gains.append(Gain(Remedy.HALVE_SPREAD, task.uid, None, axis.days(left, base), axis.date(left)))
    for event in effects.events:
        low, high = effects.means(event.code, mean)
        left = p80(effects.removed[event.code])
        rank = sum(effects.event_ranks[event.code]) / len(finish)
        gain = axis.days(left, base)
        bars.append(
            TornadoBar(DriverOf.EVENT, None, event.code, rank, gain, axis.worked_date(low), axis.worked_date(high))
        )
        gains.append(Gain(Remedy.REMOVE_EVENT, None, event.code, gain, axis.date(left)))
    return (
        tuple(sorted(bars, key=lambda b: (-abs(b.p80_effect_days), -abs(b.correlation)))),
        tuple(sorted((g for g in gains if g.p80_gain_days > 0), key=lambda g: -g.p80_gain_days)),
    )


def _assumptions(setting: Setting) -> list[Assumption]:
    net, inputs, prepared = setting.prepared.net, setting.inputs, setting.prepared
    found = []
    assumed = tuple(u.uid for u in setting.tasks.values() if u.assumed)
    if assumed and inputs.spread is not None:
        found.append(
            Assumption(AssumptionCode.SPREAD, assumed, (inputs.spread.low, inputs.spread.mode, inputs.spread.high))
        )
    if inputs.correlation is None and sum(u.varies for u in setting.tasks.values()) > 1:
        found.append(Assumption(AssumptionCode.CORRELATION, (), (ASSUMED_CORRELATION,)))
    percent = {LagKind.PERCENT, LagKind.ELAPSED_PERCENT}
    lagging = {edge.succ for edges in net.incoming for edge in edges if edge.lag and edge.link.lag_kind in percent}
    alap = [i for i in prepared.leaves if net.tasks[i].constraint is Constraint.ALAP and not prepared.is_fixed(i)]
    done = {uid for e in inputs.events for uid in e.tasks if net.tasks[net.index[uid]].actual_finish is not None}
    for code, uids in (
        (AssumptionCode.PERCENT_LAGS, [net.tasks[i].uid for i in lagging]),
        (AssumptionCode.ALAP, [net.tasks[i].uid for i in alap]),
        (AssumptionCode.FINISHED, list(done)),
    ):
        if uids:
            found.append(Assumption(code, tuple(sorted(uids))))
    off = prepared.off()
    return [*found, Assumption(AssumptionCode.NOT_EQUAL, (), (off,))] if off else found


def _warnings(plan: Plan, planned: Schedule, latest: datetime) -> tuple[CoverageWarning, ...]:
    """Years up to the latest simulated finish whose holidays are not officially known."""
    used = {plan.calendar} | {t.calendar for t in plan.tasks if t.calendar}
    found = {w for key in used for w in plan.calendars[key].warnings(planned.start.date(), latest.date())}
    return tuple(sorted(found, key=lambda w: (w.year, w.region)))
