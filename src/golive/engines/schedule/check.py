"""The 14 points by which the DCMA judges a schedule, each with the tasks behind it.

Method: DCMA 14-point assessment (Earned Value Management System Program Analysis Pamphlet, DCMA-EA PAM 200.1, 2012).
Looked at are tasks that are no summaries and not yet done; milestones count where logic and dates are concerned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.model import Constraint, Link, LinkType, Plan, Task
from golive.engines.schedule.result import Schedule, TaskDates
from golive.engines.worktime import local_minute

HARD = {Constraint.MSO, Constraint.MFO, Constraint.SNLT, Constraint.FNLT}


class PointCode(StrEnum):
    """In the order of the DCMA's numbers 1 to 14."""

    LOGIC = "logic"
    LEADS = "leads"
    LAGS = "lags"
    RELATIONSHIP_TYPES = "relationship_types"
    HARD_CONSTRAINTS = "hard_constraints"
    HIGH_FLOAT = "high_float"
    NEGATIVE_FLOAT = "negative_float"
    HIGH_DURATION = "high_duration"
    INVALID_DATES = "invalid_dates"
    RESOURCES = "resources"
    MISSED_TASKS = "missed_tasks"
    CRITICAL_PATH_TEST = "critical_path_test"
    CPLI = "cpli"
    BEI = "bei"


