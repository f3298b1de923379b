"""How long cases take, overall, as a histogram and by the period in which they began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from golive.engines.mining.analyse.periods import periods, use_periods
from golive.engines.mining.analyse.spread import Spread, spread_of, spread_sql
from golive.engines.mining.log import EventLog

DURATIONS_SQL = f"SELECT {spread_sql('end_us - start_us')}, min(end_us - start_us), max(end_us - start_us) FROM cases"
BUSINESS_SQL = f"""
SELECT {spread_sql("d")} FROM (SELECT case_id, sum(coalesce(biz_next_us, 0)) AS d FROM step_biz GROUP BY case_id) x
"""
HISTOGRAM_SQL = """
SELECT CAST(floor((end_us - start_us) / {width}) AS BIGINT), count(*) FROM cases
GROUP BY CAST(floor((end_us - start_us) / {width}) AS BIGINT) ORDER BY 1
"""
PERIODS_SQL = f"""
SELECT p.number, {spread_sql("c.end_us - c.start_us")} FROM period p JOIN cases c ON c.start_us >= p.low_us AND c.start_us < p.high_us
GROUP BY p.number ORDER BY p.number
"""


@dataclass(frozen=True)
class Throughput:
    """`histogram`: (from, to, cases) in microseconds, empty bins left out. `periods`: label of when cases began → spread."""

    time: Spread
    business: Spread | None
    shortest_us: int
    longest_us: int
    histogram: tuple[tuple[int, int, int], ...]
    periods: tuple[tuple[str, Spread], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "time": self.time.as_json(),
            "business": self.business and self.business.as_json(),
            "shortest": self.shortest_us / 1e6,
            "longest": self.longest_us / 1e6,
            "histogram": [{"from": a / 1e6, "to": b / 1e6, "cases": n} for a, b, n in self.histogram],
            "periods": [{"period": label, **spread.as_json()} for label, spread in self.periods],
        }


def durations(log: EventLog) -> Spread:
    """From the begin of the first event to the completion of the last."""
    found = spread_of(log.one(DURATIONS_SQL)[:5])
    assert found is not None
    return found


def throughput(log: EventLog, bins: int = 40, unit: str = "month") -> Throughput:
    """`unit`: "week", "month" or "year" in the log's zone. The bins reach to the p99.5 or so: the last one is open."""
    *values, shortest, longest = log.one(DURATIONS_SQL)
    spread = spread_of(values)
    assert spread is not None
    width = max(1, round(spread.p90_us * 1.5 / bins)) if spread.p90_us > 0 else max(1, longest)
    bars: dict[int, int] = {}
    for number, n in log.rows(HISTOGRAM_SQL.format(width=width)):
        at = min(number, bins - 1)
        bars[at] = bars.get(at, 0) + n
    edges = [(at * width, longest if at == bins - 1 else (at + 1) * width, n) for at, n in sorted(bars.items())]
    labels = use_periods(log, periods(log, unit))
    of_periods = [(labels[number], spread_of(v)) for number, *v in log.rows(PERIODS_SQL)]
    business = spread_of(log.one(BUSINESS_SQL)) if log.has("step_biz") else None
    return Throughput(spread, business, shortest, longest, tuple(edges), tuple((a, b) for a, b in of_periods if b))
