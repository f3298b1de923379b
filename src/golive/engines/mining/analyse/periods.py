"""Weeks, months and years of the log's own zone, and its shift from UTC, as small tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa

from golive.engines.mining.log import EventLog
from golive.engines.mining.log.build import FAR_FUTURE, FAR_PAST

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST = 1_000  # periods; a log that spans more is shown by years


@dataclass(frozen=True)
class Period:
    """[low_us, high_us) in microseconds since 1970 UTC; `label`: 2024-W03, 2024-01 or 2024."""

    label: str
    low_us: int
    high_us: int


def periods(log: EventLog, unit: str) -> list[Period]:
    """All periods between the first and the last event, without times that can only be errors (before 1900, after 2200)."""
    low, high = log.one(f"SELECT min(ts), max(ts) FROM step WHERE ts BETWEEN {FAR_PAST} AND {FAR_FUTURE}")
    if low is None:
        return []
    low = min(
        low, *(v for v in log.one(f"SELECT min(start_us) FROM cases WHERE start_us >= {FAR_PAST}") if v is not None)
    )
    zone = ZoneInfo(log.tz)
    at, last = _floor(local_time(low, zone), unit), local_time(high, zone)
    if (last - at).days > MOST * {"week": 7, "month": 30, "year": 365}[unit]:
        unit = "year"
        at = _floor(at, unit)
    out = []
    while at <= last:
        after = _next(at, unit)
        out.append(Period(_label(at, unit), _us(at), _us(after)))
        at = after
    return out


def use_periods(log: EventLog, given: Sequence[Period]) -> list[str]:
    """Make table period(number, low_us, high_us); returns the labels by number."""
    table = pa.table(
        {
            "number": pa.array(range(len(given)), pa.int32()),
            "low_us": pa.array([p.low_us for p in given], pa.int64()),
            "high_us": pa.array([p.high_us for p in given], pa.int64()),
        }
    )
    log.put("period", table)
    return [p.label for p in given]


def use_offsets(log: EventLog) -> None:
    """Make table zone_offset(low_us, high_us, offset_us): what is added to an instant to have the local time."""
    zone = ZoneInfo(log.tz)
    low, high = log.one(f"SELECT min(ts), max(ts) FROM step WHERE ts BETWEEN {FAR_PAST} AND {FAR_FUTURE}")
    rows: list[tuple[int, int, int]] = []
    hour = 3_600_000_000
    at, end = (low or 0) // hour * hour, (high or 0) + hour
    while at < end:
        offset = _offset(at, zone)
        until = min(at + 24 * hour, end)
        if _offset(until, zone) != offset:  # the clocks change within the day; they do so on a full hour of UTC
            until = next(t for t in range(at + hour, until + hour, hour) if _offset(t, zone) != offset)
        if rows and rows[-1][2] == offset:
            rows[-1] = (rows[-1][0], until, offset)
        else:
            rows.append((at, until, offset))
        at = until
    names = ("low_us", "high_us", "offset_us")
    log.put("zone_offset", pa.table({n: pa.array([row[i] for row in rows], pa.int64()) for i, n in enumerate(names)}))


def local_time(us: int, zone: ZoneInfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=us)).astimezone(zone)


def _offset(us: int, zone: ZoneInfo) -> int:
    shift = local_time(us, zone).utcoffset()
    assert shift is not None
    return shift // timedelta(microseconds=1)


def _us(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _floor(at: datetime, unit: str) -> datetime:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _next(at: datetime, unit: str) -> datetime:
    if unit == "week":
        return at + timedelta(days=7)  # same wall-clock time: aware arithmetic within one zone is local
    if unit == "month":
        return at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
    return at.replace(year=at.year + 1)


def _label(at: datetime, unit: str) -> str:
    year, week, _ = at.isocalendar()
    return {"week": f"{year}-W{week:02}", "month": f"{at:%Y-%m}", "year": f"{at:%Y}"}[unit]
