"""Two groups compared by ranks: Mann-Whitney, Cliff's δ, Hodges-Lehmann, van Elteren.

Ties count half everywhere. p-values are two-sided normal limits with the correction for ties; groups below about ten
have no business here (findings and comparisons are suppressed below 30 anyway).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from golive.engines.mining.statistics.intervals import Interval

Values = npt.NDArray[np.float64]
# Romano et al. 2006: below the first bound negligible, then small, medium, large.
MAGNITUDES = ((0.147, "negligible"), (0.33, "small"), (0.474, "medium"))


@dataclass(frozen=True)
class RankTest:
    """`u`: pairs in which `after` is larger, ties half. `delta`: Cliff's δ from -1 to 1, positive = after larger."""

    u: float
    z: float
    p: float
    delta: float


def mann_whitney(before: Values, after: Values) -> RankTest:
    """Without correction for continuity. ValueError for an empty group."""
    n, m = len(before), len(after)
    if not n or not m:
        raise ValueError("a group is empty")
    u, ties = _u(before, after)
    variance = n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))
    z = (u - n * m / 2) / sqrt(variance) if variance > 0 else 0.0
    return RankTest(u, z, erfc(abs(z) / sqrt(2)), 2 * u / (n * m) - 1)


def _u(before: Values, after: Values) -> tuple[float, float]:
    """U of `after` and Σ(t³-t) over tied values."""
    ordered = np.sort(before)
    below = np.searchsorted(ordered, after, side="left")
    upto = np.searchsorted(ordered, after, side="right")
    counts = np.unique(np.concatenate([before, after]), return_counts=True)[1].astype(np.float64)
    return float((below + upto).sum()) / 2, float((counts**3 - counts).sum())


def cliffs_delta_interval(before: Values, after: Values, confidence: float = 0.95) -> Interval:
    """δ with an interval from the variance of placements (DeLong et al. 1988), asymmetric as Feng & Cliff (2004)."""
    n, m = len(before), len(after)
    if n < 2 or m < 2:
        raise ValueError("a group has fewer than two values")
    ahead = _placements(before, after)  # for each after: share of before it exceeds, from -1 to 1
    behind = -_placements(after, before)
    delta = float(ahead.mean())
    error = sqrt(max(float(ahead.var(ddof=1)) / m + float(behind.var(ddof=1)) / n, 0.0))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    root = z * error * sqrt((1 - delta**2) ** 2 + (z * error) ** 2)
    scale = 1 - delta**2 + (z * error) ** 2
    if not scale:
        return Interval(delta, delta, delta)
    low, high = ((delta - delta**3 + sign * root) / scale for sign in (-1, 1))
    return Interval(delta, max(low, -1.0), min(high, 1.0))


def _placements(base: Values, values: Values) -> Values:
    ordered = np.sort(base)
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    placed: Values = (below + upto) / len(base) - 1
    return placed


def magnitude(delta: float) -> str:
    """ "negligible", "small", "medium" or "large"."""
    return next((name for bound, name in MAGNITUDES if abs(delta) < bound), "large")


def hodges_lehmann(before: Values, after: Values, confidence: float = 0.95) -> Interval:
    """Median of all differences after - before and Moses' interval, without making the n·m differences.

    Differences are counted by bisection of their range: O((n+m)·log) a step, exact to 1e-9 of the range.
    """
    n, m = len(before), len(after)
    if not n or not m:
        raise ValueError("a group is empty")
    pairs = n * m
    spread = sqrt(pairs * (n + m + 1) / 12) * NormalDist().inv_cdf((1 + confidence) / 2)
    low = max(int(pairs / 2 - spread), 0)
    base, other = np.sort(before), np.sort(after)
    middle = (_kth(base, other, (pairs - 1) // 2) + _kth(base, other, pairs // 2)) / 2
    return Interval(middle, _kth(base, other, low), _kth(base, other, pairs - 1 - low))


def _kth(base: Values, other: Values, k: int) -> float:
    """The difference other - base of rank k (from 0)."""
    low, high = float(other[0] - base[-1]), float(other[-1] - base[0])
    step = (high - low) * 1e-9
    while high - low > step:
        guess = (low + high) / 2
        # pairs with other - base <= guess
        if int(np.searchsorted(other, base + guess, side="right").sum()) > k:
            high = guess
        else:
            low = guess
    return high


def van_elteren(strata: Sequence[tuple[Values, Values]]) -> RankTest:
    """Wilcoxon's test within strata, each weighted by 1/(n+m+1) (van Elteren 1960). Strata with an empty side drop out.

    `delta` is the mean of the strata's δ, weighted by their sizes; `u` is the weighted statistic.
    """
    total = variance = delta = cases = 0.0
    for before, after in strata:
        n, m = len(before), len(after)
        if not n or not m:
            continue
        u, ties = _u(before, after)
        weight = 1 / (n + m + 1)
        total += weight * (u - n * m / 2)
        variance += weight**2 * n * m / 12 * ((n + m + 1) - ties / ((n + m) * max(n + m - 1, 1)))
        delta += (n + m) * (2 * u / (n * m) - 1)
        cases += n + m
    if not cases:
        raise ValueError("no stratum has both groups")
    z = total / sqrt(variance) if variance > 0 else 0.0
    return RankTest(total, z, erfc(abs(z) / sqrt(2)), delta / cases)
