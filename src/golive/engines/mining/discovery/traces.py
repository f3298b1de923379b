"""A log as the miner needs it: distinct traces as one flat array of activity numbers.

Every question of the miner (who follows whom, projections, splits) is a few operations on whole arrays, so that
thousands of long variants cost milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Follows:
    """A directly-follows graph over activities 0..k-1, in cases: k×k counts, starts and ends of length k."""

    counts: Ints
    start: Ints
    end: Ints

    def filtered(self, noise: float) -> Follows:
        """Without edges rarer than `noise` times the commonest way out of the same activity (IMf, Leemans 2014)."""
        most = np.maximum(self.counts.max(axis=1, initial=0), self.end)
        counts = np.where(self.counts >= noise * most[:, None], self.counts, 0)
        start = np.where(self.start >= noise * self.start.max(initial=0), self.start, 0)
        end = np.where(self.end >= noise * most, self.end, 0)
        if not end.any():
            end = np.where(self.end == self.end.max(initial=0), self.end, 0)
        return Follows(counts, start, end)


@dataclass(frozen=True)
class Traces:
    """`acts`: events, trace after trace; `owner`: the trace of each event, rising; `weights`: cases of each trace.

    A trace without events is one that owns none.
    """

    acts: Ints
    owner: Ints
    weights: Ints

    @staticmethod
    def of(variants: Mapping[Sequence[str], int] | Sequence[tuple[Sequence[str], int]]) -> tuple[Traces, list[str]]:
        """Traces and the names of the activities' numbers, from variants and their numbers of cases."""
        pairs = list(variants.items()) if isinstance(variants, Mapping) else list(variants)
        numbers: dict[str, int] = {}
        acts = [numbers.setdefault(name, len(numbers)) for trace, _ in pairs for name in trace]
        lengths = [len(trace) for trace, _ in pairs]
        owner = np.repeat(np.arange(len(pairs), dtype=np.int64), lengths)
        weights = np.array([count for _, count in pairs], dtype=np.int64)
        return Traces(np.array(acts, dtype=np.int64), owner, weights).merged(), list(numbers)

    @cached_property
    def lengths(self) -> Ints:
        return np.bincount(self.owner, minlength=len(self.weights)).astype(np.int64)

    @cached_property
    def cases(self) -> int:
        return int(self.weights.sum())

    @cached_property
    def empty_cases(self) -> int:
        return int(self.weights[self.lengths == 0].sum())

    @cached_property
    def alphabet(self) -> Ints:
        """The activities that occur, by number."""
        return np.unique(self.acts)

    def follows(self) -> Follows:
        """The graph over `alphabet`, renumbered 0..k-1 in its order."""
        k = len(self.alphabet)
        local = np.searchsorted(self.alphabet, self.acts)
        weight = self.weights[self.owner].astype(np.float64)
        same = self.owner[1:] == self.owner[:-1]
        pairs = local[:-1][same] * k + local[1:][same]
        counts = np.bincount(pairs, weight[1:][same], k * k).reshape(k, k)
        first, last = self.firsts, self.lasts
        start = np.bincount(local[first], weight[first], k)
        end = np.bincount(local[last], weight[last], k)
        return Follows(counts.astype(np.int64), start.astype(np.int64), end.astype(np.int64))

    @cached_property
    def firsts(self) -> Bools:
        """Whether an event begins its trace."""
        mark = np.ones(len(self.owner), dtype=np.bool_)
        mark[1:] = self.owner[1:] != self.owner[:-1]
        return mark

    @cached_property
    def lasts(self) -> Bools:
        mark = np.ones(len(self.owner), dtype=np.bool_)
        mark[:-1] = self.owner[1:] != self.owner[:-1]
        return mark

    def only(self, events: Bools) -> Traces:
        """The projection to some events; every trace stays, though it may become empty."""
        return Traces(self.acts[events], self.owner[events], self.weights)

    def without_empty(self) -> Traces:
        kept = self.lengths > 0
        return Traces(self.acts, (np.cumsum(kept) - 1)[self.owner], self.weights[kept])

    def cut_before(self, events: Bools) -> Traces:
        """Further cut before each of these events: more traces, of the same cases' weights."""
        begins = self.firsts | events
        owner = np.cumsum(begins) - 1
        empty = self.weights[self.lengths == 0]
        weights = np.concatenate([self.weights[self.owner[begins]], empty])
        return Traces(self.acts, owner, weights)

    def merged(self) -> Traces:
        """Equal traces become one with the sum of their cases."""
        ends = np.cumsum(self.lengths)
        small = self.acts.astype(np.int32)
        found: dict[bytes, int] = {}
        for i, (low, high) in enumerate(zip(ends - self.lengths, ends, strict=True)):
            key = small[low:high].tobytes()
            found[key] = found.get(key, 0) + int(self.weights[i])
        arrays = [np.frombuffer(key, dtype=np.int32) for key in found]
        acts = np.concatenate(arrays).astype(np.int64) if arrays else np.zeros(0, np.int64)
        owner = np.repeat(np.arange(len(arrays), dtype=np.int64), [len(a) for a in arrays])
        return Traces(acts, owner, np.array(list(found.values()), dtype=np.int64))
