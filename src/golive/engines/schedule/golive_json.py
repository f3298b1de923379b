"""GoLive's own form of a plan: one JSON document, nothing left out, read and written by hand if need be.

{"golive_plan": 1, "name", "start", "calendar", "calendars": {key: {"name", "tz", "weekly": [7 × "08:00-12:00 …"],
"exceptions": {date: hours}, "region", "shifted_as"}}, "tasks": [{"uid", "name", …}], "links": [{"pred", "succ", …}],
"resources": [{"uid", "name", …}], "assignments": [{"task", "resource", …}]}
The names are those of the dataclasses; what has its default value is left out. Money is text ("12.50"), a date is
local ("2026-12-01T18:00:00"). Public holidays are named by region, not listed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from golive.engines.schedule.model import Plan, PlanError
from golive.engines.worktime import Calendar, day_table, hours, hours_text

VERSION = 1


def write_json(plan: Plan) -> str:
    calendars = {key: _calendar(c) for key, c in plan.calendars.items()}
    document = {"golive_plan": VERSION, **_fields(plan), "calendars": calendars}
    return json.dumps(document, ensure_ascii=False, indent=1)


def read_json(text: str) -> Plan:
    """PlanError "not_golive_json" (with the reason), else those of the plan's own checks."""
    try:
        raw = json.loads(text)
        if raw.pop("golive_plan") != VERSION:
            raise ValueError("version")
        calendars = {key: _read_calendar(c) for key, c in raw.pop("calendars").items()}
        return Plan(**_arguments(Plan, raw), calendars=calendars)
    except PlanError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise PlanError("not_golive_json", [], f"{type(error).__name__}: {error}") from error


def _fields(thing: Any) -> dict[str, Any]:
    """Fields that differ from their default."""
    out: dict[str, Any] = {}
    for spec in fields(thing):
        value = getattr(thing, spec.name)
        if isinstance(value, Mapping) or (spec.default is not MISSING and value == spec.default):
            continue
        out[spec.name] = _plain(value)
    return out


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


@lru_cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _arguments(kind: type, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Unknown names raise TypeError when `kind` is made."""
    hints = _hints(kind)
    return {name: _read(hints.get(name, object), value) for name, value in raw.items()}


def _read(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return None if value is None else _read(next(a for a in get_args(hint) if a is not type(None)), value)
    if origin is tuple:
        return _read_tuple(get_args(hint), value)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**_arguments(hint, value))
    if hint is datetime:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    if hint is Decimal:
        return Decimal(str(value))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    if hint in (int, float, str, bool) and not _is(hint, value):
        raise TypeError(f"{value!r} is not {hint.__name__}")
    return value


def _is(hint: type, value: Any) -> bool:
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is hint


def _read_tuple(items: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is not a list")
    if items[-1] is Ellipsis:
        return tuple(_read(items[0], one) for one in value)
    return tuple(_read(item, one) for item, one in zip(items, value, strict=True))


def _calendar(calendar: Calendar) -> dict[str, Any]:
    return {
        "name": calendar.name,
        "tz": calendar.tz,
        "weekly": [hours_text(day) for day in calendar.weekly],
        "exceptions": {str(day): hours_text(own) for day, own in sorted(calendar.exceptions.items())},
        "region": calendar.days.region,
        "shifted_as": calendar.shifted_as,
    }


def _read_calendar(raw: dict[str, Any]) -> Calendar:
    return Calendar(
        raw["name"],
        raw.get("tz", "Asia/Shanghai"),
        tuple(hours(day) for day in raw["weekly"]),
        {date.fromisoformat(day): hours(own) for day, own in raw.get("exceptions", {}).items()},
        day_table(raw.get("region", "")),
        raw.get("shifted_as", 0),
    )
