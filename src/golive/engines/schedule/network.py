"""The plan as a graph in computing order. Built once per change of structure; iterative and linear in size.

Every task is a node. A summary has a second node: the first one ("open") passes what its predecessors demand down to
its children, the second ("close", index + n) gathers the children's dates for its successors. So a link on a summary
costs as much as any other link.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from golive.engines.schedule.model import LagKind, Link, LinkType, Plan, PlanError, Task
from golive.engines.schedule.spans import Part, spans
from golive.engines.worktime import Timeline


class Edge(NamedTuple):
    """A link between task indices, its lag in minutes (in per cent of a summary: see `settle_lags`)."""

    pred: int
    succ: int
    from_start: bool  # it hangs on the predecessor's start
    to_finish: bool  # it holds the successor's finish
    lag: int
    elapsed: bool
    link: Link


@dataclass(frozen=True)
class Network:
    """`order`: nodes 0..n-1 (tasks; open of summaries) and n..2n-1 (close).

    line      on which the duration is counted
    lag_line  on which working lags to that task, and its slack, are counted: without the calendars of its people
    length    the duration and its pauses, in minutes of `line`
    parts     of tasks whose people keep different hours; these are placed by their parts, not by line and length
    holding   the links by which a task's end holds others: the outgoing ones, but those to finished tasks
    whose     the person whose hours `line` has, where these are not the task's own
    """

    tasks: tuple[Task, ...]
    index: Mapping[int, int]
    parent: list[int]  # -1 = none
    children: list[list[int]]
    order: list[int]
    incoming: list[list[Edge]]
    outgoing: list[list[Edge]]
    line: list[Timeline]
    lag_line: list[Timeline]
    project_line: Timeline
    length: list[int]
    parts: dict[int, tuple[Part, ...]]
    holding: list[list[Edge]]
    whose: dict[int, int]

    def is_summary(self, i: int) -> bool:
        return bool(self.children[i])

    def slack_line(self, i: int) -> Timeline:
        """On which slack is told: as in MS Project, not on the calendars of the people."""
        if self.children[i]:
            return self.project_line
        return self.line[i] if self.tasks[i].elapsed else self.lag_line[i]


def build(plan: Plan) -> Network:
    """PlanError "circle" (with the tasks of one circle, in order) or "summary_link" (FF or SF into a summary)."""
    tasks, n = plan.tasks, len(plan.tasks)
    index = {t.uid: i for i, t in enumerate(tasks)}
    parent = [-1 if t.parent is None else index[t.parent] for t in tasks]
    children: list[list[int]] = [[] for _ in tasks]
    for i, up in enumerate(parent):
        if up >= 0:
            children[up].append(i)
    incoming: list[list[Edge]] = [[] for _ in tasks]
    outgoing: list[list[Edge]] = [[] for _ in tasks]
    for link in plan.links:
        edge = _edge(link, index, tasks)
        if children[edge.succ] and edge.to_finish:
            raise PlanError("summary_link", [link.pred, link.succ])
        if tasks[edge.pred].active:
            incoming[edge.succ].append(edge)
            outgoing[edge.pred].append(edge)
    order = _order(n, parent, children, outgoing, tasks)
    finished = {i for i, t in enumerate(tasks) if t.actual_finish is not None and not children[i]}
    time = spans(plan)
    return Network(
        tasks,
        index,
        parent,
        children,
        order,
        incoming,
        outgoing,
        time.line,
        time.own,
        plan.calendars[plan.calendar].local,
        [t.duration + sum(pause for _, pause in t.pauses) if t.pauses else t.duration for t in tasks],
        {} if not time.parts else {i: p for i, p in time.parts.items() if not children[i]},
        [[e for e in edges if e.succ not in finished] for edges in outgoing] if finished else outgoing,
        time.whose,
    )


_FROM_START = {LinkType.SS, LinkType.SF}
_TO_FINISH = {LinkType.FF, LinkType.SF}
_PERCENT = {LagKind.PERCENT, LagKind.ELAPSED_PERCENT}
_ELAPSED = {LagKind.ELAPSED, LagKind.ELAPSED_PERCENT}


def _edge(link: Link, index: Mapping[int, int], tasks: tuple[Task, ...]) -> Edge:
    pred, lag, kind = index[link.pred], link.lag, link.lag_kind
    if kind in _PERCENT:
        lag = round(tasks[pred].duration * lag / 100)
    return Edge(pred, index[link.succ], link.type in _FROM_START, link.type in _TO_FINISH, lag, kind in _ELAPSED, link)


def settle_lags(net: Network, i: int, minutes: int) -> None:
    """Lags in per cent of a summary's duration, which is known only when its tasks have their dates."""
    for edge in [e for e in net.outgoing[i] if e.link.lag_kind in _PERCENT]:
        settled = edge._replace(lag=round(minutes * edge.link.lag / 100))
        for edges in (net.outgoing[i], net.holding[i], net.incoming[edge.succ]):
            edges[:] = [settled if e is edge else e for e in edges]


def _order(
    n: int, parent: list[int], children: list[list[int]], outgoing: list[list[Edge]], tasks: tuple[Task, ...]
) -> list[int]:
    """Kahn's order of the nodes."""
    after: list[list[int]] = [[] for _ in range(2 * n)]
    for i in range(n):
        end = i + n if children[i] else i
        if children[i]:
            after[i].append(end)
            after[i].extend(children[i])
        if parent[i] >= 0:
            after[end].append(parent[i] + n)
        after[end].extend(edge.succ for edge in outgoing[i])
    waiting = [0] * (2 * n)
    for targets in after:
        for target in targets:
            waiting[target] += 1
    nodes = [node for node in range(2 * n) if node < n or children[node - n]]
    ready = deque(node for node in nodes if not waiting[node])
    order: list[int] = []
    while ready:
        node = ready.popleft()
        order.append(node)
        for target in after[node]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    if len(order) < len(nodes):
        raise PlanError("circle", [tasks[i].uid for i in _circle(n, after, waiting)])
    return order


def _circle(n: int, after: list[list[int]], waiting: list[int]) -> list[int]:
    """Task indices of one circle, in the order of the links. Nodes still waiting all have a waiting predecessor."""
    before: dict[int, int] = {}
    for node, targets in enumerate(after):
        if waiting[node]:
            for target in targets:
                before[target] = node
    node = next(node for node in range(2 * n) if waiting[node])
    path: list[int] = []
    seen: dict[int, int] = {}
    while node not in seen:
        seen[node] = len(path)
        path.append(node)
        node = before[node]
    circle = [node % n for node in reversed(path[seen[node] :])]
    return list(dict.fromkeys(circle))
