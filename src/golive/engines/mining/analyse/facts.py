"""The facts that analyses and findings ask, made once from the log: waits in calendar or working time, who is human."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from golive.engines.mining.analyse.config import Config
from golive.engines.mining.log import EventLog, add_business_time
from golive.engines.mining.log.sql_text import literal, quoted
from golive.engines.worktime import Calendar

T = TypeVar("T")
Values = npt.NDArray[np.float64]
HOUR_US = 3_600_000_000
NAMED = 2_000  # cases behind a figure that are named


# First events wait for nothing, last ones are followed by nothing, and without a begin nobody knows how long the work took:
# NULL, which is not the same as at once.
CASE_TIME_SQL = """
SELECT case_id, sum(coalesce(next_us, 0)) + coalesce(sum(CASE WHEN pos = 0 THEN proc_us END), 0) AS us FROM fact GROUP BY case_id
"""


def fact_sql(wait: str, following: str, proc: str, join: str, outside: str, nobody: str) -> str:
    """Spans below zero count as zero. `outside`: activities whose waits are nobody's; `nobody`: names of no persons."""

    def least_zero(span: str) -> str:
        return f"CASE WHEN {span} < 0 THEN 0 ELSE {span} END"

    return f"""SELECT s.case_id, s.pos, s.act, s.res, s.ts, s.start, s.prv, s.nxt, s.nres, s.seq,
    CASE WHEN s.act NOT IN ({outside}) THEN {least_zero(wait)} END AS wait_us, s.wait_us AS clock_us,
    CASE WHEN s.nxt NOT IN ({outside}) THEN {least_zero(following)} END AS next_us, {least_zero(proc)} AS proc_us,
    r.res_id IS NOT NULL AND NOT r.is_system AND r.name NOT IN ({nobody}) AS human
    FROM step s {join} LEFT JOIN resource r ON r.res_id = s.res"""


@dataclass(frozen=True)
class Evidence:
    """`sql`: a query on the log's tables that gives `case_id`. `count` cases, and `keys`: the names of the longest of them,
    asked for when they are first wanted, while the log is open."""

    sql: str
    ask: Callable[[str], tuple[int, tuple[str, ...]]] = field(repr=False, compare=False)

    @cached_property
    def _found(self) -> tuple[int, tuple[str, ...]]:
        return self.ask(self.sql)

    @property
    def count(self) -> int:
        return self._found[0]

    @property
    def keys(self) -> tuple[str, ...]:
        return self._found[1]


