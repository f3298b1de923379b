"""A configuration proposed from the log itself, for people to correct: names, batch-like users, usual order."""

from __future__ import annotations

import itertools
import math
import re

from golive.engines.mining.analyse.config import Approval, Config, Pair
from golive.engines.mining.findings import names
from golive.engines.mining.log import EventLog
from golive.engines.mining.log.sql_text import quoted

BURST = 20  # events of one resource in one minute that no person does
ALWAYS = 0.95  # a step of so many finished cases is meant to be in all
ORDERED = 0.98
LEAST = 30
_AMOUNT = ("amount", "value", "net worth", "price", "total", "sum", "金额", "价税合计", "总额", "合计", "价值")
_OTHER = re.compile(r"permit|request|over|diff|tax|rate|税|差")  # amounts, but seldom the one that counts
_MOST_PAIRS = 12


def propose(log: EventLog) -> Config:
    """Sensible for a first look; nothing here is certain."""
    activities = list(log.activities.values())
    collective = _collective(log)
    approvals = names.approvals(activities)
    external = _external(log)
    mandatory, ends = _mandatory(log, external)
    return Config(
        approvals=approvals,
        repeats=_repeats(log),
        systems=_systems(log, collective),
        collective=collective,
        mandatory=mandatory,
        ends=ends,
        external=external,
        order=_no_maverick(activities) + _order(log, mandatory),
        separate=_separate(activities, approvals),
        late=_late(activities, approvals),
        amount=_amount(log),
        payment=next(filter(names.pays, activities), None),
    )


def _collective(log: EventLog) -> tuple[str, ...]:
    """Names that stand for many people or for nobody."""
    sql = """SELECT r.name, count(*) AS n, count(DISTINCT s.act) AS acts FROM step s JOIN resource r ON r.res_id = s.res
    GROUP BY r.name ORDER BY n DESC"""
    rows = log.rows(sql)
    total, activities = sum(n for _, n, _ in rows), len(log.activities)
    return tuple(
        name
        for name, n, acts in rows
        if names.NOBODY.search(str(name).strip())
        or (n > 0.6 * total and n > 2_000 and acts > 0.6 * activities and not names.SYSTEM.search(str(name)))
    )


def _systems(log: EventLog, collective: tuple[str, ...]) -> tuple[str, ...]:
    """By their name, or since half of what they do is done faster than a person could. To approve in bulk is human."""
    decided = [str(act) for act, name in log.activities.items() if names.verdict(name) is not None]
    sql = f"""SELECT r.name, sum(n) AS events, sum(CASE WHEN n >= ? THEN n ELSE 0 END) AS burst
    FROM (SELECT res, ts // 60000000 AS minute, count(*) AS n FROM step
          WHERE res IS NOT NULL AND act NOT IN ({", ".join(decided) or "-1"}) GROUP BY res, ts // 60000000) m
    JOIN resource r ON r.res_id = m.res GROUP BY r.name ORDER BY r.name"""
    found = []
    for name, events, burst in log.rows(sql, [BURST]):
        if name not in collective and (names.SYSTEM.search(str(name)) or (events >= 200 and burst > events / 2)):
            found.append(str(name))
    return tuple(found)


def _repeats(log: EventLog) -> tuple[str, ...]:
    """What usually happens several times in a case is one for each item, not rework."""
    sql = """SELECT a.name FROM (SELECT case_id, act, count(*) AS n FROM step GROUP BY case_id, act) c
    JOIN activity a ON a.act_id = c.act GROUP BY a.name
    HAVING count(*) >= 10 AND (avg(CASE WHEN n > 1 THEN 1.0 ELSE 0 END) > 0.5 OR avg(n) >= 3) ORDER BY a.name"""
    return tuple(name for (name,) in log.rows(sql))


def _external(log: EventLog) -> tuple[str, ...]:
    """Activities of which only the date is known, in a log that otherwise knows the minute: dates rather than work."""
    sql = """SELECT a.name, count(*) AS n, avg(CASE WHEN ts % 3600000000 = 0 THEN 1.0 ELSE 0 END) AS whole,
    count(DISTINCT (ts // 3600000000) % 24) AS hours FROM step s JOIN activity a ON a.act_id = s.act GROUP BY a.name
    ORDER BY a.name"""
    rows = log.rows(sql)
    dates = [(name, n) for name, n, whole, hours in rows if n >= LEAST and whole > 0.98 and hours <= 2]
    return tuple(name for name, _ in dates) if sum(n for _, n in dates) < 0.5 * log.events else ()


