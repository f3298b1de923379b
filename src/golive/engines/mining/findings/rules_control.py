"""Rules about control: two duties in one hand, steps left out or in the wrong order, late changes, payments made twice."""

from __future__ import annotations

from golive.engines.mining.analyse import controls
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.finding import Finding, Kind, Owner, Text, count, percent
from golive.engines.mining.log.sql_text import quoted
from golive.engines.mining.statistics import wilson

ENOUGH = 10  # breaches of a rule of control that are worth telling
TOP = 3
_WEIGHT = 0.3  # a broken control as share of case time: so that one per cent of breaches stands beside 0.3 % of time


def four_eyes(context: Context) -> list[Finding]:
    """Rule 9. One person did both of two steps that should be apart. Robots and collective names do not count."""
    if context.people < 3:
        return []
    found = []
    for broken in controls.four_eyes(context):
        n, cases, people = broken.concerned, broken.cases, len(broken.people)
        if n < context.config.least or cases < ENOUGH:
            continue
        share = wilson(cases, n)
        values = {
            "a": broken.first, "b": broken.second, "cases": count(cases), "n": count(n), "share": percent(share.value),
            "people": count(people),
        }  # fmt: skip
        found.append(Finding(
            "four_eyes", Kind.CONTROL, f"{broken.first} / {broken.second}", _EYES.filled(**values), _EYES_ACTION,
            Owner.CONTROL, n, context.evidence(broken.sql), _WEIGHT * cases / context.cases,
            {"cases": cases, "share": share.value, "people": people}, share, "share",
        ))  # fmt: skip
    return sorted(found, key=lambda f: -f.effect)[:TOP]


_EYES = Text(
    "{n} 个案例中有 {cases} 个（{share}）由同一人既做“{a}”又做“{b}”，涉及 {people} 人（系统用户不计）。",
    "In {cases} of {n} cases ({share}) one person did both “{a}” and “{b}”; {people} people (system users not counted).",
)
_EYES_ACTION = Text(
    "在新系统的权限里分开这两步；确因人手不足的，补一道事后抽查并记录。",
    "Separate the two steps in the roles of the new system; where hands are too few, add an audit of samples and record it.",
)


def skipped_steps(context: Context) -> list[Finding]:
    """Rule 10. Finished cases without a step that they must have."""
    found, few, finished = [], [], 0
    for broken in controls.skipped(context):
        name, cases, sql, finished = broken.first, broken.cases, broken.sql, broken.concerned
        if finished < context.config.least:
            return []
        if 0 < cases < ENOUGH:
            few.append((name, cases, sql))
        if cases < ENOUGH:
            continue
        share = wilson(cases, finished)
        values = {"name": name, "cases": count(cases), "n": count(finished), "share": percent(share.value)}
        found.append(Finding(
            "skipped_step", Kind.CONTROL, name, _SKIPPED.filled(**values), _SKIPPED_ACTION.filled(**values), Owner.CONTROL,
            finished, context.evidence(sql), _WEIGHT * cases / context.cases, {"cases": cases, "share": share.value}, share,
            "share",
        ))  # fmt: skip
    return sorted(found, key=lambda f: -f.effect)[:TOP] + _few_skipped(context, few, finished)


def _few_skipped(context: Context, few: list[tuple[str, int, str]], finished: int) -> list[Finding]:
    """Single cases are told together: each is worth a look, none a finding of its own."""
    if not few:
        return []
    evidence = context.evidence(" UNION ALL ".join(f"({sql})" for _, _, sql in few))
    steps = Text(
        "、".join(f"“{name}”（{cases} 个）" for name, cases, _ in few),
        ", ".join(f"“{name}” ({cases})" for name, cases, _ in few),
    )
    share = wilson(evidence.count, finished)
    values = {"steps": steps, "cases": count(evidence.count), "n": count(finished)}
    text = _FEW if evidence.count > 1 else _ONE
    return [Finding(
        "skipped_step", Kind.CONTROL, "", text.filled(**values), _FEW_ACTION, Owner.CONTROL, finished, evidence,
        _WEIGHT * evidence.count / context.cases, {"cases": evidence.count, "share": share.value}, share, "share",
    )]  # fmt: skip


_SKIPPED = Text(
    "{n} 个已办结的案例中有 {cases} 个（{share}）没有经过“{name}”。",
    "{cases} of {n} finished cases ({share}) never passed “{name}”.",
)
_FEW = Text(
    "{n} 个已办结的案例中有 {cases} 个缺少必经步骤：{steps}。",
    "{cases} of {n} finished cases lack a step that all others have: {steps}.",
)
_ONE = Text(
    "{n} 个已办结的案例中有 1 个缺少必经步骤：{steps}。",
    "1 of {n} finished cases lacks a step that all others have: {steps}.",
)
_FEW_ACTION = Text(
    "数量虽少，逐个核实：可能是补录、例外授权，也可能是绕过了控制。",
    "Few, but look at each: entered later, allowed as an exception, or a control that was bypassed.",
)
_SKIPPED_ACTION = Text(
    "核实这些案例是允许的例外还是漏洞；若“{name}”确为必经，在新系统中设为不可跳过。",
    "Check whether these are allowed exceptions or leaks; if “{name}” is a must, make it one in the new system.",
)


