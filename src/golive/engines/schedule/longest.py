"""The longest path: the chains of tasks that drive the finish of the project, whatever their slack.

Method: from the tasks that finish last, back along every link that holds its successor where it is (as P6 tells
criticality). It differs from "no slack" where deadlines or calendars give slack to, or take it from, what drives.
"""

from __future__ import annotations

from collections.abc import Iterator

from golive.engines.schedule.forward import Early, lagged
from golive.engines.schedule.network import Edge, Network
from golive.engines.schedule.spans import start_of


def longest_path(net: Network, early: Early) -> set[int]:
    """Indices of the tasks on it, summaries of such tasks included. Linear in tasks and links (times outline depth)."""
    waiting = [
        i
        for i, task in enumerate(net.tasks)
        if early.finish[i] == early.project_finish and task.active and not net.children[i]
    ]
    found = set(waiting)
    while waiting:
        for pred in _drivers(net, early, waiting.pop()):
            if pred not in found:
                found.add(pred)
                waiting.append(pred)
    for i in list(found):
        while (i := net.parent[i]) >= 0 and i not in found:
            found.add(i)
    return found


def _drivers(net: Network, early: Early, i: int) -> Iterator[int]:
    """The tasks that hold task `i` where it is. What has started, or is typed, nothing holds."""
    task = net.tasks[i]
    if task.actual_start is not None or task.actual_finish is not None or task.manual:
        return
    here = i
    while here >= 0:
        for edge in net.incoming[here]:
            if _holds(net, early, edge, i):
                yield from _ends(net, early, edge)
        here = net.parent[here]


def _holds(net: Network, early: Early, edge: Edge, i: int) -> bool:
    line = net.line[i]
    t = early.start[edge.pred] if edge.from_start else early.finish[edge.pred]
    if edge.lag:
        t = lagged(net.lag_line[edge.succ], t, edge)
    if edge.to_finish:
        return line.work(t) >= line.work(early.finish[i])
    t += net.tasks[i].levelling_delay
    if i in net.parts:
        return start_of(net.parts[i], t) >= early.start[i]
    work = early.work[i]
    return line.work(t) >= (line.work(early.start[i]) if work is None else work)


def _ends(net: Network, early: Early, edge: Edge) -> Iterator[int]:
    """The task at the end of a link; of a summary, the tasks below it whose dates it has."""
    dates = early.start if edge.from_start else early.finish
    below = [edge.pred]
    while below:
        i = below.pop()
        if net.children[i]:
            below += [c for c in net.children[i] if dates[c] == dates[edge.pred]]
        else:
            yield i
