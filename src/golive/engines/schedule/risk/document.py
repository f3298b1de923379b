"""Risk inputs as a document that people write (YAML or JSON). Durations in working days.

shape: pert                       # of three points: pert, triangular, lognormal (first P10, last P90)
spread: [0.9, 1, 1.3]             # assumed for tasks without estimate, as shares of their duration; null = none
correlation: 0.2                  # of all durations that are in no group
estimates: {"12": [8, 10, 20]}    # least, most likely, greatest; or {points: [8, 10, 20], shape: triangular}
groups: {supplier: {tasks: [12, 14], correlation: 0.5}}
events:
  - {code: R1, name: 接口延期, probability: 0.3, tasks: [12], days: [2, 5, 15], percent: 20, cost: [0, 5000, 20000]}
A single number in place of three points is certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from golive.engines.schedule.risk.inputs import Estimate, RiskError, RiskEvent, RiskInputs, Shape

_KEYS = {"shape", "spread", "correlation", "estimates", "groups", "events"}
_OF_EVENT = {"code", "name", "probability", "tasks", "days", "percent", "cost"}


def read_inputs(raw: Any, minutes_per_day: int) -> RiskInputs:
    """RiskError "unreadable" with the part that is not as described above; else those of the inputs themselves."""
    if not isinstance(raw, Mapping) or set(raw) - _KEYS:
        raise RiskError("unreadable", sorted(set(raw) - _KEYS) if isinstance(raw, Mapping) else raw)
    part = ""
    try:
        part = "shape"
        shape = Shape(raw.get(part, Shape.PERT))
        inputs = RiskInputs(shape=shape)
        part = "spread"
        if part in raw:
            inputs = replace(inputs, spread=None if raw[part] is None else _estimate(raw[part], Shape.TRIANGULAR))
        part = "estimates"
        own = {int(uid): _estimate(points, shape) for uid, points in raw.get(part, {}).items()}
        part = "events"
        events = tuple(_event(event, shape) for event in raw.get(part, ()))
        part = "groups"
        groups = {int(uid): str(name) for name, group in raw.get(part, {}).items() for uid in group["tasks"]}
        within = {str(name): float(group["correlation"]) for name, group in raw.get(part, {}).items()}
        part = "correlation"
        rest = raw.get(part)
        correlation = {**within, "": inputs.correlation_of("") if rest is None else float(rest)}
    except RiskError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RiskError("unreadable", f"{part}: {error}") from error
    return replace(
        inputs,
        estimates={uid: estimate.times(minutes_per_day) for uid, estimate in own.items()},
        events=events,
        groups=groups,
        correlation=correlation if groups or rest is not None else None,
    )


def _estimate(points: Any, shape: Shape) -> Estimate:
    if isinstance(points, Mapping):
        points, shape = points["points"], Shape(points.get("shape", shape))
    if isinstance(points, int | float):
        return Estimate(points, points, points, Shape.TRIANGULAR)
    low, likely, high = (float(point) for point in points)
    return Estimate(low, likely, high, shape)


def _event(raw: Mapping[str, Any], shape: Shape) -> RiskEvent:
    if set(raw) - _OF_EVENT:
        raise ValueError(sorted(set(raw) - _OF_EVENT))
    impacts = {key: _estimate(raw[key], shape) for key in ("days", "percent", "cost") if raw.get(key) is not None}
    tasks = tuple(int(uid) for uid in raw.get("tasks", ()))
    return RiskEvent(str(raw["code"]), float(raw["probability"]), tasks, name=str(raw.get("name", "")), **impacts)
