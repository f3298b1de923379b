"""One measure before and after: how large the difference is, how sure, and what may be said of it.

A verdict needs three things at once: the interval excludes zero, the p-value survives the correction for all measures
looked at (Holm), and, for "improved", the target is met. Where no target was agreed, the effect must at least not be
negligible (|δ| >= 0.147, Romano et al. 2006). Everything else is "no proven change".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from golive.engines.mining.effect.target import Target
from golive.engines.mining.statistics import (
    Interval,
    cliffs_delta_interval,
    hodges_lehmann,
    magnitude,
    mann_whitney,
    quantile_difference,
    share_difference,
    two_proportions,
    van_elteren,
    wilson,
)

Values = npt.NDArray[np.float64]
LEAST = 30
NEGLIGIBLE = 0.147
LEVEL = 0.05
_STRATUM = 10  # cases of a stratum on both sides, below which it is joined to the rest


class Verdict(StrEnum):
    IMPROVED = "improved"
    WORSE = "worse"
    NO_PROVEN_CHANGE = "no_proven_change"
    TOO_FEW = "too_few"
    GONE = "gone"  # a step that was taken before and is not any more


@dataclass(frozen=True)
class Effect:
    """`before`, `after`: medians (kind "continuous") or shares; `difference`: after - before with its 95 % interval.

    `delta`: Cliff's δ with interval, positive = larger after; for shares the difference itself. `adjusted`: the
    difference with the mix of strata held as it was before, None without strata. `p`: raw, `p_holm`: corrected.
    """

    measure: str
    kind: str
    lower_is_better: bool
    n_before: int
    n_after: int
    before: float | None = None
    after: float | None = None
    difference: Interval | None = None
    p90_before: float | None = None
    p90_after: float | None = None
    p90_difference: Interval | None = None
    shift: Interval | None = None
    delta: Interval | None = None
    magnitude: str = ""
    adjusted: Interval | None = None
    p: float = 1.0
    p_holm: float = 1.0
    target: Target | None = None
    target_met: bool | None = None
    verdict: Verdict = Verdict.TOO_FEW

    @property
    def decisive(self) -> Interval | None:
        """The interval that the verdict rests on."""
        return self.adjusted or self.difference

    @property
    def paradox(self) -> bool:
        """Whether the difference turns round when the mix is held: the change of mix explains it (Simpson)."""
        if self.adjusted is None or self.difference is None:
            return False
        return self.adjusted.value * self.difference.value < 0


def judge_durations(
    measure: str,
    before: Values,
    after: Values,
    *,
    strata: tuple[Sequence[str], Sequence[str]] | None = None,
    clusters: tuple[Sequence[str], Sequence[str]] | None = None,
    target: Target | None = None,
    lower_is_better: bool = True,
    seed: int = 1,
) -> Effect:
    """Without verdict on Holm's correction: that comes when all measures are known (`concluded`)."""
    n, m = len(before), len(after)
    bare = Effect(measure, "continuous", lower_is_better, n, m, target=target)
    if min(n, m) < LEAST:
        return bare
    numbered = _numbered(clusters) if clusters else None
    difference = quantile_difference(before, after, seed=seed, clusters=numbered)
    tail = quantile_difference(before, after, 0.9, seed=seed + 1, clusters=numbered)
    delta = cliffs_delta_interval(before, after)
    test = mann_whitney(before, after)
    adjusted, p = None, test.p
    if strata:
        parts = _parts(before, after, strata)
        if len(parts) > 1:
            adjusted, p = _standardised(parts, seed), van_elteren(parts).p
    a, b = float(np.median(before)), float(np.median(after))
    return Effect(
        measure,
        "continuous",
        lower_is_better,
        n,
        m,
        a,
        b,
        difference,
        float(np.quantile(before, 0.9)),
        float(np.quantile(after, 0.9)),
        tail,
        hodges_lehmann(before, after),
        delta,
        magnitude(delta.value),
        adjusted,
        p,
        p,
        target,
        None if target is None else target.met(a, b if adjusted is None else a + adjusted.value),
    )


