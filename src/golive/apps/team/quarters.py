"""Quarters as the duties name them: "2026-Q4"."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from golive.foundation import clock

NAME = re.compile(r"(\d{4})-Q([1-4])")


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def current(project: Any) -> str:
    return quarter_of(clock.today(project.timezone))


def span(quarter: str, timezone: str) -> tuple[datetime, datetime]:
    """Its first moment and that of the next one. ValueError for what is no quarter."""
    found = NAME.fullmatch(quarter)
    if not found:
        raise ValueError(quarter)
    year, number = int(found[1]), int(found[2])
    zone = ZoneInfo(timezone)
    begin = datetime(year, number * 3 - 2, 1, tzinfo=zone)
    end = datetime(year + (number == 4), number * 3 % 12 + 1, 1, tzinfo=zone)
    return begin, end
