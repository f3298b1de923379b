"""Work done twice: activities repeated in a case, loops, and cases that go back and forth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from golive.engines.mining.analyse.facts import Facts, once
from golive.engines.mining.log import EventLog

REWORK_SQL = """
SELECT act, count(*), sum(n - 1) FROM (SELECT case_id, act, count(*) AS n FROM step GROUP BY case_id, act HAVING count(*) > 1) x
GROUP BY act ORDER BY act
"""
REWORKED_CASES_SQL = """
SELECT count(*) FROM (SELECT case_id FROM step GROUP BY case_id HAVING count(*) > count(DISTINCT act)) x
"""
SELF_LOOPS_SQL = "SELECT act, count(*), count(DISTINCT case_id) FROM step WHERE nxt = act GROUP BY act ORDER BY act"
PING_PONG_SQL = """
SELECT prv, act, count(*), count(DISTINCT case_id) FROM step WHERE prv = nxt AND act <> prv GROUP BY prv, act ORDER BY prv, act
"""
# (case_id, a, b): work went from person a to b and back to a. Systems and names that stand for many are no persons.
PEOPLE_BACK_SQL = """
SELECT case_id, res AS a, after AS b FROM (SELECT case_id, res, human,
lead(res) OVER w AS after, lead(human) OVER w AS after_human, lead(res, 2) OVER w AS back
FROM fact WINDOW w AS (PARTITION BY case_id ORDER BY pos)) x
WHERE human AND after_human AND res <> after AND res = back
"""


@dataclass(frozen=True)
class Repeated:
    """`cases`: in which the activity occurs more than once; `extra`: executions beyond the first; `self_loops`: directly
    after itself."""

    activity: str
    cases: int
    extra: int
    self_loops: int

    def as_json(self) -> dict[str, Any]:
        return {"activity": self.activity, "cases": self.cases, "extra": self.extra, "self_loops": self.self_loops}


@dataclass(frozen=True)
class BackAndForth:
    """first → second → first again: activities, or people (systems left out)."""

    first: str
    second: str
    times: int
    cases: int

    def as_json(self) -> dict[str, Any]:
        return {"first": self.first, "second": self.second, "times": self.times, "cases": self.cases}


@dataclass(frozen=True)
class Rework:
    cases: int
    share: float
    activities: tuple[Repeated, ...]
    activities_back: tuple[BackAndForth, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "cases": self.cases,
            "share": self.share,
            "activities": [each.as_json() for each in self.activities],
            "activities_back_and_forth": [each.as_json() for each in self.activities_back],
        }


def repeated(log: EventLog, legitimate: Collection[str] = ()) -> list[Repeated]:
    """Activities that occur more than once in a case, by falling extra executions. `legitimate`: may repeat."""
    names = log.activities
    loops = {act: n for act, n, _ in log.rows(SELF_LOOPS_SQL)}
    found = [Repeated(names[a], n, int(extra), loops.get(a, 0)) for a, n, extra in log.rows(REWORK_SQL)]
    return sorted((r for r in found if r.activity not in legitimate), key=lambda r: (-r.extra, r.activity))


def rework(log: EventLog, legitimate: Collection[str] = ()) -> Rework:
    """`legitimate`: activities that may repeat (a delivery in parts); they count nowhere but in back and forth."""
    found = repeated(log, legitimate)
    if legitimate:
        keep = [log.activity_id(each.activity) for each in found]
        sql = "SELECT count(*) FROM (SELECT DISTINCT case_id FROM (SELECT case_id, act FROM step WHERE list_contains(?, act) "
        cases = log.one(sql + "GROUP BY case_id, act HAVING count(*) > 1) x) y", [keep])[0]
    else:
        cases = log.one(REWORKED_CASES_SQL)[0]
    return Rework(cases, cases / log.cases, tuple(found), activities_back(log))


def activities_back(log: EventLog) -> tuple[BackAndForth, ...]:
    return _back(log.rows(PING_PONG_SQL), log.activities)


@dataclass(frozen=True)
class PeopleBack:
    """`times` in `cases` that work goes to another person and back; `pairs`: between whom, in either direction."""

    times: int
    cases: int
    pairs: tuple[BackAndForth, ...]
    sql: str


@once
def people_back(facts: Facts) -> PeopleBack:
    facts.log.con.execute(f"CREATE OR REPLACE TABLE back_and_forth AS {PEOPLE_BACK_SQL}")
    times, cases = facts.rows("SELECT count(*), count(DISTINCT case_id) FROM back_and_forth")[0]
    rows = facts.rows(
        "SELECT least(a, b), greatest(a, b), count(*), count(DISTINCT case_id) FROM back_and_forth GROUP BY 1, 2"
    )
    return PeopleBack(times, cases, _back(rows, facts.log.resources), "SELECT case_id FROM back_and_forth")


def back_sql(first: int, second: int) -> str:
    """The cases that go from activity `first` to `second` and back."""
    return f"SELECT case_id FROM step WHERE prv = {first} AND act = {second} AND nxt = {first}"


def _back(rows: list[tuple[Any, ...]], names: dict[int, str]) -> tuple[BackAndForth, ...]:
    found = [BackAndForth(names[a], names[b], n, cases) for a, b, n, cases in rows]
    return tuple(sorted(found, key=lambda each: (-each.times, each.first, each.second)))
