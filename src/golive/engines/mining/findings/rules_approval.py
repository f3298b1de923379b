"""Rules about approvals: levels that wait long and decide little, decisions without a look, long chains, rejections."""

from __future__ import annotations

from typing import Any

import numpy as np

from golive.engines.mining.analyse import approvals
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.finding import Finding, Kind, Owner, Text, count, percent
from golive.engines.mining.findings.names import verdict, who
from golive.engines.mining.statistics import Interval, bootstrap_quantile, wilson

LONG, RARELY = 0.5, 0.03  # days a decision waits; share rejected below which a level decides little
_LAST = 0.8
_SMALL_CHAIN = 3


def removable_approvals(context: Context) -> list[Finding]:
    """Rule 1. A level fires when its median wait exceeds half a day and fewer than 3 % are rejected; a level that rejects
    more is said to earn its place.
    """
    last = approvals.last_levels(context, _about)
    found = [_level(context, level, last.get(level.name, 0.0)) for level in approvals.approval_levels(context)]
    return [finding for finding in found if finding is not None]


def _level(context: Context, level: approvals.Level, last: float) -> Finding | None:
    n = level.decisions
    if n < context.config.least or len(level.waits) < context.config.least:
        return None
    median, share, days = bootstrap_quantile(level.waits, seed=context.seed), wilson(level.rejected, n), level.days
    values: dict[str, Any] = {
        "name": level.name,
        "n": count(n),
        "median": context.span(median.value),
        "share": percent(share.value),
        "load": percent(days / context.all_days),
        "total": context.total(days),
    }
    figures: dict[str, float | int | str | None] = {
        "decisions": n,
        "rejected": level.rejected,
        "rejected_share": share.value,
        "rejected_low": share.low,
        "rejected_high": share.high,
        "median_wait_days": median.value,
        "p90_wait_days": level.p90,
        "share_of_case_time": days / context.all_days,
        "last_level_share": last,
    }
    if median.value > LONG and share.value < RARELY:
        text, action = _needless(last, level.records_rejections)
        money = context.money(context.labour(n), context.waiting(days))
        return Finding(
            "removable_approval", Kind.ACT, level.name, text.filled(**values), action.filled(**values), Owner.PROCESS, n,
            context.evidence(level.cases_sql), days / context.all_days, figures, median, "median_wait_days", days, money,
        )  # fmt: skip
    if share.value >= RARELY and level.records_rejections:
        return Finding(
            "approval_keeps_value", Kind.KEEP, level.name, _EARNS.filled(**values), _EARNS_ACTION.filled(**values),
            Owner.PROCESS, n, context.evidence(level.rejected_sql), 0.0, figures, share, "rejected_share",
        )  # fmt: skip
    return None


def _needless(last: float, recorded: bool) -> tuple[Text, Text]:
    text = _NEEDLESS if recorded else _NEVER
    if last >= _LAST:
        return text, _LAST_ACTION
    return text, _NEEDLESS_ACTION if recorded else _NEVER_ACTION


_NEEDLESS = Text(
    "“{name}”审批了 {n} 次，只驳回 {share}，而单据在此中位等待 {median}，共占全部案例时间的 {load}。",
    "“{name}” decided {n} times and rejected only {share}, while each decision took {median} (median) to come: "
    "{load} of all case time.",
)
_NEVER = Text(
    "“{name}”审批了 {n} 次，日志中没有一次驳回，而单据在此中位等待 {median}，共占全部案例时间的 {load}。",
    "“{name}” decided {n} times without one rejection in the log, while each decision took {median} (median) to come: "
    "{load} of all case time.",
)
_NEEDLESS_ACTION = Text(
    "建议取消这一级审批，或授权下放，或只保留超过金额门槛的单据；先看被驳回的案例是否本可由系统校验拦下。",
    "Candidate for removal, delegation or a value threshold; first look at the rejected cases: could a check in the "
    "system have caught them?",
)
_LAST_ACTION = Text(
    "这是多数单据的最后一级审批，不宜整体取消：建议设金额门槛或授权下放，小额自动通过。",
    "For most cases this is the last approval, so do not drop it altogether: set a value threshold or delegate, and let "
    "small amounts pass by themselves.",
)
_NEVER_ACTION = Text(
    "先查驳回是否记录在别处；若确实从不驳回，建议取消这一级或只保留超过金额门槛的单据。",
    "Ask first whether rejections are recorded elsewhere; if there are none, remove this level or keep it above a value "
    "threshold only.",
)
_EARNS = Text(
    "“{name}”驳回了 {n} 次审批中的 {share}，确实拦下了问题，应当保留（中位等待 {median}）。",
    "“{name}” rejected {share} of {n} decisions: it catches what is wrong and keeps its value (median wait {median}).",
)
_EARNS_ACTION = Text(
    "保留这一级；把常见的驳回原因做成提交时的校验，让单据第一次就填对。",
    "Keep this level; turn the usual reasons of rejection into checks at submission, so that cases are right first time.",
)


