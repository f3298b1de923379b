"""On which days a recurring calendar exception of MS Project XML falls: yearly, monthly, weekly or every so many days.

Numbers there: Type 1 daily, 2 and 3 yearly (by date, by position), 4 and 5 monthly, 6 weekly, 7 and 8 daily by count.
Month 0 = January; MonthPosition 0 to 3 = first to fourth, 4 = last; MonthItem 0 day, 1 weekday, 2 weekend day, 3 to 9
Sunday to Saturday; DaysOfWeek is a sum of 1 (Sunday), 2, 4, … 64 (Saturday).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from xml.etree.ElementTree import Element

from golive.engines.schedule.mspdi_values import text, whole

_LAST = 4


def occurrences(node: Element, first: date, last: date) -> list[date]:
    """The days of an exception from `first` to `last`, no more than its Occurrences. ValueError for an unknown type."""
    kind, period = whole(node, "Type", 1), max(int(text(node, "Period", "1") or 1), 1)
    days: Iterator[date]
    if kind in (1, 7, 8):
        days = (first + timedelta(days=n) for n in range(0, (last - first).days + 1, period))
    elif kind == 6:
        days = _weekly(whole(node, "DaysOfWeek", 0), period, first, last)
    elif kind in (2, 3, 4, 5):
        days = _monthly(node, kind, period, first, last)
    else:
        raise ValueError(f"exception type {kind}")
    counted = text(node, "Occurrences")
    return list(islice(days, int(counted) if counted and kind != 1 else None))


def _weekly(mask: int, period: int, first: date, last: date) -> Iterator[date]:
    sunday = first - timedelta(days=first.isoweekday() % 7)
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if mask & 1 << day.isoweekday() % 7 and (day - sunday).days // 7 % period == 0:
            yield day


def _monthly(node: Element, kind: int, period: int, first: date, last: date) -> Iterator[date]:
    """Of every month, or of one month a year."""
    only = whole(node, "Month", 0) + 1 if kind in (2, 3) else None
    begin = first.year * 12 + first.month - 1
    for index in range(begin, last.year * 12 + last.month):
        year, month = index // 12, index % 12 + 1
        if month == only or (only is None and (index - begin) % period == 0):
            day = _by_date(node, year, month) if kind in (2, 4) else _by_position(node, year, month)
            if day is not None and first <= day <= last:
                yield day


def _by_date(node: Element, year: int, month: int) -> date | None:
    number = whole(node, "MonthDay", 1)
    return date(year, month, number) if number <= monthrange(year, month)[1] else None


def _by_position(node: Element, year: int, month: int) -> date | None:
    item, position = whole(node, "MonthItem", 0), whole(node, "MonthPosition", 0)
    days = [date(year, month, n) for n in range(1, monthrange(year, month)[1] + 1)]
    fitting = [d for d in days if _is(d, item)]
    if position == _LAST:
        return fitting[-1]
    return fitting[position] if position < len(fitting) else None


def _is(day: date, item: int) -> bool:
    if item == 0:
        return True
    weekend = day.isoweekday() > 5
    return weekend == (item == 2) if item < 3 else day.isoweekday() % 7 == item - 3