def gone(measure: str, before: Values) -> Effect:
    """A wait that nobody has any more, since its step is not taken."""
    return Effect(measure, "continuous", True, len(before), 0, float(np.median(before)), verdict=Verdict.GONE)


def judge_shares(
    measure: str,
    before: npt.NDArray[np.bool_],
    after: npt.NDArray[np.bool_],
    *,
    target: Target | None = None,
    lower_is_better: bool = True,
) -> Effect:
    n, m = len(before), len(after)
    if min(n, m) < LEAST:
        return Effect(measure, "share", lower_is_better, n, m, target=target)
    first, second = (int(before.sum()), n), (int(after.sum()), m)
    gap = share_difference(first, second)
    a, b = wilson(*first).value, wilson(*second).value
    p = two_proportions(first, second)
    met = None if target is None else target.met(a, b)
    # Of two values, Cliff's δ is the difference of shares.
    return Effect(
        measure, "share", lower_is_better, n, m, a, b, gap, delta=gap, magnitude=magnitude(gap.value), p=p, p_holm=p,
        target=target, target_met=met,
    )  # fmt: skip


def verdict_of(effect: Effect) -> Verdict:
    interval = effect.decisive
    if interval is None:
        return Verdict.TOO_FEW
    if not interval.excludes(0) or effect.p_holm >= LEVEL or not interval.value:
        return Verdict.NO_PROVEN_CHANGE
    better = (interval.value < 0) == effect.lower_is_better
    if not better:
        return Verdict.WORSE
    if effect.target is not None:
        return Verdict.IMPROVED if effect.target_met else Verdict.NO_PROVEN_CHANGE
    large = effect.kind == "share" or (effect.delta is not None and abs(effect.delta.value) >= NEGLIGIBLE)
    return Verdict.IMPROVED if large else Verdict.NO_PROVEN_CHANGE


def _numbered(clusters: tuple[Sequence[str], Sequence[str]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    first, second = (np.unique(np.asarray(side), return_inverse=True)[1].astype(np.int64) for side in clusters)
    return first, second


def _parts(before: Values, after: Values, strata: tuple[Sequence[str], Sequence[str]]) -> list[tuple[Values, Values]]:
    """The groups of each stratum; those too small on either side are one together."""
    first, second = np.asarray(strata[0]), np.asarray(strata[1])
    parts: list[tuple[Values, Values]] = []
    rest_before, rest_after = np.ones(len(first), np.bool_), np.ones(len(second), np.bool_)
    for label in np.unique(np.concatenate([first, second])):
        a, b = first == label, second == label
        if min(int(a.sum()), int(b.sum())) >= _STRATUM:
            parts.append((before[a], after[b]))
            rest_before &= ~a
            rest_after &= ~b
    if min(int(rest_before.sum()), int(rest_after.sum())) >= _STRATUM:
        parts.append((before[rest_before], after[rest_after]))
    return parts


def _standardised(parts: list[tuple[Values, Values]], seed: int, repeats: int = 2_000) -> Interval:
    """Differences of medians within strata, weighted by the mix before; the bootstrap draws within strata."""
    sizes = np.array([len(a) for a, _ in parts], np.float64)
    weights = sizes / sizes.sum()
    rng = np.random.default_rng(seed)
    value = float(sum(w * (np.median(b) - np.median(a)) for w, (a, b) in zip(weights, parts, strict=True)))
    drawn = np.zeros(repeats)
    for w, (a, b) in zip(weights, parts, strict=True):
        drawn += w * (_median_draws(b, rng, repeats) - _median_draws(a, rng, repeats))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def _median_draws(values: Values, rng: np.random.Generator, repeats: int) -> Values:
    """See `statistics.intervals`: the resampled median's exact distribution, here of the upper median."""
    ordered = np.sort(values)
    n = len(ordered)
    k = n // 2 + 1
    drawn: Values = ordered[np.minimum((rng.beta(k, n - k + 1, repeats) * n).astype(np.int64), n - 1)]
    return drawn
