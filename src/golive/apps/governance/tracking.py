"""Where an objective stands: the way from baseline to target that its measurements have gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from golive.apps.governance.models import Measurement, Objective
from golive.foundation import clock

WIDE, HIGH, EDGE = 300, 76, 8


@dataclass(frozen=True, slots=True)
class Standing:
    latest: Measurement | None
    share: float | None  # of the way to the target; below 0: it got worse
    state: str  # unmeasured, reached, running, overdue

    @property
    def percent(self) -> int:
        return 0 if self.share is None else max(0, min(100, round(self.share * 100)))


def standings(objectives: Iterable[Objective]) -> dict[int, Standing]:
    """Of many objectives, in one query."""
    rows = list(objectives)
    latest: dict[int, Measurement] = {}
    counted = Measurement.objects.filter(objective__in=rows, cancelled_at=None)
    for m in counted.order_by("on", "id"):
        latest[m.objective_id] = m
    return {o.pk: standing(o, latest.get(o.pk)) for o in rows}


def board(objectives: Iterable[Objective]) -> list[tuple[Objective, Standing]]:
    rows = list(objectives)
    found = standings(rows)
    return [(o, found[o.pk]) for o in rows]


def standing(objective: Objective, latest: Measurement | None) -> Standing:
    over = objective.due_on < clock.today()
    if latest is None:
        return Standing(None, None, "overdue" if over else "unmeasured")
    share = float((latest.value - objective.baseline) / (objective.target - objective.baseline))
    return Standing(latest, share, "reached" if share >= 1 else "overdue" if over else "running")


def picture(objective: Objective, measured: list[Measurement]) -> dict[str, Any] | None:
    """The measurements as a line between baseline and target; None while there is none."""
    counted = [m for m in measured if not m.cancelled_at]
    if not counted:
        return None
    first, last = counted[0].on, max(counted[-1].on, objective.due_on)
    values = [objective.baseline, objective.target, *(m.value for m in counted)]
    low, high = min(values), max(values)

    def x(day: date) -> float:
        return round(EDGE + (WIDE - 2 * EDGE) * (day - first).days / max((last - first).days, 1), 1)

    def y(value: Decimal) -> float:
        return round(HIGH - EDGE - (HIGH - 2 * EDGE) * float((value - low) / (high - low)), 1)

    dots = [(x(m.on), y(m.value), f"{m.on} {m.value.normalize():f}") for m in counted]
    return {
        "w": WIDE,
        "h": HIGH,
        "right": WIDE - EDGE,
        "points": " ".join(f"{a},{b}" for a, b, _text in dots),
        "dots": dots,
        "baseline": y(objective.baseline),
        "target": y(objective.target),
    }
