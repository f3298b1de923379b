"""Variants: which sequences of activities occur, in how many cases, and how long those take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from golive.engines.mining.log import EventLog
from golive.engines.mining.log.variants import SIGNATURES_SQL, sequences, variant_key

VARIANTS_SQL = f"""
SELECT v.s1, v.s2, count(*), min(v.case_id) FROM ({SIGNATURES_SQL}) v GROUP BY v.s1, v.s2
"""
TIMED_SQL = f"""
SELECT v.s1, v.s2, count(*), min(v.case_id), percentile_cont(0.5) WITHIN GROUP (ORDER BY c.end_us - c.start_us)
FROM ({SIGNATURES_SQL}) v JOIN cases c ON c.case_id = v.case_id GROUP BY v.s1, v.s2
"""


@dataclass(frozen=True)
class Variant:
    """`key` depends on the names of the activities only, so it is the same in every log. `example`: a case_id."""

    activities: tuple[str, ...]
    cases: int
    share: float
    median_us: float | None
    example: int

    @property
    def key(self) -> str:
        return variant_key(self.activities)

    def as_json(self) -> dict[str, Any]:
        out = {"key": self.key, "activities": list(self.activities), "cases": self.cases, "share": self.share}
        return {**out, "median": None if self.median_us is None else self.median_us / 1e6}


def variants(log: EventLog, limit: int | None = None, times: bool = True) -> list[Variant]:
    """The variants by falling number of cases; `limit`: only so many. `times`: with the median duration."""
    if log.has("case_variant"):
        median = "percentile_cont(0.5) WITHIN GROUP (ORDER BY c.end_us - c.start_us)" if times else "NULL"
        join = "JOIN cases c ON c.case_id = v.case_id " if times else ""
        found = log.rows(
            f"SELECT v.variant, NULL, count(*), min(v.case_id), {median} FROM case_variant v {join}GROUP BY v.variant"
        )
    else:
        found = log.rows(TIMED_SQL if times else VARIANTS_SQL)
    found.sort(key=lambda row: (-row[2], row[3]))
    chosen = found[:limit] if limit is not None else found
    names, traces = log.activities, sequences(log, [row[3] for row in chosen])
    return [
        Variant(tuple(names[a] for a in traces[row[3]]), row[2], row[2] / log.cases, row[4] if times else None, row[3])
        for row in chosen
    ]
