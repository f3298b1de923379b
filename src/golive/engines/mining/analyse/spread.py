"""How a span of time is spread: one dataclass and the SQL that fills it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Spread:
    """Spans in microseconds. Quantiles are exact and interpolate between neighbours (as numpy and PM4Py do)."""

    n: int
    total_us: int
    mean_us: float
    median_us: float
    p90_us: float

    def as_json(self) -> dict[str, Any]:
        """In seconds."""
        return {
            "n": self.n,
            "total": self.total_us / 1e6,
            "mean": self.mean_us / 1e6,
            "median": self.median_us / 1e6,
            "p90": self.p90_us / 1e6,
        }


WIDTH = 5


def spread_sql(span: str) -> str:
    """Five columns for `spread_of`. NULLs are left out."""
    return (
        f"count({span}), sum({span}), avg({span}), percentile_cont(0.5) WITHIN GROUP (ORDER BY {span}), "
        f"percentile_cont(0.9) WITHIN GROUP (ORDER BY {span})"
    )


def spread_of(values: Sequence[Any]) -> Spread | None:
    """None when there was no span."""
    n, total, mean, median, p90 = values
    return Spread(int(n), int(total), float(mean), float(median), float(p90)) if n else None
