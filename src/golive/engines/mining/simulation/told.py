"""A simulation model of which there is no log: told by the people who do the work.

process:
  every_minutes: 45                      # a case arrives, on average
  steps:
    Order: {wait: 120, work: 20, pool: buyers}    # minutes; spread: exponential, or constant if not said
  pools: {buyers: 2}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from golive.engines.mining.conformance import Conformance
from golive.engines.mining.model.net import PetriNet
from golive.engines.mining.simulation.fit import Fit, poisson
from golive.engines.mining.simulation.model import Draw, Model, Pool, SimulationError, Step, constant, exponential
from golive.engines.worktime import Calendar, always_on

_BEGIN = 28_927_680  # minutes: 2025-01-01 00:00 UTC


def model_told(net: PetriNet, process: Mapping[str, Any], calendar: Calendar | None = None) -> Fit:
    """Ways are equally likely until a change of kind `probability` says otherwise. SimulationError."""
    if not isinstance(process, Mapping) or set(process) - {"every_minutes", "steps", "pools"}:
        raise SimulationError("wrong_value", "process")
    labels = net.labels()
    told = process.get("steps") or {}
    missing = set(told) - labels
    if missing:
        raise SimulationError("unknown_step", ", ".join(sorted(map(str, missing))))
    try:
        pools = {str(k): Pool(str(k), int(n)) for k, n in (process.get("pools") or {}).items()}
        steps = {label: _step(told.get(label) or {}, pools) for label in sorted(labels)}
        every = float(process["every_minutes"])
        if every <= 0:
            raise ValueError(every)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, SimulationError):
            raise
        raise SimulationError("wrong_value", f"process: {error}") from error
    model = Model(net, (1.0,) * len(net.transitions), steps, poisson(every, _BEGIN), calendar or always_on(), pools)
    return Fit(model, Conformance(net, {}, 0, 0, 0, None, None, 0, 0, 0), np.zeros(0))


def _step(told: Mapping[str, Any], pools: Mapping[str, Pool]) -> Step:
    unknown = set(told) - {"wait", "work", "pool", "spread"}
    if unknown:
        raise SimulationError("unknown_key", ", ".join(sorted(map(str, unknown))))
    pool = told.get("pool")
    if pool is not None and pool not in pools:
        raise SimulationError("unknown_pool", str(pool))
    spread = told.get("spread", "constant")
    return Step(_spread(told.get("wait", 0), spread), _spread(told.get("work", 0), spread), pool)


def _spread(minutes: Any, spread: str) -> Draw:
    value = float(minutes)
    if value < 0 or spread not in ("constant", "exponential"):
        raise ValueError(f"{minutes} {spread}")
    return exponential(value) if spread == "exponential" and value else constant(value)
