"""Intervals of medians, other quantiles, means and shares.

The bootstrap of a quantile is drawn from its exact resampling distribution instead of by resampling: the k-th of n
resampled values is the value at rank ceil(n·U), U ~ Beta(k, n-k+1) (Efron 1979; Hutson & Ernst 2000). So 2,000
repetitions cost as much for 5 million values as for 50. Samples that come in clusters (cases of one department
resemble each other) are resampled by cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
REPEATS = 2_000


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval, both in the unit of the values."""

    value: float
    low: float
    high: float

    def excludes(self, point: float) -> bool:
        return self.low > point or self.high < point


def wilson(hits: int, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a share. ValueError for n = 0 or hits outside 0..n."""
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    z = _z(confidence)
    share = hits / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    return Interval(share, low, 1.0 if hits == n else min(1.0, centre + half))


def share_difference(before: tuple[int, int], after: tuple[int, int], confidence: float = 0.95) -> Interval:
    """Share after minus share before, Newcombe's hybrid score interval (method 10)."""
    a, b = wilson(*before, confidence), wilson(*after, confidence)
    gap = b.value - a.value
    low = gap - sqrt((b.value - b.low) ** 2 + (a.high - a.value) ** 2)
    high = gap + sqrt((b.high - b.value) ** 2 + (a.value - a.low) ** 2)
    return Interval(gap, low, high)


def bootstrap_quantile(
    values: Values,
    q: float = 0.5,
    *,
    seed: int = 1,
    repeats: int = REPEATS,
    confidence: float = 0.95,
    clusters: npt.NDArray[np.int64] | None = None,
) -> Interval:
    """Percentile bootstrap of a quantile (numpy's default, linear between ranks). ValueError for no values."""
    estimate, drawn = _quantile_draws(values, q, np.random.default_rng(seed), repeats, clusters)
    return _percentiles(estimate, drawn, confidence)


def quantile_difference(
    before: Values,
    after: Values,
    q: float = 0.5,
    *,
    seed: int = 1,
    repeats: int = REPEATS,
    confidence: float = 0.95,
    clusters: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]] | None = None,
) -> Interval:
    """Quantile after minus quantile before, percentile bootstrap."""
    rng = np.random.default_rng(seed)
    groups = clusters or (None, None)
    first, drawn_first = _quantile_draws(before, q, rng, repeats, groups[0])
    second, drawn_second = _quantile_draws(after, q, rng, repeats, groups[1])
    return _percentiles(second - first, drawn_second - drawn_first, confidence)


def bootstrap_mean(
    values: Values, *, seed: int = 1, repeats: int = REPEATS, confidence: float = 0.95, most: int = 4_000_000
) -> Interval:
    """Percentile bootstrap of a mean; beyond `most` draws in all, the normal limit that it then equals."""
    if not len(values):
        raise ValueError("no values")
    mean = float(values.mean())
    if repeats * len(values) > most:
        half = _z(confidence) * float(values.std(ddof=1)) / sqrt(len(values))
        return Interval(mean, mean - half, mean + half)
    picked = np.random.default_rng(seed).integers(0, len(values), (repeats, len(values)))
    return _percentiles(mean, values[picked].mean(axis=1), confidence)


def _percentiles(estimate: float, drawn: Values, confidence: float) -> Interval:
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Interval(float(estimate), float(low), float(high))


def _quantile_draws(
    values: Values,
    q: float,
    rng: np.random.Generator,
    repeats: int,
    clusters: npt.NDArray[np.int64] | None,
) -> tuple[float, Values]:
    if not len(values):
        raise ValueError("no values")
    if clusters is not None:
        return _clustered(values, q, rng, repeats, clusters)
    ordered = np.sort(values)
    n = len(ordered)
    place = q * (n - 1)
    k = min(int(place), n - 1) + 1  # the k-th smallest, from 1
    part = place - (k - 1)
    lower = rng.beta(k, n - k + 1, repeats)
    first = ordered[_rank(lower, n)]
    estimate = float(ordered[k - 1])
    if not part or k == n:
        return estimate, first
    # The next order statistic given this one: the least of the n-k uniforms above it.
    upper = lower + (1 - lower) * rng.beta(1, n - k, repeats)
    second = ordered[_rank(upper, n)]
    return estimate + part * float(ordered[k] - ordered[k - 1]), first + part * (second - first)


def _rank(uniform: Values, n: int) -> npt.NDArray[np.int64]:
    return np.minimum((uniform * n).astype(np.int64), n - 1)


def _clustered(
    values: Values, q: float, rng: np.random.Generator, repeats: int, clusters: npt.NDArray[np.int64]
) -> tuple[float, Values]:
    """Whole clusters are drawn with replacement; each value weighs as often as its cluster was drawn."""
    _, of = np.unique(clusters, return_inverse=True)
    number = int(of.max()) + 1
    order = np.argsort(values, kind="stable")
    ordered, owner = values[order], of[order]
    drawn = np.empty(repeats)
    for i in range(repeats):
        weights = np.bincount(rng.integers(0, number, number), minlength=number)[owner]
        upto: Any = np.cumsum(weights)
        drawn[i] = ordered[min(int(np.searchsorted(upto, q * upto[-1], side="right")), len(ordered) - 1)]
    return float(np.quantile(values, q)), drawn


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
