"""p-values of shares and trends, and their correction when many are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

import numpy as np
import numpy.typing as npt


def two_proportions(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Two-sided p of the pooled z-test; its square is Pearson's χ² without correction."""
    return chi_square_2x2(before[0], before[1] - before[0], after[0], after[1] - after[0])[1]


def chi_square_2x2(a: int, b: int, c: int, d: int) -> tuple[float, float]:
    """(χ², p) of a table of four counts, Pearson without correction. (0, 1) when a margin is empty."""
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if not margins:
        return 0.0, 1.0
    statistic = (a + b + c + d) * (a * d - b * c) ** 2 / margins
    return statistic, erfc(sqrt(statistic / 2))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p in the order given (Holm 1979): the chance of any false alarm stays below the level."""
    n, worst = len(p_values), 0.0
    adjusted = [0.0] * n
    for rank, i in enumerate(sorted(range(n), key=lambda i: p_values[i])):
        worst = max(worst, min((n - rank) * p_values[i], 1.0))
        adjusted[i] = worst
    return adjusted


def mann_kendall(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """(Sen's slope per step, two-sided p) of a monotone trend, corrected for ties. (0, 1) below four values."""
    n = len(values)
    if n < 4:
        return 0.0, 1.0
    i, j = np.triu_indices(n, 1)
    gaps = values[j] - values[i]
    s = float(np.sign(gaps).sum())
    ties = np.unique(values, return_counts=True)[1].astype(np.float64)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    z = (s - np.sign(s)) / sqrt(variance) if variance > 0 else 0.0
    return float(np.median(gaps / (j - i))), erfc(abs(z) / sqrt(2))
