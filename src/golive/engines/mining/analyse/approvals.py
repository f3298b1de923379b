"""Approvals: how often each level says no, how long it takes, how it is done, and how many levels a case passes by amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from golive.engines.mining.analyse.config import Approval
from golive.engines.mining.analyse.facts import Facts, Values, once

QUICK_US, BURST = 60_000_000, 20  # at once after arrival; so many of one person in a minute
BANDS = 4  # quarters of the cases by amount


@dataclass(frozen=True)
class Level:
    """`waits`: days before each decision. `quick`: of the `by_people` decisions those within a minute of arrival or in
    bursts (`bursts`); `rejected_by_people` of them. `deciders`: people. The SQL gives the cases decided on, the cases
    rejected, and the cases decided at once."""

    name: str
    decisions: int
    rejected: int
    records_rejections: bool
    waits: Values
    deciders: int
    by_people: int
    rejected_by_people: int
    quick: int
    bursts: int
    cases_sql: str
    rejected_sql: str
    quick_sql: str

    @property
    def reject_rate(self) -> float:
        return self.rejected / self.decisions if self.decisions else 0.0

    @property
    def median(self) -> float | None:
        return float(np.median(self.waits)) if len(self.waits) else None

    @property
    def p90(self) -> float | None:
        return float(np.quantile(self.waits, 0.9)) if len(self.waits) else None

    @property
    def days(self) -> float:
        return float(self.waits.sum())


@once
def approval_levels(facts: Facts) -> list[Level]:
    """The levels of the configuration that the log knows."""
    found = []
    for level in facts.config.approvals:
        approve, reject = facts.ids(level.approve), facts.ids(level.reject)
        both = f"act IN ({approve}, {reject})"
        marked = f"""SELECT case_id, act IN ({reject}) AS no, clock_us <= {QUICK_US} AS quick,
        human AND count(*) OVER (PARTITION BY res, ts // 60000000) >= {BURST} AS burst
        FROM fact WHERE {both} AND coalesce(human, TRUE)"""
        n, rejected, deciders = facts.rows(
            f"SELECT count(*), count(*) FILTER (act IN ({reject})), count(DISTINCT res) FILTER (human) FROM fact WHERE {both}"
        )[0]
        if not n:
            continue
        by_people, no, hits, burst = facts.rows(
            f"SELECT count(*), count(*) FILTER (no), count(*) FILTER (quick OR burst), count(*) FILTER (burst) FROM ({marked})"
        )[0]
        found.append(
            Level(
                level.name, n, rejected, bool(level.reject) and rejected > 0,
                facts.days(f"SELECT wait_us FROM fact WHERE {both}"), deciders, by_people, no, hits, burst,
                f"SELECT case_id FROM fact WHERE {both}", f"SELECT case_id FROM fact WHERE act IN ({reject})",
                f"SELECT case_id FROM ({marked}) WHERE quick OR burst",
            )
        )  # fmt: skip
    return found


# -- how many levels ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Chains:
    """Of the cases that pass any level: how many levels, as median and at most. `sql`: (case_id, levels)."""

    cases: int
    median: float
    most: int
    sql: str

    def at_least(self, levels: int) -> str:
        return f"SELECT case_id FROM ({self.sql}) WHERE levels >= {levels}"


@dataclass(frozen=True)
class Band:
    """A quarter of the cases by amount, `up_to` its largest. `levels`: mean of the levels passed, `interval` its spread
    (95 %); `rejected`: share of cases ever rejected. `by_level`: (level, decisions, rejected, median days)."""

    number: int
    up_to: float
    cases: int
    levels: float
    low: float
    high: float
    median_levels: float
    median_days: float
    rejected: float
    by_level: tuple[tuple[str, int, int, float | None], ...]
    cases_sql: str
    chain_sql: str


@once
def chains(facts: Facts) -> Chains | None:
    """None where fewer than two levels are known."""
    of = level_of(facts)
    if of is None:
        return None
    sql = f"SELECT case_id, count(DISTINCT {of}) AS levels FROM fact WHERE {of} IS NOT NULL GROUP BY case_id"
    n, median, most = facts.rows(f"SELECT count(*), median(levels), max(levels) FROM ({sql})")[0]
    return Chains(n, float(median), int(most), sql) if n else None


def level_of(facts: Facts, least: int = 2) -> str | None:
    """The number of the level that a step approves for, in SQL; None where fewer than `least` are known."""
    acts = [
        (name, i) for i, level in enumerate(facts.config.approvals) for name in level.approve if name in facts.known
    ]
    if len({i for _, i in acts}) < least:
        return None
    return "CASE act " + " ".join(f"WHEN {facts.known[name]} THEN {i}" for name, i in acts) + " END"


@once
def bands(facts: Facts) -> list[Band]:
    """By quarters of the amount that the configuration names; [] without one, or without levels."""
    chain = chains(facts)
    amounts = facts.case_values(facts.config.amount) if facts.config.amount else None
    if amounts is None or chain is None:
        return []
    sql = f"""SELECT c.case_id, levels, amount, ntile({BANDS}) OVER (ORDER BY amount, c.case_id) AS band, t.us
    FROM ({chain.sql}) c JOIN (SELECT case_id, try_cast(v AS DOUBLE) AS amount FROM ({amounts})) a ON a.case_id = c.case_id
    JOIN case_time t ON t.case_id = c.case_id WHERE amount IS NOT NULL"""
    facts.log.con.execute(f"CREATE OR REPLACE TABLE amount_band AS {sql}")
    rejects = facts.ids([name for level in facts.config.approvals for name in level.reject])
    rows = facts.rows(
        f"""SELECT band, count(*), max(amount), avg(levels), coalesce(stddev_samp(levels), 0), median(levels), median(us),
        avg(CASE WHEN case_id IN (SELECT case_id FROM fact WHERE act IN ({rejects})) THEN 1.0 ELSE 0 END)
        FROM amount_band GROUP BY band ORDER BY band"""
    )
    levels = _levels_by_band(facts)
    found = []
    for band, n, up_to, mean, spread, median, us, rejected in rows:
        half = 1.96 * spread / float(np.sqrt(n))
        of = f"SELECT case_id FROM amount_band WHERE band = {band}"
        found.append(
            Band(
                band, float(up_to), n, float(mean), mean - half, mean + half, float(median), float(us) / facts.day_us,
                float(rejected), tuple(levels.get(band, ())), of, f"{of} AND levels > 1",
            )
        )  # fmt: skip
    return found


def _levels_by_band(facts: Facts) -> dict[int, list[tuple[str, int, int, float | None]]]:
    out: dict[int, list[tuple[str, int, int, float | None]]] = {}
    for level in facts.config.approvals:
        approve, reject = facts.ids(level.approve), facts.ids(level.reject)
        rows = facts.rows(
            f"""SELECT b.band, count(*), count(*) FILTER (f.act IN ({reject})), median(f.wait_us) FROM fact f
            JOIN amount_band b ON b.case_id = f.case_id WHERE f.act IN ({approve}, {reject}) GROUP BY b.band ORDER BY b.band"""
        )
        for band, n, rejected, wait in rows:
            out.setdefault(band, []).append((level.name, n, rejected, None if wait is None else wait / facts.day_us))
    return out


# -- what a rejection costs -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Rejections:
    """Days that cases took that were rejected at least once, and that all others took."""

    again: Values
    first: Values
    sql: str


def rejections(facts: Facts, names: list[str]) -> Rejections:
    """`names`: the activities that reject."""
    having = f"case_id IN (SELECT case_id FROM fact WHERE act IN ({facts.ids(names)}))"
    first = facts.days(f"SELECT us FROM case_time WHERE NOT {having}")
    again = facts.days(f"SELECT us FROM case_time WHERE {having}")
    return Rejections(again, first, f"SELECT case_id FROM case_time WHERE {having}")


def last_levels(facts: Facts, about: Any) -> dict[str, float]:
    """Of the cases that pass a level, the share in which it is the last to approve the same thing.

    `about(activity)`: what is decided on.
    """
    rows: list[tuple[int, Approval, str]] = [
        (number, level, about(name))
        for level in facts.config.approvals
        for name in level.approve
        if (number := facts.known.get(name)) is not None
    ]
    if not rows:
        return {}
    subjects = list(dict.fromkeys(subject for *_, subject in rows))
    of = "CASE act " + " ".join(f"WHEN {number} THEN {i}" for i, (number, *_) in enumerate(rows)) + " END"
    topic = "CASE act " + " ".join(f"WHEN {number} THEN {subjects.index(s)}" for number, _, s in rows) + " END"
    acts = ", ".join(str(number) for number, *_ in rows)
    sql = f"""SELECT lvl, avg(CASE WHEN pos = latest THEN 1.0 ELSE 0 END) FROM (
    SELECT case_id, {of} AS lvl, max(pos) AS pos, max(max(pos)) OVER (PARTITION BY case_id, {topic}) AS latest
    FROM fact WHERE act IN ({acts}) GROUP BY case_id, {of}, {topic}) GROUP BY lvl"""
    out: dict[str, float] = {}
    for lvl, share in facts.rows(sql):
        name = rows[int(lvl)][1].name
        out[name] = max(out.get(name, 0.0), float(share))
    return out
