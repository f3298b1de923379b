"""Before and after: whether a change did what was promised, said only as far as the figures carry it."""

from golive.engines.mining.effect.cohorts import Cohort, CohortError, Window, cohort, windows_around
from golive.engines.mining.effect.compare import Comparison, Question, compare, compare_split
from golive.engines.mining.effect.judge import Effect, Verdict, judge_durations, judge_shares
from golive.engines.mining.effect.target import Target, TargetError, read_targets

__all__ = [
    "Cohort",
    "CohortError",
    "Comparison",
    "Effect",
    "Question",
    "Target",
    "TargetError",
    "Verdict",
    "Window",
    "cohort",
    "compare",
    "compare_split",
    "judge_durations",
    "judge_shares",
    "read_targets",
    "windows_around",
]
