"""What is compared, by what, and how much each criterion counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
TOO_CLOSE = 1e-12  # two results nearer to each other than this are a tie: floating point knows no better


class SelectionError(ValueError):
    """A comparison that cannot be computed. `code` is stable; `names` are the criteria, alternatives or pairs concerned.

    Codes: "too_few" (fewer than two things to compare), "too_many" (more than pairwise comparison is made for),
    "not_reciprocal", "not_positive", "incomplete" (pairs that nobody judged), "not_connected" (so many are missing that
    the rest says nothing), "weights" (negative, or all nothing), "scores" (a score that is missing or no number),
    "bounds" (a score outside of its scale), "cost_not_positive" (a cost that is compared by ratio must be above nothing),
    "duplicate" (a name twice), "tree" (a parent that is missing, or its own ancestor), "seed", "judges" (no judge, or
    judges of different things).
    """

    def __init__(self, code: str, names: Iterable[str] = (), detail: str = "") -> None:
        self.code = code
        self.names = list(names)
        self.detail = detail
        super().__init__(f"{code} {self.names} {detail}".strip())


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing by which alternatives are compared.

    cost    the less the better
    low, high   the fixed scale of its scores (0 and 5, say). Without both, scores are compared by ratio with the best
                one, so that what an alternative gets depends on which others are there.
    """

    name: str
    cost: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def scaled(self) -> bool:
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class Matrix:
    """Alternatives × criteria. `scores[a][c]` in the criterion's own unit; `weights` sum to 1.

    Build it with `matrix`, which checks.
    """

    alternatives: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    scores: Floats  # shape (alternatives, criteria)
    weights: Floats  # shape (criteria,)

    def without(self, alternative: int) -> Matrix:
        """The same choice, had this alternative never been there."""
        rest = [a for a in range(len(self.alternatives)) if a != alternative]
        names = tuple(self.alternatives[a] for a in rest)
        return Matrix(names, self.criteria, self.scores[rest], self.weights)

    def weighted(self, weights: Floats) -> Matrix:
        return Matrix(self.alternatives, self.criteria, self.scores, weights)


def matrix(
    alternatives: Iterable[str], criteria: Iterable[Criterion], scores: object, weights: Iterable[float]
) -> Matrix:
    """A checked matrix; weights are brought to the sum of 1. Raises SelectionError."""
    names, leaves = tuple(alternatives), tuple(criteria)
    _once(names)
    _once([c.name for c in leaves])
    if len(names) < 2 or not leaves:
        raise SelectionError("too_few", names)
    try:
        rows = np.array(scores, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise SelectionError("scores", detail=str(error)) from error
    if rows.shape != (len(names), len(leaves)):
        raise SelectionError("scores", detail=f"{rows.shape}, not {(len(names), len(leaves))}")
    if not np.isfinite(rows).all():
        found = [f"{names[a]} / {leaves[c].name}" for a, c in np.argwhere(~np.isfinite(rows))]
        raise SelectionError("scores", found)
    for column, criterion in enumerate(leaves):
        _check_scale(names, criterion, rows[:, column])
    return Matrix(names, leaves, rows, normalised(weights, [c.name for c in leaves]))


def normalised(weights: Iterable[float], names: Iterable[str] = ()) -> Floats:
    """Weights that sum to 1."""
    found = np.array(list(weights), dtype=np.float64)
    known = list(names)
    if known and len(found) != len(known):
        raise SelectionError("weights", known)
    if not np.isfinite(found).all() or (found < 0).any() or found.sum() <= 0:
        raise SelectionError("weights", known)
    return np.asarray(found / found.sum(), dtype=np.float64)


def _check_scale(names: tuple[str, ...], criterion: Criterion, column: Floats) -> None:
    if criterion.low is not None and criterion.high is not None:
        if criterion.low >= criterion.high:
            raise SelectionError("bounds", [criterion.name])
        outside = (column < criterion.low) | (column > criterion.high)
        if outside.any():
            raise SelectionError("bounds", [criterion.name, *(names[a] for a in np.flatnonzero(outside))])
    elif criterion.cost and (column <= 0).any():
        raise SelectionError("cost_not_positive", [criterion.name, *(names[a] for a in np.flatnonzero(column <= 0))])
    elif (column < 0).any():
        raise SelectionError("bounds", [criterion.name, *(names[a] for a in np.flatnonzero(column < 0))])


def _once(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SelectionError("duplicate", [name])
        seen.add(name)
