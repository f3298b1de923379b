"""Earned value of a plan at a data date: planned value over working time, earned value by rule, actual cost.

Planned value is spread from the baseline on the calendars of the tasks and their people, each assignment by its shape
and its resource's accrual, and what a task costs beyond its assignments by the accrual of its fixed cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from golive.engines.schedule.cost import ZERO, Flow, Span, cents, lines_of, rate_at
from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.indicators import EarnedSchedule, Indicators, earned_schedule
from golive.engines.schedule.model import Plan, Task
from golive.engines.schedule.planned_value import Measure, Planned, planned_values
from golive.engines.worktime import NoWorkingTime, local_datetime, local_minute

WEEK = timedelta(days=7)


class Rule(StrEnum):
    """How a task earns its budget."""

    PERCENT = "percent"  # by its per cent complete
    PHYSICAL = "physical"  # by its physical per cent complete
    WORK = "work"  # actual work / (actual + remaining work)
    ZERO_HUNDRED = "0/100"  # all when it is finished
    FIFTY_FIFTY = "50/50"  # half when it starts, half when it is finished
    MILESTONES = "milestones"  # the weights of the milestones reached


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part of a task: its weight (any unit, they are compared with their sum) and when it was reached."""

    weight: Decimal
    reached: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """An amount spent on a task."""

    when: datetime
    amount: Decimal


class EvmNote(StrEnum):
    NO_BASELINE = "no_baseline"  # the plan itself, as if nothing had happened yet, serves as baseline
    NOT_IN_BASELINE = "not_in_baseline"  # `tasks` came later: they have no budget, what they cost still counts
    NO_COSTS = "no_costs"  # measured in hours of work
    NO_WORK = "no_work"  # measured in hours of duration
    NO_ACTUALS = "no_actuals"  # nothing says what was spent: no CPI and no forecast of cost
    NO_MILESTONES = "no_milestones"  # `tasks` earn by milestones but have none: they earn by per cent complete
    OTHER_STATUS_DATE = "other_status_date"  # progress was reported for another date than the data date


@dataclass(frozen=True, slots=True)
class Point:
    """Cumulative values at a date; EV and AC are None after the data date."""

    date: datetime
    pv: Decimal
    ev: Decimal | None
    ac: Decimal | None


@dataclass(frozen=True)
class EarnedValue:
    """`tasks`: every active task, summaries with the sum of theirs. Earned schedule in working days of the project.

    finish_planned    of the baseline
    finish_by_pace    planned duration / SPI(t) from its start; None when (next to) nothing is earned
    finish_computed   of the plan with what is not done after the data date
    """

    data_date: datetime
    measure: Measure
    total: Indicators
    tasks: Mapping[int, Indicators]
    schedule: EarnedSchedule
    start_planned: datetime
    finish_planned: datetime
    finish_by_pace: datetime | None
    finish_computed: datetime
    curve: tuple[Point, ...]
    notes: tuple[tuple[EvmNote, tuple[int, ...]], ...]


def earned_value(
    plan: Plan,
    data_date: datetime,
    *,
    baseline: int = 0,
    rule: Rule = Rule.PERCENT,
    rules: Mapping[int, Rule] | None = None,
    milestones: Mapping[int, Sequence[Milestone]] | None = None,
    actuals: Mapping[int, Sequence[Spent]] | None = None,
    etc: Mapping[int, Decimal] | None = None,
) -> EarnedValue:
    """Compute everything at `data_date` (naive local).

    rule, rules   how tasks earn, and the exceptions by task
    milestones    of tasks that earn by them
    actuals       what was spent, by task (a summary may have its own); None = as the plan stores it
    etc           bottom-up: what is still to spend, by task; those left out: BAC - EV
    Errors: PlanError as of `critical_path`.
    """
    planned = planned_values(plan, baseline)
    status = _Status(plan, planned, data_date, rule, rules or {}, milestones or {}, actuals)
    leaves = {uid: status.indicators(uid, etc) for uid in status.counted}
    tasks = _rolled_up(plan, leaves)
    total = added(leaves.values())
    moment = local_minute(data_date)
    schedule = _earned_schedule(plan, planned, total, moment)
    return EarnedValue(
        data_date,
        planned.measure,
        total,
        tasks,
        schedule,
        local_datetime(planned.start),
        local_datetime(planned.finish),
        _finish_by_pace(plan, planned, schedule),
        critical_path(plan, data_date).finish,
        tuple(_curve(planned, status, moment)),
        tuple(_notes(plan, planned, status, data_date, total)),
    )


