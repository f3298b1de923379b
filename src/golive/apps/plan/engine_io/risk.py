"""The plan as a distribution: three-point estimates and the register's risks into the engine, its answer into JSON.

Dates are simulated on what go-live waits for; what comes after it cannot move it. Cost is simulated on the whole plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from golive.apps.plan.engine_io.costs import work_of
from golive.apps.plan.engine_io.plan import Calendar, Computed, compute, instant, local
from golive.apps.plan.ledger import Ledger, ledger, phases_of, spread
from golive.apps.plan.models import CostLine, Task
from golive.apps.plan.risk_events import Threat, threats_of
from golive.engines import schedule as engine
from golive.engines.schedule import risk as risks
from golive.foundation.accounts.models import Project

SHOWN = 15  # tasks that the page ranks


@dataclass(frozen=True)
class Simulated:
    """What a run keeps: instants, chances from 0 to 1, money in fen, and the whole answer as JSON (naive local times)."""

    target: datetime | None
    p50: datetime
    p80: datetime
    chance: float | None
    cost_p50_fen: int | None
    cost_p80_fen: int | None
    result: dict[str, Any]


def simulate(project: Project, target: datetime | None, *, iterations: int, seed: int) -> Simulated:
    """The engine's answer for the plan as it stands. Writes nothing. Errors: Refused as of `compute`, RiskError."""
    found = compute(project)
    live = next((t for t in found.tasks if t.go_live and not t.is_summary), None) or _last(found)
    threats = threats_of(project)
    inputs = risks.RiskInputs(events=tuple(_event(t, live.pk) for t in threats))
    plan = _until(found.plan, live.pk)
    aim = local(target, found.calendar)
    dates = risks.risk(plan, _known(inputs, plan), iterations=iterations, seed=seed, target=aim)
    money = _money(found, inputs, iterations, seed)
    return Simulated(
        target,
        instant(dates.finish.percentiles[50], found.calendar),
        instant(dates.finish.percentiles[80], found.calendar),
        dates.finish.target_probability,
        _fen(money, 50),
        _fen(money, 80),
        _document(dates, money, threats, found.tasks, live),
    )


def _last(found: Computed) -> Task:
    """Without a go-live milestone: what ends the plan."""
    return max((t for t in found.tasks if not t.is_summary), key=lambda t: found.finish(t.pk))


def _event(threat: Threat, live: int) -> risks.RiskEvent:
    low, likely, high = threat.days
    estimate = risks.Estimate(low, likely, high, risks.Shape.TRIANGULAR)
    cost = risks.Estimate(*threat.money, risks.Shape.TRIANGULAR) if threat.money else None
    return risks.RiskEvent(threat.code, threat.odds, threat.tasks or (live,), estimate, cost=cost, name=threat.name)


def _known(inputs: risks.RiskInputs, plan: engine.Plan) -> risks.RiskInputs:
    """Only events that concern a task of this part of the plan."""
    here = {t.uid for t in plan.tasks}
    kept = [replace(e, tasks=tuple(t for t in e.tasks if t in here)) for e in inputs.events]
    return replace(inputs, events=tuple(e for e in kept if e.tasks))


def _until(plan: engine.Plan, uid: int) -> engine.Plan:
    """The part of a plan that `uid` waits for, directly or not: links of a summary hold for all below it."""
    parent = {t.uid: t.parent for t in plan.tasks}
    children: dict[int, list[int]] = {}
    for task in plan.tasks:
        if task.parent is not None:
            children.setdefault(task.parent, []).append(task.uid)
    preds: dict[int, list[int]] = {}
    for link in plan.links:
        preds.setdefault(link.succ, []).append(link.pred)
    kept, waiting = set[int](), [uid]
    while waiting:
        here = waiting.pop()
        if here not in kept:
            kept.add(here)
            waiting += children.get(here, ()) if here != uid else ()
            up: int | None = here
            while up is not None:
                waiting += preds.get(up, ())
                up = parent[up]
    for here in list(kept):
        up = parent[here]
        while up is not None:
            kept.add(up)
            up = parent[up]
    return replace(
        plan,
        tasks=tuple(t for t in plan.tasks if t.uid in kept),
        links=tuple(k for k in plan.links if k.pred in kept and k.succ in kept),
        assignments=tuple(a for a in plan.assignments if a.task in kept),
    )


def _money(found: Computed, inputs: risks.RiskInputs, iterations: int, seed: int) -> risks.CostSpread | None:
    """Own staff cost their budget, and more as tasks take longer; what is bought costs its budget."""
    books = ledger(found.project)
    if not books.budget and not any(t.fixed_cost_fen for t in found.tasks):
        return None
    budget = Decimal(sum(line.amount_fen for line in books.budget)) / 100 or None
    plan = _priced(found, books)
    return risks.risk(plan, inputs, iterations=iterations, seed=seed, budget=budget, drivers=1).cost


