"""Early dates: each task as soon as its links, constraints, actuals and calendar allow. Minutes of the local line.

Conventions are MS Project's: work finishes at the END of a working segment and the next starts with the NEXT one;
a milestone stands where its predecessor ends; a started task keeps its actual start and ignores its links.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from golive.engines.schedule.model import Constraint, Plan, Task
from golive.engines.schedule.network import Edge, Network, settle_lags
from golive.engines.schedule.result import Driver, DriverKind
from golive.engines.schedule.spans import Part, finish_of, latest_start, rest_finish, start_of, start_to_reach
from golive.engines.worktime import Timeline, local_minute

_EARLIEST = {Constraint.SNET, Constraint.MSO}
_FINISH_EARLIEST = {Constraint.FNET, Constraint.MFO}
_LATEST = {Constraint.SNLT, Constraint.FNLT}
_NEVER = -(10**12)


@dataclass
class Early:
    """Per task index. For summaries `bound` is what their children inherit; dates are rolled up. `work`: before the
    start, on the task's line; of tasks that are simply placed by their duration, else None."""

    start: list[int]
    finish: list[int]
    bound: list[int]
    why: list[Driver]
    project_start: int
    project_finish: int
    work: list[int | None]


def forward(
    plan: Plan, net: Network, data_date: int | None, as_late: Mapping[int, tuple[int, int]] = MappingProxyType({})
) -> Early:
    """`as_late`: start and finish of tasks that are placed as late as possible, by index; what follows them waits."""
    n = len(net.tasks)
    begin = local_minute(plan.start)
    first = Driver(DriverKind.PROJECT_START)
    early = Early([begin] * n, [begin] * n, [begin] * n, [first] * n, begin, begin, [None] * n)
    for node in net.order:
        if node >= n:
            _roll_up(net, early, node - n)
        elif net.children[node]:
            _pass_down(net, early, node, plan)
        else:
            _place(plan, net, early, node, data_date)
            if node in as_late:
                early.start[node], early.finish[node] = as_late[node]
                early.why[node] = Driver(DriverKind.CONSTRAINT, constraint=Constraint.ALAP)
                early.work[node] = None
    placed = [i for i in range(n) if not net.children[i] and net.tasks[i].active]
    early.project_start = min((early.start[i] for i in placed), default=begin)
    early.project_finish = max((early.finish[i] for i in placed), default=begin)
    return early


def lagged(line: Timeline, t: int, edge: Edge) -> int:
    """The point an edge demands, `t` being the predecessor's."""
    if edge.elapsed:
        return t + edge.lag
    return line.finish_at(line.work(t) + edge.lag)


def _inherited(net: Network, early: Early, i: int) -> tuple[int, Driver]:
    up = net.parent[i]
    if up < 0:
        return early.project_start, Driver(DriverKind.PROJECT_START)
    why = early.why[up]
    if why.kind in (DriverKind.PROJECT_START, DriverKind.DATA_DATE) or why.via is not None:
        return early.bound[up], why
    return early.bound[up], why._replace(via=net.tasks[up].uid)


def _bound(net: Network, early: Early, i: int, data_date: int | None) -> tuple[int, Driver, int]:
    """The earliest start that outline and links allow, before calendar and own constraints; and the earliest finish
    that FF and SF links allow (a very early one where there are none)."""
    at, why = _inherited(net, early, i)
    held = _NEVER
    if data_date is not None and data_date > at:
        at, why = data_date, Driver(DriverKind.DATA_DATE)
    lag_line, line, length = net.lag_line[i], net.line[i], net.length[i]
    for edge in net.incoming[i]:
        t = early.start[edge.pred] if edge.from_start else early.finish[edge.pred]
        if edge.lag:
            t = lagged(lag_line, t, edge)
        if edge.to_finish and length:
            held = max(held, t)
            t = start_to_reach(net.parts[i], t) if i in net.parts else line.start_at(line.work(t) - length)
        if t > at:
            at, why = t, Driver.of_link(net.tasks[edge.pred].uid, edge.link)
    return at, why, held


def _pass_down(net: Network, early: Early, i: int, plan: Plan) -> None:
    """A summary: what its children may not start before."""
    at, why, _ = _bound(net, early, i, None)
    task = net.tasks[i]
    if task.manual and task.manual_start is not None:
        # The typed start of a summary is where its tasks begin; what it waits for does not move it.
        at, why = local_minute(task.manual_start), Driver(DriverKind.MANUAL)
    elif task.constraint is Constraint.SNET and task.constraint_date and local_minute(task.constraint_date) > at:
        at, why = local_minute(task.constraint_date), Driver(DriverKind.CONSTRAINT, constraint=task.constraint)
    early.bound[i], early.why[i] = at, why


def _roll_up(net: Network, early: Early, i: int) -> None:
    own = [c for c in net.children[i] if net.tasks[c].active] or net.children[i]
    early.start[i] = min(early.start[c] for c in own)
    early.finish[i] = max(early.finish[c] for c in own)
    if net.outgoing[i]:
        settle_lags(net, i, net.project_line.work(early.finish[i]) - net.project_line.work(early.start[i]))
    cause = next(c for c in own if early.start[c] == early.start[i])
    early.why[i] = Driver(DriverKind.CHILD, net.tasks[cause].uid)


