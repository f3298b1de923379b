"""Rules about time: where cases wait, whether the queue grows, what stands still."""

from __future__ import annotations

from typing import Any

import numpy as np

from golive.engines.mining.analyse import queues
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.finding import Finding, Kind, Owner, Text, count, percent
from golive.engines.mining.findings.names import verdict
from golive.engines.mining.statistics import (
    bootstrap_quantile,
    mann_kendall,
    wilson,
)

TOP, WORTH = 3, 0.05  # edges told of, share of all case time from which one is worth telling
WEEK_US = 7 * 86_400_000_000


def bottlenecks(context: Context) -> list[Finding]:
    """Rule 4. The steps between which most of all case time passes."""
    sql = """SELECT act, nxt, count(*), sum(next_us) FROM fact WHERE nxt IS NOT NULL GROUP BY act, nxt
    ORDER BY sum(next_us) DESC LIMIT ?"""
    found = []
    for act, nxt, n, total in context.rows(sql, [TOP]):
        days = float(total) / context.day_us
        if days < WORTH * context.all_days or n < context.config.least:
            continue
        spans = context.days(f"SELECT next_us FROM fact WHERE act = {act} AND nxt = {nxt}")
        median = bootstrap_quantile(spans, seed=context.seed)
        a, b = context.log.activities[act], context.log.activities[nxt]
        values = {
            "a": a, "b": b, "median": context.span(median.value), "p90": context.span(float(np.quantile(spans, 0.9))),
            "n": count(n), "share": percent(days / context.all_days),
        }  # fmt: skip
        low, high = np.quantile(spans, [0.25, 0.75])
        fixed = median.value >= 1 and high - low < 0.1 * median.value
        text = _FIXED if fixed else _REPEAT if a == b else _EDGE
        found.append(Finding(
            "bottleneck", Kind.ACT, f"{a} → {b}", text.filled(**values), (_FIXED_ACTION if fixed else _EDGE_ACTION).filled(**values),
            Owner.PROCESS, n,
            context.evidence(f"SELECT case_id FROM fact WHERE act = {act} AND nxt = {nxt}"), days / context.all_days,
            {"times": n, "median_days": median.value, "p90_days": float(np.quantile(spans, 0.9)),
             "share_of_case_time": days / context.all_days},
            median, "median_days", days, context.waiting(days),
        ))  # fmt: skip
    return found


_EDGE = Text(
    "从“{a}”到“{b}”占全部案例时间的 {share}：{n} 次，中位 {median}，每十次有一次超过 {p90}。",
    "{share} of all case time passes between “{a}” and “{b}”: {n} times, {median} (median), one in ten over {p90}.",
)
_REPEAT = Text(
    "两次“{a}”之间占全部案例时间的 {share}：{n} 次，中位 {median}，每十次有一次超过 {p90}。",
    "{share} of all case time passes between one “{a}” and the next: {n} times, {median} (median), one in ten over {p90}.",
)
_FIXED = Text(
    "从“{a}”到“{b}”几乎总是 {median}（{n} 次，占全部案例时间的 {share}）：这是一条等待规则，不是在办事。",
    "Between “{a}” and “{b}” it is nearly always {median} ({n} times, {share} of all case time): a waiting rule, not work.",
)
_FIXED_ACTION = Text(
    "找出这条规则（自动关闭期限、账期、定时任务）：若是约定则不计入办理时长，否则缩短它。",
    "Find the rule (closing after a time, a payment term, a scheduled job): leave it out of the measure if it is agreed, "
    "shorten it if not.",
)
_EDGE_ACTION = Text(
    "现场看“{b}”之前在等什么：人、信息、固定的处理日，还是对方？再定目标时长。",
    "Look on site what “{b}” waits for: people, information, a fixed day of processing, or the other side; then set a target.",
)


