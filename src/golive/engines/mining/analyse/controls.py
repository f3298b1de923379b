"""Controls: two things done by one person, steps skipped, done in the wrong order or too late; of the pairs and steps that
the configuration names and the log knows."""

from __future__ import annotations

from dataclasses import dataclass

from golive.engines.mining.analyse.config import Pair
from golive.engines.mining.analyse.facts import Facts, once


@dataclass(frozen=True)
class Broken:
    """`cases` break the rule, `times` in all, of `concerned` to which it applies; `sql` gives them. `people`: who (four
    eyes), with their cases, most first."""

    first: str
    second: str
    concerned: int
    cases: int
    times: int
    sql: str
    people: tuple[tuple[str, int], ...] = ()


def separated_sql(a: int, b: int) -> str:
    """(case_id, res) where one person did both. Systems and names that stand for many are no persons."""
    return f"""SELECT DISTINCT x.case_id, x.res FROM (SELECT DISTINCT case_id, res FROM fact WHERE act = {a} AND human) x
    JOIN (SELECT DISTINCT case_id, res FROM fact WHERE act = {b} AND human) y ON y.case_id = x.case_id AND y.res = x.res"""


def firsts_sql(a: int, b: int) -> str:
    """(case_id, first_at, second_at) of the cases with both: where each comes first."""
    return f"""SELECT x.case_id, x.at AS first_at, y.at AS second_at
    FROM (SELECT case_id, min(pos) AS at FROM fact WHERE act = {a} GROUP BY case_id) x
    JOIN (SELECT case_id, min(pos) AS at FROM fact WHERE act = {b} GROUP BY case_id) y ON y.case_id = x.case_id"""


def late_sql(change: int, mark: int) -> str:
    """case_id of each change after the first mark."""
    return f"""SELECT c.case_id FROM fact c
    JOIN (SELECT case_id, min(pos) AS at FROM fact WHERE act = {mark} GROUP BY case_id) m ON m.case_id = c.case_id
    WHERE c.act = {change} AND c.pos > m.at"""


@once
def four_eyes(facts: Facts) -> list[Broken]:
    """Pairs that should be apart. Concerned: cases in which people did both."""
    found = []
    for first, second, a, b in _pairs(facts, facts.config.separate):
        both = separated_sql(a, b)
        n = facts.rows(
            f"""SELECT count(*) FROM (SELECT case_id FROM fact WHERE act IN ({a}, {b}) AND human GROUP BY case_id
            HAVING count(DISTINCT act) = 2)"""
        )[0][0]
        people = facts.rows(
            f"SELECT r.name, count(*) FROM ({both}) e JOIN resource r ON r.res_id = e.res GROUP BY r.name ORDER BY 2 DESC, 1"
        )
        cases = int(facts.rows(f"SELECT count(DISTINCT case_id) FROM ({both})")[0][0]) if people else 0
        sql = f"SELECT case_id FROM ({both})"
        found.append(Broken(first, second, n, cases, cases, sql, tuple(people)))
    return found


@once
def skipped(facts: Facts) -> list[Broken]:
    """Finished cases without a step that they must have; `first`: the step."""
    facts.log.con.execute(
        f"CREATE OR REPLACE TABLE finished AS SELECT DISTINCT case_id FROM fact WHERE {facts.finished}"
    )
    every = int(facts.rows("SELECT count(*) FROM finished")[0][0])
    having = dict(
        facts.rows(
            f"SELECT f.act, count(DISTINCT f.case_id) FROM fact f SEMI JOIN finished d ON d.case_id = f.case_id "
            f"WHERE f.act IN ({facts.ids(facts.config.mandatory)}) GROUP BY f.act"
        )
    )
    found = []
    for name in facts.config.mandatory:
        if (act := facts.known.get(name)) is not None:
            cases = every - having.get(act, 0)
            sql = f"SELECT case_id FROM finished WHERE case_id NOT IN (SELECT case_id FROM fact WHERE act = {act})"
            found.append(Broken(name, "", every, cases, cases, sql))
    return found


@once
def wrong_order(facts: Facts) -> list[Broken]:
    """`second` before the first `first`. Concerned: cases with both."""
    found = []
    for first, second, a, b in _pairs(facts, facts.config.order):
        both = firsts_sql(a, b)
        n, cases = facts.rows(f"SELECT count(*), count(*) FILTER (second_at < first_at) FROM ({both})")[0]
        sql = f"SELECT case_id FROM ({both}) WHERE second_at < first_at"
        found.append(Broken(first, second, n, cases, cases, sql))
    return found


@once
def late_changes(facts: Facts) -> list[Broken]:
    """`first` (a change) still after the first `second`. Concerned: cases with `second`."""
    found = []
    for first, second, change, mark in _pairs(facts, facts.config.late):
        sql = late_sql(change, mark)
        n = facts.rows(f"SELECT count(DISTINCT case_id) FROM fact WHERE act = {mark}")[0][0]
        cases, times = facts.rows(f"SELECT count(DISTINCT case_id), count(*) FROM ({sql})")[0]
        found.append(Broken(first, second, n, cases, times, sql))
    return found


def _pairs(facts: Facts, pairs: tuple[Pair, ...]) -> list[tuple[str, str, int, int]]:
    out = []
    for pair in pairs:
        first, second = pair.first, pair.second
        a, b = facts.known.get(first), facts.known.get(second)
        if a is not None and b is not None and a != b:
            out.append((first, second, a, b))
    return out
