"""What a planner types or draws, as the engine reads it: durations, days on the chart."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import DAY
from golive.apps.projects.engine_io import calendar
from golive.engines.schedule.sheet.cells import Unreadable, duration
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused


def typed_days(text: str) -> Decimal:
    """Working days of "5d", "2w", "4h", "3天" or "5". Raises Refused for what is no duration."""
    try:
        found = duration(text, DAY)
    except Unreadable:
        found = None
    if found is None or found[1]:
        message = _("“%(text)s” is no duration. Write working time like 5d, 4h or 2w.")
        raise Refused("duration_unreadable", message, text=text)
    return Decimal(found[0]) / DAY


def first_minute(project: Project, day: date) -> datetime:
    """The instant at which work begins on that day, or on the next one that is worked."""
    days = calendar(project)
    return days.next_working(datetime.combine(day, time.min, days.zone))


def minutes_until(project: Project, start: datetime, finish: date) -> int:
    """Working minutes from `start` to the end of the day `finish`."""
    days = calendar(project)
    end = datetime.combine(finish + timedelta(days=1), time.min)
    here = start.astimezone(days.zone).replace(tzinfo=None)
    return days.minutes_between(here, end) if end > here else 0
