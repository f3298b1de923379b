"""The one place that asks what time it is, so that the demo and the tests can live in another week."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("golive_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or timezone.now()


def machine() -> datetime:
    """The machine's own time, which no simulation moves: for heartbeats and leases, never for facts of a project."""
    return timezone.now()


def today(tz: str | None = None) -> date:
    """The present day where the reader is (or in zone `tz`)."""
    zone = ZoneInfo(tz) if tz else timezone.get_current_timezone()
    return now().astimezone(zone).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen at `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware time")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
