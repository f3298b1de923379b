"""The one place that asks what time it is, so that the demo and the tests can live in another week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import JsonResponse
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


def simulated(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware of an installation for trials (GOLIVE_SIMULATION=1): a request may say what time it is, in the header
    X-GoLive-Now, so that years can be played through the API. Not for an installation that people work with."""

    def run(request: Any) -> Any:
        said = request.headers.get("X-GoLive-Now")
        if not said or not settings.SIMULATION:
            return get_response(request)
        try:
            moment = datetime.fromisoformat(said)
        except ValueError as error:
            return JsonResponse({"problem": "bad_time", "message": str(error)}, status=400)
        if moment.tzinfo is None:
            return JsonResponse({"problem": "bad_time", "message": "a time needs its zone"}, status=400)
        with at(moment):
            return get_response(request)

    return run


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
