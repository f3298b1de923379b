"""Whether a comparison decides anything. The word "decisive" is used for nothing else than what is written here.

A result is decisive when all of these hold:

1. one alternative alone is first, by the weighted sum and by TOPSIS;
2. no criterion (and no group of criteria) needs fewer than ten percentage points more or less of the whole weight for
   another to be first by the weighted sum;
3. with weights drawn at random about the agreed ones, it is first in at least nine of ten draws, by either method;
4. it is first by the weighted sum also without any single one of the judges, where their scores are known;
5. no judgements by pairs behind the weights contradict each other more than a consistency ratio of 0.10 allows.

Everything else is a result that leans one way. Why it is not decisive is said, with the figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from golive.engines.selection.model import Matrix
from golive.engines.selection.pairwise import Weights
from golive.engines.selection.scoring import Method, Ranking, rank
from golive.engines.selection.sensitivity import DRAWS, Flip, Reversal, Turn, reversals, shares_of_wins, turns

LEAST_CHANGE = 0.10  # of the whole weight
LEAST_SHARE = 0.90  # of the draws about the agreed weights
ABOUT = 50.0  # how near to the agreed weights is drawn; see shares_of_wins


class Doubt(StrEnum):
    """Why a result is not decisive."""

    TIE = "tie"  # the first place is shared
    METHODS_DISAGREE = "methods_disagree"  # weighted sum and TOPSIS name different ones
    ONE_WEIGHT = "one_weight"  # a small change of one weight makes another one first
    RANDOM_WEIGHTS = "random_weights"  # it loses too often when weights vary a little
    ONE_JUDGE = "one_judge"  # it hangs on one judge
    INCONSISTENT = "inconsistent"  # the judgements behind the weights contradict each other


@dataclass(frozen=True, slots=True)
class Reason:
    """`name`: criterion, method, judge or matrix; `figure`: change of weight, share of wins, consistency ratio; `other`: who
    would be first (place)."""

    doubt: Doubt
    name: str = ""
    figure: float | None = None
    other: int | None = None


@dataclass(frozen=True)
class Result:
    """Everything that is known about a choice."""

    matrix: Matrix
    weighted_sum: Ranking
    topsis: Ranking
    turns: list[Turn]  # of the weighted sum, by criterion
    group_turns: list[Turn]  # of the weighted sum, by group
    topsis_turns: list[Turn]
    wins_about: dict[Method, list[float]]  # weights about the agreed ones
    wins_any: dict[Method, list[float]]  # any weights
    reversals: dict[Method, list[Reversal]]
    reasons: list[Reason]

    @property
    def winner(self) -> int:
        """First by the weighted sum; of a tie the one named first."""
        return self.weighted_sum.winners[0]

    @property
    def decisive(self) -> bool:
        return not self.reasons

    @property
    def nearest_flip(self) -> Flip | None:
        """The smallest change of one criterion's weight that makes another one first."""
        found = [t.nearest for t in self.turns if t.nearest is not None]
        return min(found, key=lambda f: abs(f.change), default=None)


def judge(
    matrix: Matrix,
    *,
    groups: Mapping[str, Sequence[int]] | None = None,
    judges: Mapping[str, Matrix] | None = None,
    pairwise: Mapping[str, Weights] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> Result:
    """Rank by both methods, and say how far the result can be relied on.

    groups  name → columns: parts of the tree of criteria whose weight may be moved as a whole
    judges  name → the same matrix made from the scores of all judges but this one
    pairwise    name → weights that came from judgements by pairs
    """
    ws, ts = rank(matrix, Method.WEIGHTED_SUM), rank(matrix, Method.TOPSIS)
    by_criterion = turns(matrix, Method.WEIGHTED_SUM)
    by_group = turns(matrix, Method.WEIGHTED_SUM, groups) if groups else []
    about = {m: list(map(float, shares_of_wins(matrix, m, draws=draws, seed=seed, about=ABOUT))) for m in Method}
    return Result(
        matrix=matrix,
        weighted_sum=ws,
        topsis=ts,
        turns=by_criterion,
        group_turns=by_group,
        topsis_turns=turns(matrix, Method.TOPSIS),
        wins_about=about,
        wins_any={m: list(map(float, shares_of_wins(matrix, m, draws=draws, seed=seed))) for m in Method},
        reversals={m: reversals(matrix, m) for m in Method},
        reasons=[
            *_reasons(ws, ts, [*by_criterion, *by_group], about, judges or {}),
            *(
                Reason(Doubt.INCONSISTENT, name, own.ratio)
                for name, own in (pairwise or {}).items()
                if not own.acceptable
            ),
        ],
    )


def _reasons(
    ws: Ranking,
    ts: Ranking,
    found: Sequence[Turn],
    about: Mapping[Method, Sequence[float]],
    judges: Mapping[str, Matrix],
) -> list[Reason]:
    if len(ws.winners) > 1:
        return [Reason(Doubt.TIE, other=ws.winners[1])]
    first = ws.winners[0]
    reasons = []
    if ts.winners != ws.winners:
        reasons.append(Reason(Doubt.METHODS_DISAGREE, other=next(a for a in ts.winners if a != first)))
    near = [t.nearest for t in found if t.nearest is not None and abs(t.nearest.change) < LEAST_CHANGE]
    reasons += [Reason(Doubt.ONE_WEIGHT, f.name, f.change, f.winner) for f in sorted(near, key=lambda f: abs(f.change))]
    least = min(Method, key=lambda m: about[m][first])
    if about[least][first] < LEAST_SHARE:
        rival = max((a for a in range(len(ws.ranks)) if a != first), key=lambda a: about[least][a])
        reasons.append(Reason(Doubt.RANDOM_WEIGHTS, least.value, about[least][first], rival))
    for name, without in judges.items():
        ahead = rank(without, Method.WEIGHTED_SUM).winners
        if ahead != (first,):
            reasons.append(Reason(Doubt.ONE_JUDGE, name, other=next(a for a in ahead if a != first)))
    return reasons
