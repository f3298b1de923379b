"""Many schedules at once: the serial generation scheme (Kelley 1963) on numpy rows, one row per activity list.

For problems in whole periods with constant capacities. The free units of all pools at a time are packed into one
64-bit word, a field each with a guard bit on top: `(free - asked) & GUARDS == GUARDS` tests them all. Whether an
activity fits at each of the next 64 times becomes one 64-bit word, and `w & w >> 1 & …` keeps the starts of runs that
are long enough.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Packed = NDArray[Any]  # uint32 or uint64, whichever is wide enough
_WINDOW = 64
_NEVER = -(1 << 40)
_ONE = np.uint64(1)


class Batch:
    """Activities 0..n-1 with `durations`, `asked` (n, pools) of `units` (pools), and for each its predecessors:
    start[j] >= start[i] + gap for (i, gap) in before[j]."""

    def __init__(
        self,
        durations: list[int],
        asked: list[list[int]],
        units: list[int],
        before: list[list[tuple[int, int]]],
    ) -> None:
        n = self.n = len(durations)
        self.durations = np.array(durations, dtype=np.int64)
        wide = max([1, *map(len, before)])
        self.pred = np.full((n, wide), n, dtype=np.int64)
        self.gap = np.zeros((n, wide), dtype=np.int64)
        for j, pairs in enumerate(before):
            for k, (i, gap) in enumerate(pairs):
                self.pred[j, k], self.gap[j, k] = i, gap
        gaps = sum(max((gap for _, gap in pairs), default=0) for pairs in before)
        self.horizon = sum(durations) + gaps + 1
        self._pack(asked, units)
        self.longest = max(1, *durations)

    def _pack(self, asked: list[list[int]], units: list[int]) -> None:
        """Fields just wide enough, a guard bit on top of each; as many words as it takes."""
        self.words: list[tuple[int, int, list[int]]] = []  # capacity with guards, guards, asked by activity
        at, capacity, guards, asks = 0, 0, 0, [0] * self.n
        for k, limit in enumerate(units):
            bits = max(1, limit.bit_length()) + 1
            if at + bits > 64:
                self.words.append((capacity, guards, asks))
                at, capacity, guards, asks = 0, 0, 0, [0] * self.n
            capacity |= (limit << at) | (1 << (at + bits - 1))
            guards |= 1 << (at + bits - 1)
            asks = [a | (row[k] << at) if d else 0 for a, row, d in zip(asks, asked, self.durations, strict=True)]
            at += bits
        self.words.append((capacity, guards, asks))
        # uint32 is twice as fast where it is wide enough
        self.kind = np.uint32 if len(self.words) == 1 and at <= 32 else np.uint64
        longest = max(1, int(self.durations.max()))
        during = np.arange(longest)[None, :] < self.durations[:, None]
        self.asks = [np.array(asks, dtype=self.kind) for _, _, asks in self.words]
        self.fill = [np.where(during, a[:, None], 0).astype(self.kind) for a in self.asks]

    def run(self, orders: Ints) -> Ints:
        """Starts (rows, n) of the schedules of activity lists (rows, n), predecessors before successors."""
        rows, n = orders.shape
        room = self.horizon + self.longest + _WINDOW
        free = [np.full(rows * room, np.array(cap, dtype=self.kind)) for cap, _, _ in self.words]
        guards = [np.array(g, dtype=self.kind) for _, g, _ in self.words]
        step = free[0].itemsize
        windows = [as_strided(f, (rows * room - _WINDOW, _WINDOW), (step, step)) for f in free]
        spans = [as_strided(f, (rows * room - self.longest, self.longest), (step, step)) for f in free]
        starts = np.full((rows, n + 1), _NEVER, dtype=np.int64)
        base = np.arange(rows) * room
        column = np.ascontiguousarray(orders.T)
        flat, offset = starts.reshape(-1), (np.arange(rows) * (n + 1))[:, None]
        for k in range(n):
            act = column[k]
            earliest = (flat[self.pred[act] + offset] + self.gap[act]).max(axis=1)
            np.maximum(earliest, 0, out=earliest)
            start = self._fit(windows, guards, act, base + earliest) - base
            starts[:, :n][np.arange(rows), act] = start
            for span, fill in zip(spans, self.fill, strict=True):
                span[base + start] -= fill[act]
        return starts[:, :n]

    def _fit(self, windows: list[Packed], guards: list[Packed], act: Ints, at: Ints) -> Ints:
        """The first places at or after `at` with room for the activities."""
        lengths = self.durations[act]
        asks = [a[act] for a in self.asks]
        found = _starts_of_runs(_fitting(windows, guards, asks, at), lengths)
        hit = _lowest(found)
        late = np.nonzero(found == 0)[0]
        place = at + hit
        while late.size:
            # a run may begin in the last lengths-1 places of the window and reach beyond it
            at = at.copy()
            at[late] += np.maximum(_WINDOW - lengths[late] + 1, 1)
            found = _starts_of_runs(_fitting(windows, guards, [a[late] for a in asks], at[late]), lengths[late])
            place[late] = at[late] + _lowest(found)
            late = late[found == 0]
        return place


def _fitting(windows: list[Packed], guards: list[Packed], asks: list[Packed], at: Ints) -> Words:
    """Bit t: the activity fits during period at + t."""
    fits: NDArray[np.bool_] | None = None
    for window, guard, ask in zip(windows, guards, asks, strict=True):
        left = window[at]
        left -= ask[:, None]
        left &= guard
        ok = left == guard
        fits = ok if fits is None else fits & ok
    assert fits is not None
    return np.packbits(fits, axis=1, bitorder="little").view(np.uint64)[:, 0]


def _starts_of_runs(bits: Words, lengths: Ints) -> Words:
    """Keep the bits that begin a run of `lengths` ones."""
    have = np.ones_like(lengths)
    while True:
        more = np.minimum(have, lengths - have)
        np.maximum(more, 0, out=more)
        if not more.any():
            return bits
        bits = bits & (bits >> more.astype(np.uint64))
        have += more


def _lowest(bits: Words) -> Ints:
    """Position of the lowest one (64 where there is none)."""
    return np.bitwise_count((bits & (~bits + _ONE)) - _ONE).astype(np.int64)
