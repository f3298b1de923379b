"""What is uncertain in a plan: durations, risk events, and how durations move together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp, log

Z90 = 1.2815515655446004  # the 90 % point of the standard normal


class Shape(StrEnum):
    TRIANGULAR = "triangular"  # least, most likely, greatest
    PERT = "pert"  # the same three points, beta distribution with mean (low + 4 likely + high) / 6
    LOGNORMAL = "lognormal"  # low is the P10, high the P90


class RiskError(ValueError):
    """Inputs that cannot be simulated. `code` is stable: "order" (low <= likely <= high is broken), "probability",
    "correlation", "duplicate_event", "unknown_task", "iterations",
    "unreadable" (a document of inputs), "too_long" (a finish more than 60 years away)."""

    def __init__(self, code: str, detail: object = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code} {detail}".strip())


@dataclass(frozen=True, slots=True)
class Estimate:
    """Three points; the unit is that of the place it is used in. `likely` of a lognormal is computed, not given."""

    low: float
    likely: float
    high: float
    shape: Shape = Shape.PERT

    def __post_init__(self) -> None:
        if self.shape is Shape.LOGNORMAL:
            if not 0 < self.low <= self.high:
                raise RiskError("order", (self.low, self.high))
        elif not self.low <= self.likely <= self.high:
            raise RiskError("order", (self.low, self.likely, self.high))

    @property
    def logs(self) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm (lognormal)."""
        return (log(self.low) + log(self.high)) / 2, (log(self.high) - log(self.low)) / (2 * Z90)

    @property
    def mode(self) -> float:
        if self.shape is not Shape.LOGNORMAL:
            return self.likely
        mean, deviation = self.logs
        return exp(mean - deviation**2)

    def times(self, factor: float) -> Estimate:
        return Estimate(self.low * factor, self.likely * factor, self.high * factor, self.shape)


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """Something that may happen. Its severity is one draw for all its tasks.

    probability   0 to 1
    tasks         whose durations it lengthens when it happens, as far as they are not done
    days          working days added to each of them (of `Plan.minutes_per_day`)
    percent       per cent of their duration added
    cost          money added once, in the plan's currency
    """

    code: str
    probability: float
    tasks: tuple[int, ...] = ()
    days: Estimate | None = None
    percent: Estimate | None = None
    cost: Estimate | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise RiskError("probability", self.probability)


@dataclass(frozen=True)
class RiskInputs:
    """Everything that makes a plan uncertain. What is missing is assumed, and the result says so.

    estimates      durations in minutes by task; they win over the three points that a task itself carries
    shape          of the three points that tasks carry
    spread         assumed for every other task, as shares of its duration; None = it takes exactly that long
    groups         task -> name of the group with which its duration moves; tasks not named form the group ""
    correlation    by group, of any two of its durations (of their normal scores); `correlation[""]` for the rest.
                   None: 0.2 among all, since durations of one project are never independent and without any
                   correlation the extremes cancel out and P80 comes too early.
    """

    estimates: Mapping[int, Estimate] = field(default_factory=dict)
    events: tuple[RiskEvent, ...] = ()
    shape: Shape = Shape.PERT
    spread: Estimate | None = Estimate(0.9, 1.0, 1.3, Shape.TRIANGULAR)
    groups: Mapping[int, str] = field(default_factory=dict)
    correlation: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        wrong = {name: rho for name, rho in (self.correlation or {}).items() if not 0 <= rho <= 1}
        if wrong:
            raise RiskError("correlation", wrong)
        codes = [event.code for event in self.events]
        if len(set(codes)) < len(codes):
            raise RiskError("duplicate_event", sorted({c for c in codes if codes.count(c) > 1}))

    def correlation_of(self, group: str) -> float:
        return ASSUMED_CORRELATION if self.correlation is None else self.correlation.get(group, 0.0)


ASSUMED_CORRELATION = 0.2
