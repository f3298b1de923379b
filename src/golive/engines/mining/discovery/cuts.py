"""The four cuts of the inductive miner on a directly-follows graph (Leemans 2017, chapters 4 and 6).

Each returns the groups of a non-trivial cut as arrays of activity numbers, or None. All work on boolean matrices.
"""

from __future__ import annotations

import numpy as np

from golive.engines.mining.discovery.traces import Bools, Follows, Ints

Groups = list[Ints]


def components(linked: Bools) -> Ints:
    """The component of each node of an undirected graph, numbered in order of its first node."""
    n = len(linked)
    found = np.full(n, -1, dtype=np.int64)
    number = 0
    for node in range(n):
        if found[node] >= 0:
            continue
        front = np.zeros(n, dtype=np.bool_)
        front[node] = True
        while front.any():
            found[front] = number
            front = linked[front].any(axis=0) & (found < 0)
        number += 1
    return found


def _groups(of: Ints) -> Groups:
    return [np.flatnonzero(of == number) for number in range(int(of.max(initial=-1)) + 1)]


def choice_cut(graph: Follows) -> Groups | None:
    """Parts between which no one follows another."""
    linked = graph.counts > 0
    groups = _groups(components(linked | linked.T))
    return groups if len(groups) > 1 else None


def reachable(linked: Bools) -> Bools:
    """From which node a walk of at least one edge leads to which."""
    closed = linked.copy()
    while True:
        longer = closed | ((closed.astype(np.float32) @ closed.astype(np.float32)) > 0)
        if (longer == closed).all():
            return closed
        closed = longer


def _between(matrix: Bools, of: Ints) -> Bools:
    """Whether any node of a group is related to any of another."""
    k = int(of.max()) + 1
    member = np.zeros((k, len(of)), dtype=np.float32)
    member[of, np.arange(len(of))] = 1
    related: Bools = (member @ matrix.astype(np.float32) @ member.T) > 0
    return related


def sequence_cut(graph: Follows) -> Groups | None:
    """Groups in order: each later one can be reached from each earlier one, never the other way round."""
    reach = reachable(graph.counts > 0)
    of = np.arange(len(reach), dtype=np.int64)
    while True:
        ahead = _between(reach, of)
        # Both ways or neither way: not ordered, hence one group.
        merged = components((ahead == ahead.T) | np.eye(len(ahead), dtype=np.bool_))
        if merged.max(initial=0) + 1 == len(ahead):
            break
        of = merged[of]
    if len(ahead) < 2:
        return None
    order = np.argsort(-(ahead & ~np.eye(len(ahead), dtype=np.bool_)).sum(axis=1), kind="stable")
    groups = _skipped_together([np.flatnonzero(of == number) for number in order], graph)
    return groups if len(groups) > 1 else None


def _skipped_together(groups: Groups, graph: Follows) -> Groups:
    """Neighbours that are only ever done or left out together stay one group (strict sequence cut, section 6.3)."""
    n, k = len(graph.start), len(groups)
    at = np.empty(n, dtype=np.int64)
    for i, group in enumerate(groups):
        at[group] = i
    edges = _between(graph.counts > 0, at)
    starts = np.bincount(at, graph.start > 0, k) > 0
    ends = np.bincount(at, graph.end > 0, k) > 0
    # The earliest group from which one arrives (-1: the start), the latest to which one leaves (k: the end).
    arrives = [-1 if starts[g] else int(np.argmax(edges[:, g])) if edges[:, g].any() else k for g in range(k)]
    leaves = [k if ends[g] else k - 1 - int(np.argmax(edges[g, ::-1])) if edges[g].any() else -1 for g in range(k)]
    joined: list[Ints | None] = list(groups)
    for pivot in range(k):
        skippable = edges[:pivot, pivot + 1 :].any() or starts[pivot + 1 :].any() or ends[:pivot].any()
        if not skippable or joined[pivot] is None:
            continue
        before = pivot - 1
        while before >= 0 and leaves[before] <= pivot:
            _join(joined, pivot, before)
            before -= 1
        behind = pivot + 1
        while behind < k and arrives[behind] >= pivot:
            _join(joined, pivot, behind)
            behind += 1
    return [group for group in joined if group is not None]


def _join(groups: list[Ints | None], into: int, other: int) -> None:
    mine, theirs = groups[into], groups[other]
    if mine is not None and theirs is not None:
        groups[into], groups[other] = np.sort(np.concatenate([mine, theirs])), None


def parallel_cut(graph: Follows) -> Groups | None:
    """Groups of which every activity follows, and is followed by, every one of the others; each can begin and end."""
    linked = graph.counts > 0
    apart = ~(linked & linked.T)
    np.fill_diagonal(apart, True)
    whole: Groups = []
    lacking: Groups = []
    for group in _groups(components(apart)):
        complete = graph.start[group].any() and graph.end[group].any()
        (whole if complete else lacking).append(group)
    if lacking and whole:
        smallest = min(range(len(whole)), key=lambda i: len(whole[i]))
        whole[smallest] = np.sort(np.concatenate([whole[smallest], *lacking]))
    return whole if len(whole) > 1 else None


def loop_cut(graph: Follows) -> Groups | None:
    """The body first, then what leads from its ends back to its starts."""
    linked = graph.counts > 0
    start, end = graph.start > 0, graph.end > 0
    inner = np.flatnonzero(~(start | end))
    if not len(inner):
        return None
    body = list(np.flatnonzero(start | end))
    redo: Groups = []
    parts = components((linked | linked.T)[np.ix_(inner, inner)])
    for part in _groups(parts):
        group = inner[part]
        if _is_redo(group, linked, start, end):
            redo.append(group)
        else:
            body.extend(group)
    return [np.sort(np.array(body, dtype=np.int64)), *redo] if redo else None


def _is_redo(group: Ints, linked: Bools, start: Bools, end: Bools) -> bool:
    entered, left = linked[:, group], linked[group]
    if entered[start & ~end].any() or left[:, end & ~start].any():
        return False  # entered from within the body, or left into it
    # What is entered from one end is entered from all of them; what returns to one start returns to all.
    into = entered[end].any(axis=0)
    back = left[:, start].any(axis=1)
    return bool(into.any() and back.any() and entered[np.ix_(end, into)].all() and left[np.ix_(back, start)].all())
