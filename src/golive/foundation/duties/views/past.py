"""The day that a page shows: today, or the past day of ?on=2026-03-31."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from golive.foundation import clock
from golive.foundation.duties.reckoning import history


def past(request: HttpRequest, project: Any) -> tuple[date | None, datetime | None]:
    """The day asked for and its last moment; (None, None) for today, for days to come and for what cannot be read."""
    try:
        return past_day(project, date.fromisoformat(request.GET.get("on", "")))
    except ValueError:
        return None, None


def past_day(project: Any, day: date | None) -> tuple[date | None, datetime | None]:
    """A day and its last moment, if it is over; (None, None) otherwise."""
    if day is None or day >= clock.today(project.timezone):
        return None, None
    return day, history.end_of(project, day)


def shown_day(request: HttpRequest, project: Any) -> dict[str, Any]:
    """For `duties/_on.html` and `duties/_past.html`: the past day, today, and what else the address holds."""
    day, moment = past(request, project)
    kept = [(k, v) for k, v in request.GET.items() if v and k not in ("on", "after")]
    return {"on": day, "moment": moment, "today": clock.today(project.timezone), "kept": kept}
