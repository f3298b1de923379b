"""What the slow cases have in common: attributes whose values are much commoner among the slowest tenth.

Each value of each attribute is tested (chi square of slow or not by has or has not); p-values are corrected by Holm over all
tests made. A cause found is an association: whether the value makes cases slow, or only goes with what does, people must say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from golive.engines.mining.analyse.facts import Facts
from golive.engines.mining.log.attributes import Attribute
from golive.engines.mining.log.sql_text import literal, quoted
from golive.engines.mining.statistics import chi_square_2x2, holm

LEAST = 50  # cases with a value, and without it
_VALUES = 1_200  # different values, beyond which an attribute is a name rather than a class
_SAMPLE = 3_000  # cases in which an attribute of events is looked at for being one of the case
_CONSTANT = 0.02


@dataclass(frozen=True)
class Cause:
    """`slow` of the `cases` with the value; `base`: share of slow cases among all; `p`: corrected for all values tested."""

    attribute: str
    value: str
    cases: int
    slow: int
    base: float
    p: float
    sql: str

    @property
    def lift(self) -> float:
        return self.slow / self.cases / self.base

    @property
    def more(self) -> float:
        """Slow cases beyond what their number would let expect."""
        return self.slow - self.cases * self.base


def root_causes(
    facts: Facts, names: re.Pattern[str], nobody: re.Pattern[str], least_lift: float = 1.0, level: float = 0.05
) -> list[Cause]:
    """Those with the most slow cases too many first. Slow: longer than nine in ten. `names`: attributes that only name the
    case, left out where the configuration names none; `nobody`: values that say nothing. Two values that single out the same cases are told once."""
    limit = int(facts.log.one("SELECT coalesce(quantile_cont(us, 0.9), 0) FROM case_time")[0])
    slow_all = int(facts.log.one("SELECT count(*) FROM case_time WHERE us > ?", [limit])[0])
    if slow_all < facts.config.least:
        return []
    base = slow_all / facts.cases
    tested = [
        (each, *row)
        for each in _classes(facts, names)
        for row in _values(facts, each, limit)
        if not nobody.search(row[0])
    ]
    ps = [
        chi_square_2x2(slow, n - slow, slow_all - slow, facts.cases - n - slow_all + slow)[1]
        for _, _, n, slow in tested
    ]
    found = []
    for (each, value, n, slow), p in zip(tested, holm(ps), strict=True):
        table = "case_attr" if each.scope == "case" else "event_class"
        sql = (
            f"SELECT a.case_id FROM {table} a JOIN case_time t ON t.case_id = a.case_id "
            f"WHERE us > {limit} AND CAST(a.{quoted(each.column)} AS VARCHAR) = {literal(value)}"
        )
        found.append(Cause(each.name, value, n, slow, base, p, sql))
    strong = [c for c in found if c.p < level and c.lift >= least_lift and c.lift > 1]
    strong.sort(key=lambda c: (-c.more, c.attribute, c.value))
    return list({(c.cases, c.slow): c for c in reversed(strong)}.values())[::-1]


def _classes(facts: Facts, identity: re.Pattern[str]) -> list[Attribute]:
    """Attributes of cases with few values; those of events where they hardly ever change within a case.

    All attributes are looked at in one pass, since logs may have a hundred.
    """
    names = facts.config.attributes
    given = [a for a in facts.log.attributes if (not identity.search(a.name) if names is None else a.name in names)]
    out: list[Attribute] = []
    for scope, table in (("case", "case_attr"), ("event", "event_attr")):
        known = [a for a in given if a.scope == scope]
        if not known:
            continue
        counts = facts.log.one(
            f"SELECT {', '.join(f'approx_count_distinct({quoted(a.column)})' for a in known)} FROM {table}"
        )
        out += [a for a, n in zip(known, counts, strict=True) if 2 <= n <= _VALUES]
    of_events = [a for a in out if a.scope == "event"]
    if not of_events:
        return out
    every = max(facts.cases // _SAMPLE, 1)
    inner = ", ".join(f"count(DISTINCT e.{quoted(a.column)}) AS n{i}" for i, a in enumerate(of_events))
    outer = ", ".join(f"avg(CASE WHEN n{i} > 1 THEN 1.0 ELSE 0 END)" for i in range(len(of_events)))
    changing = facts.log.one(
        f"SELECT {outer} FROM (SELECT {inner} FROM step s JOIN event_attr e ON e.seq = s.seq "
        f"WHERE hash(s.case_id) % {every} = 0 GROUP BY s.case_id)"
    )
    moving = {a.name for a, share in zip(of_events, changing, strict=True) if (share or 0) >= _CONSTANT}
    kept = [a for a in of_events if a.name not in moving]
    if kept:
        columns = ", ".join(f"min(CAST(e.{quoted(a.column)} AS VARCHAR)) AS {quoted(a.column)}" for a in kept)
        facts.log.con.execute(
            f"CREATE OR REPLACE TABLE event_class AS SELECT s.case_id, {columns} FROM step s JOIN event_attr e "
            "ON e.seq = s.seq GROUP BY s.case_id"
        )
    return [a for a in out if a.name not in moving]


def _values(facts: Facts, each: Attribute, limit: int) -> list[tuple[str, int, int]]:
    """(value, cases, slow cases) where there are enough."""
    table = "case_attr" if each.scope == "case" else "event_class"
    sql = f"""SELECT CAST(a.{quoted(each.column)} AS VARCHAR) AS v, count(*), count(*) FILTER (us > {limit})
    FROM {table} a JOIN case_time t ON t.case_id = a.case_id GROUP BY 1 ORDER BY 1"""
    return [(v, n, slow) for v, n, slow in facts.rows(sql) if v is not None and LEAST <= n <= facts.cases - LEAST]