class Missing(StrEnum):
    """Why a point could not be judged."""

    NOTHING = "nothing"  # no task or link to look at
    DATA_DATE = "data_date"
    BASELINE = "baseline"
    CRITICAL = "critical"  # no open task is critical


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The DCMA's own by default. Per cent, working days, ratios.

    resources   the DCMA leaves it to the contract; 0 asks for resources or costs on every task of a day or more
    delay_days  by which the critical path test lengthens a critical task
    """

    logic: float = 5
    leads: float = 0
    lags: float = 5
    finish_to_start: float = 90
    hard_constraints: float = 5
    high_float: float = 5
    float_days: float = 44
    negative_float: float = 0
    high_duration: float = 5
    duration_days: float = 44
    invalid_dates: float = 0
    resources: float = 0
    missed_tasks: float = 5
    delay_days: int = 600
    cpli: float = 0.95
    bei: float = 0.95


@dataclass(frozen=True, slots=True)
class Point:
    """value      per cent of `of` (points 1 to 11), working days the finish moved (12), an index (13, 14)
    threshold  at most (points 1-3, 5-11) or at least (4, 12-14) this
    passed     None: could not be judged, `missing` says why
    tasks      what breaks the point, in the order of the plan; `links`: likewise, of points 2 to 4
    of         how many tasks or links were looked at
    """

    number: int
    code: PointCode
    value: float | None
    threshold: float
    at_most: bool
    passed: bool | None
    tasks: tuple[int, ...]
    links: tuple[Link, ...]
    of: int
    missing: Missing | None = None


@dataclass(frozen=True)
class PlanCheck:
    data_date: datetime | None
    points: tuple[Point, ...]

    @property
    def passed(self) -> int:
        return sum(p.passed is True for p in self.points)

    @property
    def failed(self) -> int:
        return sum(p.passed is False for p in self.points)


NO_THRESHOLDS = Thresholds()


def check_plan(
    plan: Plan,
    data_date: datetime | None = None,
    *,
    thresholds: Thresholds = NO_THRESHOLDS,
    baseline: int = 0,
    target: datetime | None = None,
) -> PlanCheck:
    """Judge `plan` at `data_date` (naive local; default the plan's status date or data date).

    target   the finish that was promised, for the critical path length index; default the finish of the baseline
    Errors: PlanError as of `critical_path`.
    """
    when = data_date or plan.status_date or plan.data_date
    judge = _Judge(plan, when, thresholds, baseline, target)
    return PlanCheck(when, tuple(judge.point(n, code) for n, code in enumerate(PointCode, 1)))


class _Judge:
    def __init__(
        self, plan: Plan, when: datetime | None, limits: Thresholds, baseline: int, target: datetime | None
    ) -> None:
        self.plan, self.when, self.limits, self.target = plan, when, limits, target
        self.schedule: Schedule = critical_path(plan)
        summaries = {t.parent for t in plan.tasks}
        self.leaves = [t for t in plan.tasks if t.active and t.uid not in summaries]
        self.open = [t for t in self.leaves if t.actual_finish is None]
        self.by_uid = {t.uid: t for t in plan.tasks}
        open_uids = {t.uid for t in self.open} | {uid for uid in summaries if uid is not None}
        self.links = [k for k in plan.links if k.succ in open_uids and self.by_uid[k.pred].active]
        self.agreed = {t.uid: b for t in self.leaves if (b := t.baseline(baseline)) is not None and b.finish}
        self.line = plan.calendars[plan.calendar].local

    def point(self, number: int, code: PointCode) -> Point:
        judged: Callable[[int], Point] = getattr(self, f"_{code.value}")
        return judged(number)

    # -- how points are made -------------------------------------------------------------------------------------
    def _share(self, number: int, wrong: Iterable[Task], among: Sequence[Task], limit: float) -> Point:
        tasks = tuple(t.uid for t in wrong)
        code = list(PointCode)[number - 1]
        if not among:
            return Point(number, code, None, limit, True, None, (), (), 0, Missing.NOTHING)
        value = 100 * len(tasks) / len(among)
        return Point(number, code, value, limit, True, value <= limit, tasks, (), len(among))

    def _share_of_links(self, number: int, wrong: Sequence[Link], limit: float, at_most: bool = True) -> Point:
        code = list(PointCode)[number - 1]
        if not self.links:
            return Point(number, code, None, limit, at_most, None, (), (), 0, Missing.NOTHING)
        share = 100 * len(wrong) / len(self.links)
        value = share if at_most else 100 - share
        passed = value <= limit if at_most else value >= limit
        tasks = tuple(dict.fromkeys(k.succ for k in wrong))
        return Point(number, code, value, limit, at_most, passed, tasks, tuple(wrong), len(self.links))

    def _unjudged(self, number: int, limit: float, missing: Missing, at_most: bool = True) -> Point:
        return Point(number, list(PointCode)[number - 1], None, limit, at_most, None, (), (), 0, missing)

    def _dates(self, task: Task) -> TaskDates:
        return self.schedule.tasks[task.uid]

    def _days(self, minutes: int) -> float:
        return minutes / self.plan.minutes_per_day

    # -- the points ----------------------------------------------------------------------------------------------
    def _logic(self, number: int) -> Point:
        """Without predecessor or successor, its own or of a summary above it. One beginning and one end of the project
        are no fault: the first task to start and the last to finish."""
        loose_start = [
            t for t in self.open if t.actual_start is None and not self._linked(t, {k.succ for k in self.links})
        ]
        followed = {k.pred for k in self.plan.links if self.by_uid[k.succ].active}
        loose_end = [t for t in self.open if not self._linked(t, followed)]
        first = min(self.leaves, key=lambda t: self._dates(t).early_start, default=None)
        last = max(loose_end, key=lambda t: self._dates(t).early_finish, default=None)
        wrong = {t.uid for t in loose_start if t is not first} | {t.uid for t in loose_end if t is not last}
        return self._share(number, (t for t in self.open if t.uid in wrong), self.open, self.limits.logic)

    def _linked(self, task: Task, ends: set[int]) -> bool:
        here: int | None = task.uid
        while here is not None:
            if here in ends:
                return True
            here = self.by_uid[here].parent
        return False

    def _leads(self, number: int) -> Point:
        return self._share_of_links(number, [k for k in self.links if k.lag < 0], self.limits.leads)

    def _lags(self, number: int) -> Point:
        return self._share_of_links(number, [k for k in self.links if k.lag > 0], self.limits.lags)

    def _relationship_types(self, number: int) -> Point:
        other = [k for k in self.links if k.type is not LinkType.FS]
        return self._share_of_links(number, other, self.limits.finish_to_start, at_most=False)

    def _hard_constraints(self, number: int) -> Point:
        wrong = (t for t in self.open if t.constraint in HARD)
        return self._share(number, wrong, self.open, self.limits.hard_constraints)

    def _high_float(self, number: int) -> Point:
        wrong = (t for t in self.open if self._days(self._dates(t).total_slack) > self.limits.float_days)
        return self._share(number, wrong, self.open, self.limits.high_float)

    def _negative_float(self, number: int) -> Point:
        wrong = (t for t in self.open if self._dates(t).total_slack < 0)
        return self._share(number, wrong, self.open, self.limits.negative_float)

    def _high_duration(self, number: int) -> Point:
        tasks = [t for t in self.open if t.duration]
        wrong = (t for t in tasks if self._days(self._working(t)) > self.limits.duration_days)
        return self._share(number, wrong, tasks, self.limits.high_duration)

    def _working(self, task: Task) -> int:
        """Its duration in working time, even where it was entered in wall-clock time."""
        if not task.elapsed:
            return task.duration
        dates = self._dates(task)
        return self.line.work(local_minute(dates.early_finish)) - self.line.work(local_minute(dates.early_start))

    def _invalid_dates(self, number: int) -> Point:
        """Planned for a time that is over, or done at a time to come."""
        if self.when is None:
            return self._unjudged(number, self.limits.invalid_dates, Missing.DATA_DATE)
        wrong = [t for t in self.leaves if self._is_invalid(t, self.when)]
        return self._share(number, wrong, self.leaves, self.limits.invalid_dates)

    def _is_invalid(self, task: Task, when: datetime) -> bool:
        if any(d is not None and d > when for d in (task.actual_start, task.actual_finish)):
            return True
        if task.actual_finish is not None:
            return False
        dates = self._dates(task)
        return dates.finish < when or (task.actual_start is None and dates.start < when)

    def _resources(self, number: int) -> Point:
        busy = {a.task for a in self.plan.assignments}
        tasks = [t for t in self.open if self._days(self._working(t)) >= 1]
        wrong = (t for t in tasks if t.uid not in busy and not t.cost and not t.fixed_cost)
        return self._share(number, wrong, tasks, self.limits.resources)

    def _missed_tasks(self, number: int) -> Point:
        if self.when is None or not self.agreed:
            missing = Missing.DATA_DATE if self.when is None else Missing.BASELINE
            return self._unjudged(number, self.limits.missed_tasks, missing)
        due = self._due(self.when)
        wrong = (t for t in due if self._dates(t).finish > self._agreed_finish(t))
        return self._share(number, wrong, due, self.limits.missed_tasks)

    def _due(self, when: datetime) -> list[Task]:
        return [t for t in self.leaves if t.uid in self.agreed and self._agreed_finish(t) <= when]

    def _agreed_finish(self, task: Task) -> datetime:
        finish = self.agreed[task.uid].finish
        assert finish is not None
        return finish

    def _critical_path_test(self, number: int) -> Point:
        """A critical task is lengthened: the finish of the project must move as far as its own."""
        limit = float(self.limits.delay_days)
        value, passed, task, critical = self._delayed(self.plan, self.schedule)
        if task is not None and not passed and any(r.calendar for r in self.plan.resources):
            # Leave that a delay passes over swallows a part of it, and holds nothing.
            present = replace(self.plan, resources=tuple(replace(r, calendar="") for r in self.plan.resources))
            again = self._delayed(present, critical_path(present))
            value, passed = again[:2] if again[1] else (value, passed)
        if task is None:
            return self._unjudged(number, limit, Missing.CRITICAL, at_most=False)
        tasks = () if passed else (task.uid,)
        return Point(number, PointCode.CRITICAL_PATH_TEST, value, limit, False, passed, tasks, (), critical)

    def _delayed(self, plan: Plan, schedule: Schedule) -> tuple[float, bool, Task | None, int]:
        """How many days of the delay reach the finish, whether all do, the task that was delayed, and among how many."""
        dates = schedule.tasks
        critical = [t for t in self.open if dates[t.uid].longest and t.duration and not t.manual]
        if not critical:
            return 0.0, False, None, 0
        task = min(critical, key=lambda t: (dates[t.uid].early_start, t.uid))
        later = critical_path(_lengthened(plan, task, self.limits.delay_days * plan.minutes_per_day))
        own = self._between(dates[task.uid].early_finish, later.tasks[task.uid].early_finish)
        moved = self._between(schedule.finish, later.finish)
        # Told as if the task ran on the project's calendar: what part of its delay reached the finish.
        value = self.limits.delay_days * moved / own if own else 0.0
        return value, own > 0 and moved >= own, task, len(critical)

    def _between(self, earlier: datetime, later: datetime) -> int:
        return self.line.work(local_minute(later)) - self.line.work(local_minute(earlier))

    def _cpli(self, number: int) -> Point:
        """(length of the critical path + its float) / length, from the data date to the finish."""
        target = self.target or max((b.finish for b in self.agreed.values() if b.finish), default=None)
        if target is None:
            return self._unjudged(number, self.limits.cpli, Missing.BASELINE, at_most=False)
        begin = max(self.schedule.start, self.when or self.schedule.start)
        length = self._between(begin, self.schedule.finish)
        if length <= 0:
            return self._unjudged(number, self.limits.cpli, Missing.NOTHING, at_most=False)
        value = (length + self._between(self.schedule.finish, target)) / length
        late = tuple(t.uid for t in self.open if self._dates(t).longest) if value < self.limits.cpli else ()
        passed = value >= self.limits.cpli
        return Point(number, PointCode.CPLI, value, self.limits.cpli, False, passed, late, (), len(self.leaves))

    def _bei(self, number: int) -> Point:
        """Tasks done / (tasks that the baseline had done by now + tasks without baseline)."""
        if self.when is None or not self.agreed:
            missing = Missing.DATA_DATE if self.when is None else Missing.BASELINE
            return self._unjudged(number, self.limits.bei, missing, at_most=False)
        due = [*self._due(self.when), *(t for t in self.leaves if t.uid not in self.agreed)]
        if not due:
            return self._unjudged(number, self.limits.bei, Missing.NOTHING, at_most=False)
        done = {t.uid for t in self.leaves if t.actual_finish is not None and t.actual_finish <= self.when}
        value = len(done) / len(due)
        tasks = tuple(t.uid for t in due if t.uid not in done)
        return Point(
            number, PointCode.BEI, value, self.limits.bei, False, value >= self.limits.bei, tasks, (), len(due)
        )


def _lengthened(plan: Plan, task: Task, minutes: int) -> Plan:
    left = None if task.remaining is None else task.remaining + minutes
    longer = replace(task, duration=task.duration + minutes, remaining=left)
    busier = (
        replace(
            a,
            work=a.work + round(a.units * minutes),
            remaining_work=None if a.remaining_work is None else a.remaining_work + round(a.units * minutes),
        )
        if a.task == task.uid
        else a
        for a in plan.assignments
    )
    tasks = tuple(longer if t is task else t for t in plan.tasks)
    return replace(plan, tasks=tasks, assignments=tuple(busier))
