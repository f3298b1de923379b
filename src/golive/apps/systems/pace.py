"""Response times of an environment: this month beside the one before, slow spots, and whether what was done helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

from golive.apps.systems import engine_io
from golive.apps.systems.models import Environment, Operation, Timing, Tuning
from golive.foundation import clock
from golive.foundation.duties.registry import calendar_of

SLOW_MS = 2000  # nine of ten times it must be quicker
WINDOW = timedelta(days=30)  # of looks before and after an improvement
Looks = list[tuple[datetime, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Spot:
    """One operation in a month. `before`: its median in the month before."""

    operation: str
    name: str
    looks: int
    median: float
    p90: float
    before: float | None

    @property
    def slow(self) -> bool:
        return self.p90 > SLOW_MS

    @property
    def change(self) -> float | None:
        return None if not self.before else self.median / self.before - 1


def month_of(project: Any, moment: datetime) -> str:
    return f"{moment.astimezone(calendar_of(project).zone):%Y-%m}"


def looks_of(environment: Environment, since: datetime) -> Looks:
    rows = Timing.objects.filter(environment=environment, at__gte=since).order_by("at")
    return list(rows.values_list("at", "took"))


def spots(environment: Environment, looks: Looks, month: str) -> list[Spot]:
    """The operations of a month, slowest first."""
    zone = calendar_of(environment.project).zone
    first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=zone)
    former = f"{first - timedelta(days=1):%Y-%m}"
    took: dict[str, dict[str, list[int]]] = {month: {}, former: {}}
    for at, one in looks:
        held = took.get(f"{at.astimezone(zone):%Y-%m}")
        if held is not None:
            for operation, ms in one.items():
                held.setdefault(operation, []).append(ms)
    found = []
    for operation, values in took[month].items():
        p90 = quantiles(values, n=10, method="inclusive")[8] if len(values) > 1 else values[0]
        old = took[former].get(operation)
        name = str(Operation(operation).label) if operation in Operation.values else operation
        found.append(Spot(operation, name, len(values), median(values), p90, median(old) if old else None))
    return sorted(found, key=lambda s: -s.p90)


def two_months(environment: Environment) -> tuple[str, list[Spot]]:
    """The present month and its operations."""
    now = clock.now()
    month = month_of(environment.project, now)
    return month, spots(environment, looks_of(environment, now - timedelta(days=62)), month)


def unanswered(environment: Environment, month: str, found: list[Spot]) -> list[Spot]:
    """Slow spots about which nothing was done this month."""
    rows = Tuning.objects.filter(environment=environment).values_list("operation", "at")
    done = {operation for operation, at in rows if month_of(environment.project, at) == month}
    return [spot for spot in found if spot.slow and spot.operation not in done]


def proofs(environment: Environment) -> list[dict[str, Any]]:
    """Every improvement with the looks before and after it, up to the next one of the same operation."""
    tunings = list(environment.tunings.select_related("by")[:20])
    if not tunings:
        return []
    looks = looks_of(environment, min(t.at for t in tunings) - WINDOW)
    return [{"tuning": t, "change": _change(t, tunings, looks)} for t in tunings]


def _change(one: Tuning, every: list[Tuning], looks: Looks) -> tuple[str, float, float, float] | None:
    others = [t.at for t in every if t.operation == one.operation and t.pk != one.pk]
    since = max([one.at - WINDOW, *(at for at in others if at < one.at)])
    until = min([one.at + WINDOW, *(at for at in others if at > one.at)])
    before = [took[one.operation] for at, took in looks if since <= at < one.at and one.operation in took]
    after = [took[one.operation] for at, took in looks if one.at <= at < until and one.operation in took]
    return engine_io.change_of(before, after)