def _place(plan: Plan, net: Network, early: Early, i: int, data_date: int | None) -> None:
    task = net.tasks[i]
    if task.actual_start is not None or task.actual_finish is not None:
        start, finish, why = _actual(net.line[i], task, data_date, net.parts.get(i))
    elif task.manual and (task.manual_start is not None or task.manual_finish is not None):
        start, finish, why = _manual(net.line[i], task)
    else:
        line = net.line[i]
        at, why, held = _bound(net, early, i, data_date)
        if task.levelling_delay:
            at, why = at + task.levelling_delay, Driver(DriverKind.LEVELLING)
        start, finish, why, early.work[i] = _scheduled(plan, net, i, at, why)
        # MS Project's quirk: a finish held by a link stands at that very point, though it is free time.
        if held > finish and line.work(held) == line.work(finish):
            finish = held
    early.start[i], early.finish[i], early.why[i] = start, finish, why


def _actual(
    line: Timeline, task: Task, data_date: int | None, parts: tuple[Part, ...] | None
) -> tuple[int, int, Driver]:
    why = Driver(DriverKind.ACTUAL)
    if task.actual_finish is not None:
        finish = local_minute(task.actual_finish)
        return local_minute(task.actual_start) if task.actual_start else line.sub(finish, task.duration), finish, why
    assert task.actual_start is not None
    start = local_minute(task.actual_start)
    left, done = remaining(task), task.duration - remaining(task)
    goes_on = line.add(start, done + sum(pause for after, pause in task.pauses if after < done))
    if task.resume is not None:
        goes_on = max(goes_on, local_minute(task.resume))
    if data_date is not None:
        goes_on = max(goes_on, data_date)
    if parts and left:
        return start, rest_finish(parts, goes_on), why
    return start, line.add(goes_on, rest(task)) if left else goes_on, why


def rest(task: Task) -> int:
    """Minutes until a started task is done: what is still to do, and the pauses in it."""
    left = remaining(task)
    return left + sum(pause for after, pause in task.pauses if after >= task.duration - left)


def remaining(task: Task) -> int:
    """Minutes still to do on a started task."""
    if task.remaining is not None:
        return min(task.remaining, task.duration)
    return round(task.duration * (1 - task.percent_complete / 100))


def _manual(line: Timeline, task: Task) -> tuple[int, int, Driver]:
    why = Driver(DriverKind.MANUAL)
    if task.manual_start is None:
        assert task.manual_finish is not None
        finish = local_minute(task.manual_finish)
        return line.sub(finish, task.duration), finish, why
    start = local_minute(task.manual_start)
    finish = local_minute(task.manual_finish) if task.manual_finish else line.add(start, task.duration)
    return start, max(start, finish), why


def _scheduled(plan: Plan, net: Network, i: int, at: int, why: Driver) -> tuple[int, int, Driver, int | None]:
    task, line, length, parts = net.tasks[i], net.line[i], net.length[i], net.parts.get(i)
    kind = task.constraint
    if task.constraint_date is not None:
        date = local_minute(task.constraint_date)
        # A date for the finish is a date for the start, in working time.
        if kind in (Constraint.SNET, Constraint.SNLT, Constraint.MSO):
            of_start = date
        elif parts:
            of_start = (start_to_reach if kind is Constraint.FNET else latest_start)(parts, date)
        else:
            of_start = line.sub(date, length)
        hard = plan.honour_constraints and kind in (Constraint.MSO, Constraint.MFO)
        later = of_start > at and kind in _EARLIEST | _FINISH_EARLIEST
        capped = plan.honour_constraints and kind in _LATEST and settle(line, at, length) > of_start
        if hard or later or capped:
            at, why = of_start, Driver(DriverKind.CONSTRAINT, constraint=kind)
    work = line.work(at)
    if parts:
        start = start_of(parts, at)
    else:
        start = line.start_at(work) if length else line.snap(at)
    if start != at:
        why = _moved(net, i, at, start, why)
    if parts:
        return start, finish_of(parts, start), why, None
    return (start, line.finish_at(work + length), why, work) if length else (start, start, why, None)


def _moved(net: Network, i: int, at: int, start: int, why: Driver) -> Driver:
    """The driver of a start that free time moved from `at` to `start`."""
    if i in net.whose and start > settle(net.lag_line[i], at, net.length[i]):
        return why._replace(calendar=True, resource=net.whose[i])
    if why.kind is DriverKind.PROJECT_START:
        return Driver(DriverKind.CALENDAR)
    if start // 1440 - at // 1440 > 1:  # more than a night
        return why._replace(calendar=True)
    return why


def settle(line: Timeline, at: int, duration: int) -> int:
    """Where a task that may start at `at` does start: work in working time, a milestone where work ends or starts."""
    return line.start_at(line.work(at)) if duration else line.snap(at)
