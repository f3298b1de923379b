"""Working calendars: weekly hours, public holidays, shifted working days, own exceptions.

Naive datetimes are local wall-clock times of the calendar (plans). Aware datetimes are instants (duties, service
levels); results for them are aware UTC. On a day on which the clocks change, instants count the minutes that really
pass. Seconds are dropped: work is counted in whole minutes.
"""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from golive.engines.worktime.days import NO_HOLIDAYS, CoverageWarning, DayKind, DayTable, day_table
from golive.engines.worktime.timeline import DAY, NoWorkingTime, Timeline

Interval = tuple[int, int]  # minutes of the day, end excluded; 1440 is midnight at the end
Hours = tuple[Interval, ...]

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local wall-clock axis
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_FIRST_DAY, _LAST_DAY = 1 - _EPOCH_ORDINAL, date(9999, 12, 30).toordinal() - _EPOCH_ORDINAL  # there are no dates beyond
_MINUTE = timedelta(minutes=1)
MONDAY, FRIDAY = 0, 4


def hours(text: str) -> Hours:
    """Read "09:00-12:00 13:30-18:00" (empty = no work). ValueError unless ordered and apart."""
    out: list[Interval] = []
    for part in text.split():
        start, _, end = part.partition("-")
        out.append((_minute_of_day(start), _minute_of_day(end)))
    return _checked(out)


def hours_text(worked: Hours) -> str:
    """The inverse of `hours`."""
    return " ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in worked)


def _minute_of_day(text: str) -> int:
    hour, _, minute = text.partition(":")
    value = int(hour) * 60 + int(minute)
    if not 0 <= value <= DAY or not 0 <= int(minute) < 60:
        raise ValueError(f"not a time of day: {text!r}")
    return value


def _checked(intervals: Iterable[Interval]) -> Hours:
    result = tuple((int(a), int(b)) for a, b in intervals)
    edges = [edge for interval in result for edge in interval]
    if any(a >= b for a, b in result) or edges != sorted(edges) or (edges and not 0 <= edges[0] <= edges[-1] <= DAY):
        raise ValueError(f"working hours must be ordered and apart: {result}")
    return result


