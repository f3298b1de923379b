"""Simulated finishes and costs as percentiles, curves and histograms."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from golive.engines.schedule.risk.result import PERCENTS, CostSpread, FinishSpread
from golive.engines.schedule.risk.ticks import Axis
from golive.engines.schedule.risk.trial import percentile
from golive.engines.worktime import local_datetime

CENT = Decimal("0.01")
BARS = 60  # no histogram has more
WIDTHS = (1, 2, 7, 14, 28, 56, 112, 224, 448, 896)  # days of a bar


def finish_spread(
    axis: Axis, finish: npt.NDArray[np.int32], planned: datetime, target: datetime | None
) -> FinishSpread:
    ordered = np.sort(finish)
    distinct, counts = np.unique(ordered, return_counts=True)
    work = np.array([axis.work(int(m)) for m in distinct], np.float64)
    mean = float(work @ counts / len(ordered))
    deviation = float(np.sqrt((work - mean) ** 2 @ counts / len(ordered))) / axis.minutes_per_day
    return FinishSpread(
        {p: axis.date(percentile(ordered, p)) for p in PERCENTS},
        axis.date(ordered[0]),
        local_datetime(axis.line.finish_at(round(mean))),
        axis.date(ordered[-1]),
        deviation,
        planned,
        float(np.mean(ordered <= axis.place_of(planned))),
        target,
        None if target is None else float(np.mean(ordered <= axis.place_of(target))),
        tuple((axis.date(m), share) for m, share in _curve(ordered)),
        _histogram(axis, ordered),
    )


def _curve(ordered: npt.NDArray[np.number]) -> list[tuple[float, float]]:
    """Up to a hundred points of the distribution function, rising in both."""
    points = {percentile(ordered, p): p for p in range(1, 101)}
    reached = np.searchsorted(ordered, list(points), side="right") / len(ordered)
    return [(value, float(share)) for value, share in zip(points, reached, strict=True)]


def _histogram(axis: Axis, ordered: npt.NDArray[np.int32]) -> tuple[tuple[datetime, datetime, int], ...]:
    """Bars of whole days. A finish at midnight belongs to the day that ends there."""
    first = (axis.date(ordered[0]) - timedelta(minutes=1)).replace(hour=0, minute=0)
    days = (axis.date(ordered[-1]) - first).days + 1
    width = next((w for w in WIDTHS if days <= w * BARS), days)
    edges = [first + timedelta(days=n) for n in range(0, days + width, width)]
    counts, _ = np.histogram(ordered - 0.5, [axis.place_of(edge) for edge in edges])
    return tuple((a, b, int(c)) for (a, b), c in zip(pairwise(edges), counts, strict=True))


def cost_spread(cost: npt.NDArray[np.float64], planned: Decimal, budget: Decimal | None) -> CostSpread:
    ordered = np.sort(np.rint(cost * 100)) / 100

    def money(value: float) -> Decimal:
        return Decimal(repr(float(value))).quantize(CENT)

    return CostSpread(
        {p: money(percentile(ordered, p)) for p in PERCENTS},
        money(float(ordered.mean())),
        planned.quantize(CENT),
        float(np.mean(ordered <= float(planned) + 0.005)),
        budget,
        None if budget is None else float(np.mean(ordered <= float(budget) + 0.005)),
        tuple((money(value), share) for value, share in _curve(ordered)),
    )
