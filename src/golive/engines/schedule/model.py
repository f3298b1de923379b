"""What a plan is: tasks in an outline, links, calendars. Times are naive local datetimes, durations working minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from golive.engines.schedule.resources import Accrual, Assignment, Baseline, Resource
from golive.engines.worktime import Calendar


class LinkType(StrEnum):
    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class LagKind(StrEnum):
    WORKING = "working"  # minutes on the successor's calendar
    ELAPSED = "elapsed"  # minutes of the wall clock
    PERCENT = "percent"  # per cent of the predecessor's duration, on the successor's calendar
    ELAPSED_PERCENT = "elapsed_percent"


class Constraint(StrEnum):
    ASAP = "ASAP"
    ALAP = "ALAP"
    SNET = "SNET"  # start no earlier than
    SNLT = "SNLT"
    FNET = "FNET"  # finish no earlier than
    FNLT = "FNLT"
    MSO = "MSO"  # must start on
    MFO = "MFO"


DATELESS = frozenset({Constraint.ASAP, Constraint.ALAP})


class PlanError(ValueError):
    """A plan that cannot be computed. `code` is stable, `task_ids` are the tasks concerned."""

    def __init__(self, code: str, task_ids: Iterable[int] = (), detail: str = "") -> None:
        self.code = code
        self.task_ids = list(task_ids)
        self.detail = detail
        super().__init__(f"{code} {self.task_ids} {detail}".strip())


@dataclass(frozen=True, slots=True)
class Stored:
    """Dates and slack another program had computed, kept for comparison only."""

    start: datetime | None = None
    finish: datetime | None = None
    early_start: datetime | None = None
    early_finish: datetime | None = None
    late_start: datetime | None = None
    late_finish: datetime | None = None
    total_slack: int | None = None
    free_slack: int | None = None
    critical: bool | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the plan. Tasks that are somebody's parent are summaries; their own duration is not used.

    duration    working minutes (`elapsed`: wall-clock minutes); 0 = milestone. Where its people keep different hours,
                their work and units say how long the task lasts (see `spans`)
    calendar    key into Plan.calendars, "" = the plan's
    remaining   minutes still to do once started; None = from duration and percent_complete
    resume      when the remaining work of a started task goes on
    manual      dates are typed (manual_start, manual_finish), links do not move them
    ignore_resource_calendars   only the task's own calendar counts, not those of its people
    levelling_delay             wall-clock minutes that levelling puts the task off
    pauses      (after so many minutes of duration, pause of so many): the task is split there
    optimistic, likely, pessimistic   three-point estimate of the duration in minutes
    work, cost fields                 as entered or stored; None = not known
    baselines   what was once agreed, by `Baseline.number`
    skill, skill_level   asks for somebody who has it at this level or above, instead of naming him; levelling proposes
                who. Dates are computed as if nobody were on it until then
    """

    uid: int
    name: str = ""
    parent: int | None = None
    duration: int = 0
    elapsed: bool = False
    milestone: bool = False
    calendar: str = ""
    constraint: Constraint = Constraint.ASAP
    constraint_date: datetime | None = None
    deadline: datetime | None = None
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    resume: datetime | None = None
    percent_complete: float = 0
    remaining: int | None = None
    manual: bool = False
    manual_start: datetime | None = None
    manual_finish: datetime | None = None
    active: bool = True
    priority: int = 500
    wbs: str = ""
    stored: Stored | None = None
    ignore_resource_calendars: bool = False
    levelling_delay: int = 0
    may_level: bool = True
    effort_driven: bool = False
    pauses: tuple[tuple[int, int], ...] = ()
    stop: datetime | None = None
    physical_percent: float = 0
    optimistic: int | None = None
    likely: int | None = None
    pessimistic: int | None = None
    work: int | None = None
    actual_work: int | None = None
    remaining_work: int | None = None
    fixed_cost: Decimal = Decimal(0)
    fixed_cost_accrual: Accrual = Accrual.PRORATED
    cost: Decimal | None = None
    actual_cost: Decimal | None = None
    remaining_cost: Decimal | None = None
    baselines: tuple[Baseline, ...] = ()
    skill: str = ""
    skill_level: int = 0

    def baseline(self, number: int = 0) -> Baseline | None:
        return next((b for b in self.baselines if b.number == number), None)


