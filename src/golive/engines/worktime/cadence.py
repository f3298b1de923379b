"""When something that recurs, or follows an event, is due.

A rule is written in a few words, so that a catalogue can carry it:

    weekly fri 18:00            the week's Friday; see `Calendar.last_working_day_of_week`
    monthly workday 5 18:00     the 5th working day (-1 = the last); a month with fewer: its last one
    monthly day 15 18:00        the date (31 = month end), or the last working day before it
    quarterly workday 10 18:00  counted from the first day of the quarter; also `quarterly day 15 18:00`
    daily 02:00                 every day; `daily workday 09:00` only on working days
    once 2026-12-01 18:00       exactly then
    workhours 16                after an event: so many working hours later
    workdays 5 18:00            after an event: on the 5th working day after its date
    days 30 18:00               after an event: so many days later; without a time, at the event's time of day

Times are local to the calendar, results aware UTC. 24:00 is the end of the day. Everything is a pure function of
rule, calendar and span.
"""

from __future__ import annotations

import calendar as month_lengths
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from golive.engines.worktime.calendar import Calendar, hours
from golive.engines.worktime.timeline import NoWorkingTime

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RECURRING = frozenset({"weekly", "monthly", "quarterly", "daily", "once"})
FOLLOWING = frozenset({"workhours", "workdays", "days"})


class RuleError(ValueError):
    """A rule that cannot be read."""


@dataclass(frozen=True)
class Rule:
    """One cadence. `number` means, by `kind`: weekday (0 = Monday), n-th working day or day of the month, or the
    amount of hours or days. `working`: counted in working days. `minute`: local minute of the day, None = unset."""

    kind: str
    number: int = 0
    minute: int | None = None
    working: bool = False
    day: date | None = None

    @property
    def is_event(self) -> bool:
        """Whether it needs an event to start from."""
        return self.kind in FOLLOWING

    def __str__(self) -> str:
        clock = [] if self.minute is None else [f"{self.minute // 60:02}:{self.minute % 60:02}"]
        middle: list[str] = []
        match self.kind:
            case "weekly":
                middle = [WEEKDAYS[self.number]]
            case "monthly" | "quarterly":
                middle = ["workday" if self.working else "day", str(self.number)]
            case "daily":
                middle = ["workday"] if self.working else []
            case "once":
                middle = [str(self.day)]
            case _:
                middle = [str(self.number)]
        return " ".join([self.kind, *middle, *clock])


@dataclass(frozen=True)
class Occurrence:
    """One time a rule falls due. `key` is stable ("2026-W47", "2026-11", "2026-Q4", "2026-11-22"); `start` is the
    beginning of its period; both instants are aware UTC."""

    key: str
    start: datetime
    due: datetime


def parse_rule(text: str) -> Rule:
    """Read a rule. RuleError says which text could not be read."""
    try:
        rule = _parse(text.lower().split())
    except (ValueError, IndexError) as error:
        raise RuleError(f"cannot read the rule {text!r}") from error
    return rule


def _parse(words: list[str]) -> Rule:
    match words:
        case ["weekly", weekday, clock]:
            return Rule("weekly", WEEKDAYS.index(weekday), _clock(clock))
        case ["monthly" | "quarterly" as kind, "workday" | "day" as unit, number, clock]:
            n = int(number)
            if n == 0 or (unit == "day" and not 1 <= n <= 92):
                raise ValueError(number)
            return Rule(kind, n, _clock(clock), unit == "workday")
        case ["daily", clock]:
            return Rule("daily", 0, _clock(clock))
        case ["daily", "workday", clock]:
            return Rule("daily", 0, _clock(clock), True)
        case ["once", day, clock]:
            return Rule("once", 0, _clock(clock), day=date.fromisoformat(day))
        case ["workhours", number]:
            return Rule("workhours", _positive(number), None, True)
        case ["workdays" | "days" as kind, number, *clock]:
            if len(clock) > 1:
                raise ValueError(words)
            return Rule(kind, _positive(number), _clock(clock[0]) if clock else None, kind == "workdays")
    raise ValueError(words)


def _clock(text: str) -> int:
    """Minute of the day, 1 to 1440 or midnight."""
    return 0 if text == "00:00" else hours(f"00:00-{text}")[0][1]


