"""Choosing between alternatives: weights from pairwise comparison, weighted sum and TOPSIS, how sure the result is, and
total cost of ownership. Alternatives are products here, but nothing knows that."""

from golive.engines.selection.model import Criterion, Matrix, SelectionError, matrix, normalised
from golive.engines.selection.pairwise import (
    ACCEPTABLE,
    MOST,
    RANDOM_INDEX,
    RANDOM_INDEX_2005,
    Weights,
    doubts,
    judgements,
    missing_pairs,
    settled,
    together,
    together_weights,
    weights,
)
from golive.engines.selection.scoring import Method, Ranking, topsis, values, weighted_sum
from golive.engines.selection.sensitivity import Flip, Reversal, Turn, reversals, shares_of_wins, turns
from golive.engines.selection.tco import Cost, Ownership, ownership
from golive.engines.selection.tree import Node, Placed, spread
from golive.engines.selection.verdict import LEAST_CHANGE, LEAST_SHARE, Doubt, Reason, Result, judge

__all__ = [
    "ACCEPTABLE",
    "LEAST_CHANGE",
    "LEAST_SHARE",
    "MOST",
    "RANDOM_INDEX",
    "RANDOM_INDEX_2005",
    "Cost",
    "Criterion",
    "Doubt",
    "Flip",
    "Matrix",
    "Method",
    "Node",
    "Ownership",
    "Placed",
    "Ranking",
    "Reason",
    "Result",
    "Reversal",
    "SelectionError",
    "Turn",
    "Weights",
    "doubts",
    "judge",
    "judgements",
    "matrix",
    "missing_pairs",
    "normalised",
    "ownership",
    "reversals",
    "settled",
    "shares_of_wins",
    "spread",
    "together",
    "together_weights",
    "topsis",
    "turns",
    "values",
    "weighted_sum",
    "weights",
]
