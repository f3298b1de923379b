"""The inductive miner on variants: IM (noise 0: every trace fits the model) and IMf (rare behaviour filtered).

Method: Leemans, Fahland, van der Aalst, "Discovering block-structured process models from event logs" (2013) and
"... containing infrequent behaviour" (2014). Where no cut is found, in this order: an activity that happens once in
every trace, an activity concurrent with the rest, loops over the whole, and at last the flower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from golive.engines.mining.discovery.cuts import Groups, choice_cut, loop_cut, parallel_cut, sequence_cut
from golive.engines.mining.discovery.splits import split_choice, split_loop, split_parallel, split_sequence
from golive.engines.mining.discovery.traces import Follows, Traces
from golive.engines.mining.model.tree import SILENT, Operator, Tree, choice, leaf, loop, parallel, simplified

Cut = tuple[Operator, Groups]
CUTS: tuple[tuple[Operator, Callable[[Follows], Groups | None]], ...] = (
    (Operator.CHOICE, choice_cut),
    (Operator.SEQUENCE, sequence_cut),
    (Operator.PARALLEL, parallel_cut),
    (Operator.LOOP, loop_cut),
)
SPLITS: dict[Operator, Callable[[Traces, Groups], list[Traces]]] = {
    Operator.CHOICE: split_choice,
    Operator.SEQUENCE: split_sequence,
    Operator.PARALLEL: split_parallel,
    Operator.LOOP: split_loop,
}


def discover(variants: Mapping[Sequence[str], int] | Sequence[tuple[Sequence[str], int]], noise: float = 0.0) -> Tree:
    """The process tree of a log given as distinct traces with their numbers of cases.

    `noise` from 0 (all behaviour) to 1: edges rarer than this share of the commonest alternative are taken for noise
    where the whole graph has no cut. ValueError outside that range.
    """
    if not 0 <= noise <= 1:
        raise ValueError(f"noise lies between 0 and 1, not {noise}")
    log, names = Traces.of(variants)
    return simplified(_Miner(noise, names).tree(log))


class _Miner:
    def __init__(self, noise: float, names: list[str]) -> None:
        self.noise = noise
        self.names = names

    def tree(self, log: Traces) -> Tree:
        if not log.cases or not len(log.acts):
            return SILENT
        empty = log.empty_cases
        if empty:
            rest = self.tree(log.without_empty())
            return rest if empty < self.noise * log.cases else choice(SILENT, rest)
        if len(log.alphabet) == 1:
            return self._single(log)
        cut = self._cut(log)
        if cut is not None:
            operator, groups = cut
            return Tree(operator, tuple(map(self.tree, SPLITS[operator](log, groups))))
        return self._fall_through(log)

    def _single(self, log: Traces) -> Tree:
        only = leaf(self.names[int(log.alphabet[0])])
        repeated = int(log.weights[log.lengths > 1].sum())
        if not repeated or repeated < self.noise * log.cases:
            return only
        return loop(only, SILENT)

    def _cut(self, log: Traces) -> Cut | None:
        graph = log.follows()
        found = _first_cut(graph)
        if found is None and self.noise:
            found = _first_cut(graph.filtered(self.noise))
        return found

    def _fall_through(self, log: Traces) -> Tree:
        for activity in log.alphabet:
            mine = log.acts == activity
            if (np.bincount(log.owner[mine], minlength=len(log.weights)) == 1).all():
                return parallel(leaf(self.names[int(activity)]), self.tree(log.only(~mine).merged()))
        for activity in log.alphabet if len(log.alphabet) > 2 else ():
            mine = log.acts == activity
            rest = log.only(~mine)
            if self._cut(rest) is not None:
                return parallel(self.tree(log.only(mine).merged()), self.tree(rest.merged()))
        starts, ends = np.zeros(len(self.names), np.bool_), np.zeros(len(self.names), np.bool_)
        starts[log.acts[log.firsts]] = True
        ends[log.acts[log.lasts]] = True
        begins = starts[log.acts]
        strict = begins.copy()
        strict[1:] &= ends[log.acts[:-1]]
        for cuts in (strict, begins):
            if (cuts & ~log.firsts).any():
                return loop(self.tree(log.cut_before(cuts).merged()), SILENT)
        return loop(choice(*(leaf(self.names[int(a)]) for a in log.alphabet)), SILENT)


def _first_cut(graph: Follows) -> Cut | None:
    for operator, find in CUTS:
        groups = find(graph)
        if groups is not None:
            return operator, groups
    return None