@dataclass(frozen=True, slots=True)
class Link:
    """`succ` depends on `pred`. `lag`: minutes, or per cent for the percent kinds; negative = lead."""

    pred: int
    succ: int
    type: LinkType = LinkType.FS
    lag: int = 0
    lag_kind: LagKind = LagKind.WORKING


@dataclass(frozen=True, slots=True)
class Note:
    """Something a file says that the plan does not carry. `code` is stable."""

    code: str
    task_ids: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Plan:
    """A project plan. `calendars[calendar]` is the project's own calendar.

    honour_constraints  MSO, MFO, SNLT and FNLT win over links (else they only cap the late dates)
    from_finish         the plan is planned backwards from here: `start` follows from it, see `from_finish`
    critical_slack      tasks with so many minutes of total slack or fewer are critical
    data_date           what is not done yet lies after it; None = nothing is moved
    status_date         up to when progress was reported: for earned value, it moves no date
    """

    start: datetime
    tasks: tuple[Task, ...]
    links: tuple[Link, ...] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    calendar: str = ""
    name: str = ""
    data_date: datetime | None = None
    honour_constraints: bool = True
    critical_slack: int = 0
    minutes_per_day: int = 480
    notes: tuple[Note, ...] = ()
    status_date: datetime | None = None
    currency: str = ""
    resources: tuple[Resource, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    from_finish: datetime | None = None

    def __post_init__(self) -> None:
        check(self)


def check(plan: Plan) -> None:
    """Raise the first PlanError among: duplicate, missing, missing_calendar, negative_duration, no_date,
    actual_order, duplicate_resource, missing_resource, circle (of parents). Circles of links are found where the
    network is built."""
    by_uid = {t.uid: t for t in plan.tasks}
    if len(by_uid) != len(plan.tasks):
        raise PlanError(
            "duplicate", sorted(uid for uid, times in Counter(t.uid for t in plan.tasks).items() if times > 1)
        )
    lost = {t.parent for t in plan.tasks if t.parent is not None} - by_uid.keys()
    lost |= {uid for link in plan.links for uid in (link.pred, link.succ)} - by_uid.keys()
    lost |= {a.task for a in plan.assignments} - by_uid.keys()
    if lost:
        raise PlanError("missing", sorted(uid for uid in lost if uid is not None))
    if plan.calendar not in plan.calendars:
        raise PlanError("missing_calendar", [], plan.calendar)
    for code, wrong in (
        ("missing_calendar", [t.uid for t in plan.tasks if t.calendar and t.calendar not in plan.calendars]),
        ("negative_duration", [t.uid for t in plan.tasks if t.duration < 0 or (t.remaining or 0) < 0]),
        ("no_date", [t.uid for t in plan.tasks if t.constraint not in DATELESS and t.constraint_date is None]),
        ("actual_order", [t.uid for t in plan.tasks if _ends_before_start(t)]),
    ):
        if wrong:
            raise PlanError(code, wrong)
    _check_people(plan)
    _check_outline(by_uid)


def _check_people(plan: Plan) -> None:
    known = {r.uid for r in plan.resources}
    if len(known) != len(plan.resources):
        raise PlanError("duplicate_resource", [], ", ".join(sorted({r.name for r in plan.resources})))
    strange = [r.name for r in plan.resources if r.calendar and r.calendar not in plan.calendars]
    if strange:
        raise PlanError("missing_calendar", [], ", ".join(strange))
    lost = sorted({a.task for a in plan.assignments if a.resource not in known})
    if lost:
        raise PlanError("missing_resource", lost)


def _ends_before_start(task: Task) -> bool:
    return bool(task.actual_finish and task.actual_start and task.actual_finish < task.actual_start)


def _check_outline(by_uid: Mapping[int, Task]) -> None:
    fine: set[int] = set()
    for uid in by_uid:
        path: list[int] = []
        here: int | None = uid
        while here is not None and here not in fine:
            if here in path:
                raise PlanError("circle", path[path.index(here) :])
            path.append(here)
            here = by_uid[here].parent
        fine.update(path)
