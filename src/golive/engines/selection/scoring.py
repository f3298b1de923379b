"""Who is first: weighted sum and TOPSIS.

Weighted sum: each score is brought to the range 0 to 1, multiplied by its weight, added up. TOPSIS: C. L. Hwang and
K. Yoon, Multiple Attribute Decision Making, 1981: vector normalisation, closeness to the best that occurs and distance
from the worst.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from golive.engines.selection.model import TOO_CLOSE, Floats, Matrix


class Method(StrEnum):
    WEIGHTED_SUM = "weighted_sum"
    TOPSIS = "topsis"


@dataclass(frozen=True)
class Ranking:
    """`totals[a]` from 0 to 1, the more the better; `ranks[a]` from 1, ties share the better one."""

    alternatives: tuple[str, ...]
    totals: Floats
    ranks: tuple[int, ...]

    @property
    def order(self) -> list[int]:
        """Places in `alternatives`, the best first; of a tie the one named first."""
        return sorted(range(len(self.ranks)), key=lambda a: (self.ranks[a], a))

    @property
    def winners(self) -> tuple[int, ...]:
        """More than one where the first place is shared."""
        return tuple(a for a, rank in enumerate(self.ranks) if rank == 1)

    @property
    def lead(self) -> float:
        """How far the first is ahead of the second; 0 for a tie."""
        best = np.sort(self.totals)[::-1]
        return float(best[0] - best[1])


def values(matrix: Matrix) -> Floats:
    """Every score as 0 to 1, the more the better; shape as the scores.

    On a fixed scale: its place between the ends. Otherwise by ratio with the best: x / max, and min / x for a cost.
    """
    found = np.empty_like(matrix.scores)
    for column, criterion in enumerate(matrix.criteria):
        scores = matrix.scores[:, column]
        if criterion.low is not None and criterion.high is not None:
            place = (scores - criterion.low) / (criterion.high - criterion.low)
            found[:, column] = 1 - place if criterion.cost else place
        elif criterion.cost:
            found[:, column] = scores.min() / scores
        else:
            best = scores.max()
            found[:, column] = scores / best if best > 0 else 0.0
    return found


def vectors(matrix: Matrix) -> Floats:
    """TOPSIS' normalisation: each column divided by its Euclidean length; a column of nothing stays nothing."""
    length = np.sqrt((matrix.scores**2).sum(axis=0))
    return np.asarray(matrix.scores / np.where(length > 0, length, 1.0), dtype=np.float64)


def weighted_sum(matrix: Matrix) -> Ranking:
    return ranked(matrix.alternatives, values(matrix) @ matrix.weights)


def topsis(matrix: Matrix) -> Ranking:
    from_best, from_worst = gaps(matrix)
    to_best = np.sqrt((from_best * matrix.weights) ** 2 @ np.ones(len(matrix.weights)))
    to_worst = np.sqrt((from_worst * matrix.weights) ** 2 @ np.ones(len(matrix.weights)))
    both = to_best + to_worst
    # All alike: nobody is nearer to anything.
    return ranked(matrix.alternatives, np.where(both > TOO_CLOSE, to_worst / np.where(both > TOO_CLOSE, both, 1), 0.5))


def gaps(matrix: Matrix) -> tuple[Floats, Floats]:
    """How far each alternative is from the best and from the worst that occurs, by criterion, before weighting."""
    found = vectors(matrix)
    cost = np.array([c.cost for c in matrix.criteria])
    best = np.where(cost, found.min(axis=0), found.max(axis=0))
    worst = np.where(cost, found.max(axis=0), found.min(axis=0))
    return np.abs(found - best), np.abs(found - worst)


def rank(matrix: Matrix, method: Method) -> Ranking:
    return weighted_sum(matrix) if method is Method.WEIGHTED_SUM else topsis(matrix)


def ranked(alternatives: tuple[str, ...], totals: Floats) -> Ranking:
    places = tuple(int((totals > own + TOO_CLOSE).sum()) + 1 for own in totals)
    return Ranking(alternatives, totals, places)
