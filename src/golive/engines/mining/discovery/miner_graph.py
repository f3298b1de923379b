"""The inductive miner on the directly-follows graph alone (IMd; Leemans, Fahland, van der Aalst, "Scalable process
discovery and conformance checking", 2018): its cost depends on the number of activities, not on the size of the log.

Since it sees no traces, a model may forbid what a trace did where activities repeat; for logs of a moderate number of
variants `miner.discover` is the better choice.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from golive.engines.mining.discovery.cuts import Groups, choice_cut, loop_cut, parallel_cut, sequence_cut
from golive.engines.mining.discovery.traces import Follows, Ints
from golive.engines.mining.model.tree import SILENT, Operator, Tree, choice, leaf, loop, simplified


def discover_from_graph(
    edges: Mapping[tuple[str, str], int], start: Mapping[str, int], end: Mapping[str, int], noise: float = 0.0
) -> Tree:
    """The process tree of a directly-follows graph in cases; edges rarer than `noise` times the commonest are left out."""
    names = list(dict.fromkeys([*start, *(name for pair in edges for name in pair), *end]))
    number = {name: i for i, name in enumerate(names)}
    k = len(names)
    counts = np.zeros((k, k), np.int64)
    for (a, b), n in edges.items():
        counts[number[a], number[b]] = n
    graph = Follows(
        counts,
        np.array([start.get(name, 0) for name in names], np.int64),
        np.array([end.get(name, 0) for name in names], np.int64),
    )
    if not k:
        return SILENT
    return simplified(_tree(graph.filtered(noise) if noise else graph, names))


def _tree(graph: Follows, names: list[str]) -> Tree:
    if len(names) == 1:
        only = leaf(names[0])
        return loop(only, SILENT) if graph.counts[0, 0] else only
    groups = choice_cut(graph)
    if groups is not None:
        return Tree(Operator.CHOICE, tuple(_part(graph, g, names) for g in groups))
    groups = sequence_cut(graph)
    if groups is not None:
        return Tree(Operator.SEQUENCE, tuple(_step(graph, groups, i, names) for i in range(len(groups))))
    groups = parallel_cut(graph)
    if groups is not None:
        return Tree(Operator.PARALLEL, tuple(_part(graph, g, names) for g in groups))
    groups = loop_cut(graph)
    if groups is not None:
        body, *redo = groups
        return loop(_part(graph, body, names), *(_redo(graph, body, group, names) for group in redo))
    return loop(choice(*map(leaf, names)), SILENT)


def _part(graph: Follows, group: Ints, names: list[str]) -> Tree:
    sub = Follows(graph.counts[np.ix_(group, group)], graph.start[group], graph.end[group])
    return _tree(sub, [names[i] for i in group])


def _step(graph: Follows, groups: Groups, i: int, names: list[str]) -> Tree:
    """One group of a sequence: it begins where one arrives from earlier groups, and may be passed by."""
    group = groups[i]
    none = np.zeros(0, np.int64)
    before = np.concatenate([none, *groups[:i]]).astype(np.int64)
    behind = np.concatenate([none, *groups[i + 1 :]]).astype(np.int64)
    sub = Follows(
        graph.counts[np.ix_(group, group)],
        graph.start[group] + graph.counts[np.ix_(before, group)].sum(axis=0),
        graph.end[group] + graph.counts[np.ix_(group, behind)].sum(axis=1),
    )
    found = _tree(sub, [names[j] for j in group])
    passed = graph.counts[np.ix_(before, behind)].any() or graph.start[behind].any() or graph.end[before].any()
    return choice(SILENT, found) if passed else found


def _redo(graph: Follows, body: Ints, group: Ints, names: list[str]) -> Tree:
    sub = Follows(
        graph.counts[np.ix_(group, group)],
        graph.counts[np.ix_(body, group)].sum(axis=0),
        graph.counts[np.ix_(group, body)].sum(axis=1),
    )
    return _tree(sub, [names[i] for i in group])
