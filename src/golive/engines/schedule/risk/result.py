"""What a simulation answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from golive.engines.worktime import CoverageWarning

PERCENTS = tuple(range(5, 100, 5))


@dataclass(frozen=True, slots=True)
class FinishSpread:
    """Finish dates, naive local. A percentile is the earliest simulated finish that so many per cent of the
    iterations keep. `planned`: the finish of the plan without any uncertainty; `planned_probability`: how many
    iterations keep it. Days are working days of the project calendar."""

    percentiles: Mapping[int, datetime]
    earliest: datetime
    mean: datetime
    latest: datetime
    deviation_days: float
    planned: datetime
    planned_probability: float
    target: datetime | None
    target_probability: float | None
    curve: tuple[tuple[datetime, float], ...]
    histogram: tuple[tuple[datetime, datetime, int], ...]


@dataclass(frozen=True, slots=True)
class CostSpread:
    """Cost at completion in the plan's currency. `curve`: (amount, share of iterations at or below)."""

    percentiles: Mapping[int, Decimal]
    mean: Decimal
    planned: Decimal
    planned_probability: float
    budget: Decimal | None
    budget_probability: float | None
    curve: tuple[tuple[Decimal, float], ...]


@dataclass(frozen=True, slots=True)
class TaskRisk:
    """criticality   share of iterations in which the task holds the finish
    cruciality    rank correlation (Spearman) of its duration with the finish; 0 where it does not vary
    sensitivity   criticality × standard deviation of the duration / that of the finish
    """

    uid: int
    criticality: float
    cruciality: float
    sensitivity: float
    mean_minutes: float
    deviation_minutes: float
    assumed: bool


class DriverOf(StrEnum):
    TASK = "task"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """One driver. `task` or `event` names it.

    correlation      rank correlation with the finish
    p80_effect_days  working days by which the P80 finish is earlier when the driver takes its most likely value (a
                     duration) or its likelier outcome (an event) in every iteration; negative = later
    low, high        mean finish of the tenth of iterations with its smallest / greatest values (event: without / with)
    """

    kind: DriverOf
    task: int | None
    event: str | None
    correlation: float
    p80_effect_days: float
    low: datetime
    high: datetime


class Remedy(StrEnum):
    HALVE_SPREAD = "halve_spread"  # know the duration twice as well: its range drawn halfway to the most likely value
    REMOVE_EVENT = "remove_event"  # prevent the risk event


@dataclass(frozen=True, slots=True)
class Gain:
    """What a remedy is worth: working days of P80 finish, and the P80 date it leaves."""

    remedy: Remedy
    task: int | None
    event: str | None
    p80_gain_days: float
    p80: datetime


class AssumptionCode(StrEnum):
    SPREAD = "spread"  # `tasks` had no estimate; value: low, likely, high as shares of the duration
    CORRELATION = "correlation"  # none was given; value: what was taken among all durations
    PERCENT_LAGS = "percent_lags"  # `tasks` follow with a lag in per cent: it stays that of the planned duration
    ALAP = "as_late_as_possible"  # `tasks` counted with their early dates
    FINISHED = "event_on_finished"  # `tasks` are done: the events that name them no longer change them
    NOT_EQUAL = "not_equal"  # without uncertainty the simulation misses the computed finish; value: by minutes


@dataclass(frozen=True, slots=True)
class Assumption:
    code: AssumptionCode
    tasks: tuple[int, ...] = ()
    value: tuple[float, ...] = ()


@dataclass(frozen=True)
class RiskResult:
    """`tasks`: by falling criticality, tasks of the plan that are not done. `tornado`: by falling effect.
    `what_to_do`: by falling gain. `cost` None: the plan and the events carry no money."""

    iterations: int
    seed: int
    finish: FinishSpread
    cost: CostSpread | None
    tasks: tuple[TaskRisk, ...]
    tornado: tuple[TornadoBar, ...]
    what_to_do: tuple[Gain, ...]
    assumptions: tuple[Assumption, ...]
    warnings: tuple[CoverageWarning, ...]
