"""Late dates and slack: how late each task may be without moving the finish. The exact inverse of `forward`.

Every demand of the forward pass is monotone ("the successor starts no earlier than f(predecessor)"), and the late
date is the last point that still satisfies it. So slack is exact on mixed calendars too.
"""

from __future__ import annotations

from dataclasses import dataclass

from golive.engines.schedule.forward import Early, rest
from golive.engines.schedule.model import Constraint, Plan
from golive.engines.schedule.network import Edge, Network
from golive.engines.schedule.result import Driver, DriverKind
from golive.engines.schedule.spans import finish_if_started, latest_finish, latest_rest, latest_start
from golive.engines.worktime import Timeline, local_minute


@dataclass
class Late:
    """Per task index.

    limit      the latest finish before it is moved into working time
    go         the latest start of what is still to do; differs from `start` once a task has started
    work       before the latest start, on the task's line; of tasks that are simply placed by their duration
    cap        children of a summary finish no later; its first child also starts no later than `start_cap`
    """

    start: list[int]
    finish: list[int]
    limit: list[int]
    go: list[int]
    cap: list[int]
    start_cap: list[int]
    why: list[Driver]
    work: list[int | None]


def backward(plan: Plan, net: Network, early: Early, until: int | None = None) -> Late:
    """`until`: when the plan must have finished; default: when it does."""
    n, end = len(net.tasks), early.project_finish if until is None else until
    last = Driver(DriverKind.PROJECT_FINISH)
    late = Late([end] * n, [end] * n, [end] * n, [end] * n, [end] * n, [end] * n, [last] * n, [None] * n)
    for node in reversed(net.order):
        if node >= n:
            i = node - n
            late.cap[i], late.why[i] = _cap(net, early, late, i, end)
            late.start_cap[i] = _start_cap(net, early, late, i, end)
        elif net.children[node]:
            _roll_up(net, early, late, node)
        else:
            _place(plan, net, early, late, node, end)
    return late


def latest(net: Network, edge: Edge, start: int, finish: int) -> int:
    """The last point of the predecessor (its start or finish, as the edge says) that lets the successor stay at or
    before `start`/`finish`."""
    t = finish if edge.to_finish else start
    if edge.lag:
        line = net.lag_line[edge.succ]
        t = t - edge.lag if edge.elapsed else line.start_at(line.work(t) - edge.lag)
    return t


def _limit(net: Network, early: Early, late: Late, i: int, end: int) -> tuple[int, Driver]:
    """The latest finish that outline and successors allow, before calendar and own constraints."""
    up = net.parent[i]
    at, why = (end, Driver(DriverKind.PROJECT_FINISH)) if up < 0 else (late.cap[up], late.why[up])
    if up >= 0 and why.kind is DriverKind.LINK and why.via is None:
        why = why._replace(via=net.tasks[up].uid)
    if net.children[i]:
        edges = [edge for edge in net.holding[i] if not edge.from_start]
    else:
        edges = net.holding[i]
        if up >= 0 and _is_first_child(net, early, i):
            t = _finish_of(net, i, late.start_cap[up])
            if t < at:
                at, why = t, Driver(DriverKind.LINK, via=net.tasks[up].uid)
    for edge in edges:
        if edge.from_start and net.tasks[i].manual:
            continue  # as in MS Project: what waits for the typed start of a task does not hold its finish
        t = latest(net, edge, late.go[edge.succ], late.limit[edge.succ])
        if edge.from_start:
            t = _finish_of(net, i, t)
        if t < at:
            at, why = t, Driver.of_link(net.tasks[edge.succ].uid, edge.link)
    return at, why


def _cap(net: Network, early: Early, late: Late, i: int, end: int) -> tuple[int, Driver]:
    """What holds the finish of a summary, and so of its tasks: successors, a typed finish, a constraint."""
    at, why = _limit(net, early, late, i, end)
    task = net.tasks[i]
    if task.manual and task.manual_finish is not None and local_minute(task.manual_finish) < at:
        at, why = local_minute(task.manual_finish), Driver(DriverKind.MANUAL)
    if task.constraint is Constraint.FNLT and task.constraint_date and local_minute(task.constraint_date) < at:
        at, why = local_minute(task.constraint_date), Driver(DriverKind.CONSTRAINT, constraint=task.constraint)
    return at, why


def _start_cap(net: Network, early: Early, late: Late, i: int, end: int) -> int:
    """What SS and SF links hold at the start of a summary: it is that of its first child, so that alone is held."""
    up = net.parent[i]
    inherited = [late.start_cap[up]] if up >= 0 and _is_first_child(net, early, i) else []
    own = [latest(net, e, late.go[e.succ], late.limit[e.succ]) for e in net.holding[i] if e.from_start]
    return min([end, *inherited, *own])


def _is_first_child(net: Network, early: Early, i: int) -> bool:
    return early.why[net.parent[i]].task == net.tasks[i].uid


