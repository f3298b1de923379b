"""Days and minutes counted one by one: the calendar of the reckoner. Only the official day table is taken as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from golive.engines.worktime.days import DayKind, day_table

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Almanac:
    """09:00-12:00 and 13:00-18:00 on working days of China, changed by a project's special days, in a time zone."""

    def __init__(self, zone: str, special: Mapping[date, bool]) -> None:
        self.zone = ZoneInfo(zone)
        self.special = dict(special)
        self.works = lru_cache(None)(self._works)
        self.later = lru_cache(None)(self._later)
        self.left = lru_cache(None)(self._left)

    def _works(self, day: date) -> bool:
        if day in self.special:
            return self.special[day]
        told = day_table("CN").get(day)
        if told is not None:
            return told.kind is DayKind.WORKDAY
        return day.weekday() < 5

    def worked(self, moment: datetime) -> bool:
        """Whether somebody works in the minute that begins at `moment`."""
        here = moment.astimezone(self.zone)
        return self.works(here.date()) and (9 <= here.hour < 12 or 13 <= here.hour < 18)

    def at(self, day: date, clock: str = "00:00") -> datetime:
        hour, minute = (int(part) for part in clock.split(":"))
        if hour == 24:
            day, hour = day + DAY, 0
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.zone).astimezone(UTC)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _later(self, moment: datetime, minutes: int) -> datetime:
        """When so many worked minutes have passed."""
        if minutes == 0:
            return moment
        moment = moment.replace(second=0, microsecond=0)
        while minutes:
            minutes -= self.worked(moment)
            moment += MINUTE
        return moment

    def _left(self, begin: datetime, end: datetime) -> int:
        """Worked minutes from `begin` to `end`."""
        moment, end = begin.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
        count = 0
        while moment < end:
            count += self.worked(moment)
            moment += MINUTE
        return count

    def working_day_before(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        while not self.works(day):
            day -= DAY
        return day


def days_of(first: date, after: date) -> list[date]:
    """Every day from `first`, before `after`."""
    found = []
    while first < after:
        found.append(first)
        first += DAY
    return found


def next_month(day: date, months: int = 1) -> date:
    """The first day of the month so many later."""
    for _ in range(months):
        day = date(day.year + (day.month == 12), day.month % 12 + 1, 1)
    return day


def period_of(cadence: str, day: date) -> tuple[str, date, date]:
    """The key, the first day, and the first day after the period in which `day` lies."""
    if cadence == "daily":
        return day.isoformat(), day, day + DAY
    if cadence == "weekly":
        monday = day - day.weekday() * DAY
        return f"{monday:%G-W%V}", monday, monday + 7 * DAY
    if cadence == "monthly":
        first = day.replace(day=1)
        return f"{day:%Y-%m}", first, next_month(first)
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return f"{day.year}-Q{first.month // 3 + 1}", first, next_month(first, 3)


def due_in(almanac: Almanac, words: list[str], first: date, after: date) -> datetime | None:
    """When the rule falls due in a period; None when it does not."""
    clock, days = words[-1], days_of(first, after)
    worked = [d for d in days if almanac.works(d)]
    match words[:-1]:
        case ["daily"]:
            return almanac.at(first, clock)
        case ["daily", "workday"]:
            return almanac.at(first, clock) if worked else None
        case ["weekly", weekday]:
            number = WEEKDAYS.index(weekday)
            before = [d for d in worked if d.weekday() <= number]
            return almanac.at((before or worked)[-1], clock) if worked else None
        case [_, "workday", number]:
            n = int(number)
            if abs(n) > len(worked):
                return almanac.at(almanac.working_day_before(days[-1]), clock)
            return almanac.at(worked[n - 1 if n > 0 else n], clock)
        case [_, "day", number]:
            return almanac.at(almanac.working_day_before(days[min(int(number), len(days)) - 1]), clock)
    raise ValueError(words)


def due_after(almanac: Almanac, words: list[str], event: datetime) -> datetime:
    """When something that follows an event is due."""
    amount = int(words[1])
    if words[0] == "workhours":
        return almanac.later(event, 60 * amount)
    clock = words[2] if len(words) == 3 else f"{event.astimezone(almanac.zone):%H:%M}"
    day = almanac.day(event)
    if words[0] == "days":
        return almanac.at(day + amount * DAY, clock)
    while amount:
        day += DAY
        amount -= almanac.works(day)
    return almanac.at(day, clock)
