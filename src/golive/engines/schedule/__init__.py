"""Plans: dates, slack and what drives them, on working calendars, as MS Project computes them."""

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.difference import Difference, difference
from golive.engines.schedule.from_finish import forwards
from golive.engines.schedule.golive_json import read_json, write_json
from golive.engines.schedule.model import Constraint, LagKind, Link, LinkType, Note, Plan, PlanError, Stored, Task
from golive.engines.schedule.mspdi import read_mspdi
from golive.engines.schedule.mspdi_write import write_mspdi
from golive.engines.schedule.resources import (
    Accrual,
    Assignment,
    Availability,
    Baseline,
    Contour,
    Rate,
    Resource,
    ResourceType,
)
from golive.engines.schedule.result import Driver, DriverKind, Schedule, TaskDates

__all__ = [
    "Accrual",
    "Assignment",
    "Availability",
    "Baseline",
    "Constraint",
    "Contour",
    "Difference",
    "Driver",
    "DriverKind",
    "LagKind",
    "Link",
    "LinkType",
    "Note",
    "Plan",
    "PlanError",
    "Rate",
    "Resource",
    "ResourceType",
    "Schedule",
    "Stored",
    "Task",
    "TaskDates",
    "critical_path",
    "difference",
    "forwards",
    "read_json",
    "read_mspdi",
    "write_json",
    "write_mspdi",
]