def _mandatory(log: EventLog, external: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Steps of nearly all finished cases, in their usual order; and how cases end that are finished."""
    total = log.cases
    last = log.rows("SELECT act, count(*) FROM step WHERE nxt IS NULL GROUP BY act ORDER BY count(*) DESC, act")
    ends = [act for act, n in last if n >= 0.05 * total and log.activities[act] not in external][:5]
    if not ends or total < LEAST:
        return (), ()
    listed = ", ".join(map(str, ends))
    done = f"SELECT DISTINCT case_id FROM step WHERE nxt IS NULL AND act IN ({listed})"
    finished = int(log.one(f"SELECT count(*) FROM ({done})")[0])
    sql = f"""SELECT a.name, count(DISTINCT case_id) AS n FROM step JOIN activity a ON a.act_id = act
    WHERE case_id IN ({done}) GROUP BY a.name HAVING count(DISTINCT case_id) >= ? ORDER BY avg(pos), a.name"""
    mandatory = tuple(name for name, _ in log.rows(sql, [max(ALWAYS * finished, LEAST)]) if name not in external)
    return mandatory, tuple(log.activities[act] for act in ends)


def _order(log: EventLog, mandatory: tuple[str, ...]) -> tuple[Pair, ...]:
    """Neighbouring mandatory steps that nearly always come in one order."""
    number = {name: act for act, name in log.activities.items()}
    pairs = []
    for first, second in itertools.pairwise(mandatory):
        sql = """SELECT count(*), sum(CASE WHEN a.at <= b.at THEN 1 ELSE 0 END)
        FROM (SELECT case_id, min(pos) AS at FROM step WHERE act = ? GROUP BY case_id) a
        JOIN (SELECT case_id, min(pos) AS at FROM step WHERE act = ? GROUP BY case_id) b USING (case_id)"""
        both, right = log.one(sql, [number[first], number[second]])
        if both >= LEAST and right >= ORDERED * both:
            pairs.append(Pair(first, second))
    return tuple(pairs[:_MOST_PAIRS])


def _no_maverick(activities: list[str]) -> tuple[Pair, ...]:
    """An order comes before the invoice for it, however often a log has it the other way round."""
    orders = [name for name in activities if names.ORDERED.search(name)]
    invoices = [name for name in activities if names.INVOICED.search(name)]
    return tuple(Pair(a, b) for a in orders for b in invoices)[:4]


def _separate(activities: list[str], approvals: tuple[Approval, ...]) -> tuple[Pair, ...]:
    """Who asks does not approve; who orders does not pay; who receives does not pay."""
    asks = [name for name in activities if names.SUBMIT.search(name) and names.verdict(name) is None]
    pays = list(filter(names.pays, activities))
    receives = [name for name in activities if names.RECEIPT.search(name)]
    approves = [name for level in approvals for name in level.approve]
    pairs = [Pair(a, b) for a in asks for b in [*approves, *pays]]
    pairs += [Pair(a, b) for a in receives for b in pays] + [Pair(a, b) for a in approves for b in pays]
    return tuple(pair for pair in pairs if pair.first != pair.second)[:_MOST_PAIRS]


def _late(activities: list[str], approvals: tuple[Approval, ...]) -> tuple[Pair, ...]:
    """Changes after the goods came or, where none come, after an approval."""
    changes = [name for name in activities if names.CHANGE.search(name)]
    marks = [name for name in activities if names.RECEIPT.search(name)]
    if not marks and len(approvals) == 1:
        marks = list(approvals[0].approve)
    return tuple(Pair(a, b) for a in changes for b in marks if a != b)[:_MOST_PAIRS]


def _amount(log: EventLog) -> str | None:
    """The attribute that is called an amount, is a number, and is one in each case."""
    best: tuple[float, str] | None = None
    for each in log.attributes:
        lowered = each.name.lower()
        rank = next((i for i, word in enumerate(_AMOUNT) if word in lowered), None)
        if rank is None:
            continue
        table, key = ("case_attr", "case_id") if each.scope == "case" else ("event_attr", "seq")
        number = f"try_cast({quoted(each.column)} AS DOUBLE)"
        sql = (
            f"SELECT count({number}), count({quoted(each.column)}), count(DISTINCT {number}), count({key}) FROM {table}"
        )
        numbers, given, distinct, rows = log.one(sql)
        if not given or numbers < 0.9 * given or distinct < 20 or given < 0.5 * rows:
            continue
        score = -rank - (0 if each.scope == "case" else 0.5) - (0.3 if _OTHER.search(lowered) else 0)
        if not math.isnan(score) and (best is None or score > best[0]):
            best = (score, each.name)
    return None if best is None else best[1]
