"""Weights from comparisons by pairs: the analytic hierarchy process.

T. L. Saaty, The Analytic Hierarchy Process, 1980: the principal right eigenvector of the matrix of judgements gives the
weights, its eigenvalue how far the judgements contradict each other. The geometric mean of the rows: G. Crawford and
C. Williams, 1985. Pairs that nobody judged: P. T. Harker, 1987.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from golive.engines.selection.model import Floats, SelectionError

Method = Literal["eigenvector", "geometric"]

# Mean consistency index of random matrices of size 1 to 15, as published by Saaty in 1980 (the table most often used) and,
# from larger samples, in Theory and Applications of the Analytic Network Process, 2005.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
RANDOM_INDEX_2005 = (0.0, 0.0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59)
MOST = len(RANDOM_INDEX)
ACCEPTABLE = 0.10  # Saaty's bound of the consistency ratio
STRONGEST = 9.0  # of Saaty's scale
LOOSE = 0.03  # 0.33 beside 3 means one third: people round


@dataclass(frozen=True)
class Weights:
    """What the judgements of one matrix say.

    weights     sum to 1, in the order of `names`
    lambda_max  the principal eigenvalue; equal to the size where no judgement contradicts another
    ratio       consistency ratio, (lambda_max - n) / (n - 1) / RI; 0 for two things, which cannot contradict
    filled      pairs that were not judged and were put in from the other judgements; the ratio is then flattered
    """

    names: tuple[str, ...]
    weights: Floats
    lambda_max: float
    index: float
    ratio: float
    filled: tuple[tuple[str, str], ...] = ()

    @property
    def acceptable(self) -> bool:
        return self.ratio <= ACCEPTABLE

    @property
    def by_name(self) -> dict[str, float]:
        return {name: float(w) for name, w in zip(self.names, self.weights, strict=True)}


@dataclass(frozen=True, slots=True)
class Doubt:
    """A judgement that fits the others badly: what was said, and what all the others together say."""

    first: str
    second: str
    said: float
    implied: float

    @property
    def off(self) -> float:
        """By which factor the judgement is away from the others, 1 or more."""
        return max(self.said / self.implied, self.implied / self.said)


def judgements(names: Sequence[str], said: Mapping[tuple[str, str], float]) -> Floats:
    """A matrix from single judgements, the reverse of each put in; NaN where nobody judged.

    `said[a, b] == 3` means: a counts three times as much as b.
    """
    place = {name: n for n, name in enumerate(names)}
    found = np.full((len(names), len(names)), np.nan)
    np.fill_diagonal(found, 1.0)
    for (first, second), value in said.items():
        a, b = place[first], place[second]
        if not value > 0 or not np.isfinite(value):
            raise SelectionError("not_positive", [first, second])
        if a == b:
            continue
        found[a, b], found[b, a] = value, 1 / value
    return found


def settled(names: Sequence[str], given: object) -> Floats:
    """A matrix as people fill it in: one half may be blank, thirds may be rounded. NaN where nobody judged a pair.

    Where both halves are given and agree within rounding, the larger one is taken, because 3 is exact and 0.33 is not.
    """
    found = np.array(given, dtype=np.float64)
    size = len(names)
    if found.shape != (size, size):
        raise SelectionError("scores", names, f"{found.shape}")
    for a in range(size):
        if not np.isnan(found[a, a]) and abs(found[a, a] - 1) > LOOSE:
            raise SelectionError("not_reciprocal", [names[a], names[a]])
        found[a, a] = 1.0
        for b in range(a):
            _settle(found, a, b, (names[b], names[a]))
    return found


def _settle(found: Floats, a: int, b: int, pair: tuple[str, str]) -> None:
    one, other = found[a, b], found[b, a]
    for value in (one, other):
        if not np.isnan(value) and not (value > 0 and np.isfinite(value)):
            raise SelectionError("not_positive", pair)
    if np.isnan(one) and np.isnan(other):
        return
    if not np.isnan(one) and not np.isnan(other):
        if abs(one * other - 1) > LOOSE:
            raise SelectionError("not_reciprocal", pair)
        one, other = (one, np.nan) if one >= other else (np.nan, other)
    if np.isnan(other):
        found[a, b], found[b, a] = one, 1 / one
    else:
        found[a, b], found[b, a] = 1 / other, other


def missing_pairs(names: Sequence[str], found: Floats) -> list[tuple[str, str]]:
    return [(names[a], names[b]) for a in range(len(names)) for b in range(a + 1, len(names)) if np.isnan(found[a, b])]


def weights(
    names: Sequence[str],
    given: object,
    *,
    method: Method = "eigenvector",
    fill: bool = False,
    random_index: Sequence[float] = RANDOM_INDEX,
) -> Weights:
    """The weights behind a matrix of judgements (square, `given[a][b]`: how many times a counts as much as b).

    fill    pairs that nobody judged are put in from the others (Harker); otherwise they are refused, by name.
    Raises SelectionError.
    """
    size = len(names)
    if size < 1:
        raise SelectionError("too_few", names)
    if size > MOST:
        raise SelectionError("too_many", names, str(MOST))
    found = settled(names, given)
    gaps = missing_pairs(names, found)
    if gaps and not fill:
        raise SelectionError("incomplete", [f"{a} – {b}" for a, b in gaps])
    if gaps:
        found = _filled(names, found)
    vector, value = _principal(found)
    if method == "geometric":
        vector = np.exp(np.log(found).mean(axis=1))
        vector = vector / vector.sum()
        value = float(((found @ vector) / vector).mean())
    index = max(0.0, (value - size) / (size - 1)) if size > 2 else 0.0
    ratio = index / random_index[size - 1] if size > 2 else 0.0
    return Weights(tuple(names), vector, value, index, ratio, tuple(gaps))


def _principal(found: Floats) -> tuple[Floats, float]:
    values, vectors = np.linalg.eig(found)
    best = int(np.argmax(values.real))
    vector = np.abs(vectors[:, best].real)
    return np.asarray(vector / vector.sum(), dtype=np.float64), float(values[best].real)


def _filled(names: Sequence[str], found: Floats) -> Floats:
    """Harker: an unknown ratio is the ratio of the weights it would follow from. One eigenvector problem: the diagonal
    carries one more for each pair of the row that is missing, the pairs themselves are nothing."""
    unknown = np.isnan(found)
    if not _connected(~unknown):
        raise SelectionError("not_connected", [f"{a} – {b}" for a, b in missing_pairs(names, found)])
    auxiliary = np.where(unknown, 0.0, found) + np.diag(unknown.sum(axis=1).astype(np.float64))
    vector, _value = _principal(auxiliary)
    return np.where(unknown, vector[:, None] / vector[None, :], found)


def _connected(known: Floats | np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> bool:
    reached, edge = {0}, [0]
    while edge:
        here = edge.pop()
        for there in np.flatnonzero(known[here]):
            if int(there) not in reached:
                reached.add(int(there))
                edge.append(int(there))
    return len(reached) == len(known)


def doubts(names: Sequence[str], given: object) -> list[Doubt]:
    """The judgements, the one that fits the others worst first: what to talk about when the ratio is too high.

    A judgement is held against the weights that all the *other* judgements give (it is taken out and put in again by
    Harker's method), so that it does not defend itself.
    """
    found = settled(names, given)
    rows = []
    for a in range(len(names)):
        for b in range(a + 1, len(names)):
            said = float(found[a, b])
            if np.isnan(said) or len(names) < 3:
                continue
            without = found.copy()
            without[a, b] = without[b, a] = np.nan
            try:
                implied = float(_filled(names, without)[a, b])
            except SelectionError:
                continue  # nothing else is said about the two
            rows.append(Doubt(names[a], names[b], said, implied))
    return sorted(rows, key=lambda d: -d.off)


def together(matrices: Iterable[object], shares: Iterable[float] | None = None) -> Floats:
    """One matrix from those of several judges (aggregation of individual judgements, AIJ): the geometric mean, which
    alone keeps the reverse of a judgement its reverse (J. Aczél and T. Saaty, 1983). `shares`: how much each judge counts."""
    found = [np.array(m, dtype=np.float64) for m in matrices]
    if not found or len({m.shape for m in found}) > 1:
        raise SelectionError("judges")
    logs = np.log(np.stack(found))
    return np.asarray(np.exp(np.average(logs, axis=0, weights=_shares(shares, len(found)))), dtype=np.float64)


def together_weights(vectors: Iterable[Iterable[float]], shares: Iterable[float] | None = None) -> Floats:
    """One vector of weights from those of several judges (aggregation of individual priorities, AIP): the geometric
    mean, brought to the sum of 1. E. Forman and K. Peniwati, 1998."""
    rows = [np.array(list(v), dtype=np.float64) for v in vectors]
    if not rows or len({r.shape for r in rows}) > 1:
        raise SelectionError("judges")
    if any((r <= 0).any() for r in rows):
        raise SelectionError("weights")
    mean = np.exp(np.average(np.log(np.stack(rows)), axis=0, weights=_shares(shares, len(rows))))
    return np.asarray(mean / mean.sum(), dtype=np.float64)


def _shares(shares: Iterable[float] | None, judges: int) -> Floats:
    found = np.ones(judges) if shares is None else np.array(list(shares), dtype=np.float64)
    if found.shape != (judges,) or (found < 0).any() or found.sum() <= 0:
        raise SelectionError("judges")
    return found
