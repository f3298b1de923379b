"""Rules about doing things again: repeated steps, ping-pong between people or steps, too many ways of doing the same."""

from __future__ import annotations

import numpy as np

from golive.engines.mining.analyse.process_map import NODE_CASES_SQL
from golive.engines.mining.analyse.rework import activities_back, back_sql, people_back, repeated
from golive.engines.mining.findings import names
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.finding import Finding, Kind, Owner, Text, count, percent
from golive.engines.mining.log.variants import use_case_variants
from golive.engines.mining.statistics import wilson

TOP = 3


def rework(context: Context) -> list[Finding]:
    """Rule 6. Steps done again in the same case, unless the configuration says that they rightly are."""
    decisions = [name for level in context.config.approvals for name in (*level.approve, *level.reject)]
    rejects = [name for name in context.known if names.verdict(name) == "reject"]
    done = dict(context.rows(NODE_CASES_SQL))
    found = []
    for each in repeated(context.log, {*context.config.repeats, *decisions, *rejects}):
        act, cases, extra = context.known[each.activity], each.cases, each.extra
        having = done[act]
        share = wilson(cases, having)
        if cases < context.config.least or share.value < 0.03:
            continue
        again = f"SELECT case_id, us FROM (SELECT case_id, row_number() OVER (PARTITION BY case_id ORDER BY pos) AS k, coalesce(wait_us, 0) AS us FROM fact WHERE act = {act}) WHERE k > 1"
        after_rejection = context.rows(
            f"SELECT avg(CASE WHEN prv IN ({context.ids(rejects)}) THEN 1.0 ELSE 0 END) FROM fact f WHERE act = {act} "
            f"AND pos > (SELECT min(pos) FROM fact g WHERE g.case_id = f.case_id AND g.act = {act})"
        )
        if float(after_rejection[0][0]) > 0.5:
            continue  # told as what a rejection costs
        spent = context.days(f"SELECT us FROM ({again})")
        service = context.rows(f"SELECT median(proc_us) FROM fact WHERE act = {act}")[0][0]
        minutes = None if service is None else float(service) / 60e6
        days, name = float(spent.sum()), each.activity
        values = {
            "name": name, "cases": count(cases), "share": percent(share.value), "extra": count(extra),
            "wait": context.span(float(np.median(spent))),
        }  # fmt: skip
        found.append(Finding(
            "rework", Kind.ACT, name, _REWORK.filled(**values), _REWORK_ACTION.filled(**values), Owner.PROCESS, having,
            context.evidence(f"SELECT case_id FROM ({again})"), days / context.all_days,
            {"cases": cases, "share": share.value, "extra_executions": extra,
             "median_wait_again_days": float(np.median(spent))},
            share, "share", days, context.money(context.labour(float(extra), minutes), context.waiting(days)),
        ))  # fmt: skip
    return sorted(found, key=lambda f: -f.effect)[:TOP]


_REWORK = Text(
    "{cases} 个案例（{share}）把“{name}”做了不止一次，共多做 {extra} 次，每次重做前中位等 {wait}。",
    "{cases} cases ({share}) did “{name}” more than once: {extra} extra times, {wait} (median) before each.",
)
_REWORK_ACTION = Text(
    "抽二十个案例看“{name}”为什么重做；若本来就该一单多次，请在配置中标明。",
    "Read twenty cases to see why “{name}” is done again; if it rightly repeats, say so in the configuration.",
)


def ping_pong(context: Context) -> list[Finding]:
    """Rule 8. Work that goes from one person to another and back; where people are unknown, steps A, B, A."""
    if context.people >= 3 and context.human_share > 0.3:
        return _people(context)
    back = activities_back(context.log)
    if not back or back[0].cases < max(context.config.least, 0.03 * context.cases):
        return []
    most, share = back[0], wilson(back[0].cases, context.cases)
    values = {
        "a": most.first, "b": most.second, "times": count(most.times), "cases": count(most.cases),
        "share": percent(share.value),
    }  # fmt: skip
    sql = back_sql(context.known[most.first], context.known[most.second])
    return [Finding(
        "ping_pong", Kind.ACT, f"{most.first} ↔ {most.second}", _STEPS.filled(**values), _BACK_ACTION, Owner.PROCESS,
        most.cases, context.evidence(sql), 0.1 * share.value,
        {"times": most.times, "cases": most.cases, "share": share.value}, share, "share",
    )]  # fmt: skip


def _people(context: Context) -> list[Finding]:
    back = people_back(context)
    times, cases = back.times, back.cases
    if cases < max(context.config.least, 0.05 * context.cases):
        return []
    most = back.pairs[0]
    share = wilson(cases, context.cases)
    values = {
        "per": f"{100 * times / context.cases:.0f}", "cases": count(cases), "share": percent(share.value),
        "a": most.first, "b": most.second, "most": count(most.times),
    }  # fmt: skip
    return [Finding(
        "ping_pong", Kind.ACT, "", _HANDS.filled(**values), _BACK_ACTION, Owner.PROCESS, cases,
        context.evidence(back.sql), 0.1 * share.value,
        {"times": times, "cases": cases, "share": share.value, "per_100_cases": 100 * times / context.cases}, share, "share",
    )]  # fmt: skip


_HANDS = Text(
    "{cases} 个案例（{share}）在两人之间来回传：每百个案例 {per} 次，最多的是 {a} 与 {b}（{most} 次）。",
    "{cases} cases ({share}) go from one person to another and back: {per} times in 100 cases, mostly between {a} and {b} "
    "({most} times).",
)
_STEPS = Text(
    "{cases} 个案例（{share}）在“{a}”与“{b}”之间来回 {times} 次。",
    "{cases} cases ({share}) go back and forth between “{a}” and “{b}”, {times} times.",
)
_BACK_ACTION = Text(
    "看每次来回在补什么信息；交接前用清单一次备齐，或让同一个人做完两步。",
    "See what is missing each time; complete it by a checklist before handing over, or let one person do both steps.",
)


def variety(context: Context) -> list[Finding]:
    """More. How far the ten commonest ways of working reach."""
    use_case_variants(context.log)
    ways = "SELECT variant, count(*) AS n FROM case_variant GROUP BY variant"
    counts = np.array([n for (n,) in context.rows(f"SELECT n FROM ({ways}) ORDER BY n DESC")])
    if len(counts) < 20 or context.cases < 10 * context.config.least:
        return []
    top, single = int(counts[:10].sum()), int((counts == 1).sum())
    share = wilson(top, context.cases)
    if share.value > 0.8:
        return []
    values = {
        "ways": count(len(counts)), "n": count(context.cases), "share": percent(share.value), "single": count(single),
    }  # fmt: skip
    rare = f"SELECT case_id FROM case_variant WHERE variant IN (SELECT variant FROM ({ways}) WHERE n = 1)"
    return [Finding(
        "variety", Kind.KNOW, "", _VARIETY.filled(**values), _VARIETY_ACTION, Owner.PROCESS, context.cases,
        context.evidence(rare), 0.02 * (1 - share.value),
        {"variants": len(counts), "top_ten_share": share.value, "once_only": single}, share, "top_ten_share",
    )]  # fmt: skip


_VARIETY = Text(
    "{n} 个案例走了 {ways} 种不同的路径，最常见的十种只覆盖 {share}，有 {single} 种只出现过一次。",
    "{n} cases took {ways} different ways; the ten commonest cover {share} only, and {single} occurred just once.",
)
_VARIETY_ACTION = Text(
    "先按最常见的路径设计新流程，再逐个决定例外要不要支持。",
    "Design the new process by the commonest ways first, then decide exception by exception what to support.",
)
