"""Conformance: how far a log and a model agree, by optimal alignments of every variant; deviations in words and cost."""

from golive.engines.mining.conformance.alignments import Alignment, Cache, Conformance, Move, align
from golive.engines.mining.conformance.deviations import Deviation, DeviationKind, deviations
from golive.engines.mining.conformance.traces import cases_of, cases_sql, traces_of

__all__ = [
    "Alignment",
    "Cache",
    "Conformance",
    "Deviation",
    "DeviationKind",
    "Move",
    "align",
    "cases_of",
    "cases_sql",
    "deviations",
    "traces_of",
]
