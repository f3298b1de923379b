"""Which tasks hold the finish, iteration by iteration.

A task is critical where it ends the project, or where a critical task stands exactly where this one demands it. The
chain ends at what holds a date by itself: a constraint, an actual date, a typed date, the data date. In a network of
links alone these are the tasks without slack.
"""

from __future__ import annotations

import numpy as np

from golive.engines.schedule.network import Edge
from golive.engines.schedule.risk.network_pass import Dates, Pass
from golive.engines.schedule.risk.ticks import Bools

NEVER: Bools = np.zeros(1, np.bool_)


class LongestPath:
    """`critical[i]`: by task index, per iteration (or one entry for all)."""

    def __init__(self, prepared: Pass, dates: Dates) -> None:
        n = len(prepared.net.tasks)
        self._prepared, self._dates = prepared, dates
        self.critical: list[Bools] = [NEVER] * n
        self._start_holds: list[Bools] = [NEVER] * n  # of summaries: their start holds a critical task
        self._bound_holds: list[Bools] = [NEVER] * n  # of summaries: their bound holds a critical child
        finish = prepared.project_finish(dates)
        for i in prepared.leaves:
            self.critical[i] = dates.finish[i] == finish
        net = prepared.net
        for node in reversed(net.order):
            if node >= n:
                self._to_children(node - n)
            elif net.children[node]:
                self._bound_holds[node] = self._held_children(node)
                self._to_predecessors(node, self._bound_holds[node], summary=True)
            elif self.critical[node].any() and not prepared.is_fixed(node):
                self._to_predecessors(node, self.critical[node], summary=False)

    def _to_predecessors(self, i: int, critical: Bools, summary: bool) -> None:
        if not critical.any():
            return
        for edge in self._prepared.net.incoming[i]:
            holds = critical & (self._bound_by(edge) if summary else self._held_by(edge))
            if not self._prepared.net.children[edge.pred] or not edge.from_start:
                self.critical[edge.pred] = self.critical[edge.pred] | holds
            else:
                self._start_holds[edge.pred] = self._start_holds[edge.pred] | holds

    def _held_by(self, edge: Edge) -> Bools:
        demand = self._prepared.point(self._dates, edge)
        return self._prepared.stands_at(self._dates, edge.succ, demand, edge.to_finish)

    def _bound_by(self, edge: Edge) -> Bools:
        return self._prepared.point(self._dates, edge) >= self._dates.bound[edge.succ]

    def _to_children(self, i: int) -> None:
        """A summary holds others by the children that end (or begin) it."""
        dates, children = self._dates, self._prepared.net.children[i]
        for child in children:
            by_finish = self.critical[i] & (dates.finish[child] == dates.finish[i])
            by_start = self._start_holds[i] & (dates.start[child] == dates.start[i])
            if self._prepared.net.children[child]:
                self._start_holds[child] = self._start_holds[child] | by_start
                self.critical[child] = self.critical[child] | by_finish
            else:
                self.critical[child] = self.critical[child] | by_finish | by_start

    def _held_children(self, i: int) -> Bools:
        """Where a critical child begins as early as the bound of its summary allows."""
        prepared, dates, held = self._prepared, self._dates, NEVER
        for child in prepared.net.children[i]:
            if prepared.net.children[child]:
                inner = self._bound_holds[child] & (dates.bound[child] == dates.bound[i])
            elif self.critical[child].any() and not prepared.is_fixed(child):
                inner = self.critical[child] & prepared.stands_at(dates, child, dates.bound[i])
            else:
                continue
            held = held | inner
        return held
