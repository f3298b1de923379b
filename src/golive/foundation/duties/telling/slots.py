"""The two times of a working day at which people are told, and how long one may ask to be left in peace."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from golive.engines.worktime import Calendar
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import State

MORNING, EVENING = 9 * 60, 17 * 60 + 30  # minutes of the local day
AT_LEAST = 30  # minutes of work left after the evening's digest, also where work ends early
PEACE = 5  # working days
SEARCH = timedelta(days=30)  # longer than any holidays around five working days


def slot_at(calendar: Calendar, now: datetime) -> datetime | None:
    """The slot that is served at `now`: the last one of today that has come. None outside of working hours: a tick
    that comes late serves its slot as long as work goes on, and what is missed waits for the next."""
    if not calendar.is_working(now):
        return None
    day = now.astimezone(calendar.zone).date()
    last = min(EVENING, calendar.hours_on(day)[-1][1] - AT_LEAST)
    slots = (calendar.instant(day, minute) for minute in sorted((MORNING, last)))
    return max((slot for slot in slots if slot <= now), default=None)


def snooze_days(row: Obligation, calendar: Calendar, today: date) -> list[date]:
    """The days until which `row` may be snoozed: the next five working days, and while it is not overdue none after
    the day it is due, on which its owner is told in any case."""
    days = calendar.working_days(today + timedelta(days=1), today + SEARCH)[:PEACE]
    if row.state == State.OVERDUE:
        return days
    due = row.due_at.astimezone(calendar.zone).date()
    return [day for day in days if day <= due]
