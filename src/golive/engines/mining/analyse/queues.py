"""Queues: how many cases are open, how work waits before an activity, and work that is saved up and done at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from golive.engines.mining.analyse.facts import Facts
from golive.engines.mining.analyse.periods import periods, use_periods
from golive.engines.mining.analyse.spread import Spread, spread_of, spread_sql
from golive.engines.mining.log import EventLog
from golive.engines.mining.log.business import DAY_US

OPEN_SQL = """
SELECT p.number,
       (SELECT count(*) FROM cases c WHERE c.start_us >= p.low_us AND c.start_us < p.high_us),
       (SELECT count(*) FROM cases c WHERE c.end_us >= p.low_us AND c.end_us < p.high_us),
       (SELECT count(*) FROM cases c WHERE c.start_us < p.high_us AND c.end_us >= p.high_us)
FROM period p ORDER BY p.number
"""
WAITING_SQL = f"SELECT act, {spread_sql('wait_us')} FROM fact WHERE prv IS NOT NULL GROUP BY act ORDER BY act"


@dataclass(frozen=True)
class Load:
    """Of one period: cases that began, that ended, that were open at its end."""

    period: str
    begun: int
    ended: int
    open: int

    def as_json(self) -> dict[str, Any]:
        return {"period": self.period, "begun": self.begun, "ended": self.ended, "open": self.open}


@dataclass(frozen=True)
class Waiting:
    activity: str
    wait: Spread

    def as_json(self) -> dict[str, Any]:
        return {"activity": self.activity, **self.wait.as_json()}


@dataclass(frozen=True)
class Batches:
    """An activity of `events` on `days` days, while work for it comes on `arrive` days; `top`: events on the busiest tenth of
    the days (`top_days`). `median`, `total`: days that work waits for it."""

    activity: str
    events: int
    days: int
    arrive: int
    top: int
    top_days: int
    median: float
    total: float
    sql: str

    @property
    def in_runs(self) -> bool:
        """Half of all on a tenth of the days."""
        return self.top >= 0.5 * self.events


def open_cases(log: EventLog, unit: str = "week") -> list[Load]:
    """Periods in the log's zone. A case counts as open until its last event: the newest ones look finished too early."""
    labels = use_periods(log, periods(log, unit))
    return [Load(labels[n], *rest) for n, *rest in log.rows(OPEN_SQL)]


def waiting(facts: Facts) -> list[Waiting]:
    """Before each activity, longest in total first: from the completion before it to its begin (or completion)."""
    names = facts.log.activities
    found = [Waiting(names[act], spread) for act, *v in facts.rows(WAITING_SQL) if (spread := spread_of(v))]
    return sorted(found, key=lambda w: -w.wait.total_us)


def batches(facts: Facts, least: int = 200, wait_days: float = 1.0) -> list[Batches]:
    """Activities that are saved up: half of them on a tenth of the days, or on far fewer days than those on which work comes.
    Only those for which work waits a day and more (median)."""
    sql = f"""SELECT act, count(*) AS n, count(DISTINCT ts // {DAY_US}) AS days, median(wait_us) AS wait, sum(wait_us) AS total
    FROM fact WHERE wait_us IS NOT NULL GROUP BY act HAVING count(*) >= {least} AND median(wait_us) >= {wait_days * facts.day_us}"""
    found = []
    for act, n, days, wait, total in facts.rows(sql):
        tops = facts.rows(
            f"SELECT count(*) FROM fact WHERE act = {act} AND wait_us IS NOT NULL GROUP BY ts // {DAY_US} ORDER BY count(*) DESC LIMIT {max(days // 10, 1)}"
        )
        arrive = int(facts.rows(f"SELECT count(DISTINCT (ts - wait_us) // {DAY_US}) FROM fact WHERE act = {act}")[0][0])
        top, name = sum(k for (k,) in tops), facts.log.activities[act]
        if top < 0.5 * n and days > 0.5 * arrive:
            continue
        spans = (float(wait) / facts.day_us, float(total) / facts.day_us)
        found.append(
            Batches(name, n, days, arrive, top, len(tops), *spans, f"SELECT case_id FROM fact WHERE act = {act}")
        )
    return sorted(found, key=lambda b: (-b.total, b.activity))
