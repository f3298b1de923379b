"""GoLive's own form of a plan: one JSON document, nothing left out, read and written by hand if need be.

{"golive_plan": 1, "name", "start", "calendar", "calendars": {key: {"name", "tz", "weekly": [7 × "08:00-12:00 …"],
"exceptions": {date: hours}, "region", "shifted_as"}}, "tasks": [{"uid", "name", …}], "links": [{"pred", "succ", …}]}
Fields that have their default value are left out. Public holidays are named by region, not listed.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from golive.engines.schedule.model import Constraint, LagKind, Link, LinkType, Note, Plan, PlanError, Stored, Task
from golive.engines.worktime import Calendar, day_table, hours, hours_text

VERSION = 1
_DATES = {
    *("start", "data_date", "constraint_date", "deadline", "actual_start", "actual_finish", "resume"),
    *("manual_start", "manual_finish", "finish", "early_start", "early_finish", "late_start", "late_finish"),
}
_ENUMS: dict[str, type[StrEnum]] = {"constraint": Constraint, "type": LinkType, "lag_kind": LagKind}
_APART = {"tasks", "links", "calendars", "notes", "stored"}


def write_json(plan: Plan) -> str:
    document = {
        "golive_plan": VERSION,
        **_fields(plan),
        "calendars": {key: _calendar(c) for key, c in plan.calendars.items()},
        "tasks": [_fields(t) | ({"stored": _fields(t.stored)} if t.stored else {}) for t in plan.tasks],
        "links": [_fields(link) for link in plan.links],
        "notes": [_fields(n) for n in plan.notes],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def read_json(text: str) -> Plan:
    """PlanError "not_golive_json" (with the reason), else those of the plan's own checks."""
    try:
        raw = json.loads(text)
        if raw.pop("golive_plan") != VERSION:
            raise ValueError("version")
        tasks = tuple(
            Task(**_values(t), stored=Stored(**_values(t["stored"])) if t.get("stored") else None) for t in raw["tasks"]
        )
        return Plan(
            **_values(raw),
            tasks=tasks,
            links=tuple(Link(**_values(link)) for link in raw.get("links", [])),
            calendars={key: _read_calendar(c) for key, c in raw["calendars"].items()},
            notes=tuple(
                Note(n["code"], tuple(n.get("task_ids", ())), n.get("detail", "")) for n in raw.get("notes", [])
            ),
        )
    except PlanError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlanError("not_golive_json", [], repr(error)) from error


def _fields(thing: Any) -> dict[str, Any]:
    """Fields that differ from their default, dates as text."""
    out: dict[str, Any] = {}
    for spec in fields(thing):
        value = getattr(thing, spec.name)
        if spec.name in _APART or (spec.default is not MISSING and value == spec.default):
            continue
        out[spec.name] = value.isoformat() if isinstance(value, datetime) else value
    return out


def _values(raw: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in raw.items():
        if name in _APART:
            continue
        if name in _DATES and value is not None:
            value = datetime.fromisoformat(value).replace(tzinfo=None)
        out[name] = _ENUMS[name](value) if name in _ENUMS else value
    return out


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
