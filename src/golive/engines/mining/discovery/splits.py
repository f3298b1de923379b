"""A log split along a cut. Events that contradict the cut (possible only where noise was filtered) are left out."""

from __future__ import annotations

import numpy as np

from golive.engines.mining.discovery.cuts import Groups
from golive.engines.mining.discovery.traces import Ints, Traces


def _at(log: Traces, groups: Groups) -> Ints:
    """The group of each event. Groups hold indexes into `log.alphabet`."""
    of = np.empty(len(log.alphabet), dtype=np.int64)
    for i, group in enumerate(groups):
        of[group] = i
    return of[np.searchsorted(log.alphabet, log.acts)]


def split_choice(log: Traces, groups: Groups) -> list[Traces]:
    """Each trace goes to the group with most of its events."""
    at, k = _at(log, groups), len(groups)
    tally = np.bincount(log.owner * k + at, minlength=len(log.weights) * k).reshape(-1, k)
    chosen = tally.argmax(axis=1)
    out = []
    for i in range(k):
        kept = (chosen == i) & (log.lengths > 0)
        part = log.only((at == i) & kept[log.owner])
        number = np.cumsum(kept) - 1
        out.append(Traces(part.acts, number[part.owner], log.weights[kept]).merged())
    return out


def split_parallel(log: Traces, groups: Groups) -> list[Traces]:
    at = _at(log, groups)
    return [log.only(at == i).merged() for i in range(len(groups))]


def split_sequence(log: Traces, groups: Groups) -> list[Traces]:
    """Each trace is cut so that the fewest events fall outside their group; those are left out."""
    at, k = _at(log, groups), len(groups)
    backward = (at[1:] < at[:-1]) & (log.owner[1:] == log.owner[:-1])
    kept = np.ones(len(at), dtype=np.bool_)
    if backward.any():
        ends = np.cumsum(log.lengths)
        for trace in np.unique(log.owner[1:][backward]):
            low, high = int(ends[trace] - log.lengths[trace]), int(ends[trace])
            kept[low:high] = _longest_rising(at[low:high].tolist(), k)
    return [log.only(kept & (at == i)).merged() for i in range(k)]


def _longest_rising(at: list[int], k: int) -> list[bool]:
    """Which events belong to a longest non-decreasing subsequence of group numbers below k: O(length·k)."""
    best: list[tuple[int, int]] = [(0, -1)] * k  # length, last event, of the best that ends in group <= i
    previous = [-1] * len(at)
    for i, group in enumerate(at):
        length, last = best[group]
        previous[i] = last
        for g in range(group, k):
            if best[g][0] > length:
                break
            best[g] = (length + 1, i)
    kept = [False] * len(at)
    event = best[k - 1][1]
    while event >= 0:
        kept[event] = True
        event = previous[event]
    return kept


def split_loop(log: Traces, groups: Groups) -> list[Traces]:
    """Maximal stretches of one group. Where two redo parts touch, or a trace begins or ends with one, an empty body."""
    at = _at(log, groups)
    change = np.zeros(len(at), dtype=np.bool_)
    change[1:] = (at[1:] != at[:-1]) & (log.owner[1:] == log.owner[:-1])
    pieces = log.cut_before(change)
    begins = pieces.firsts
    kind = at[begins]
    weight = log.weights[log.owner[begins]]
    redo = kind > 0
    missing = int(weight[redo & log.firsts[begins]].sum() + weight[redo & log.lasts[pieces.lasts]].sum())
    touching = change & (at > 0)
    touching[1:] &= at[:-1] > 0
    missing += int(log.weights[log.owner[touching]].sum())
    missing += log.empty_cases
    out = []
    for i in range(len(groups)):
        mine = kind == i
        events = mine[pieces.owner]
        weights = weight[mine]
        owner = (np.cumsum(mine) - 1)[pieces.owner[events]]
        if i == 0 and missing:
            weights = np.append(weights, missing)
        out.append(Traces(pieces.acts[events], owner, weights).merged())
    return out
