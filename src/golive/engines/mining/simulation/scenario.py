"""What is to change, as people write it, and the model that results.

name: small amounts without the second approval
cases: 2000
replications: 20
cost_per_hour: 120
baseline:                # true today, though the log does not say so
  - pool: {name: buyers, capacity: 2, steps: [Order]}
  - service: {step: Order, minutes: 20}
changes:
  - drop: 总经理审批                      # or {steps: […], rejections: […]}
  - threshold: {step: 财务审批, below: 5000}
  - merge: {steps: [Check invoice, Book invoice]}
  - automate: {step: Book invoice, minutes: 1}
  - capacity: {pool: buyers, to: 3}
  - wait: {step: Pay, factor: 0.5}
  - probability: {step: Reject, value: 0.02}
  - arrivals: {factor: 1.2}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from golive.engines.mining.simulation.fit import faster
from golive.engines.mining.simulation.model import (
    Draw,
    Model,
    Pool,
    SimulationError,
    Step,
    Values,
    constant,
    exponential,
)

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Scenario:
    """`baseline` and `changes`: (kind, what) in the order given. `log`, `calendar`, `amount`: where the model is learned
    from; `process`: how it is instead, where there is no log (see `told.model_told`).
    """

    name: str = ""
    baseline: tuple[tuple[str, Any], ...] = ()
    changes: tuple[tuple[str, Any], ...] = ()
    cases: int = 2_000
    replications: int = 20
    seed: int = 1
    cost_per_hour: float | None = None
    currency: str = "CNY"
    amount: str | None = None
    log: str | None = None
    calendar: str | None = None
    process: Document | None = None


_KEYS = (
    "name",
    "baseline",
    "changes",
    "cases",
    "replications",
    "seed",
    "cost_per_hour",
    "currency",
    "amount",
    "log",
    "calendar",
    "process",
)


def read_scenario(document: Document | None) -> Scenario:
    """SimulationError for what cannot be understood."""
    if not isinstance(document, Mapping):
        raise SimulationError("wrong_value", "scenario")
    unknown = [key for key in document if key not in _KEYS]
    if unknown:
        raise SimulationError("unknown_key", ", ".join(map(str, unknown)))
    given = dict(document)
    for part in ("baseline", "changes"):
        given[part] = tuple(_change(item) for item in given.get(part) or ())
    try:
        for name in ("cases", "replications", "seed"):
            if name in given:
                given[name] = int(given[name])
                if given[name] < (0 if name == "seed" else 1):
                    raise ValueError(name)
        if given.get("cost_per_hour") is not None:
            given["cost_per_hour"] = float(given["cost_per_hour"])
    except (TypeError, ValueError) as error:
        raise SimulationError("wrong_value", str(error)) from error
    return Scenario(**given)


def _change(item: Any) -> tuple[str, Any]:
    if not isinstance(item, Mapping) or len(item) != 1:
        raise SimulationError("wrong_value", str(item))
    ((kind, what),) = item.items()
    if kind not in CHANGES:
        raise SimulationError("unknown_key", str(kind))
    return str(kind), what


def changed(model: Model, changes: tuple[tuple[str, Any], ...]) -> Model:
    """The model after all changes. SimulationError for steps and pools that are not there."""
    for kind, what in changes:
        try:
            model = CHANGES[kind](model, what)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            if isinstance(error, SimulationError):
                raise
            raise SimulationError("wrong_value", f"{kind}: {what}") from error
    return model


def _step(model: Model, name: Any) -> Step:
    if name not in model.steps:
        raise SimulationError("unknown_step", str(name))
    return model.steps[name]


def _with(model: Model, name: str, **given: Any) -> Model:
    return replace(model, steps={**model.steps, name: replace(_step(model, name), **given)})


def names(what: Any) -> list[str]:
    return [what] if isinstance(what, str) else [str(name) for name in what]


def _drop(model: Model, what: Any) -> Model:
    """The steps happen no more; ways that lead only to a rejection of the same level are closed."""
    named = what if isinstance(what, Mapping) else {"steps": what}
    for name in names(named["steps"]):
        model = _with(model, name, silent=True)
    for name in names(named.get("rejections", ())):
        _step(model, name)
        model = _weighted(model, name, 0.0)
    return model


def _merge(model: Model, what: Document) -> Model:
    """One person does several steps in one go: the waits of all but the first fall away, the work stays."""
    first, *others = names(what["steps"])
    work = [_step(model, name).service for name in (first, *others)]
    total: Draw = constant(float(what["minutes"])) if "minutes" in what else _sum(work)
    for name in others:
        model = _with(model, name, silent=True)
    return _with(model, first, service=total)


def _sum(parts: list[Draw]) -> Draw:
    def draw(rng: np.random.Generator, n: int) -> Values:
        total: Values = np.zeros(n)
        for part in parts:
            total = total + part(rng, n)
        return total

    return draw


def _threshold(model: Model, what: Document) -> Model:
    if not len(model.amounts):
        raise SimulationError("no_amounts", str(what["step"]))
    return _with(model, what["step"], below=float(what["below"]))


def _automate(model: Model, what: Any) -> Model:
    named = {"step": what} if isinstance(what, str) else what
    minutes = float(named.get("minutes", 0))
    return _with(model, named["step"], delay=constant(minutes), service=constant(0.0), pool=None)


def _pool(model: Model, what: Document) -> Model:
    name = str(what["name"])
    model = replace(model, pools={**model.pools, name: Pool(name, _capacity(what["capacity"], name))})
    for step in names(what["steps"]):
        model = _with(model, step, pool=name)
    return model


def _set_capacity(model: Model, what: Document) -> Model:
    name = str(what["pool"])
    if name not in model.pools:
        raise SimulationError("unknown_pool", name)
    pool = replace(model.pools[name], capacity=_capacity(what["to"], name))
    return replace(model, pools={**model.pools, name: pool})


def _capacity(value: Any, name: str) -> int:
    number = int(value)
    if number < 1 or number != float(value):
        raise SimulationError("no_capacity", name)
    return number


def _service(model: Model, what: Document) -> Model:
    """Work of so many minutes; where the log knew no begin, the time it takes is taken out of the wait."""
    minutes, name = float(what["minutes"]), what["step"]
    if minutes < 0:
        raise SimulationError("wrong_value", str(what))
    step = _step(model, name)
    work = exponential(minutes) if what.get("spread") == "exponential" else constant(minutes)
    before = float(step.service(np.random.default_rng(0), 2_000).mean())
    delay = step.delay if before else _less(step.delay, minutes)
    return _with(model, name, service=work, delay=delay)


def _less(draw: Draw, minutes: float) -> Draw:
    return lambda rng, n: np.maximum(draw(rng, n) - minutes, 0.0)


def _wait(model: Model, what: Document) -> Model:
    step = _step(model, what["step"])
    if "minutes" in what:
        return _with(model, what["step"], delay=constant(float(what["minutes"])))
    return _with(model, what["step"], delay=scaled(step.delay, float(what["factor"])))


def scaled(draw: Draw, factor: float) -> Draw:
    if factor < 0:
        raise SimulationError("wrong_value", str(factor))
    return lambda rng, n: draw(rng, n) * factor


def _arrivals(model: Model, what: Document) -> Model:
    factor = float(what["factor"])
    if factor <= 0:
        raise SimulationError("wrong_value", f"arrivals: {factor}")
    return replace(model, arrivals=faster(model.arrivals, factor))


def _probability(model: Model, what: Document) -> Model:
    value = float(what["value"])
    if not 0 <= value <= 1:
        raise SimulationError("wrong_value", f"probability: {value}")
    _step(model, what["step"])
    return _weighted(model, what["step"], value)


def _weighted(model: Model, name: str, share: float) -> Model:
    """The ways to a step get this share of the tokens at each place where they compete."""
    net, weights = model.net, list(model.weights)
    leads = {i for i, t in enumerate(net.transitions) if t.label == name}
    # A silent way whose place only serves the step is a way to the step.
    for place in {p for i in tuple(leads) for p in net.transitions[i].inputs}:
        if all(place not in t.inputs or i in leads for i, t in enumerate(net.transitions)):
            leads |= {i for i, t in enumerate(net.transitions) if t.label is None and t.outputs == (place,)}
    for place in range(net.places):
        rivals = [i for i, t in enumerate(net.transitions) if place in t.inputs]
        mine = [i for i in rivals if i in leads]
        if not mine or len(mine) == len(rivals):
            continue
        others = sum(weights[i] for i in rivals if i not in leads) or 1.0
        own = sum(weights[i] for i in mine) or 1.0
        if share == 1:
            for i in rivals:
                weights[i] = weights[i] if i in leads else 0.0
            continue
        for i in mine:
            weights[i] = (weights[i] or 1.0) / own * others * share / (1 - share)
    return replace(model, weights=tuple(weights))


CHANGES: dict[str, Callable[[Model, Any], Model]] = {
    "drop": _drop,
    "merge": _merge,
    "threshold": _threshold,
    "automate": _automate,
    "pool": _pool,
    "capacity": _set_capacity,
    "service": _service,
    "wait": _wait,
    "arrivals": _arrivals,
    "probability": _probability,
}
