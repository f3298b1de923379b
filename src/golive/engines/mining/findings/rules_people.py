"""Rules about who does the work: dependence on one person, and work that a system could do."""

from __future__ import annotations

from golive.engines.mining.analyse import people
from golive.engines.mining.findings import names
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.finding import Finding, Kind, Owner, Text, count, percent
from golive.engines.mining.statistics import wilson

DEPENDS = 0.6
TOP = 3
_MANUAL, _ONE_WAY, _MANY = 0.8, 0.95, 100


def key_persons(context: Context) -> list[Finding]:
    """Rule 13. A step that one person does in more than 60 % of cases, where several people are known."""
    if context.people < 3 or context.human_share < 0.3:
        return []
    found = []
    for each in people.doers(context):
        n, total, name, person = each.times, each.by_people, each.activity, each.top
        if total < max(50, 0.02 * context.cases) or n <= DEPENDS * total:
            continue
        share = wilson(n, total)
        if share.low <= DEPENDS:
            continue
        values = {
            "name": name, "person": person, "share": percent(share.value), "n": count(total), "others": each.people - 1,
        }  # fmt: skip
        text = _ALONE if each.people == 1 else _KEY
        found.append(Finding(
            "key_person", Kind.ACT, name, text.filled(**values), _KEY_ACTION.filled(**values), Owner.LINE, total,
            context.evidence(each.top_sql),
            0.03 * share.value * min(total / context.cases, 1.0),
            {"times": n, "total": total, "share": share.value, "others": each.people - 1, "person": person}, share, "share",
        ))  # fmt: skip
    return sorted(found, key=lambda f: -f.effect)[:TOP]


_KEY = Text(
    "“{name}”由人办理的 {n} 次中有 {share} 出自 {person} 一人（另有 {others} 人做过）。",
    "{person} did {share} of the {n} times that a person did “{name}” ({others} others have done it).",
)
_ALONE = Text(
    "“{name}”的 {n} 次全部由 {person} 一人办理。",
    "{person} alone did “{name}” all {n} times.",
)
_KEY_ACTION = Text(
    "上线前为“{name}”培养第二人；{person} 休假或离职时流程会停。",
    "Train a second person for “{name}” before go-live: when {person} is away, the process stands still.",
)


def automation_gaps(context: Context) -> list[Finding]:
    """Rule 14. Frequent manual steps that always lead to the same next step, in a log where systems do some work."""
    decided = {name for level in context.config.approvals for name in (*level.approve, *level.reject)}
    if not context.systems:
        return []
    sql = (
        """SELECT act, count(*) AS n, count(*) FILTER (human) AS manual FROM fact WHERE res IS NOT NULL GROUP BY act"""
    )
    found = []
    for act, n, manual in context.rows(sql):
        name = context.log.activities[act]
        if n < _MANY or manual < _MANUAL * n or name in decided or _by_hand(name):
            continue
        follow = context.rows(
            f"SELECT nxt, count(*) FROM fact WHERE act = {act} AND nxt IS NOT NULL GROUP BY nxt ORDER BY count(*) DESC, nxt LIMIT 1"
        )
        if not follow or follow[0][1] < _ONE_WAY * n:
            continue
        share = wilson(manual, n)
        values = {
            "name": name, "n": count(n), "share": percent(share.value), "next": context.log.activities[follow[0][0]],
            "same": percent(follow[0][1] / n),
        }  # fmt: skip
        found.append(Finding(
            "automation_gap", Kind.ACT, name, _GAP.filled(**values), _GAP_ACTION.filled(**values), Owner.IT, n,
            context.evidence(f"SELECT case_id FROM fact WHERE act = {act} AND human"), 0.02 * min(n / context.cases, 1.0),
            {"times": n, "manual_share": share.value, "same_next_share": follow[0][1] / n}, share, "manual_share", None,
            context.labour(float(manual)),
        ))  # fmt: skip
    return sorted(found, key=lambda f: (-(f.money or 0), -f.n))[:TOP]


def _by_hand(name: str) -> bool:
    """What people do by nature: decide, ask, change their mind."""
    return any((names.verdict(name), names.CHANGE.search(name), names.SUBMIT.search(name)))


_GAP = Text(
    "“{name}”的 {n} 次中有 {share} 靠人工，而其后 {same} 都是“{next}”：步骤固定，适合交给系统。",
    "“{name}” was done by hand {share} of {n} times, and {same} of the time “{next}” follows: fixed enough for the system.",
)
_GAP_ACTION = Text(
    "看新系统能否自动完成“{name}”；先确认人工在这一步做的判断。",
    "See whether the new system can do “{name}” by itself; ask first what people judge at this step.",
)
