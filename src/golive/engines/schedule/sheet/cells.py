"""Single cells of a plan in Excel: durations, dates, predecessors, people. Read as people write them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from golive.engines.schedule.model import Constraint, LagKind, LinkType, PlanError

E = TypeVar("E", bound=StrEnum)
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - local wall-clock axis
ELAPSED = {"m": 1, "h": 60, "d": 1440, "w": 7 * 1440, "mo": 30 * 1440}
_UNITS = {
    "m": ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    "h": ("h", "hr", "hrs", "hour", "hours", "时", "小时", "个小时"),
    "d": ("d", "dy", "day", "days", "天", "日", "工作日", "个工作日", "人天"),
    "w": ("w", "wk", "wks", "week", "weeks", "周", "星期", "个星期"),
    "mo": ("mo", "mon", "mons", "month", "months", "月", "个月"),
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words}
_CALENDAR_DAYS = {"日历天", "自然日", "自然天", "日历日"}
_DURATION = re.compile(r"([\d.]+)\s*(e|elapsed\s*)?([a-z一-鿿]*)\s*\??$")
_LINK = re.compile(r"(\d+(?:\.\d+)*)\s*\(?(fs|ss|ff|sf)?\)*\s*(?:([+-])\s*([\d.]+)\s*(e?)\s*([a-z一-鿿%]*))?$")
_TYPES = {"完成-开始": "fs", "开始-开始": "ss", "完成-完成": "ff", "开始-完成": "sf"}
_CONSTRAINTS = {
    Constraint.ASAP: ("越早越好", "as soon as possible"),
    Constraint.ALAP: ("越晚越好", "as late as possible"),
    Constraint.SNET: ("不得早于...开始", "start no earlier than"),
    Constraint.SNLT: ("不得晚于...开始", "start no later than"),
    Constraint.FNET: ("不得早于...完成", "finish no earlier than"),
    Constraint.FNLT: ("不得晚于...完成", "finish no later than"),
    Constraint.MSO: ("必须开始于", "must start on"),
    Constraint.MFO: ("必须完成于", "must finish on"),
}
_DATES = (
    re.compile(
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s*(?:周.|星期.))?(?:[t\s]+(\d{1,2}):(\d{2})(?::\d{2})?)?$"
    ),
    re.compile(r"(\d{4})(\d{2})(\d{2})$"),
)
_BACK = 120  # days that a plan without years may reach back
_YES, _NO = {"1", "y", "yes", "true", "是", "√", "✓", "x", "有"}, {"", "0", "n", "no", "false", "否", "-", "无"}


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be read. Codes: "duration", "date", "links", "percent", "number", "money", "bool",
    "constraint", "calendar", "unknown_task", "ambiguous_task", "duplicate_id", "hours", "choice"."""

    sheet: str
    cell: str
    code: str
    value: str


class SheetError(PlanError):
    """Codes: "not_xlsx", "no_table" (no sheet has a heading with a task name and durations, dates or predecessors),
    "no_start" (no date anywhere), "cells" (with `problems`: every one that was found)."""

    def __init__(self, code: str, detail: str = "", problems: tuple[CellProblem, ...] = ()) -> None:
        super().__init__(code, [], detail)
        self.problems = problems


class Unreadable(ValueError):
    """A cell's text does not say what it should; the code of the `CellProblem`."""


def text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFKC", str(value)).strip()


def duration(value: object, day: int) -> tuple[int, bool] | None:
    """Minutes and whether they are wall-clock; a bare number is days of `day` minutes. None for an empty cell."""
    if isinstance(value, timedelta):
        return round(value.total_seconds() / 60), False
    said = text(value).lower()
    if not said:
        return None
    match = _DURATION.match(said)
    if match is None:
        raise Unreadable("duration")
    amount = _number(match[1], "duration")
    return _minutes(amount, bool(match[2]), match[3] or "d", day)


def _minutes(amount: float, elapsed: bool, word: str, day: int) -> tuple[int, bool]:
    if word in _CALENDAR_DAYS:
        elapsed, word = True, "d"
    if word not in _UNIT:
        raise Unreadable("duration")
    working = {"m": 1, "h": 60, "d": day, "w": 5 * day, "mo": 20 * day}
    return round(amount * (ELAPSED if elapsed else working)[_UNIT[word]]), elapsed


def duration_words(minutes: int, elapsed: bool, day: int, chinese: bool = False) -> str:
    """The inverse of `duration`: in the largest of days, hours and minutes that fits."""
    lengths = ELAPSED if elapsed else {"m": 1, "h": 60, "d": day}
    unit = next(u for u in ("d", "h", "m") if minutes % lengths[u] == 0)
    amount = minutes // lengths[unit]
    if chinese:
        words = {"d": "日历天"} if elapsed and unit == "d" else {"d": "天", "h": "小时", "m": "分钟"}
        if not elapsed or unit == "d":
            return f"{amount} {words[unit]}"
    return f"{amount}{'e' if elapsed else ''}{unit}"


_OF_YEAR = re.compile(r"(\d{1,2})(?:月|[/.-])(\d{1,2})日?(?:\s*(?:周.|星期.|\(.*\)))?$")