def wrong_order(context: Context) -> list[Finding]:
    """Rule 11. The second step before the first."""
    found = []
    for broken in controls.wrong_order(context):
        n, cases = broken.concerned, broken.cases
        if n < context.config.least or cases < ENOUGH:
            continue
        share = wilson(cases, n)
        values = {
            "a": broken.first, "b": broken.second, "cases": count(cases), "n": count(n), "share": percent(share.value),
        }  # fmt: skip
        found.append(Finding(
            "wrong_order", Kind.CONTROL, f"{broken.second} < {broken.first}", _ORDER.filled(**values), _ORDER_ACTION,
            Owner.CONTROL, n, context.evidence(broken.sql),
            _WEIGHT * cases / context.cases, {"cases": cases, "share": share.value}, share, "share",
        ))  # fmt: skip
    return sorted(found, key=lambda f: -f.effect)[:TOP]


_ORDER = Text(
    "{n} 个案例中有 {cases} 个（{share}）先做了“{b}”，后做“{a}”，顺序颠倒。",
    "In {cases} of {n} cases ({share}) “{b}” came before “{a}”: the wrong way round.",
)
_ORDER_ACTION = Text(
    "问清为什么先办后补；新系统应让后一步在前一步完成后才能开始。",
    "Ask why the paper follows the deed; in the new system the second step should wait for the first.",
)


def late_changes(context: Context) -> list[Finding]:
    """Rule 12. A change after the step that should have settled it."""
    found = []
    for broken in controls.late_changes(context):
        n, cases, times = broken.concerned, broken.cases, broken.times
        if n < context.config.least or cases < ENOUGH:
            continue
        share = wilson(cases, n)
        values = {
            "change": broken.first, "mark": broken.second, "cases": count(cases), "n": count(n), "share": percent(share.value),
        }  # fmt: skip
        found.append(Finding(
            "late_change", Kind.CONTROL, f"{broken.first} > {broken.second}", _LATE.filled(**values), _LATE_ACTION,
            Owner.CONTROL, n, context.evidence(broken.sql), _WEIGHT * cases / context.cases,
            {"cases": cases, "times": times, "share": share.value}, share, "share",
            None, context.labour(float(times)),
        ))  # fmt: skip
    return sorted(found, key=lambda f: -f.effect)[:TOP]


_LATE = Text(
    "{n} 个案例中有 {cases} 个（{share}）在“{mark}”之后还做了“{change}”。",
    "In {cases} of {n} cases ({share}) “{change}” still came after “{mark}”.",
)
_LATE_ACTION = Text(
    "规定此后的修改须重新审批；先查修改的原因是数据错误还是补救。",
    "Let changes after that point be approved anew; see first whether wrong data or a repair was behind them.",
)


def duplicate_payments(context: Context) -> list[Finding]:
    """More. Payments with equal attributes that together name one, in different cases."""
    act = context.known.get(context.config.payment or "")
    queries = [context.case_values(name) for name in context.config.duplicate_by]
    if act is None or not queries or any(query is None for query in queries):
        return []
    names = [quoted(f"v{i}") for i in range(len(queries))]
    joins = " ".join(
        f"JOIN (SELECT case_id, CAST(v AS VARCHAR) AS {names[i]} FROM ({query}) WHERE v IS NOT NULL) q{i} USING (case_id)"
        for i, query in enumerate(queries)
    )
    keys = ", ".join(names)
    paid = f"SELECT DISTINCT case_id, {keys} FROM (SELECT case_id FROM fact WHERE act = {act}) {joins}"
    sql = f"SELECT case_id FROM (SELECT case_id, count(*) OVER (PARTITION BY {keys}) AS n FROM ({paid})) WHERE n > 1"
    total, cases = (int(context.rows(f"SELECT count(*) FROM ({each})")[0][0]) for each in (paid, sql))
    if not cases:
        return []
    share = wilson(cases, total)
    values = {
        "cases": count(cases), "n": count(total), "share": percent(share.value),
        "by": "、".join(context.config.duplicate_by),
    }  # fmt: skip
    return [Finding(
        "duplicate_payment", Kind.CONTROL, context.config.payment or "", _TWICE.filled(**values), _TWICE_ACTION,
        Owner.CONTROL, total, context.evidence(sql), _WEIGHT * cases / context.cases, {"cases": cases, "share": share.value},
        share, "share",
    )]  # fmt: skip


_TWICE = Text(
    "{n} 笔付款中有 {cases} 笔（{share}）与另一案例的 {by} 完全相同，可能重复付款。",
    "{cases} of {n} payments ({share}) equal that of another case in {by}: perhaps paid twice.",
)
_TWICE_ACTION = Text(
    "逐笔核对并追回；新系统按同样的字段拦截。",
    "Check each and recover; let the new system refuse such pairs.",
)
