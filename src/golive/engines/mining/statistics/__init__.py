"""Statistics of durations and shares: effect sizes and intervals rather than bare p-values. numpy only, always seeded."""

from golive.engines.mining.statistics.intervals import (
    Interval,
    bootstrap_mean,
    bootstrap_quantile,
    quantile_difference,
    share_difference,
    wilson,
)
from golive.engines.mining.statistics.ranks import (
    RankTest,
    cliffs_delta_interval,
    hodges_lehmann,
    magnitude,
    mann_whitney,
    van_elteren,
)
from golive.engines.mining.statistics.significance import chi_square_2x2, holm, mann_kendall, two_proportions

__all__ = [
    "Interval",
    "RankTest",
    "bootstrap_mean",
    "bootstrap_quantile",
    "chi_square_2x2",
    "cliffs_delta_interval",
    "hodges_lehmann",
    "holm",
    "magnitude",
    "mann_kendall",
    "mann_whitney",
    "quantile_difference",
    "share_difference",
    "two_proportions",
    "van_elteren",
    "wilson",
]
