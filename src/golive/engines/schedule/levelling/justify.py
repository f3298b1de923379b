"""Forward-backward improvement (double justification) of whole generations of activity lists.

Right-justify every activity, in the order of falling finishes, then left-justify again: never longer, mostly shorter
(Valls, Ballestín & Quintanilla 2005).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from golive.engines.schedule.levelling.batch import Batch, Ints
from golive.engines.schedule.levelling.problem import Problem, topological

LONGEST = 48  # periods; a longer activity does not fit into a window of `Batch`
HORIZON = 6000


def suits(problem: Problem) -> bool:
    """Whole periods, constant capacities, nothing but lags between starts of zero or more."""
    plain = all(
        not a.skills and a.line is None and not a.parts and a.fixed is None and a.deadline is None and not a.release
        and a.present is None and a.duration <= LONGEST and a.priority == problem.activities[0].priority
        for a in problem.activities
    )  # fmt: skip
    constant = all(not p.steps and p.line is None for p in problem.pools)
    return (
        bool(problem.activities)
        and plain
        and constant
        and all(o.line is None and _gap(problem, o.lag, o.from_start, o.to_finish) for o in problem.orders)
        and sum(a.duration for a in problem.activities) + sum(o.lag for o in problem.orders) <= HORIZON
    )


def _gap(problem: Problem, lag: int, from_start: bool, to_finish: bool) -> bool:
    """Lists by start are lists by precedence only when no successor starts first."""
    return lag >= 0 and not to_finish


class Justified:
    """`Decoder` of the genetic search: cost = makespan."""

    def __init__(self, problem: Problem) -> None:
        acts = problem.activities
        self.n = n = len(acts)
        index = {a.id: i for i, a in enumerate(acts)}
        durations = [a.duration for a in acts]
        asked = [[a.uses.get(p.id, 0) for p in problem.pools] for a in acts]
        units = [p.units for p in problem.pools]
        before: list[list[tuple[int, int]]] = [[] for _ in acts]
        after: list[list[tuple[int, int]]] = [[] for _ in acts]
        self.bound: NDArray[np.bool_] = np.zeros((n, n), dtype=bool)
        for o in problem.orders:
            i, j = index[o.pred], index[o.succ]
            gap = o.lag + (0 if o.from_start else durations[i])
            before[j].append((i, gap))
            after[i].append((j, gap + durations[j] - durations[i]))
            self.bound[i, j] = True
        topo = topological(problem)
        self.pairs = [(int(i), j) for j in topo for i in np.nonzero(self.bound[:, j])[0]]
        rank = [0] * n
        for r, i in enumerate(topo):
            rank[i] = r
        self.rank = np.array(rank, dtype=np.int64)
        self.forward = Batch(durations, asked, units, before)
        self.backward = Batch(durations, asked, units, after)
        self.durations = self.forward.durations

    def improve(self, orders: Ints) -> tuple[Ints, Ints, Ints]:
        finish = self.forward.run(orders) + self.durations
        back = self.backward.run(self._order(-finish, self.n - 1 - self.rank)) + self.durations
        start = self.forward.run(self._order(back.max(axis=1, keepdims=True) - back, self.rank))
        return self._order(start, self.rank), start, (start + self.durations).max(axis=1)

    def _order(self, keys: Ints, rank: Ints) -> Ints:
        return np.argsort(keys * self.n + rank, axis=1)

    def initial(self, rows: int, random: np.random.Generator) -> Ints:
        """Lists by latest start, blurred: from not at all to nearly at random."""
        tail = self.backward.run(np.argsort(self.n - 1 - self.rank)[None, :])[0] + self.durations
        blur = random.normal(0, 1, (rows, self.n)) * random.uniform(0, 0.2, (rows, 1))
        keys = blur * max(1, int(tail.max())) - tail[None, :]
        return self.lists(keys)

    def lists(self, keys: NDArray[np.float64]) -> Ints:
        """Activity lists by rising keys (rows, n), which are changed; what comes before another stays before it."""
        for i, j in self.pairs:
            np.maximum(keys[:, j], keys[:, i] + 1e-6, out=keys[:, j])
        return np.argsort(keys, axis=1, kind="stable")