def _about(name: str) -> str:
    """What is decided on; empty where the name says only who decides."""
    subject, role = who(name)
    return subject if role else ""


def rubber_stamps(context: Context) -> list[Finding]:
    """Rule 2. Decisions within a minute of arrival, or twenty of one person in a minute, where hardly any is rejected."""
    found = []
    for level in approvals.approval_levels(context):
        n, rejected, hits = level.by_people, level.rejected_by_people, level.quick
        if n < context.config.least or rejected >= 0.01 * n or hits < 0.2 * n:
            continue
        share = wilson(hits, n)
        values = {"name": level.name, "n": count(n), "share": percent(share.value), "rejected": _rarely(rejected, n)}
        found.append(Finding(
            "rubber_stamp", Kind.ACT, level.name, _STAMP.filled(**values), _STAMP_ACTION, Owner.CONTROL, n,
            context.evidence(level.quick_sql), 0.05 * share.value,
            {"decisions": n, "quick_share": share.value, "in_bursts": level.bursts, "rejected_share": rejected / n},
            share, "quick_share", None, context.labour(n),
        ))  # fmt: skip
    return found


def _rarely(rejected: int, n: int) -> Text:
    if not rejected:
        return Text("没有一次驳回", "none was rejected")
    return Text(f"驳回率仅 {percent(rejected / n)}", f"only {percent(rejected / n)} were rejected")


_STAMP = Text(
    "“{name}”的 {n} 次审批中有 {share} 在一分钟内或成批点过，{rejected}：这更像盖章，不像审查。",
    "Of {n} decisions of “{name}”, {share} were made within a minute or in bulk, and {rejected}: a stamp rather "
    "than a check.",
)
_STAMP_ACTION = Text(
    "与审批人谈清楚他要看什么；若无可看，改为系统规则自动通过并抽查。",
    "Ask the approvers what they look at; if nothing, let a rule in the system approve and audit samples.",
)


def approval_chains(context: Context) -> list[Finding]:
    """Rule 3. Small amounts that pass as many levels as large ones; without amounts, chains of three and more."""
    chain = approvals.chains(context)
    if chain is None:
        return []
    if context.config.amount and context.case_values(context.config.amount) is not None:
        return _by_amount(context)
    n, median, most, long_sql = chain.cases, chain.median, chain.most, chain.at_least(_SMALL_CHAIN)
    if n < context.config.least or median < _SMALL_CHAIN:
        return []
    long_cases = int(context.rows(f"SELECT count(*) FROM ({long_sql})")[0][0])
    share = wilson(long_cases, n)
    values = {"n": count(n), "median": f"{median:g}", "share": percent(share.value), "most": most}
    return [Finding(
        "approval_chain", Kind.ACT, "", _CHAIN.filled(**values), _CHAIN_ACTION, Owner.PROCESS, n,
        context.evidence(long_sql), 0.05 * share.value, {"cases": n, "median_levels": median, "most_levels": most},
        share, "share_of_three_and_more",
    )]  # fmt: skip


_CHAIN = Text(
    "{n} 个案例的审批链中位为 {median} 级（最多 {most} 级），{share} 要过三级以上。",
    "The approval chain of {n} cases has {median} levels (median; at most {most}); {share} pass three and more.",
)
_CHAIN_ACTION = Text(
    "按金额和风险分级授权，一般单据两级为限。",
    "Delegate by amount and risk; two levels are enough for ordinary cases.",
)


