"""Variants: which sequences of activities occur, in how many cases, and how long those take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from golive.engines.mining.log import EventLog
from golive.engines.mining.log.variants import SIGNATURES_SQL, sequences, variant_key

SMALL = 20_000  # events, up to which planning the query takes longer than going through them
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
    if log.events <= SMALL:
        return _of_few(log, limit, times)
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


def _of_few(log: EventLog, limit: int | None, times: bool) -> list[Variant]:
    """The same for a small log: each case's activities as bytes, which are alike where the cases are."""
    table = log.con.execute("SELECT case_id, pos, act FROM step").fetchnumpy()
    place = np.asarray(table["case_id"], np.int64) << 32 | np.asarray(table["pos"], np.int64)
    order = slice(None) if (place[1:] > place[:-1]).all() else place.argsort()
    case, acts = np.asarray(table["case_id"])[order], np.asarray(table["act"], np.int32)[order]
    begins = np.flatnonzero(np.append(True, case[1:] != case[:-1])) if len(case) else np.empty(0, np.int64)
    edges, data = (4 * np.append(begins, len(case))).tolist(), acts.tobytes()
    found: dict[bytes, list[int]] = {}
    for key, low, high in zip(case[begins].tolist(), edges[:-1], edges[1:], strict=True):
        found.setdefault(data[low:high], []).append(key)
    spans = dict(log.rows("SELECT case_id, end_us - start_us FROM cases")) if times else {}
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[1][0]))
    names = log.activities
    return [
        Variant(
            tuple(names[act] for act in np.frombuffer(trace, np.int32).tolist()),
            len(cases),
            len(cases) / log.cases,
            float(np.median([spans[key] for key in cases])) if times else None,
            cases[0],
        )
        for trace, cases in (ranked if limit is None else ranked[:limit])
    ]