def _priced(found: Computed, books: Ledger) -> engine.Plan:
    """The budget as cost of the tasks. Of own staff it is work at one yuan an hour, so many hours as make the amount, and
    so many units that no date moves by it; of a task on which nobody works it is fixed, as is all that is bought."""
    leaves, phases = work_of(t for t in found.tasks if not t.is_summary), phases_of(found.tasks)
    staff = [line for line in books.budget if line.cost_class == CostLine.Class.STAFF]
    own = spread(staff, leaves, phases)
    fixed = spread([line for line in books.budget if line.cost_class != CostLine.Class.STAFF], leaves, phases)
    typed = {t.pk: 0 if books.budget else t.fixed_cost_fen for t in found.tasks}
    minutes = {t.pk: t.duration_minutes for t in found.tasks}
    units: dict[int, float] = defaultdict(float)
    for a in found.plan.assignments:
        units[a.task] += a.units

    def paid(a: engine.Assignment) -> engine.Assignment:
        hours = Decimal(own.get(a.task, 0)) / 100 * Decimal(str(a.units / units[a.task]))
        work = round(hours * 60)
        return replace(a, work=work, units=work / minutes[a.task]) if work else a

    cost = {
        t.uid: fixed.get(t.uid, 0) + typed[t.uid] + (0 if units[t.uid] else own.get(t.uid, 0)) for t in found.plan.tasks
    }
    return replace(
        found.plan,
        tasks=tuple(replace(t, fixed_cost=Decimal(cost[t.uid]) / 100) for t in found.plan.tasks),
        resources=tuple(replace(r, standard_rate=Decimal(1), rates=()) for r in found.plan.resources),
        assignments=tuple(paid(a) for a in found.plan.assignments),
    )


def _fen(money: risks.CostSpread | None, percent: int) -> int | None:
    return None if money is None else round(money.percentiles[percent] * 100)


def _document(
    found: risks.RiskResult,
    money: risks.CostSpread | None,
    threats: Iterable[Threat],
    tasks: Iterable[Task],
    live: Task,
) -> dict[str, Any]:
    finish, names = found.finish, {t.pk: str(t) for t in tasks}
    return {
        "live": live.pk,
        "percentiles": {str(p): _iso(d) for p, d in finish.percentiles.items()},
        "earliest": _iso(finish.earliest),
        "mean": _iso(finish.mean),
        "latest": _iso(finish.latest),
        "deviation_days": round(finish.deviation_days, 2),
        "planned": _iso(finish.planned),
        "planned_chance": finish.planned_probability,
        "histogram": [[_iso(a), _iso(b), n] for a, b, n in finish.histogram],
        "curve": [[_iso(d), share] for d, share in finish.curve],
        "tasks": [
            {"task": t.uid, "criticality": t.criticality, "cruciality": t.cruciality, "assumed": t.assumed}
            for t in found.tasks[:SHOWN]
        ],
        "tornado": [
            {
                "task": bar.task,
                "event": bar.event,
                "days": round(bar.p80_effect_days, 2),
                "correlation": round(bar.correlation, 3),
                "low": _iso(bar.low),
                "high": _iso(bar.high),
            }
            for bar in found.tornado
        ],
        "gains": [
            {"task": g.task, "event": g.event, "days": round(g.p80_gain_days, 2), "p80": _iso(g.p80)}
            for g in found.what_to_do
        ],
        "assumptions": [
            {"code": a.code.value, "tasks": list(a.tasks), "value": list(a.value)} for a in found.assumptions
        ],
        "years": sorted({w.year for w in found.warnings}),
        "threats": [
            {
                "code": t.code,
                "name": t.name,
                "probability": t.probability,
                "impact": t.impact,
                "url": t.url,
                "odds": t.odds,
                "days": list(t.days),
            }
            for t in threats
        ],
        "cost": None if money is None else _cost(money),
        "names": {str(pk): names[pk] for pk in _named(found) if pk in names},
    }


def _named(found: risks.RiskResult) -> set[int]:
    drivers = {bar.task for bar in found.tornado} | {g.task for g in found.what_to_do}
    return {t.uid for t in found.tasks[:SHOWN]} | {pk for pk in drivers if pk is not None}


def _cost(money: risks.CostSpread) -> dict[str, Any]:
    return {
        "percentiles": {str(p): round(amount * 100) for p, amount in money.percentiles.items()},
        "mean": round(money.mean * 100),
        "planned": round(money.planned * 100),
        "budget": None if money.budget is None else round(money.budget * 100),
        "budget_chance": money.budget_probability,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def end_of(day: Any, days: Calendar) -> datetime:
    """The last minute of a day: a date keeps its promise if it is reached on that day."""
    return instant(datetime.combine(day, time(23, 59)), days)