def _finish_of(net: Network, i: int, start: int) -> int:
    """The last point at which a task that starts no later than `start` is finished: free time after it included."""
    if i in net.parts:
        return finish_if_started(net.parts[i], start)
    line, length = net.line[i], net.length[i]
    return line.start_at(_start_work(line, start, length) + length) if length else start


def _start_work(line: Timeline, start: int, duration: int) -> int:
    """The work before a task that starts no later than `start`: work cannot begin in free time, so that a limit there
    means the last minute worked before it."""
    work = line.work(start)
    return work - 1 if duration and line.start_at(work) > start else work


def _roll_up(net: Network, early: Early, late: Late, i: int) -> None:
    own = [c for c in net.children[i] if net.tasks[c].active] or net.children[i]
    late.start[i] = late.go[i] = min(early.start[c] if net.tasks[c].manual else late.start[c] for c in own)
    late.finish[i] = max(late.finish[c] for c in own)


def _place(plan: Plan, net: Network, early: Early, late: Late, i: int, end: int) -> None:
    task, line, length = net.tasks[i], net.line[i], net.length[i]
    if task.actual_finish is not None:
        late.start[i] = late.go[i] = early.start[i]
        late.finish[i] = late.limit[i] = early.finish[i]
        late.why[i] = Driver(DriverKind.ACTUAL)
        return
    at, why = _limit(net, early, late, i, end)
    at, why = _own_limits(plan, net, i, at, why)
    late.limit[i] = at
    if task.manual and task.actual_start is None:
        # Typed dates say how long the task takes, and MS Project leaves its late finish where the successor begins.
        length = line.work(early.finish[i]) - line.work(early.start[i])
        start, finish = (line.start_at(line.work(at) - length) if length else at), at
    elif i in net.parts:
        finish = latest_finish(net.parts[i], at)
        start = latest_start(net.parts[i], finish)
    elif length:
        work = line.work(at)
        finish, start = line.finish_at(work), line.start_at(work - length)
        late.work[i] = work - length
    else:
        start = finish = late.limit[i] = at if _touches(line, at) else line.prev_working(at)
    late.go[i] = start - task.levelling_delay
    if task.actual_start is not None:
        late.go[i] = _resumed(net, i, finish)
        start = early.start[i]
    late.start[i], late.finish[i], late.why[i] = start, finish, why


def _resumed(net: Network, i: int, finish: int) -> int:
    """The latest moment at which a started task must go on to be done at `finish`."""
    if i in net.parts:
        return latest_rest(net.parts[i], finish)
    return net.line[i].start_at(net.line[i].work(finish) - rest(net.tasks[i]))


def _own_limits(plan: Plan, net: Network, i: int, at: int, why: Driver) -> tuple[int, Driver]:
    task = net.tasks[i]
    if task.constraint_date is not None and task.actual_start is None:
        date, kind = local_minute(task.constraint_date), task.constraint
        of_finish = _finish_of(net, i, date) if kind in (Constraint.SNLT, Constraint.MSO) else date
        hard = kind in (Constraint.MSO, Constraint.MFO)
        if (hard and plan.honour_constraints) or (
            of_finish < at and (hard or kind in (Constraint.SNLT, Constraint.FNLT))
        ):
            at, why = of_finish, Driver(DriverKind.CONSTRAINT, constraint=kind)
    if task.deadline is not None and local_minute(task.deadline) < at:
        at, why = local_minute(task.deadline), Driver(DriverKind.DEADLINE)
    return at, why


def _touches(line: Timeline, t: int) -> bool:
    return line.is_working(t) or line.work(t) > line.work(t - 1)


def slack(net: Network, early: Early, late: Late, i: int) -> tuple[int, int]:
    """Total and free slack, in working minutes.

    Total: between early and late dates; negative when the plan cannot keep its limits. Free: what a task may slip
    without moving any early date of another task, nor the finish; never negative, and no more than its total slack.
    """
    task, line = net.tasks[i], net.slack_line(i)
    start, last_start = early.work[i], late.work[i]
    if start is not None and last_start is not None and line is net.line[i]:
        finish = start + net.length[i]
        total = last_start - start
    else:
        start, finish = line.work(early.start[i]), line.work(early.finish[i])
        total = line.work(late.finish[i]) - finish
        if task.actual_start is None or net.children[i]:
            total = min(total, line.work(late.start[i]) - start)
    if task.actual_finish is not None or total <= 0:
        return total, 0
    room = min(total, line.work(early.project_finish) - finish)
    for edge in net.holding[i]:
        if room <= 0:
            return total, 0
        t = latest(net, edge, early.start[edge.succ], early.finish[edge.succ])
        if edge.from_start:
            room = min(room, _start_work(line, t, net.length[i]) - start)
        else:
            room = min(room, line.work(t) - finish)
    return total, max(room, 0)
