"""The baseline as flows: what each task was to cost, and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from golive.engines.schedule.cost import ZERO, Flow, Span, cents, lines_of, plan_flows, task_spans
from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.model import Plan, Task
from golive.engines.schedule.resources import Accrual, Assignment, Baseline
from golive.engines.worktime import Timeline, local_minute


class Measure(StrEnum):
    """In what value is counted: money; where a plan has none, hours of work; where it has none, of duration."""

    COST = "cost"
    WORK = "work"
    DURATION = "duration"


@dataclass(frozen=True)
class Planned:
    """`flows`: by task. `start`, `finish`: local minutes. `is_plan`: there is no baseline, the plan serves as one.
    `missing`: open tasks that the baseline does not know."""

    measure: Measure
    flows: dict[int, list[Flow]]
    start: int
    finish: int
    is_plan: bool
    missing: tuple[int, ...]

    def until(self, t: int, uid: int | None = None) -> Decimal:
        """Planned value of a task, or of the project, at a local minute. Rounded task by task, so that sums agree."""
        if uid is None:
            return sum((self.until(t, one) for one in self.flows), ZERO)
        return cents(sum((flow.until(t) for flow in self.flows.get(uid, ())), ZERO))


def planned_values(plan: Plan, number: int) -> Planned:
    """From baseline `number`; where no task has it, from the plan as if nothing had happened yet."""
    summaries = {t.parent for t in plan.tasks}
    leaves = [t for t in plan.tasks if t.active and t.uid not in summaries]
    known = [(t, b) for t in leaves if (b := t.baseline(number)) is not None and b.start and b.finish]
    if not known:
        return _of_plan(plan, leaves)
    measure = _measure(any(b.cost for _, b in known), any(b.work for _, b in known))
    lines = lines_of(plan)
    doing: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in plan.assignments:
        doing[assignment.task].append(assignment)
    accruals = {r.uid: r.accrual for r in plan.resources}
    flows = {t.uid: _of_task(t, b, doing[t.uid], number, lines[t.uid], measure, accruals) for t, b in known}
    known_uids = {t.uid for t, _ in known}
    return Planned(
        measure,
        flows,
        min(local_minute(b.start) for _, b in known if b.start),
        max(local_minute(b.finish) for _, b in known if b.finish),
        False,
        tuple(t.uid for t in leaves if t.uid not in known_uids),
    )


def _measure(costs: bool, work: bool) -> Measure:
    return Measure.COST if costs else Measure.WORK if work else Measure.DURATION


def _amount(of: Baseline, measure: Measure, span: Span) -> Decimal:
    """Money, or hours."""
    if measure is Measure.COST:
        return of.cost or ZERO
    if measure is Measure.WORK:
        return Decimal(of.work or 0) / 60
    return Decimal(span.line.work(span.finish) - span.line.work(span.start)) / 60


def _of_task(
    task: Task,
    baseline: Baseline,
    doing: list[Assignment],
    number: int,
    line: Timeline,
    measure: Measure,
    accruals: dict[int, Accrual],
) -> list[Flow]:
    assert baseline.start is not None and baseline.finish is not None
    span = Span(line, local_minute(baseline.start), local_minute(baseline.finish))
    flows = []
    for assignment in doing if measure is not Measure.DURATION else ():
        own = next((b for b in assignment.baselines if b.number == number), None)
        amount = ZERO if own is None else _amount(own, measure, span)
        if own is not None and amount:
            start = span.start if own.start is None else local_minute(own.start)
            finish = span.finish if own.finish is None else local_minute(own.finish)
            accrual = accruals[assignment.resource] if measure is Measure.COST else Accrual.PRORATED
            flows.append(Flow(amount, Span(line, start, finish), accrual, assignment.contour))
    rest = _amount(baseline, measure, span) - sum((f.amount for f in flows), ZERO)
    if rest:
        accrual = task.fixed_cost_accrual if measure is Measure.COST else Accrual.PRORATED
        flows.append(Flow(rest, span, accrual))
    return flows


def _of_plan(plan: Plan, leaves: list[Task]) -> Planned:
    fresh = replace(
        plan,
        data_date=None,
        tasks=tuple(
            replace(
                t, actual_start=None, actual_finish=None, resume=None, stop=None, remaining=None, percent_complete=0
            )
            for t in plan.tasks
        ),
    )
    schedule = critical_path(fresh)
    spans = task_spans(fresh, schedule)
    flows = plan_flows(fresh, schedule)
    worked = {a.task for a in plan.assignments if a.work}
    measure = _measure(any(flows.values()), bool(worked) or any(t.work for t in leaves))
    if measure is Measure.WORK:
        flows = {t.uid: [Flow(Decimal(t.work or _work(plan, t.uid)) / 60, spans[t.uid])] for t in leaves}
    elif measure is Measure.DURATION:
        flows = {t.uid: [Flow(_amount(Baseline(), measure, spans[t.uid]), spans[t.uid])] for t in leaves}
    return Planned(measure, flows, local_minute(schedule.start), local_minute(schedule.finish), True, ())


def _work(plan: Plan, uid: int) -> int:
    return sum(a.work for a in plan.assignments if a.task == uid)
