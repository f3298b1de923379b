"""The forward pass of `schedule.forward` over many iterations at once: the same rules, arrays instead of numbers.

Every date is an array of minutes with one entry an iteration, or a single entry where nothing before it is uncertain.
Calendars, all link types, lags, constraints, actuals and typed dates are those of the deterministic pass, minute for
minute. Not repeated for every iteration: lags in per cent of a duration stay those of the planned duration, and tasks
"as late as possible" count with their early dates, as in every pass forward. People of one task with different hours
all take longer or shorter alike; once such a task has begun, a change of what remains is counted on its own calendar.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from golive.engines.schedule.forward import Early, forward, remaining
from golive.engines.schedule.model import Constraint, Plan, Task
from golive.engines.schedule.network import Edge, Network, build
from golive.engines.schedule.risk.ticks import DAY, Axis, Bools, Minutes, Ticks
from golive.engines.worktime import Timeline, always_on, local_minute

_EARLIEST = {Constraint.SNET, Constraint.MSO, Constraint.FNET, Constraint.MFO}
_OF_START = {Constraint.SNET, Constraint.SNLT, Constraint.MSO}
_HARD = {Constraint.MSO, Constraint.MFO}
_LATEST = {Constraint.SNLT, Constraint.FNLT}
NONE: Minutes = np.zeros(1, np.int32)


class Dates:
    """Start and finish by task index; for summaries also the bound their children inherit."""

    def __init__(self, n: int, begin: Minutes) -> None:
        self.start: list[Minutes] = [begin] * n
        self.finish: list[Minutes] = [begin] * n
        self.bound: list[Minutes] = [begin] * n


def has_begun(task: Task) -> bool:
    return task.actual_start is not None or task.actual_finish is not None


def greatest(arrays: Sequence[Minutes]) -> Minutes:
    out = arrays[0]
    for other in arrays[1:]:
        out = np.maximum(out, other)
    return out


def smallest(arrays: Sequence[Minutes]) -> Minutes:
    out = arrays[0]
    for other in arrays[1:]:
        out = np.minimum(out, other)
    return out


def _margin(net: Network) -> int:
    """Minutes before the first date that leads and free time may reach back."""
    lags = [abs(edge.lag) for edges in net.incoming for edge in edges]
    return 62 * DAY + 8 * max(lags, default=0)


def prepare(plan: Plan, data_date: int | None) -> Pass:
    """On the working time of the only calendar, where there is but one and that says all; else on the wall clock."""
    if _on_one_calendar(plan):
        prepared = Pass(plan, data_date, worked_only=True)
        if not prepared.off():  # a finish in free time has no place there
            return prepared
    return Pass(plan, data_date, worked_only=False)


def _on_one_calendar(plan: Plan) -> bool:
    net = build(plan)
    return (
        not net.parts
        and all(line is net.project_line for line in (*net.line, *net.lag_line))
        and not any(edge.elapsed and edge.link.lag for edges in net.incoming for edge in edges)
        and not any(task.levelling_delay for task in net.tasks)
    )


class Pass:
    """A plan made ready for many forward passes. Dates are places on `axis`."""

    def __init__(self, plan: Plan, data_date: int | None, worked_only: bool) -> None:
        self.plan, self.net = plan, build(plan)
        self.early: Early = forward(plan, self.net, data_date)
        origin = min(*self.early.start, local_minute(plan.start)) - _margin(self.net)
        self.axis = Axis(self.net.project_line, plan.minutes_per_day, origin, worked_only)
        self._ticks: dict[int, Ticks] = {}
        self.ticks = [self.ticks_of(line) for line in self.net.line]
        self.lag_ticks = [self.ticks_of(line) for line in self.net.lag_line]
        self.parts = {i: [self.ticks_of(p.line) for p in parts] for i, parts in self.net.parts.items()}
        self.data_date = None if data_date is None else self.fixed(data_date)
        self.begin = self.fixed(local_minute(plan.start))
        self.leaves = [i for i, t in enumerate(self.net.tasks) if not self.net.children[i] and t.active]
        self.ends = [i for i in self.leaves if not self._is_followed(i)]
        self.needs = [self._needed(node) for node in range(2 * len(self.net.tasks))]

    def ticks_of(self, line: Timeline) -> Ticks:
        if id(line) not in self._ticks:
            self._ticks[id(line)] = self.axis.ticks(line, always_on().local)
        return self._ticks[id(line)]

    def fixed(self, minute: int) -> Minutes:
        """The same local minute in every iteration."""
        return np.array([self.axis.place(minute)], np.int32)

    def off(self) -> int:
        """Minutes by which the finish without any uncertainty misses that of the plain forward pass."""
        dates = self.run([np.array([self.base(i)], np.int32) for i in range(len(self.net.tasks))])
        return self.axis.minute(int(self.project_finish(dates)[0])) - self.early.project_finish

    def is_fixed(self, i: int) -> bool:
        """Dates that no duration before it moves: of what has started, and of typed dates."""
        task = self.net.tasks[i]
        return has_begun(task) or (task.manual and (task.manual_start is not None or task.manual_finish is not None))

    def _needed(self, node: int) -> list[int]:
        """The nodes whose dates a node is computed from."""
        n, net = len(self.net.tasks), self.net
        if node >= n:
            return [c + n if net.children[c] else c for c in net.children[node - n]]
        if not net.children[node] and self.is_fixed(node):
            return []
        up = [net.parent[node]] if net.parent[node] >= 0 else []
        return up + [e.pred + n if net.children[e.pred] else e.pred for e in net.incoming[node]]

    # -- passes ---------------------------------------------------------------------------------------------------
    def run(self, durations: Sequence[Minutes]) -> Dates:
        """`durations` by task index, in minutes of the task's own line; of a started task, of what remains."""
        dates = Dates(len(self.net.tasks), self.begin)
        for node in self.net.order:
            self._compute(dates, node, durations)
        return dates

    def again(self, before: Dates, durations: Sequence[Minutes], changed: set[int]) -> Dates:
        """The same as `run` after the durations of `changed` tasks; only what they move is computed."""
        n = len(self.net.tasks)
        dates = Dates(0, self.begin)
        dates.start, dates.finish, dates.bound = list(before.start), list(before.finish), list(before.bound)
        moved: set[int] = set()
        for node in self.net.order:
            if node in changed or not moved.isdisjoint(self.needs[node]):
                self._compute(dates, node, durations)
                i = node % n
                pairs = (
                    (dates.finish[i], before.finish[i]),
                    (dates.start[i], before.start[i]),
                    (dates.bound[i], before.bound[i]),
                )
                if any(new is not old and not np.array_equal(new, old) for new, old in pairs):
                    moved.add(node)
        return dates

    def project_finish(self, dates: Dates) -> Minutes:
        return greatest([dates.finish[i] for i in self.ends]) if self.ends else self.begin

    def _is_followed(self, i: int) -> bool:
        """Whether some task surely starts after this one's finish, so that it cannot be the last."""
        net = self.net
        return any(
            net.tasks[e.succ].active
            and not (net.children[e.succ] or self.is_fixed(e.succ) or e.from_start or e.to_finish or e.lag < 0)
            and net.tasks[e.succ].constraint not in _HARD | _LATEST
            for e in net.outgoing[i]
        )

    def _compute(self, dates: Dates, node: int, durations: Sequence[Minutes]) -> None:
        n, net = len(self.net.tasks), self.net
        if node >= n:
            own = [c for c in net.children[node - n] if net.tasks[c].active] or net.children[node - n]
            dates.start[node - n] = smallest([dates.start[c] for c in own])
            dates.finish[node - n] = greatest([dates.finish[c] for c in own])
        elif net.children[node]:
            dates.bound[node] = self._summary_bound(dates, node)
        elif self.is_fixed(node):
            self._place_fixed(dates, node, durations[node])
        else:
            self._place(dates, node, durations[node])

    def _summary_bound(self, dates: Dates, i: int) -> Minutes:
        task = self.net.tasks[i]
        if task.manual and task.manual_start is not None:
            return self.fixed(local_minute(task.manual_start))
        at, _ = self.demanded(dates, i, NONE)
        if task.constraint is Constraint.SNET and task.constraint_date is not None:
            at = np.maximum(at, self.fixed(local_minute(task.constraint_date)))
        return at

    def inherited(self, dates: Dates, i: int) -> Minutes:
        up = self.net.parent[i]
        return self.begin if up < 0 else dates.bound[up]

    def demanded(self, dates: Dates, i: int, duration: Minutes) -> tuple[Minutes, Minutes | None]:
        """The earliest start by outline, data date and links; and the finish that FF and SF links hold."""
        at, held = self.inherited(dates, i), None
        if self.data_date is not None and not self.net.children[i]:
            at = np.maximum(at, self.data_date)
        for edge in self.net.incoming[i]:
            t = self.point(dates, edge)
            if edge.to_finish:
                held = t if held is None else np.maximum(held, t)
                t = self._start_to_reach(i, t, duration)
            at = np.maximum(at, t)
        return at, held

    def point(self, dates: Dates, edge: Edge) -> Minutes:
        """What an edge demands of its successor's start or finish."""
        t = dates.start[edge.pred] if edge.from_start else dates.finish[edge.pred]
        if not edge.lag:
            return t
        if edge.elapsed:
            return t + np.int32(edge.lag)
        ticks = self.lag_ticks[edge.succ]
        return ticks.finish_at(ticks.work(t) + np.int32(edge.lag))

    def _start_for(self, i: int, finish: Minutes, duration: Minutes) -> Minutes:
        """The latest start that still finishes at `finish`."""
        if i in self.parts:
            starts = [ticks.start_at(ticks.work(finish) - span) for ticks, span in self._spans(i, duration)]
            return smallest(starts)
        ticks = self.ticks[i]
        start = ticks.start_at(ticks.work(finish) - self._length(i, duration))
        return start if duration.min() > 0 else np.where(duration > 0, start, finish)

    def _start_to_reach(self, i: int, finish: Minutes, duration: Minutes) -> Minutes:
        """The earliest start that does not finish before `finish`: one of those at which somebody just finishes."""
        if i not in self.parts:
            return self._start_for(i, finish, duration)
        spans = self._spans(i, duration)
        starts = [ticks.start_at(ticks.work(finish) - span) for ticks, span in spans]
        reached = greatest(starts)
        for start in starts:
            ends = greatest([ticks.finish_at(ticks.work(start) + span) for ticks, span in spans])
            reached = np.where((ends >= finish) & (start < reached), start, reached)
        return reached

    def _length(self, i: int, duration: Minutes) -> Minutes:
        """The duration and its pauses, which stay as planned."""
        pauses = self.net.length[i] - self.net.tasks[i].duration
        return duration + np.int32(pauses) if pauses else duration

    def _spans(self, i: int, duration: Minutes) -> list[tuple[Ticks, Minutes]]:
        """How long each of the people of a task is at it, all longer or shorter alike. With their delays."""
        factor = duration / self.net.tasks[i].duration
        return [
            (ticks, (np.rint(part.span * factor) + part.delay).astype(np.int32))
            for ticks, part in zip(self.parts[i], self.net.parts[i], strict=True)
        ]

    def _place(self, dates: Dates, i: int, duration: Minutes) -> None:
        at, held = self.demanded(dates, i, duration)
        delay = self.net.tasks[i].levelling_delay
        at = self._constrained(i, at + np.int32(delay) if delay else at, duration)
        start, finish = self._placed(i, at, duration)
        if held is not None:
            ticks = self.ticks[i]
            free = (held > finish) & (ticks.work(held) == ticks.work(finish)) & (duration > 0)
            finish = np.where(free, held, finish)
        dates.start[i], dates.finish[i] = start, finish

    def _placed(self, i: int, at: Minutes, duration: Minutes) -> tuple[Minutes, Minutes]:
        """Start and finish of a task that may start at `at`."""
        if i in self.parts:
            start = self._settle(i, at, duration)
            return start, greatest([t.finish_at(t.work(start) + span) for t, span in self._spans(i, duration)])
        return self._simply(i, at, duration)

    def _simply(self, i: int, at: Minutes, duration: Minutes) -> tuple[Minutes, Minutes]:
        """By the duration on the task's own line."""
        ticks = self.ticks[i]
        work = ticks.work(at)
        start, finish = ticks.start_at(work), ticks.finish_at(work + self._length(i, duration))
        if duration.min() > 0:
            return start, finish
        snapped = ticks.snap(at)  # a milestone
        return np.where(duration > 0, start, snapped), np.where(duration > 0, finish, snapped)

    def _constrained(self, i: int, at: Minutes, duration: Minutes) -> Minutes:
        task = self.net.tasks[i]
        if task.constraint_date is None:
            return at
        date, kind = self.fixed(local_minute(task.constraint_date)), task.constraint
        if kind in _OF_START:
            of_start = date
        else:
            of_start = (self._start_to_reach if kind is Constraint.FNET else self._start_for)(i, date, duration)
        if self.plan.honour_constraints and kind in _HARD:
            return of_start
        if kind in _EARLIEST:
            return np.maximum(at, of_start)
        if kind in _LATEST and self.plan.honour_constraints:
            return np.where(self._simply(i, at, duration)[0] > of_start, of_start, at)
        return at

    def _settle(self, i: int, at: Minutes, duration: Minutes) -> Minutes:
        if i in self.parts:
            return smallest([ticks.start_at(ticks.work(at)) for ticks in self.parts[i]])
        return self._placed(i, at, duration)[0]

    def stands_at(self, dates: Dates, i: int, at: Minutes, of_finish: bool = False) -> Bools:
        """Where the task starts (or finishes) as early as a demand `at` allows: no work lies between."""
        delay = self.net.tasks[i].levelling_delay
        t = at + np.int32(delay) if delay and not of_finish else at
        if i in self.parts and not of_finish:
            stands: Bools = self._settle(i, t, NONE) == dates.start[i]
            return stands
        ticks = self.ticks[i]
        touches: Bools = ticks.work(t) == ticks.work(dates.finish[i] if of_finish else dates.start[i])
        return touches

    def _place_fixed(self, dates: Dates, i: int, duration: Minutes) -> None:
        """Planned dates, the finish moved by as much work as the duration differs from the planned one."""
        ticks, planned = self.ticks[i], self.fixed(self.early.finish[i])
        more = duration - np.int32(self.base(i))
        dates.start[i] = self.fixed(self.early.start[i])
        dates.finish[i] = np.where(more == 0, planned, ticks.finish_at(ticks.work(planned) + more))

    def base(self, i: int) -> int:
        """The minutes of work that the plan itself counts, still to be done where a task has begun."""
        task, line = self.net.tasks[i], self.net.line[i]
        if task.actual_finish is not None or self.net.children[i]:
            return 0
        if task.actual_start is not None:
            return remaining(task)
        if self.is_fixed(i):
            return line.work(self.early.finish[i]) - line.work(self.early.start[i])
        return task.duration