def _positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def occurrences(rule: Rule, start: datetime, end: datetime, calendar: Calendar) -> list[Occurrence]:
    """Every time `rule` falls due in [start, end), in order. Adjoining spans neither repeat nor lose one.

    `start` and `end` are aware. ValueError for a rule that needs an event.
    """
    if rule.is_event:
        raise ValueError(f"{rule} follows an event")
    # The period of a due date begins up to a quarter earlier, and a long closure may move a date before its period.
    margin = timedelta(days=100 if rule.kind in ("monthly", "quarterly") else 8)
    first = start.astimezone(calendar.zone).date() - margin
    last = end.astimezone(calendar.zone).date() + margin
    found = [o for o in _PERIODS[rule.kind](rule, first, last, calendar) if start <= o.due < end]
    return sorted(found, key=lambda o: (o.due, o.start))


def due_after(rule: Rule, event: datetime, calendar: Calendar) -> datetime:
    """When something that follows `event` (aware) is due. ValueError for a recurring rule."""
    if not rule.is_event:
        raise ValueError(f"{rule} does not follow an event")
    if rule.kind == "workhours":
        return due_after_business(event, rule.number * 60, calendar)
    local = event.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute if rule.minute is None else rule.minute
    day = local.date()
    if rule.kind == "days":
        return calendar.instant(day + timedelta(days=rule.number), minute)
    for _ in range(rule.number):
        day = calendar.next_working_day(day + timedelta(days=1))
    return calendar.instant(day, minute)


def due_after_business(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    """`minutes` of working time after an aware `start`, as aware UTC."""
    return calendar.add(start.astimezone(UTC), minutes)


def _occurrence(key: str, first: date, due: date, rule: Rule, calendar: Calendar) -> Occurrence:
    return Occurrence(key, calendar.instant(first, 0), calendar.instant(due, rule.minute or 0))


def _weekly(rule: Rule, first: date, last: date, calendar: Calendar) -> Iterator[Occurrence]:
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        due = calendar.last_working_day_of_week(monday, rule.number)
        if due is not None:
            year, number, _ = monday.isocalendar()
            yield _occurrence(f"{year}-W{number:02}", monday, due, rule, calendar)
        monday += timedelta(days=7)


def _periods(rule: Rule, first: date, last: date, calendar: Calendar) -> Iterator[Occurrence]:
    """Months, or quarters of three months."""
    months = 1 if rule.kind == "monthly" else 3
    index = (first.year * 12 + first.month - 1) // months
    while True:
        begin = _month(index * months)
        if begin > last:
            return
        end = _month((index + 1) * months) - timedelta(days=1)
        key = f"{begin:%Y-%m}" if months == 1 else f"{begin.year}-Q{(begin.month + 2) // 3}"
        yield _occurrence(key, begin, _day_in(rule, begin, end, calendar), rule, calendar)
        index += 1


def _month(index: int) -> date:
    return date(index // 12, index % 12 + 1, 1)


def _day_in(rule: Rule, begin: date, end: date, calendar: Calendar) -> date:
    if rule.working:
        worked = calendar.working_days(begin, end)
        if abs(rule.number) <= len(worked):
            return worked[rule.number - 1 if rule.number > 0 else rule.number]
        target = end
    elif rule.kind == "monthly":
        target = begin.replace(day=min(rule.number, month_lengths.monthrange(begin.year, begin.month)[1]))
    else:
        target = min(begin + timedelta(days=rule.number - 1), end)
    try:
        return calendar.prev_working_day(target)
    except NoWorkingTime:
        return target


def _daily(rule: Rule, first: date, last: date, calendar: Calendar) -> Iterator[Occurrence]:
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if not rule.working or calendar.is_working_day(day):
            yield _occurrence(day.isoformat(), day, day, rule, calendar)


def _once(rule: Rule, first: date, last: date, calendar: Calendar) -> Iterator[Occurrence]:
    assert rule.day is not None
    if first <= rule.day <= last:
        yield _occurrence(rule.day.isoformat(), rule.day, rule.day, rule, calendar)


_PERIODS: dict[str, Callable[[Rule, date, date, Calendar], Iterator[Occurrence]]] = {
    "weekly": _weekly,
    "monthly": _periods,
    "quarterly": _periods,
    "daily": _daily,
    "once": _once,
}