class _Status:
    """What each leaf has earned and cost by the data date, and over which time."""

    def __init__(
        self,
        plan: Plan,
        planned: Planned,
        data_date: datetime,
        rule: Rule,
        rules: Mapping[int, Rule],
        milestones: Mapping[int, Sequence[Milestone]],
        actuals: Mapping[int, Sequence[Spent]] | None,
    ) -> None:
        self.plan, self.planned, self.date, self.at = plan, planned, data_date, local_minute(data_date)
        self.by_uid = {t.uid: t for t in plan.tasks}
        self.lines = lines_of(plan)
        self.rule, self.rules, self.milestones, self.actuals = rule, rules, milestones, actuals
        summaries = {t.parent for t in plan.tasks}
        leaves = [t.uid for t in plan.tasks if t.active and t.uid not in summaries]
        extra = [uid for uid in (*planned.flows, *(actuals or {})) if uid in summaries]
        self.counted = [*leaves, *dict.fromkeys(extra)]
        self.without_milestones = [
            uid for uid in leaves if rules.get(uid, rule) is Rule.MILESTONES and not milestones.get(uid)
        ]

    def indicators(self, uid: int, etc: Mapping[int, Decimal] | None) -> Indicators:
        flows = self.planned.flows.get(uid, [])
        bac = cents(sum((f.amount for f in flows), ZERO))
        ev = cents(bac * self.share(self.by_uid[uid]))
        pv = self.planned.until(self.at, uid)
        rest = None if etc is None else etc.get(uid, bac - ev)
        return Indicators(bac, pv, ev, self.spent(self.by_uid[uid]), rest)

    def share(self, task: Task) -> Decimal:
        """Which part of its budget a task has earned: 0 to 1."""
        rule = self.rules.get(task.uid, self.rule)
        finished = task.actual_finish is not None and task.actual_finish <= self.date
        begun = finished or (task.actual_start is not None and task.actual_start <= self.date)
        reached = self.milestones.get(task.uid)
        if rule is Rule.ZERO_HUNDRED:
            return Decimal(finished)
        if rule is Rule.FIFTY_FIFTY:
            return Decimal(begun + finished) / 2
        if rule is Rule.MILESTONES and reached:
            got = sum((m.weight for m in reached if m.reached and m.reached <= self.date), ZERO)
            return got / sum((m.weight for m in reached), ZERO)
        if rule is Rule.WORK and task.actual_work is not None and task.remaining_work is not None:
            whole = task.actual_work + task.remaining_work
            return Decimal(task.actual_work) / whole if whole else Decimal(finished)
        percent = task.physical_percent if rule is Rule.PHYSICAL else task.percent_complete
        return Decimal(str(percent)) / 100

    def spent(self, task: Task) -> Decimal | None:
        if self.actuals is not None:
            return cents(sum((s.amount for s in self.actuals.get(task.uid, ()) if s.when <= self.date), ZERO))
        if self.planned.measure is Measure.COST:
            return self._cost_stored(task)
        if self.planned.measure is Measure.WORK:
            return None if task.actual_work is None else cents(Decimal(task.actual_work) / 60)
        span = self.worked(task)
        return None if span is None else cents(Decimal(span.line.work(span.finish) - span.line.work(span.start)) / 60)

    def _cost_stored(self, task: Task) -> Decimal | None:
        """The actual cost of the plan; where it has none, actual work at its rates."""
        if task.actual_cost is not None:
            return cents(task.actual_cost)
        people = {r.uid: r for r in self.plan.resources}
        doing = [a for a in self.plan.assignments if a.task == task.uid and a.actual_work]
        if not doing:
            return ZERO if not task.percent_complete and task.actual_start is None else None
        at = local_minute(task.actual_start) if task.actual_start else self.planned.start
        rates = [rate_at(people[a.resource], a.rate_table, at).standard for a in doing]
        return cents(sum((Decimal(a.actual_work) / 60 * r for a, r in zip(doing, rates, strict=True)), ZERO))

    def worked(self, task: Task) -> Span | None:
        """From its actual start to its actual finish, or the data date."""
        if task.actual_start is None:
            return None
        start = min(local_minute(task.actual_start), self.at)
        finish = self.at if task.actual_finish is None else min(local_minute(task.actual_finish), self.at)
        return Span(self.lines[task.uid], start, max(start, finish))


