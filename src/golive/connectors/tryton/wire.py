"""Tryton's typed JSON: what JSON cannot say is an object that names its class."""

from __future__ import annotations

import base64
import datetime as dt
import json
from decimal import Decimal
from typing import Any

_DATE = ("year", "month", "day")
_TIME = ("hour", "minute", "second", "microsecond")


def encode(value: Any) -> bytes:
    """JSON text of plain Python values, Decimal, date, datetime, time, timedelta and bytes."""
    return json.dumps(value, default=_typed, ensure_ascii=False, allow_nan=False).encode()


def decode(text: bytes) -> Any:
    """The Python values of Tryton's JSON text. Raises ValueError."""
    return json.loads(text, object_hook=_untyped)


def _typed(value: object) -> dict[str, object]:
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:  # Tryton's datetimes are UTC without a zone
            value = value.astimezone(dt.UTC)
        return {"__class__": "datetime", **{name: getattr(value, name) for name in (*_DATE, *_TIME)}}
    if isinstance(value, dt.date):
        return {"__class__": "date", **{name: getattr(value, name) for name in _DATE}}
    if isinstance(value, dt.time):
        return {"__class__": "time", **{name: getattr(value, name) for name in _TIME}}
    if isinstance(value, dt.timedelta):
        return {"__class__": "timedelta", "seconds": value.total_seconds()}
    if isinstance(value, (bytes, bytearray)):
        return {"__class__": "bytes", "base64": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot be sent to Tryton")


def _untyped(found: dict[str, Any]) -> Any:
    kind = found.get("__class__")
    if kind is None:
        return found
    rest = {name: value for name, value in found.items() if name != "__class__"}
    if kind == "Decimal":
        return Decimal(rest["decimal"])
    if kind == "datetime":
        return dt.datetime(**rest)  # noqa: DTZ001 - as Tryton says it: UTC without a zone
    if kind == "date":
        return dt.date(**rest)
    if kind == "time":
        return dt.time(**rest)
    if kind == "timedelta":
        return dt.timedelta(seconds=rest["seconds"])
    if kind == "bytes":
        return base64.b64decode(rest["base64"])
    raise ValueError(f"unknown class {kind!r} in Tryton's answer")
