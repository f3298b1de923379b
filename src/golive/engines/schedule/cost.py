"""What tasks cost and when: rates over time, overtime, per use, material, cost resources, fixed cost with accrual.

A cost is a flow: an amount that falls due over a span of working time. A flow says how much of it lies before a
moment, so that any curve is a sum. Amounts are Decimal and unrounded; whoever shows them rounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from golive.engines.schedule.model import Plan
from golive.engines.schedule.resources import Accrual, Assignment, Contour, Rate, Resource, ResourceType
from golive.engines.schedule.result import Schedule
from golive.engines.schedule.spans import spans as spans_of
from golive.engines.worktime import Timeline, local_minute

ZERO = Decimal(0)
CENT = Decimal("0.01")
HOUR = 60

# Per cent of the peak in each tenth of the span, as MS Project defines its contours.
CONTOURS: Mapping[Contour, tuple[int, ...]] = {
    Contour.BACK_LOADED: (10, 15, 25, 50, 50, 75, 75, 100, 100, 100),
    Contour.FRONT_LOADED: (100, 100, 100, 75, 75, 50, 50, 25, 15, 10),
    Contour.DOUBLE_PEAK: (25, 50, 100, 50, 25, 25, 50, 100, 50, 25),
    Contour.EARLY_PEAK: (25, 50, 100, 100, 75, 50, 50, 25, 15, 10),
    Contour.LATE_PEAK: (10, 15, 25, 50, 50, 75, 100, 100, 50, 25),
    Contour.BELL: (10, 20, 40, 80, 100, 100, 80, 40, 20, 10),
    Contour.TURTLE: (25, 50, 75, 100, 100, 100, 100, 75, 50, 25),
}


@dataclass(frozen=True, slots=True)
class Span:
    """Working time from `start` to `finish` (local minutes) on a line."""

    line: Timeline
    start: int
    finish: int

    def share(self, t: int, contour: Contour = Contour.FLAT) -> Decimal:
        """Which part of what is spread over the span lies before `t`: 0 to 1."""
        if t >= self.finish:
            return Decimal(1)
        first = self.line.work(self.start)
        whole, done = self.line.work(self.finish) - first, self.line.work(t) - first
        if t <= self.start or whole <= 0:
            return ZERO
        heights = CONTOURS.get(contour)
        if heights is None:
            return Decimal(done) / Decimal(whole)
        tenth, rest = divmod(done * 10, whole)
        height = sum(heights[:tenth]) + Decimal(rest) / Decimal(whole) * heights[tenth]
        return Decimal(height) / Decimal(sum(heights))


@dataclass(frozen=True, slots=True)
class Flow:
    """`amount` that falls due over `span`; `work_driven`: it grows with the duration."""

    amount: Decimal
    span: Span
    accrual: Accrual = Accrual.PRORATED
    contour: Contour = Contour.FLAT
    work_driven: bool = False

    def until(self, t: int) -> Decimal:
        """What has fallen due before `t`. A cost of the start falls due in the first minute, one of the end when the
        end is reached."""
        if self.accrual is Accrual.START:
            return self.amount if t > self.span.start or t >= self.span.finish else ZERO
        if self.accrual is Accrual.END:
            return self.amount if t >= self.span.finish else ZERO
        return self.amount * self.span.share(t, self.contour)


def rate_at(resource: Resource, table: str, minute: int) -> Rate:
    """The rate in force at a local minute; of a table without rates, the resource's own."""
    for rate in resource.rates:
        begun = rate.start is None or local_minute(rate.start) <= minute
        if rate.table == table and begun and (rate.end is None or minute < local_minute(rate.end)):
            return rate
    return Rate(resource.standard_rate, resource.overtime_rate, resource.cost_per_use)


def rate_changes(resource: Resource, table: str, span: Span) -> list[int]:
    """The span's ends and, in between, the minutes at which the rate changes."""
    edges = {local_minute(d) for r in resource.rates if r.table == table for d in (r.start, r.end) if d}
    return [span.start, *sorted(e for e in edges if span.start < e < span.finish), span.finish]


def assignment_flows(assignment: Assignment, resource: Resource, span: Span) -> Iterator[Flow]:
    """What one assignment costs over `span`, its own time. A cost resource costs what was entered."""
    first = rate_at(resource, assignment.rate_table, span.start)
    if resource.type is ResourceType.COST:
        yield Flow(assignment.cost or ZERO, span, resource.accrual)
        return
    units = Decimal(str(assignment.units))
    if resource.type is ResourceType.MATERIAL:
        yield Flow(units * first.standard + first.per_use, span, resource.accrual)
        return
    if first.per_use:
        yield Flow(first.per_use * units, span, Accrual.START)
    regular = Decimal(assignment.work - assignment.overtime_work) / HOUR
    overtime = Decimal(assignment.overtime_work) / HOUR
    edges = rate_changes(resource, assignment.rate_table, span)
    for begin, end in pairwise(edges):
        part = span.share(end, assignment.contour) - span.share(begin, assignment.contour)
        rate = rate_at(resource, assignment.rate_table, begin)
        amount = part * (regular * rate.standard + overtime * rate.overtime)
        if amount:
            whole = len(edges) == 2
            contour = assignment.contour if whole else Contour.FLAT
            piece = span if whole or resource.accrual is not Accrual.PRORATED else Span(span.line, begin, end)
            yield Flow(amount, piece, resource.accrual, contour, work_driven=True)


def plan_flows(plan: Plan, schedule: Schedule) -> dict[int, list[Flow]]:
    """The costs of every active task over its computed dates, by task; of summaries only their fixed cost. A task that
    costs nothing by its assignments has the cost that was stored for it."""
    people = {r.uid: r for r in plan.resources}
    summaries = {t.parent for t in plan.tasks}
    spans = task_spans(plan, schedule)
    flows: dict[int, list[Flow]] = {}
    for task in plan.tasks:
        if task.active:
            flows[task.uid] = [Flow(task.fixed_cost, spans[task.uid], task.fixed_cost_accrual)]
    for assignment in plan.assignments:
        if assignment.task in flows and assignment.task not in summaries:
            span = _delayed(assignment, spans[assignment.task])
            flows[assignment.task] += assignment_flows(assignment, people[assignment.resource], span)
    for task in plan.tasks:
        if task.cost and task.uid in flows and task.uid not in summaries and not total(flows[task.uid]):
            flows[task.uid] = [Flow(task.cost, spans[task.uid], task.fixed_cost_accrual)]
    return {uid: paid for uid, own in flows.items() if (paid := [flow for flow in own if flow.amount])}


def lines_of(plan: Plan) -> dict[int, Timeline]:
    """The time each task is worked on: its own calendar and that of its people, if they keep the same hours."""
    return dict(zip((t.uid for t in plan.tasks), spans_of(plan).line, strict=True))


def task_spans(plan: Plan, schedule: Schedule) -> dict[int, Span]:
    lines = lines_of(plan)
    dates = schedule.tasks
    return {
        uid: Span(line, local_minute(dates[uid].start), local_minute(dates[uid].finish)) for uid, line in lines.items()
    }


def _delayed(assignment: Assignment, span: Span) -> Span:
    """From the start of the task, put off by the assignment's delay."""
    if not assignment.delay:
        return span
    return Span(span.line, min(span.line.add(span.start, assignment.delay), span.finish), span.finish)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def total(flows: Iterable[Flow]) -> Decimal:
    return sum((flow.amount for flow in flows), ZERO)