def _by_amount(context: Context) -> list[Finding]:
    bands = approvals.bands(context)
    if len(bands) < approvals.BANDS or bands[0].cases < context.config.least:
        return []
    small, large = bands[0], bands[-1]
    # Small ones take nearly as many levels, and are not rejected more often, which could explain it.
    if small.levels < 1.8 or small.levels < 0.9 * large.levels or small.rejected > 1.5 * large.rejected + 0.01:
        return []
    values = {
        "small": f"{small.up_to:,.0f}", "levels": f"{small.levels:.1f}", "top": f"{large.levels:.1f}",
        "n": count(small.cases), "median": context.span(small.median_days),
    }  # fmt: skip
    return [Finding(
        "approval_chain", Kind.ACT, context.config.amount or "", _SMALL.filled(**values), _SMALL_ACTION.filled(**values),
        Owner.PROCESS, small.cases, context.evidence(small.chain_sql), 0.05,
        {"small_up_to": small.up_to, "levels_small": small.levels, "levels_large": large.levels,
         "rejected_small": small.rejected, "rejected_large": large.rejected},
        Interval(small.levels, small.low, small.high), "levels_small",
    )]  # fmt: skip


_SMALL = Text(
    "金额最小的四分之一（不超过 {small}，{n} 个案例）平均要过 {levels} 级审批，与金额最大的四分之一（{top} 级）相差无几，中位历时 {median}。",
    "The smallest quarter of amounts (up to {small}; {n} cases) passes {levels} levels of approval on average, hardly fewer "
    "than the largest quarter ({top}), and takes {median} (median).",
)
_SMALL_ACTION = Text(
    "设金额门槛：不超过 {small} 的单据只需一级审批或自动通过。",
    "Set a threshold: amounts up to {small} need one level only, or none.",
)


def rejection_loops(context: Context) -> list[Finding]:
    """Rule 7. How much longer cases take that were rejected at least once."""
    names = [name for level in context.config.approvals for name in level.reject]
    names += [name for name in context.known if verdict(name) == "reject" and name not in names]
    found = approvals.rejections(context, names)
    first, again = found.first, found.again
    if min(len(first), len(again)) < context.config.least:
        return []
    gap = _mean_gap(first, again, context.seed)
    if gap.low <= 0:
        return []
    days, n = gap.value * len(again), len(again)
    share = n / context.cases
    values = {
        "n": count(n), "share": percent(share), "extra": context.span(gap.value), "total": context.total(days),
        "right": percent(1 - share),
    }  # fmt: skip
    return [Finding(
        "rejection_loop", Kind.ACT, "", _LOOP.filled(**values), _LOOP_ACTION, Owner.PROCESS, n,
        context.evidence(found.sql), days / context.all_days,
        {"rejected_cases": n, "first_time_right": 1 - share, "extra_days_each": gap.value,
         "mean_days_rejected": float(again.mean()), "mean_days_other": float(first.mean())},
        gap, "extra_days_each", days, context.money(context.labour(2 * n), context.waiting(days)),
    )]  # fmt: skip


def _mean_gap(first: Any, again: Any, seed: int) -> Interval:
    """Mean of `again` less mean of `first`, normal limit (both have at least thirty values)."""
    value = float(again.mean() - first.mean())
    half = 1.96 * float(np.sqrt(again.var(ddof=1) / len(again) + first.var(ddof=1) / len(first)))
    return Interval(value, value - half, value + half)


_LOOP = Text(
    "{n} 个案例（{share}）至少被驳回过一次，平均多花 {extra}，合计 {total}；一次做对率为 {right}。",
    "{n} cases ({share}) were rejected at least once and took {extra} longer on average, {total} in all; {right} were right "
    "first time.",
)
_LOOP_ACTION = Text(
    "查最常见的驳回原因，做成提交时的必填项和校验；把驳回率列入上线前后对比。",
    "Find the usual reasons of rejection, make them mandatory fields and checks at submission; compare the rate before and "
    "after go-live.",
)
