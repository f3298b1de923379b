"""Draws by inverse transform: a table of each distribution over standard normal scores, read with interpolation.

Normal scores, because a Gaussian copula then needs only their weighted sum, and one table serves every shape.
"""

from __future__ import annotations

from functools import lru_cache
from math import erf, sqrt

import numpy as np
import numpy.typing as npt

from golive.engines.schedule.risk.inputs import Estimate, Shape

Floats = npt.NDArray[np.float32]

REACH = 5.0  # scores beyond are cut off: one in three and a half million
POINTS = 1024
SCORES = np.linspace(-REACH, REACH, POINTS + 1)
GRADES = np.array([(1 + erf(z / sqrt(2))) / 2 for z in SCORES])


def table(estimate: Estimate) -> Floats:
    """The quantiles of `estimate` at SCORES."""
    low, high = estimate.low, estimate.high
    if estimate.shape is Shape.LOGNORMAL:
        mean, deviation = estimate.logs
        return np.exp(mean + deviation * SCORES).astype(np.float32)
    if low == high:
        return np.full(POINTS + 1, low, np.float32)
    mode = round((estimate.likely - low) / (high - low), 9)
    unit = _triangular(mode) if estimate.shape is Shape.TRIANGULAR else _pert(mode)
    return (low + (high - low) * unit).astype(np.float32)


@lru_cache(maxsize=4096)
def _triangular(mode: float) -> npt.NDArray[np.float64]:
    """Least 0, greatest 1."""
    rising, falling = np.sqrt(GRADES * mode), 1 - np.sqrt((1 - GRADES) * (1 - mode))
    return np.where(mode >= GRADES, rising, falling)


@lru_cache(maxsize=4096)
def _pert(mode: float) -> npt.NDArray[np.float64]:
    """Beta(1 + 4 mode, 5 - 4 mode) on 0 to 1; its distribution function is integrated by the trapezoid rule."""
    x = np.linspace(0, 1, 4001)
    density = x ** (4 * mode) * (1 - x) ** (4 - 4 * mode)
    cumulated = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
    found: npt.NDArray[np.float64] = np.interp(GRADES, cumulated / cumulated[-1], x)
    return found


def read(quantiles: Floats, scores: Floats) -> Floats:
    """The values at `scores`, linear between the points of the table."""
    place = scores * np.float32(POINTS / (2 * REACH)) + np.float32(POINTS / 2)
    np.clip(place, 0, np.float32(POINTS - 0.001), out=place)
    index = place.astype(np.intp)
    place -= index
    below = quantiles[index]
    return below + place * (quantiles[index + 1] - below)


GRADE_TABLE = GRADES.astype(np.float32)


def grades(scores: Floats) -> Floats:
    """The share of draws below each score."""
    return read(GRADE_TABLE, scores)
