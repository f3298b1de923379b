"""What a computation answers: dates, slack and, for every date, what drives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from golive.engines.schedule.model import Constraint, LagKind, Link, LinkType
from golive.engines.worktime import CoverageWarning


class DriverKind(StrEnum):
    PROJECT_START = "project_start"
    CALENDAR = "calendar"  # the project start fell into free time
    LINK = "link"
    CONSTRAINT = "constraint"
    ACTUAL = "actual"
    DATA_DATE = "data_date"
    MANUAL = "manual"
    LEVELLING = "levelling"
    CHILD = "child"  # a summary has its dates from this task
    PROJECT_FINISH = "project_finish"  # of late dates
    DEADLINE = "deadline"  # of late dates


class Driver(NamedTuple):  # a tuple is made in a third of the time of a frozen dataclass, and there are two a task
    """Why a date is what it is. `task`: the other end of the link, or the child. `via`: the summary whose link or
    constraint it is, when the task inherits it. `calendar`: free days moved the date further. `resource`: whose hours
    moved it, where the task's own calendar would have allowed more. `lag`: of the link, as `Link` has it."""

    kind: DriverKind
    task: int | None = None
    link: LinkType | None = None
    constraint: Constraint | None = None
    via: int | None = None
    calendar: bool = False
    resource: int | None = None
    lag: int = 0
    lag_kind: LagKind | None = None

    @classmethod
    def of_link(cls, other: int, link: Link) -> Driver:
        if not link.lag:
            return cls(DriverKind.LINK, other, link.type)
        return cls(DriverKind.LINK, other, link.type, lag=link.lag, lag_kind=link.lag_kind)


class TaskDates(NamedTuple):
    """Computed dates of a task (naive local), slack in working minutes of its calendar.

    `start`/`finish` are where the task is planned: the early dates, for ALAP the late ones. `longest`: on the longest
    path to the project's finish. `last_resource`: who ends the task, where its people keep different hours.
    """

    uid: int
    summary: bool
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_slack: int
    free_slack: int
    critical: bool
    driver: Driver
    late_driver: Driver
    start: datetime
    finish: datetime
    longest: bool = False
    last_resource: int | None = None


@dataclass(frozen=True)
class Schedule:
    """`warnings`: years of the span whose public holidays are not officially known."""

    start: datetime
    finish: datetime
    tasks: Mapping[int, TaskDates]
    warnings: tuple[CoverageWarning, ...] = ()
