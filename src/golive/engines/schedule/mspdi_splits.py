"""Where the tasks of an MS Project plan are split.

MS Project stores a split in the work of the assignments, over time (TimephasedData). A file without these (many
programs leave them out) still tells how long the pauses are altogether: the task lasts longer than its duration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from golive.engines.schedule.forward import remaining
from golive.engines.schedule.model import Plan, Task
from golive.engines.schedule.mspdi_values import NS, duration_minutes, moment, text
from golive.engines.schedule.spans import spans
from golive.engines.worktime import Timeline, local_minute

_WORK = {"1", "2"}  # of TimephasedData: work still to do, work done


def with_pauses(plan: Plan, shaped: Mapping[int, Element]) -> Plan:
    """`shaped`: by task, an assignment whose work is shaped by hand. Tasks whose people keep different hours are
    left alone: their assignments say how long they last."""
    parents = {t.parent for t in plan.tasks}
    time = spans(plan)
    tasks = list(plan.tasks)
    for i, task in enumerate(tasks):
        plain = task.duration and not task.manual and not task.elapsed and task.actual_finish is None
        if task.uid in shaped and plain and i not in time.parts and task.uid not in parents:
            tasks[i] = replace(task, pauses=_pauses(task, time.line[i], shaped[task.uid]))
    return replace(plan, tasks=tuple(tasks))


def _pauses(task: Task, line: Timeline, shaped: Element) -> tuple[tuple[int, int], ...]:
    stored = task.stored
    if stored is None or stored.start is None or stored.finish is None:
        return ()
    begin = line.work(local_minute(task.actual_start or stored.start))
    extra = line.work(local_minute(stored.finish)) - begin - task.duration
    done = task.duration - remaining(task) if task.actual_start else 0
    if task.actual_start and task.resume:
        extra -= max(0, line.work(local_minute(task.resume)) - begin - done)  # `resume` says that much
    if extra <= 0:
        return ()
    known = _timephased(line, shaped)
    if sum(length for _, length in known) == extra:
        return known
    return (((done + task.duration) // 2, extra),)


def _timephased(line: Timeline, shaped: Element) -> tuple[tuple[int, int], ...]:
    """The stretches of working time without work between stretches with work."""
    stretches = []
    for node in shaped.iterfind(f"{NS}TimephasedData"):
        start, finish = moment(node, "Start"), moment(node, "Finish")
        if text(node, "Type") in _WORK and start and finish:
            worked = duration_minutes(text(node, "Value") or "PT0H0M0S") > 0
            stretches.append((line.work(local_minute(start)), line.work(local_minute(finish)), worked))
    found: list[tuple[int, int]] = []
    done, end = 0, None
    for begin, until, worked in sorted(stretches):
        if not worked or until == begin:
            continue
        if end is not None and begin > end:
            found.append((done, begin - end))
        done += until - begin
        end = until
    return tuple(found)