@dataclass(frozen=True)
class Calendar:
    """When somebody works.

    `weekly`: seven entries, Monday first. `exceptions`: date → hours of that very date (empty: free); they win over
    the public holidays of `days`. A shifted working day has the hours of weekday `shifted_as`.
    """

    name: str
    tz: str = "Asia/Shanghai"
    weekly: tuple[Hours, ...] = ()
    exceptions: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    days: DayTable = NO_HOLIDAYS
    shifted_as: int = MONDAY

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError("a week has seven days")
        object.__setattr__(self, "weekly", tuple(_checked(day) for day in self.weekly))
        checked = {day: _checked(own) for day, own in self.exceptions.items()}
        object.__setattr__(self, "exceptions", MappingProxyType(checked))

    # -- made from another ---------------------------------------------------------------------------------------
    def with_exceptions(self, exceptions: Mapping[date, Iterable[Interval]], name: str = "") -> Calendar:
        """This calendar with further exceptions on top (a project's closing days, a person's leave)."""
        own = {**self.exceptions, **{day: tuple(given) for day, given in exceptions.items()}}
        return replace(self, name=name or self.name, exceptions=own)

    def with_leave(self, dates: Iterable[date], name: str = "") -> Calendar:
        return self.with_exceptions(dict.fromkeys(dates, ()), name)

    # -- days ----------------------------------------------------------------------------------------------------
    def hours_on(self, day: date) -> Hours:
        own = self.exceptions.get(day)
        if own is not None:
            return own
        special = self.days.get(day)
        if special is None:
            return self.weekly[day.weekday()]
        return self.weekly[self.shifted_as] if special.kind is DayKind.WORKDAY else ()

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours_on(day))

    def working_days(self, first: date, last: date) -> list[date]:
        """The working days from `first` to `last`, both included."""
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in span if self.hours_on(day)]

    def next_working_day(self, day: date) -> date:
        """`day` itself, or the first working day after it."""
        return self._search(day, 1)

    def prev_working_day(self, day: date) -> date:
        """`day` itself, or the last working day before it."""
        return self._search(day, -1)

    def _search(self, day: date, step: int) -> date:
        for n in range(3700):
            found = day + timedelta(days=n * step)
            if self.hours_on(found):
                return found
        raise NoWorkingTime

    def nth_working_day_of_month(self, year: int, month: int, n: int) -> date:
        """The n-th working day (1 = first, -1 = last). ValueError when the month has not so many."""
        last = date(year, month, month_lengths.monthrange(year, month)[1])
        found = self.working_days(last.replace(day=1), last)
        if not n or abs(n) > len(found):
            raise ValueError(f"{year}-{month:02} has {len(found)} working days, not {n}")
        return found[n - 1 if n > 0 else n]

    def last_working_day_of_week(self, day: date, weekday: int = FRIDAY) -> date | None:
        """The last working day on or before `weekday` in the week (Monday first) of `day`.

        Where Monday to `weekday` are all free, the last working day after it (a shifted Saturday or Sunday);
        None in a week without any work.
        """
        monday = day - timedelta(days=day.weekday())
        week = [monday + timedelta(days=n) for n in range(7)]
        for candidates in (week[: weekday + 1], week[weekday + 1 :]):
            worked = [d for d in candidates if self.hours_on(d)]
            if worked:
                return worked[-1]
        return None

    def warnings(self, first: date, last: date) -> list[CoverageWarning]:
        """Years of the span whose public holidays are not officially known."""
        return self.days.warnings(first, last)

    # -- minutes -------------------------------------------------------------------------------------------------
    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Working minutes from `a` to `b`; negative when `b` is earlier."""
        if (a.tzinfo is None) != (b.tzinfo is None):
            raise TypeError("a local time and an instant cannot be compared")
        line, ta = self._on_line(a)
        _, tb = self._on_line(b)
        return line.work(tb) - line.work(ta)

    def add(self, start: datetime, minutes: int) -> datetime:
        """When `minutes` of work begun at `start` finish: at the END of a segment rather than the next start."""
        line, t = self._on_line(start)
        return self._back(line.add(t, minutes), start)

    def sub(self, finish: datetime, minutes: int) -> datetime:
        """When `minutes` of work must begin to finish at `finish`."""
        line, t = self._on_line(finish)
        return self._back(line.sub(t, minutes), finish)

    def next_working(self, when: datetime) -> datetime:
        line, t = self._on_line(when)
        return self._back(line.next_working(t), when)

    def prev_working(self, when: datetime) -> datetime:
        line, t = self._on_line(when)
        return self._back(line.prev_working(t), when)

    def is_working(self, when: datetime) -> bool:
        line, t = self._on_line(when)
        return line.is_working(t)

    # -- lines of minutes ----------------------------------------------------------------------------------------
    @cached_property
    def local(self) -> Timeline:
        """Minutes of the local wall clock since 1970-01-01T00:00."""
        return Timeline(self._local_segments)

    @cached_property
    def utc(self) -> Timeline:
        """Minutes of UTC since 1970-01-01T00:00Z."""
        return Timeline(self._utc_segments)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    def instant(self, day: date, minute: int) -> datetime:
        """The aware UTC instant of a local minute of the day (1440 = the end of the day)."""
        local = datetime(day.year, day.month, day.day, tzinfo=self.zone) + timedelta(minutes=minute)
        return local.astimezone(UTC)

    def _local_segments(self, number: int) -> list[Interval]:
        if not _FIRST_DAY <= number <= _LAST_DAY:
            return []
        base = number * DAY
        return [(base + a, base + b) for a, b in self.hours_on(date.fromordinal(number + _EPOCH_ORDINAL))]

    def _utc_segments(self, number: int) -> list[Interval]:
        day = date.fromordinal(number + _EPOCH_ORDINAL)
        worked = self.hours_on(day)
        if not worked:
            return []
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        offset, later = midnight.utcoffset(), (midnight + timedelta(days=1)).utcoffset()
        assert offset is not None
        if offset == later:
            base = number * DAY - offset // _MINUTE
            return [(base + a, base + b) for a, b in worked]
        return self._segments_of_clock_change(number, worked)

    def _segments_of_clock_change(self, number: int, worked: Hours) -> list[Interval]:
        """Minute by minute, since hours may be missing or come twice. Two days a year."""
        out: list[Interval] = []
        for t in range(number * DAY - 15 * 60, (number + 1) * DAY + 15 * 60):  # offsets are below 15 h
            local = local_minute((_EPOCH_UTC + t * _MINUTE).astimezone(self.zone).replace(tzinfo=None))
            minute = local - number * DAY
            if any(a <= minute < b for a, b in worked):
                out.append((t, t + 1))
        return out

    def _on_line(self, when: datetime) -> tuple[Timeline, int]:
        if when.tzinfo is None:
            return self.local, local_minute(when)
        return self.utc, (when - _EPOCH_UTC) // _MINUTE

    def _back(self, t: int, like: datetime) -> datetime:
        return local_datetime(t) if like.tzinfo is None else _EPOCH_UTC + t * _MINUTE


def intersection(a: Calendar, b: Calendar, name: str) -> Calendar:
    """The calendar of work that needs both: a task's own hours and those of the person who does it.

    ValueError for calendars of two time zones or of two countries' holidays.
    """
    if a.tz != b.tz or (a.days.region and b.days.region and a.days != b.days):
        raise ValueError(f"{a.name} and {b.name} have no common days")
    days = a.days if a.days.region else b.days
    shifted = {d.date for d in days.days.values() if d.kind is DayKind.WORKDAY}
    own = {day: _common(a.hours_on(day), b.hours_on(day)) for day in {*a.exceptions, *b.exceptions, *shifted}}
    weekly = tuple(_common(x, y) for x, y in zip(a.weekly, b.weekly, strict=True))
    return Calendar(name, a.tz, weekly, own, days, a.shifted_as)


def _common(a: Hours, b: Hours) -> Hours:
    pairs = ((max(s, t), min(e, f)) for s, e in a for t, f in b)
    return tuple((start, end) for start, end in pairs if start < end)


def local_minute(when: datetime) -> int:
    """Minutes since 1970-01-01T00:00 of a naive local time; seconds are dropped."""
    return (when - _EPOCH) // _MINUTE


def local_datetime(minute: int) -> datetime:
    return _EPOCH + minute * _MINUTE


def week(working: str, weekend: str = "") -> tuple[Hours, ...]:
    """Seven days: Monday to Friday with `working`, Saturday and Sunday with `weekend` hours."""
    return (hours(working),) * 5 + (hours(weekend),) * 2


@lru_cache
def china_standard(tz: str = "Asia/Shanghai") -> Calendar:
    """Monday to Friday 09:00-12:00 and 13:00-18:00 (8 h) with the public holidays of China."""
    return Calendar("china_standard", tz, week("09:00-12:00 13:00-18:00"), days=day_table("CN"))


@lru_cache
def always_on(tz: str = "UTC") -> Calendar:
    """Every minute counts."""
    return Calendar("always_on", tz, week("00:00-24:00", "00:00-24:00"))