@dataclass(frozen=True)
class Facts:
    """Tables made: `fact`(case_id, pos, act, res, ts, start, prv, nxt, nres, seq, wait_us, clock_us, next_us, proc_us,
    human), `case_time`(case_id, us). Waits below zero count as zero; waits for external dates (see `Config.external`) are
    NULL and not part of a case's time.

    `day_us`: what a day is: 24 h, or the hours of a working day where a calendar counts.
    """

    log: EventLog
    config: Config
    day_us: float
    business: bool
    seed: int = 1

    @classmethod
    def of(cls, log: EventLog, config: Config, calendar: Calendar | None = None, seed: int = 1) -> Self:
        log.mark_system(config.systems)
        known = {name: number for number, name in log.activities.items()}
        outside = ", ".join(str(known[name]) for name in config.external if name in known) or "-1"
        nobody = ", ".join(map(literal, config.collective)) or "''"
        wait, following, proc, join = "s.wait_us", "s.nts - s.ts", "s.ts - s.start", ""
        if calendar is not None:
            if log.calendar != calendar or not log.has("step_biz"):
                add_business_time(log, calendar)
            wait, following, proc = "b.biz_wait_us", "b.biz_next_us", "b.biz_proc_us"
            join = "LEFT JOIN step_biz b ON b.case_id = s.case_id AND b.pos = s.pos"
        log.con.execute("CREATE OR REPLACE TABLE fact AS " + fact_sql(wait, following, proc, join, outside, nobody))
        log.con.execute(f"CREATE OR REPLACE TABLE case_time AS {CASE_TIME_SQL}")
        hours = 24.0 if calendar is None else _hours_a_day(calendar)
        return cls(log, config, hours * HOUR_US, calendar is not None, seed)

    # -- asked -------------------------------------------------------------------------------------------------------
    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self.log.rows(sql, parameters)

    def days(self, sql: str) -> Values:
        """The column of microseconds that a query gives, in days."""
        found = self.log.con.execute(
            f"SELECT CAST(v AS DOUBLE) AS v FROM ({sql}) t(v) WHERE v IS NOT NULL"
        ).fetchnumpy()
        out: Values = np.asarray(found["v"], dtype=np.float64) / self.day_us
        return out

    @cached_property
    def cases(self) -> int:
        return self.log.cases

    @cached_property
    def all_days(self) -> float:
        """Days of all cases together."""
        return float(self.log.one("SELECT coalesce(sum(us), 0) FROM case_time")[0]) / self.day_us or 1e-9

    @cached_property
    def known(self) -> dict[str, int]:
        """Activity → number."""
        return {name: number for number, name in self.log.activities.items()}

    def ids(self, names: Sequence[str]) -> str:
        """The numbers of activities for IN (…); names that the log has not are passed over."""
        return ", ".join(str(self.known[name]) for name in names if name in self.known) or "-1"

    @cached_property
    def people(self) -> int:
        return int(self.log.one("SELECT count(DISTINCT res) FROM fact WHERE human")[0])

    @cached_property
    def human_share(self) -> float:
        """Share of events whose person is known."""
        return float(self.log.one("SELECT coalesce(avg(CAST(human AS INTEGER)), 0) FROM fact")[0])

    @cached_property
    def systems(self) -> int:
        """Events done by systems."""
        sql = "SELECT count(*) FROM fact f JOIN resource r ON r.res_id = f.res WHERE r.is_system"
        return int(self.log.one(sql)[0])

    @cached_property
    def finished(self) -> str:
        """Condition on `case_id`: the case has come to its end."""
        ends = self.ids(self.config.ends)
        return f"case_id IN (SELECT case_id FROM fact WHERE act IN ({ends}))" if ends != "-1" else "TRUE"

    def case_values(self, attribute: str) -> str | None:
        """A query (case_id, v) for an attribute of cases, or of events that is one in each case; None if there is none."""
        for each in self.log.attributes:
            if each.name == attribute:
                column = quoted(each.column)
                if each.scope == "case":
                    return f"SELECT case_id, {column} AS v FROM case_attr"
                return (
                    f"SELECT s.case_id, arg_min(e.{column}, s.pos) AS v FROM step s JOIN event_attr e ON e.seq = s.seq "
                    f"WHERE e.{column} IS NOT NULL GROUP BY s.case_id"
                )
        return None

    def evidence(self, sql: str) -> Evidence:
        """`sql` gives case_id, with or without repetition."""
        return Evidence(f"SELECT DISTINCT case_id FROM ({sql})", self._behind)

    def _behind(self, distinct: str) -> tuple[int, tuple[str, ...]]:
        """How many cases, and the names of the longest."""
        rows = self.rows(
            f"""SELECT x.n, c.case_key FROM (SELECT e.case_id, count(*) OVER () AS n, k.end_us - k.start_us AS us
            FROM ({distinct}) e JOIN cases k ON k.case_id = e.case_id ORDER BY us DESC, e.case_id LIMIT {NAMED}) x
            JOIN cases c ON c.case_id = x.case_id ORDER BY x.us DESC, x.case_id"""
        )
        return (int(rows[0][0]) if rows else 0), tuple(str(key) for _, key in rows)


def once(analysis: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """What pages and findings both ask is reckoned once for the same facts."""

    @wraps(analysis)
    def asked(facts: Facts) -> T:
        kept = facts.__dict__.setdefault("_kept", {})
        if analysis not in kept:
            kept[analysis] = analysis(facts)
        found: T = kept[analysis]
        return found

    return asked


def _hours_a_day(calendar: Calendar) -> float:
    """The commonest hours of a working day."""
    hours = [sum(b - a for a, b in day) for day in calendar.weekly if day]
    return max(set(hours), key=hours.count) / 60 if hours else 24.0
