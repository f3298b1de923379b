"""Who does the tasks of a plan and what that costs; and the baselines a plan is compared with.

Work is in minutes, money in the plan's currency (Decimal), units are a share of one (0.4 = 40 %; of a material: an
amount). Everything here has a default, so that a plan without people or money needs none of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class ResourceType(StrEnum):
    WORK = "work"  # people and machines: they have a calendar and drive dates
    MATERIAL = "material"
    COST = "cost"


class Accrual(StrEnum):
    """When a cost falls due."""

    START = "start"
    PRORATED = "prorated"
    END = "end"


class Contour(StrEnum):
    """How the work of an assignment is spread over its time."""

    FLAT = "flat"
    BACK_LOADED = "back_loaded"
    FRONT_LOADED = "front_loaded"
    DOUBLE_PEAK = "double_peak"
    EARLY_PEAK = "early_peak"
    LATE_PEAK = "late_peak"
    BELL = "bell"
    TURTLE = "turtle"
    CONTOURED = "contoured"  # entered by hand


@dataclass(frozen=True, slots=True)
class Rate:
    """What a resource costs from `start` (included, None = ever) to `end` (excluded), in cost table `table` (A to E).

    standard, overtime   per hour of work (of a material: per unit)
    per_use              once for every assignment
    """

    standard: Decimal = ZERO
    overtime: Decimal = ZERO
    per_use: Decimal = ZERO
    start: datetime | None = None
    end: datetime | None = None
    table: str = "A"


@dataclass(frozen=True, slots=True)
class Availability:
    """So many units from `start` (included) to `end` (excluded); None = open."""

    units: float
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """calendar       key into Plan.calendars, "" = the plan's
    max_units      how much of it there is; `availability`, where given, wins for its span
    rates          what it costs over time; empty = `standard_rate`, `overtime_rate`, `cost_per_use` always
    skills         (skill, level)
    """

    uid: int
    name: str = ""
    type: ResourceType = ResourceType.WORK
    calendar: str = ""
    max_units: float = 1.0
    standard_rate: Decimal = ZERO
    overtime_rate: Decimal = ZERO
    cost_per_use: Decimal = ZERO
    rates: tuple[Rate, ...] = ()
    accrual: Accrual = Accrual.PRORATED
    availability: tuple[Availability, ...] = ()
    group: str = ""
    skills: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was once agreed for a task or an assignment. `number` 0 (the baseline) to 10."""

    number: int = 0
    start: datetime | None = None
    finish: datetime | None = None
    duration: int | None = None
    work: int | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A resource on a task.

    delay          minutes of its calendar that it begins after the task
    contour        FLAT: `work` / `units` minutes; see `Contour`
    start, finish  as another program had stored them (naive local)
    actual_work, remaining_work   None = not known
    cost fields    as stored; None = not known
    rate_table     of the resource's `rates`
    """

    task: int
    resource: int
    units: float = 1.0
    work: int = 0
    uid: int = 0
    delay: int = 0
    actual_work: int = 0
    remaining_work: int | None = None
    overtime_work: int = 0
    contour: Contour = Contour.FLAT
    start: datetime | None = None
    finish: datetime | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    stop: datetime | None = None
    resume: datetime | None = None
    cost: Decimal | None = None
    actual_cost: Decimal | None = None
    remaining_cost: Decimal | None = None
    rate_table: str = "A"
    baselines: tuple[Baseline, ...] = ()