def queue_growth(context: Context) -> list[Finding]:
    """Rule 5. Open cases by week, without the weeks in which the log fills and empties; trend after Mann and Kendall."""
    times = context.log.con.execute("SELECT start_us, end_us FROM cases").fetchnumpy()
    start, end = np.sort(times["start_us"].astype(np.int64)), np.sort(times["end_us"].astype(np.int64))
    if len(start) < 10 * context.config.least:
        return []
    p95 = float(np.quantile(times["end_us"] - times["start_us"], 0.95))
    low, high = np.quantile(start, 0.005) + p95, np.quantile(end, 0.995) - p95
    weeks = np.arange(low, high, WEEK_US)
    if len(weeks) < 12:
        return []
    still = np.searchsorted(start, weeks, side="right") - np.searchsorted(end, weeks, side="right")
    slope, p = mann_kendall(still.astype(np.float64))
    quarter = max(len(weeks) // 4, 3)
    first, last = float(np.median(still[:quarter])), float(np.median(still[-quarter:]))
    if p >= 0.05 or slope <= 0 or last < 1.3 * first or last - first < 5:
        return []
    came = np.diff(np.searchsorted(start, weeks)).astype(np.float64)
    before, after = max(float(np.mean(came[:quarter])), 0.1), float(np.mean(came[-quarter:]))
    # By Little's law open cases over arrivals are time in the process: does it rise, or do only more cases come?
    slower = last / max(after, 0.1) > 1.15 * first / before
    values = {
        "weeks": len(weeks), "first": f"{first:,.0f}", "last": f"{last:,.0f}", "slope": f"{slope:.1f}",
        "before": f"{before:,.0f}", "after": f"{after:,.0f}",
    }  # fmt: skip
    at = int(weeks[-1])
    growth = (last / first - 1 if first else 1.0) if slower else 0.1
    text, action = (_QUEUE, _QUEUE_ACTION) if slower else (_VOLUME, _VOLUME_ACTION)
    return [Finding(
        "queue_growth", Kind.ACT if slower else Kind.KNOW, "", text.filled(**values), action, Owner.LINE, len(weeks),
        context.evidence(f"SELECT case_id FROM cases WHERE start_us <= {at} AND end_us > {at}"), min(0.05 * growth, 0.1),
        {"weeks": len(weeks), "open_first": first, "open_last": last, "slope_per_week": slope, "p": p,
         "arrivals_first": before, "arrivals_last": after},
        None, "", None, None,
    )]  # fmt: skip


_QUEUE = Text(
    "在办案例 {weeks} 周来持续增加：从约 {first} 件到约 {last} 件，每周多 {slope} 件——进得比办得快。",
    "Open cases have grown for {weeks} weeks, from about {first} to about {last}, by {slope} a week: more arrive than are "
    "finished.",
)
_VOLUME = Text(
    "在办案例 {weeks} 周来由约 {first} 件升至约 {last} 件，但每周新增也由 {before} 件升至 {after} 件：是业务量在涨，不是办得更慢。",
    "Open cases rose in {weeks} weeks from about {first} to about {last}, but arrivals rose from {before} to {after} a week: "
    "more work, not slower work.",
)
_VOLUME_ACTION = Text(
    "按现在的业务量核定人手和系统容量，前后对比时按单位业务量算。",
    "Plan hands and system capacity for today's volume, and compare before and after per case.",
)
_QUEUE_ACTION = Text(
    "比较每周新增与办结，查缺的是人手还是流程中的某一步；上线切换前先清积压。",
    "Compare arrivals and completions by week, find the step that lacks hands, and clear the backlog before cutover.",
)


def stuck_cases(context: Context) -> list[Finding]:
    """More. Cases that have not ended as finished cases do, and have been idle longer than nearly any wait."""
    ends = context.ids(context.config.ends)
    if ends == "-1":
        return []
    # Ended by a rejection: withdrawn, not forgotten.
    withdrawn = context.ids([name for name in context.known if verdict(name) == "reject"])
    now = int(context.log.one("SELECT quantile_cont(ts, 0.999) FROM fact")[0])
    idle = float(
        context.log.one("SELECT coalesce(quantile_cont(nts - ts, 0.99), 0) FROM step WHERE nxt IS NOT NULL")[0]
    )
    sql = f"""SELECT case_id, {now} - max(ts) AS idle FROM fact GROUP BY case_id
    HAVING arg_max(act, pos) NOT IN ({withdrawn}) AND max(CASE WHEN act IN ({ends}) THEN 1 ELSE 0 END) = 0 AND {now} - max(ts) > {idle} AND {now} > max(ts)"""
    n, median = context.rows(f"SELECT count(*), median(idle) FROM ({sql})")[0]
    if n < context.config.least:
        return []
    share = wilson(n, context.cases)
    where = context.rows(f"SELECT act, count(*) FROM step WHERE nxt IS NULL AND case_id IN (SELECT case_id FROM ({sql})) GROUP BY act ORDER BY count(*) DESC, act LIMIT 1")  # fmt: skip
    last = context.log.activities[where[0][0]]
    values: dict[str, Any] = {
        "n": count(n), "share": percent(share.value), "idle": f"{float(median) / 86_400e6:.0f}", "last": last,
        "most": count(where[0][1]),
    }  # fmt: skip
    return [Finding(
        "stuck_cases", Kind.ACT, last, _STUCK.filled(**values), _STUCK_ACTION, Owner.PROCESS, n,
        context.evidence(f"SELECT case_id FROM ({sql})"), 0.2 * share.value,
        {"cases": n, "share": share.value, "median_idle_days": float(median) / 86_400e6}, share, "share",
    )]  # fmt: skip


_STUCK = Text(
    "{n} 个案例（{share}）没有正常结束，已停了约 {idle} 天（中位）；其中 {most} 个停在“{last}”之后。",
    "{n} cases ({share}) never came to a usual end and have stood still for about {idle} days (median); {most} of them after "
    "“{last}”.",
)
_STUCK_ACTION = Text(
    "逐一清理：办结、作废或移交；未清理的不要迁移到新系统。",
    "Go through them: finish, cancel or hand over; do not migrate what nobody finishes.",
)


def service_level(context: Context) -> list[Finding]:
    """More. Cases beyond the promised duration."""
    promised = context.config.sla_days
    if promised is None or context.cases < context.config.least:
        return []
    limit = int(promised * context.day_us)
    late = context.days(f"SELECT us - {limit} FROM case_time WHERE us > {limit}")
    share = wilson(len(late), context.cases)
    if len(late) < context.config.least:
        return []
    values = {
        "n": count(len(late)), "share": percent(share.value), "promised": context.span(promised),
        "over": context.span(float(np.median(late))),
    }  # fmt: skip
    days = float(late.sum())
    return [Finding(
        "service_level", Kind.ACT, "", _SLA.filled(**values), _SLA_ACTION, Owner.PROCESS, context.cases,
        context.evidence(f"SELECT case_id FROM case_time WHERE us > {limit}"), days / context.all_days,
        {"late": len(late), "late_share": share.value, "median_over_days": float(np.median(late))}, share, "late_share",
        days, context.waiting(days),
    )]  # fmt: skip


_SLA = Text(
    "{n} 个案例（{share}）超过承诺的 {promised}，中位超出 {over}。",
    "{n} cases ({share}) took longer than the {promised} promised, by {over} (median).",
)
_SLA_ACTION = Text(
    "先看超时案例共有的步骤；到期前提醒办理人，并把承诺写进新系统。",
    "See which steps late cases share; remind people before the limit and build the promise into the new system.",
)


def batching(context: Context) -> list[Finding]:
    """More. Steps that are done in runs: most of them on few days, while cases arrive on many."""
    found = []
    for each in queues.batches(context):
        name, n, spent, share = each.activity, each.events, each.total, wilson(each.top, each.events)
        values = {
            "name": name, "n": count(n), "share": percent(share.value), "days": each.top_days, "all": count(each.days),
            "arrive": count(each.arrive), "wait": context.span(each.median),
        }  # fmt: skip
        text = _BATCH if each.in_runs else _RUNS
        found.append(Finding(
            "batching", Kind.ACT, name, text.filled(**values), _BATCH_ACTION.filled(**values), Owner.PROCESS, n,
            context.evidence(each.sql), 0.5 * spent / context.all_days,
            {"times": n, "days_with_any": each.days, "days_with_arrivals": each.arrive,
             "share_on_busiest_tenth": share.value, "median_wait_days": each.median},
            share, "share_on_busiest_tenth", spent, context.waiting(spent),
        ))  # fmt: skip
    return sorted(found, key=lambda f: -f.effect)[:TOP]


_BATCH = Text(
    "“{name}”是攒着办的：{n} 次中有 {share} 集中在 {days} 天里办理，单据中位等 {wait}。",
    "“{name}” is done in batches: {share} of {n} fall on {days} days, and cases wait {wait} (median) for it.",
)
_RUNS = Text(
    "“{name}”只在 {all} 天里办理，而单据在 {arrive} 天里到达，中位等 {wait}。",
    "“{name}” is done on {all} days only, while cases arrive on {arrive} days and wait {wait} (median) for it.",
)
_BATCH_ACTION = Text(
    "把“{name}”改为每天或更频繁地处理；若受付款日等约定限制，先确认约定是否必要。",
    "Do “{name}” daily or oftener; where an agreement such as a payment day stands behind it, ask whether it is needed.",
)