def moment(value: object, *, end: bool = False, since: date | None = None) -> datetime | None:
    """A local date and time. `end`: a date without a time is the end of that day, else its beginning. `since`: of a
    day without a year the next one from some months before that date on."""
    if isinstance(value, datetime):
        return _of_day(value.date(), end) if value.time() == time() else value.replace(second=0, microsecond=0)
    if isinstance(value, date):
        return _of_day(value, end)
    if isinstance(value, int | float) and 20_000 < value < 90_000:  # a date that lost its format: 1954 to 2146
        return moment(EXCEL_EPOCH + timedelta(minutes=round(value * 1440)), end=end)
    said = text(value).lower()
    if not said:
        return None
    for pattern in _DATES:
        if match := pattern.match(said):
            parts = [int(g) for g in match.groups() if g is not None]
            try:
                day = date(parts[0], parts[1], parts[2])
                return datetime.combine(day, time(parts[3], parts[4])) if len(parts) > 3 else _of_day(day, end)
            except ValueError as error:
                raise Unreadable("date") from error
    if since is not None and (match := _OF_YEAR.match(said)):
        for year in (since.year, since.year + 1):
            try:
                day = date(year, int(match[1]), int(match[2]))
            except ValueError:
                continue
            if day >= since - timedelta(days=_BACK):
                return _of_day(day, end)
    raise Unreadable("date")


def _of_day(day: date, end: bool) -> datetime:
    return datetime.combine(day, time()) + timedelta(days=end)


@dataclass(frozen=True, slots=True)
class Reference:
    """A predecessor as it is written: its number or WBS code."""

    to: str
    type: LinkType
    lag: int
    kind: LagKind


def links(value: object, day: int) -> list[Reference]:
    """ "3FS+2d; 1.2SS-50%" """
    said = text(value).lower().replace("。", ".")
    parts = [part for part in re.split(r"[,;、\n]+", said) if part.strip()]
    return [_link(part.strip(), day) for part in parts]


def _link(said: str, day: int) -> Reference:
    for words, kind in _TYPES.items():
        said = re.sub(rf"{words}(\s*\({kind}\))?", kind, said)
    match = _LINK.match(said)
    if match is None:
        raise Unreadable("links")
    link_type = LinkType((match[2] or "fs").upper())
    if match[3] is None:
        return Reference(match[1], link_type, 0, LagKind.WORKING)
    sign, amount, elapsed, unit = (-1 if match[3] == "-" else 1), _number(match[4], "links"), bool(match[5]), match[6]
    if unit == "%":
        lag_kind = LagKind.ELAPSED_PERCENT if elapsed else LagKind.PERCENT
        return Reference(match[1], link_type, sign * round(amount), lag_kind)
    try:
        lag, elapsed = _minutes(amount, elapsed, unit or "d", day)
    except Unreadable as error:
        raise Unreadable("links") from error
    return Reference(match[1], link_type, sign * lag, LagKind.ELAPSED if elapsed else LagKind.WORKING)


def link_words(to: str, kind: LinkType, lag: int, lag_kind: LagKind, day: int) -> str:
    """The inverse, as MS Project writes it: FS without a lag is left out."""
    elapsed = lag_kind in (LagKind.ELAPSED, LagKind.ELAPSED_PERCENT)
    if not lag and lag_kind is LagKind.WORKING:
        return to if kind is LinkType.FS else f"{to}{kind}"
    sign = "-" if lag < 0 else "+"
    if lag_kind in (LagKind.PERCENT, LagKind.ELAPSED_PERCENT):
        return f"{to}{kind}{sign}{abs(lag)}{'e' if elapsed else ''}%"
    return f"{to}{kind}{sign}{duration_words(abs(lag), elapsed, day)}"


def pauses(value: object) -> tuple[tuple[int, int], ...]:
    """ "300+480; 780+240": after so many minutes of work a pause of so many."""
    found = []
    for part in filter(None, text(value).replace(" ", "").split(";")):
        after, plus, length = part.partition("+")
        if not plus or not after.isdigit() or not length.isdigit():
            raise Unreadable("number")
        found.append((int(after), int(length)))
    return tuple(found)


def people(value: object) -> list[tuple[str, float]]:
    """ "张三[40%]、李四" → names and units."""
    found = []
    for part in re.split(r"[,;、\n/]+", text(value)):
        match = re.match(r"(.*?)\s*[\[(]?\s*(?:([\d.]+)\s*%)?\s*[\])]?$", part.strip())
        if match and match[1]:
            found.append((match[1], _number(match[2], "number") / 100 if match[2] else 1.0))
    return found


def percent(value: object) -> float | None:
    """Per cent, 0 to 100; a number is taken as it stands (see `read`: a column of fractions)."""
    said = text(value).rstrip("%")
    if not said:
        return None
    amount = _number(said, "percent")
    if not 0 <= amount <= 100:
        raise Unreadable("percent")
    return amount


def flag(value: object) -> bool:
    said = text(value).lower()
    if said not in _YES | _NO:
        raise Unreadable("bool")
    return said in _YES


def constraint(value: object) -> Constraint:
    said = re.sub(r"[….\s]+", "", text(value).lower())
    for kind, words in _CONSTRAINTS.items():
        if said in (kind.value.lower(), *(re.sub(r"[.\s]+", "", w) for w in words)):
            return kind
    if not said:
        return Constraint.ASAP
    raise Unreadable("constraint")


def choice(value: object, kind: type[E]) -> E:
    """A member of an enumeration, by its own word."""
    try:
        return kind(text(value).lower())
    except ValueError as error:
        raise Unreadable("choice") from error


def whole(value: object) -> int | None:
    said = text(value)
    if not said:
        return None
    amount = _number(said, "number")
    if amount != int(amount):
        raise Unreadable("number")
    return int(amount)


def money(value: object) -> Decimal | None:
    said = text(value).replace(",", "").lstrip("¥$€ ")
    if not said:
        return None
    try:
        return Decimal(said)
    except InvalidOperation as error:
        raise Unreadable("money") from error


def _number(said: str, code: str) -> float:
    try:
        return float(said)
    except ValueError as error:
        raise Unreadable(code) from error
