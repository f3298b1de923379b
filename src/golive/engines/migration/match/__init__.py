"""Match and merge: which records are one, how surely and why; which of them stays; how sure one may be of the threshold.

`propose_spec` (from the profile of a table) or `read_spec` → `match` → clusters and pairs with reasons → people label and decide
(`labels`, `survivors`) → `merge` and `account`.
"""

from golive.engines.migration.match.keys import Reason
from golive.engines.migration.match.labels import choose_threshold, next_to_label, quality, wilson
from golive.engines.migration.match.propose import propose_spec
from golive.engines.migration.match.run import Cluster, Matching, Pair, Why, at_threshold, match
from golive.engines.migration.match.spec import Comparison, MatchError, MatchKey, MatchSpec, read_spec, write_spec
from golive.engines.migration.match.survivors import FieldRule, Merged, account, merge, side_by_side

__all__ = [
    "Cluster",
    "Comparison",
    "FieldRule",
    "MatchError",
    "MatchKey",
    "MatchSpec",
    "Matching",
    "Merged",
    "Pair",
    "Reason",
    "Why",
    "account",
    "at_threshold",
    "choose_threshold",
    "match",
    "merge",
    "next_to_label",
    "propose_spec",
    "quality",
    "read_spec",
    "side_by_side",
    "wilson",
    "write_spec",
]
