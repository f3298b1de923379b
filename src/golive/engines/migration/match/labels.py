"""What people said of pairs: which threshold to take, how good it is and how sure one is of that, and which pairs to ask next.

Intervals: Wilson, E. B. (1927), 95 %. They hold for pairs drawn at random; pairs asked because they lie near the
threshold sharpen the threshold but are harder than the rest, so the figures can be taken of the random ones alone.
Recall is of the pairs that were compared: what blocking never brought together cannot be labelled.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal, NamedTuple

from golive.engines.migration.match.spec import MatchError

Z = 1.959963984540054  # 95 %, two-sided
Interval = tuple[float, float]


class Scored(NamedTuple):
    """A labelled pair: what the model says, what the person said, and why the pair was asked."""

    probability: float
    same: bool
    drawn: Literal["random", "near"] = "random"


@dataclass(frozen=True)
class Quality:
    """How a threshold does on labelled pairs."""

    threshold: float
    right: int  # proposed, and one
    wrong: int  # proposed, and two
    missed: int  # one, and not proposed
    precision: float
    precision_interval: Interval
    recall: float
    recall_interval: Interval
    f1: float


def wilson(hits: int, of: int) -> Interval:
    """The 95 % interval of a share; (0, 1) of nothing."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def quality(scored: Iterable[Scored], threshold: float) -> Quality:
    """Counts and shares at a threshold."""
    right = wrong = missed = 0
    for each in scored:
        proposed = each.probability >= threshold
        right += proposed and each.same
        wrong += proposed and not each.same
        missed += each.same and not proposed
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    f1 = 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0
    intervals = wilson(right, right + wrong), wilson(right, right + missed)
    return Quality(threshold, right, wrong, missed, precision, intervals[0], recall, intervals[1], f1)


def choose_threshold(scored: Sequence[Scored], least_precision: float | None = None) -> Quality:
    """The threshold with the best F1, the higher of equals; or the lowest one whose precision is at least that with
    97.5 % certainty (lower end of the interval). Raises MatchError("too_few_labels") without both kinds of labels,
    MatchError("precision_not_shown") if no threshold shows the precision wanted."""
    if len({each.same for each in scored}) < 2 or not any(each.probability > 0 for each in scored):
        raise MatchError("too_few_labels", labels=len(scored))
    tried = [
        quality(scored, threshold)
        for threshold in sorted({each.probability for each in scored if each.probability > 0})
    ]
    if least_precision is None:
        return max(tried, key=lambda each: (each.f1, each.threshold))
    for each in tried:
        if each.precision_interval[0] >= least_precision:
            return each
    best = max(each.precision_interval[0] for each in tried)
    raise MatchError("precision_not_shown", wanted=least_precision, shown=round(best, 3), labels=len(scored))


class Asked(NamedTuple):
    """A pair to show to a person."""

    first: int
    second: int
    probability: float
    drawn: Literal["random", "near"]


def next_to_label(
    pairs: Sequence[tuple[int, int, float]],
    labelled: Iterable[tuple[int, int]],
    threshold: float,
    number: int,
    seed: int = 1,
) -> list[Asked]:
    """Which pairs (first, second, probability) to ask next: half of them nearest to the threshold, because there a label
    moves it; half at random, because only these measure it."""
    known = {tuple(sorted(pair)) for pair in labelled}
    left = [pair for pair in pairs if tuple(sorted(pair[:2])) not in known]
    near = sorted(left, key=lambda pair: (abs(pair[2] - threshold), pair))[: (number + 1) // 2]
    others = sorted(set(left) - set(near))
    drawn = random.Random(seed).sample(others, min(number - len(near), len(others)))
    return [Asked(*pair, "near") for pair in near] + [Asked(*pair, "random") for pair in drawn]
