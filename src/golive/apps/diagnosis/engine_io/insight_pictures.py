"""Open cases by week and hours of work, as pictures with their figures."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def open_weeks(weeks: list[dict[str, Any]]) -> dict[str, Any]:
    """Open cases at the end of each week as columns of 800 × 120, and the figures."""
    most = max((w["open"] for w in weeks), default=0) or 1
    wide = 800 / max(1, len(weeks))
    bars = [
        {
            "x": round(n * wide + 0.5, 1),
            "w": round(max(1.0, wide - 1), 1),
            "h": round(110 * w["open"] / most, 1),
            "y": round(118 - 110 * w["open"] / most, 1),
            **{name: f"{w[name]:,}" for name in ("begun", "ended", "open")},
            "label": w["period"],
        }
        for n, w in enumerate(weeks)
    ]
    step = max(1, len(weeks) // 6)
    ticks = [
        {"x": round(min(max(n * wide + wide / 2, 28), 772), 1), "text": w["period"]}
        for n, w in enumerate(weeks)
        if n % step == 0
    ]
    return {"bars": bars, "ticks": ticks, "most": f"{most:,}"}


def weekdays(grid: list[list[int]]) -> list[dict[str, Any]]:
    """Weekdays with how much is done in which hour, from 0 to 4."""
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    most = max((n for day in grid for n in day), default=0) or 1
    return [
        {
            "day": name,
            "hours": [{"n": f"{n:,}", "heat": -(-4 * n // most), "hour": hour} for hour, n in enumerate(day)],
            "all": f"{sum(day):,}",
        }
        for name, day in zip(days, grid, strict=True)
    ]
