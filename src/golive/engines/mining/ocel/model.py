"""Object-centric logs (OCEL 1.0 and 2.0) as plain rows, whatever the file they came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from golive.engines.mining.log import Note

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = 0  # the time of values that hold from the beginning (OCEL 2.0 writes 1970-01-01)
_ZONED = re.compile(r"(Z|[+-]\d\d:?\d\d| UTC| GMT)$")
Value = str | int | float | bool | None


@dataclass(frozen=True)
class Event:
    """`ts_us`: microseconds since 1970 UTC; None if the file gives none that can be read (`time` is what stood there)."""

    id: str
    type: str
    ts_us: int | None
    time: str = ""


@dataclass(frozen=True)
class Object:
    id: str
    type: str


@dataclass(frozen=True)
class Attribute:
    """A value of an event or an object. `ts_us`: since when (objects; 0: from the beginning)."""

    owner: str
    name: str
    value: Value
    ts_us: int = NEVER


@dataclass(frozen=True)
class Relation:
    source: str
    target: str
    qualifier: str = ""


@dataclass
class Ocel:
    """Everything of the file, in its order. `event_types`, `object_types`: declared types → attribute → type of value."""

    events: list[Event] = field(default_factory=list)
    objects: list[Object] = field(default_factory=list)
    event_attributes: list[Attribute] = field(default_factory=list)
    object_attributes: list[Attribute] = field(default_factory=list)
    e2o: list[Relation] = field(default_factory=list)
    o2o: list[Relation] = field(default_factory=list)
    event_types: dict[str, dict[str, str]] = field(default_factory=dict)
    object_types: dict[str, dict[str, str]] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    format: str = ""
    notes: list[Note] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Rows of each kind; what a conversion is reconciled by."""
        return {
            "events": len(self.events),
            "objects": len(self.objects),
            "event_attributes": len(self.event_attributes),
            "object_attributes": len(self.object_attributes),
            "e2o": len(self.e2o),
            "o2o": len(self.o2o),
            "event_types": len(self.event_types),
            "object_types": len(self.object_types),
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "format": self.format,
            "counts": self.counts(),
            "object_types": dict(Counter(each.type for each in self.objects)),
            "event_types": dict(Counter(each.type for each in self.events)),
            "notes": [note.as_json() for note in self.notes],
        }

    def content(self) -> dict[str, list[Any]]:
        """For comparing two logs: rows without regard to their order, values as text."""
        return {
            "events": sorted((e.id, e.type, e.ts_us or 0) for e in self.events),
            "objects": sorted((o.id, o.type) for o in self.objects),
            "event_attributes": sorted((a.owner, a.name, value_text(a.value)) for a in self.event_attributes),
            "object_attributes": sorted(
                (a.owner, a.name, a.ts_us, value_text(a.value)) for a in self.object_attributes
            ),
            "e2o": sorted((r.source, r.target, r.qualifier) for r in self.e2o),
            "o2o": sorted((r.source, r.target, r.qualifier) for r in self.o2o),
        }


def checked(ocel: Ocel, tz: str = "UTC") -> Ocel:
    """Note what does not fit together; nothing is left out. `tz`: the zone that times without one were read in."""
    naive = sum(e.ts_us is not None and not _ZONED.search(e.time) for e in ocel.events)
    if naive:
        ocel.notes.append(Note("naive_times", {"rows": naive, "tz": tz}))
    ids, things = {e.id for e in ocel.events}, {o.id for o in ocel.objects}
    loose = sum(r.source not in ids or r.target not in things for r in ocel.e2o)
    loose_objects = sum(r.source not in things or r.target not in things for r in ocel.o2o)
    for what, rows in (("e2o", loose), ("o2o", loose_objects)):
        if rows:
            ocel.notes.append(Note("dangling", {"what": what, "rows": rows}))
    for what, every in (("events", [e.id for e in ocel.events]), ("objects", [o.id for o in ocel.objects])):
        doubled = len(every) - len(set(every))
        if doubled:
            ocel.notes.append(Note("duplicate_key", {"attribute": what, "rows": doubled}))
    timeless = sum(e.ts_us is None for e in ocel.events)
    if timeless:
        sample = [f"{e.id}: {e.time}" for e in ocel.events if e.ts_us is None][:5]
        ocel.notes.append(Note("bad_time", {"rows": timeless, "sample": sample}))
    for what, used, known in (
        ("event_types", {e.type for e in ocel.events}, set(ocel.event_types)),
        ("object_types", {o.type for o in ocel.objects}, set(ocel.object_types)),
    ):
        unknown = sorted(used - known)
        if unknown:
            ocel.notes.append(Note("undeclared", {"what": what, "names": unknown}))
            declared = ocel.event_types if what == "event_types" else ocel.object_types
            declared.update({name: {} for name in unknown})
    return ocel


def instant(text: object, tz: str = "UTC") -> int | None:
    """ISO 8601 (or "2023-01-01 10:00:00") as microseconds since 1970 UTC; None if it is no time."""
    if not isinstance(text, str) or not text.strip():
        return None
    given = text.strip().replace("/", "-")
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        try:
            moment = datetime.fromisoformat(given.removesuffix(" UTC").removesuffix(" GMT"))
        except ValueError:
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC if tz == "UTC" else ZoneInfo(tz))
    return (moment - _EPOCH) // timedelta(microseconds=1)


def iso(us: int) -> str:
    """2024-01-01T08:00:00.000Z"""
    moment = _EPOCH + timedelta(microseconds=us)
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds" if us % 1000 == 0 else "microseconds") + "Z"


def value_text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def kind_of(values: Iterable[Value]) -> str:
    """The OCEL type of values: string, integer, float, boolean."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "integer"
    return "float" if kinds and kinds <= {int, float} else "string"


def typed(text: str, kind: str) -> Value:
    """A text as the declared type says, if that can be read back as the same text; else the text."""
    value: Value = text
    try:
        if kind in ("integer", "int"):
            value = int(text)
        elif kind in ("float", "real"):
            value = float(text)
        elif kind in ("boolean", "bool") and text in ("true", "false"):
            value = text == "true"
    except ValueError:
        return text
    return value if value_text(value) == text else text
