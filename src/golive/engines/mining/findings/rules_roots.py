"""Rule 15: what the slowest tenth of cases have in common, by their attributes."""

from __future__ import annotations

from golive.engines.mining.analyse.root_causes import Cause
from golive.engines.mining.analyse.root_causes import root_causes as causes
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.finding import Finding, Kind, Owner, Text, count, percent
from golive.engines.mining.findings.names import IDENTITY, NOBODY
from golive.engines.mining.statistics import Interval, wilson

LIFT, TOP = 1.5, 5


def root_causes(context: Context) -> list[Finding]:
    """Values that are much commoner among the slowest tenth; χ² with Holm's correction over all values tested."""
    return [_root(context, cause) for cause in causes(context, IDENTITY, NOBODY, LIFT)[:TOP]]


def _root(context: Context, cause: Cause) -> Finding:
    share, name = wilson(cause.slow, cause.cases), cause.attribute.removeprefix("(case)_").removeprefix("case:")
    n, slow, base, lift, v = cause.cases, cause.slow, cause.base, cause.lift, cause.value
    values = {
        "name": name, "value": v, "n": count(n), "share": percent(share.value), "base": percent(base), "lift": f"{lift:.1f}",
    }  # fmt: skip
    interval = Interval(lift, share.low / base, share.high / base)
    return Finding(
        "root_cause", Kind.ACT, f"{name} = {v}", _ROOT.filled(**values), _ROOT_ACTION.filled(**values), Owner.PROCESS, n,
        context.evidence(cause.sql), cause.more / context.cases * 0.5,
        {"cases": n, "slow_cases": slow, "slow_share": share.value, "lift": lift, "p_holm": cause.p}, interval, "lift",
    )  # fmt: skip


_ROOT = Text(
    "{name} 为“{value}”的 {n} 个案例中有 {share} 属于最慢的十分之一，是平均（{base}）的 {lift} 倍。",
    "Of {n} cases with {name} “{value}”, {share} are among the slowest tenth: {lift} times as many as on average ({base}).",
)
_ROOT_ACTION = Text(
    "与熟悉“{value}”的人抽看这些案例：是业务本身难，还是可以改的做法？关联不等于原因。",
    "Go through some of these cases with those who know “{value}”: hard by nature, or done in a way that can change? It is "
    "an association, not yet a cause.",
)