def added(several: Iterable[Indicators]) -> Indicators:
    """The sum of several. AC and bottom-up ETC are unknown only where nobody knows any."""
    rows = list(several)
    spent = [r.ac for r in rows if r.ac is not None]
    rest = [r.etc_bottom_up for r in rows if r.etc_bottom_up is not None]
    return Indicators(
        sum((r.bac for r in rows), ZERO),
        sum((r.pv for r in rows), ZERO),
        sum((r.ev for r in rows), ZERO),
        sum(spent, ZERO) if spent else None,
        sum(rest, ZERO) if rest else None,
    )


def _rolled_up(plan: Plan, leaves: Mapping[int, Indicators]) -> dict[int, Indicators]:
    """Every task that has values of its own or below it, in the order of the plan."""
    parent = {t.uid: t.parent for t in plan.tasks}
    below: dict[int, list[Indicators]] = {}
    for uid, own in leaves.items():
        here: int | None = uid
        while here is not None:
            below.setdefault(here, []).append(own)
            here = parent[here]
    return {t.uid: added(below[t.uid]) for t in plan.tasks if t.uid in below}


def _earned_schedule(plan: Plan, planned: Planned, total: Indicators, moment: int) -> EarnedSchedule:
    line, day = plan.calendars[plan.calendar].local, Decimal(plan.minutes_per_day)
    first = line.work(planned.start)

    def pv_at(periods: Decimal) -> Decimal:
        worked = round(periods * day)
        return planned.until(line.finish_at(first + worked) if worked else planned.start)

    length = Decimal(line.work(planned.finish) - first) / day
    passed = Decimal(max(line.work(moment) - first, 0)) / day
    if not length:
        return EarnedSchedule(length, passed, ZERO)
    return earned_schedule(pv_at, total.ev, length, passed)


def _finish_by_pace(plan: Plan, planned: Planned, schedule: EarnedSchedule) -> datetime | None:
    """None where nothing is earned, or so little that no calendar reaches as far."""
    if schedule.forecast is None:
        return None
    line = plan.calendars[plan.calendar].local
    try:
        return local_datetime(
            line.finish_at(line.work(planned.start) + round(schedule.forecast * plan.minutes_per_day))
        )
    except NoWorkingTime:
        return None


def _curve(planned: Planned, status: _Status, moment: int) -> list[Point]:
    """Week by week from the start to the finish of the baseline, or the data date if that is later, and at that date."""
    end = local_datetime(max(planned.finish, moment))
    dates = {status.date, local_datetime(planned.finish)}
    week = local_datetime(planned.start)
    while week < end:
        dates.add(week)
        week += WEEK
    earned, spent = _flows_so_far(status)
    points = []
    for date in sorted(dates):
        t = local_minute(date)
        past = t <= moment
        ev = sum((cents(f.until(t)) for f in earned), ZERO) if past else None
        ac = sum((cents(f.until(t)) for f in spent), ZERO) if past and spent else None
        points.append(Point(date, planned.until(t), ev, ac))
    return points


def _flows_so_far(status: _Status) -> tuple[list[Flow], list[Flow]]:
    """Earned and spent until now as flows: evenly over the time a task has been worked, what was booked at its date."""
    earned: list[Flow] = []
    spent: list[Flow] = []
    for uid in status.counted:
        task, own = status.by_uid[uid], status.indicators(uid, None)
        span = status.worked(task) or Span(status.lines[uid], status.planned.start, status.at)
        earned.append(Flow(own.ev, span))
        if status.actuals is None and own.ac is not None:
            spent.append(Flow(own.ac, span))
        for booked in (status.actuals or {}).get(uid, ()):
            at = local_minute(booked.when)
            spent.append(Flow(booked.amount, Span(status.lines[uid], at, at)))
    return earned, spent


def _notes(
    plan: Plan, planned: Planned, status: _Status, data_date: datetime, total: Indicators
) -> list[tuple[EvmNote, tuple[int, ...]]]:
    found: list[tuple[EvmNote, tuple[int, ...]]] = []
    if planned.is_plan:
        found.append((EvmNote.NO_BASELINE, ()))
    if planned.missing:
        found.append((EvmNote.NOT_IN_BASELINE, tuple(planned.missing)))
    if planned.measure is not Measure.COST:
        found.append((EvmNote.NO_COSTS if planned.measure is Measure.WORK else EvmNote.NO_WORK, ()))
    if not total.ac and total.ev:
        found.append((EvmNote.NO_ACTUALS, ()))
    if status.without_milestones:
        found.append((EvmNote.NO_MILESTONES, tuple(status.without_milestones)))
    if plan.status_date is not None and plan.status_date.date() != data_date.date():
        found.append((EvmNote.OTHER_STATUS_DATE, ()))
    return found
