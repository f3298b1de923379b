"""Who hands work to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from golive.engines.mining.log import EventLog

HANDOVER_SQL = """
SELECT res, nres, count(*) FROM step WHERE res IS NOT NULL AND nres IS NOT NULL GROUP BY res, nres ORDER BY res, nres
"""
TIMED_SQL = """
SELECT res, nres, count(*), count(DISTINCT case_id), percentile_cont(0.5) WITHIN GROUP (ORDER BY nts - ts) FROM step
WHERE res IS NOT NULL AND nres IS NOT NULL GROUP BY res, nres ORDER BY res, nres
"""


@dataclass(frozen=True)
class Handover:
    """`times`: how often the next event of the case is the other's (or one's own, where both are the same)."""

    giver: str
    taker: str
    times: int
    cases: int | None = None
    median_us: float | None = None

    def as_json(self) -> dict[str, Any]:
        median = None if self.median_us is None else self.median_us / 1e6
        out: dict[str, Any] = {"giver": self.giver, "taker": self.taker, "times": self.times, "cases": self.cases}
        return {**out, "median": median}


def handover(log: EventLog, times: bool = True) -> list[Handover]:
    """All pairs that occur, by falling number. `times`: with cases and median time until the other is done."""
    names = log.resources
    found = [Handover(names[a], names[b], *more) for a, b, *more in log.rows(TIMED_SQL if times else HANDOVER_SQL)]
    return sorted(found, key=lambda h: (-h.times, h.giver, h.taker))
