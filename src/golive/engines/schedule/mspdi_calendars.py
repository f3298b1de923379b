"""Calendars of MS Project XML. A calendar there has a base it inherits from, week days, work weeks and exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from golive.engines.schedule.model import Note
from golive.engines.schedule.mspdi_recurrence import occurrences
from golive.engines.schedule.mspdi_values import NS, flag, text, whole
from golive.engines.worktime import Calendar, Hours, week

STANDARD = week("08:00-12:00 13:00-17:00")
_LONGEST_EXCEPTION = 36600  # days; a longer one is a slip of the pen


def read_calendars(root: Element) -> tuple[dict[str, Calendar], list[Note]]:
    """Calendars by UID. Notes: "recurring_exception" for unknown patterns (only their first day counts)."""
    nodes = {text(c, "UID"): c for c in root.iterfind(f"{NS}Calendars/{NS}Calendar")}
    done: dict[str, Calendar] = {}
    notes: list[Note] = []
    for uid in nodes:
        chain = [uid]  # bases are read first
        while (base := text(nodes[chain[-1]], "BaseCalendarUID")) in nodes and base not in done and base not in chain:
            chain.append(base)
        for one in reversed(chain):
            if one not in done:
                done[one] = _calendar(nodes[one], done.get(text(nodes[one], "BaseCalendarUID")), notes)
    return done, notes


def _calendar(node: Element, base: Calendar | None, notes: list[Note]) -> Calendar:
    weekly = list(base.weekly if base else STANDARD)
    exceptions = dict(base.exceptions) if base else {}
    for day in node.iterfind(f"{NS}WeekDays/{NS}WeekDay"):
        kind = whole(day, "DayType", 0)
        if kind:
            weekly[(kind - 2) % 7] = _hours(day)
        else:
            exceptions |= dict.fromkeys(_span(day), _hours(day))
    for period in node.iterfind(f"{NS}WorkWeeks/{NS}WorkWeek"):
        own = {(whole(d, "DayType") - 2) % 7: _hours(d) for d in period.iterfind(f"{NS}WeekDays/{NS}WeekDay")}
        exceptions |= {d: own[d.weekday()] for d in _span(period) if d.weekday() in own}
    for exception in node.iterfind(f"{NS}Exceptions/{NS}Exception"):
        days = list(_span(exception))
        try:
            days = occurrences(exception, days[0], days[-1]) if days else []
        except ValueError:
            notes.append(Note("recurring_exception", (), text(exception, "Name")))
            days = days[:1]
        exceptions |= dict.fromkeys(days, _hours(exception))
    return Calendar(text(node, "Name"), "UTC", tuple(weekly), exceptions)


def _span(node: Element) -> Iterator[date]:
    period = node.find(f"{NS}TimePeriod")
    if period is None:
        return
    first = date.fromisoformat(text(period, "FromDate")[:10])
    last = date.fromisoformat(text(period, "ToDate")[:10])
    for n in range(min((last - first).days, _LONGEST_EXCEPTION) + 1):
        yield first + timedelta(days=n)


def _hours(node: Element) -> Hours:
    if not flag(node, "DayWorking"):
        return ()
    spans = []
    for working in node.iterfind(f"{NS}WorkingTimes/{NS}WorkingTime"):
        start, end = _minute(text(working, "FromTime")), _minute(text(working, "ToTime"))
        spans.append((start, end or 1440))
    return tuple(sorted(spans))


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)
