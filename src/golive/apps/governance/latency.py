"""How long questions wait: working days from asking to deciding, by decider and by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median
from typing import Any

from golive.apps.governance.models import Decision
from golive.apps.governance.pictures import bars
from golive.engines.worktime import Calendar
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.registry import calendar_of

DAY = 480  # minutes of a working day


@dataclass(frozen=True, slots=True)
class Latency:
    """Working days; None where nothing was decided yet. `waiting`: the open ones, `late`: past their deadline."""

    name: str
    decided: int
    median: float | None
    p90: float | None
    late: int
    waiting: int


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed (nearest rank)."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def of(name: str, decisions: Iterable[Decision], calendar: Calendar, now: datetime) -> Latency:
    rows = list(decisions)
    waits = [calendar.minutes_between(d.asked_at, d.decided_at) / DAY for d in rows if d.decided_at]
    return Latency(
        name,
        len(waits),
        median(waits) if waits else None,
        percentile(waits, 0.9) if waits else None,
        sum((d.decided_at or now) > d.deadline for d in rows),
        sum(d.state == Decision.State.OPEN for d in rows),
    )


def page(decisions: Any, project: Project) -> dict[str, Any]:
    """A gate that the sponsor passes unasked was never waited for; it is left out."""
    calendar, now = calendar_of(project), clock.now()
    asked = decisions.exclude(state=Decision.State.WITHDRAWN).select_related("decider").order_by("asked_at")
    rows = [d for d in asked if d.decided_at != d.asked_at]
    by_person, by_month = defaultdict(list), defaultdict(list)
    for row in rows:
        by_person[row.decider].append(row)
        if row.decided_at:
            by_month[f"{row.decided_at.astimezone(calendar.zone):%Y-%m}"].append(row)
    people = [of(str(person), mine, calendar, now) for person, mine in by_person.items()]
    people.sort(key=lambda each: -(each.p90 or 0))
    months = [of(month, mine, calendar, now) for month, mine in sorted(by_month.items())]
    return {
        "all": of("", rows, calendar, now),
        "people": people,
        "months": months,
        "picture": bars([(m.name, m.median or 0, m.p90 or 0) for m in months]),
    }
