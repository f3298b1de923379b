"""OCEL as JSON: 1.0 ("ocel:events" by identifier) and 2.0 (lists of events and objects)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from golive.engines.mining.log import LogError
from golive.engines.mining.ocel.model import (
    NEVER,
    Attribute,
    Event,
    Object,
    Ocel,
    Relation,
    checked,
    instant,
    iso,
    kind_of,
)
from golive.engines.mining.read.streams import open_bytes


def read_json(path: Path, tz: str = "UTC") -> Ocel:
    """Which version it is, the keys say. LogError: damaged (with line), not_a_log."""
    with open_bytes(path) as file:
        try:
            document = json.loads(file.read())
        except (ValueError, EOFError, OSError, RecursionError) as error:
            raise LogError("damaged", file=path.name, reason=str(error)) from error
    try:
        return _read(document, path, tz)
    except (TypeError, AttributeError, KeyError) as error:  # a list where names belong, a number where a list does
        raise LogError("not_a_log", file=path.name, reason=f"{type(error).__name__}: {error}") from error


def _read(document: Any, path: Path, tz: str) -> Ocel:
    if not isinstance(document, dict):
        raise LogError("not_a_log", file=path.name, reason="the document is a list")
    if "ocel:events" in document or "ocel:objects" in document:
        return checked(_version_1(document, path, tz), tz)
    if "events" in document and "objects" in document:
        return checked(_version_2(document, path, tz), tz)
    raise LogError("not_a_log", file=path.name, reason="neither ocel:events nor events and objects")


def _version_1(document: Mapping[str, Any], path: Path, tz: str) -> Ocel:
    ocel = Ocel(source=str(path), format="ocel1-json")
    said = document.get("ocel:global-log", {})
    ocel.object_types = {name: {} for name in said.get("ocel:object-types", ())}
    kept = {key: value for key, value in document.items() if key not in ("ocel:events", "ocel:objects")}
    ocel.meta = {"ocel1": kept}
    for key, given in document.get("ocel:objects", {}).items():
        ocel.objects.append(Object(key, str(given.get("ocel:type", ""))))
        ocel.object_attributes += [Attribute(key, name, _scalar(v)) for name, v in given.get("ocel:ovmap", {}).items()]
    for key, given in document.get("ocel:events", {}).items():
        time = str(given.get("ocel:timestamp", ""))
        ocel.events.append(Event(key, str(given.get("ocel:activity", "")), instant(time, tz), time))
        ocel.event_attributes += [Attribute(key, name, _scalar(v)) for name, v in given.get("ocel:vmap", {}).items()]
        typed_map = given.get("ocel:typedOmap")
        pairs: Iterable[tuple[str, str]] = (
            [(each["ocel:oid"], each.get("ocel:qualifier", "")) for each in typed_map]
            if typed_map
            else [(oid, "") for oid in given.get("ocel:omap", ())]
        )
        ocel.e2o += [Relation(key, oid, qualifier) for oid, qualifier in pairs]
    _declare(ocel)
    return ocel


def _declare(ocel: Ocel) -> None:
    """OCEL 1.0 declares no types of values: they are those of the values."""
    for types, rows, attributes in (
        (ocel.event_types, ocel.events, ocel.event_attributes),
        (ocel.object_types, ocel.objects, ocel.object_attributes),
    ):
        of = {row.id: row.type for row in rows}
        values: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in rows:
            types.setdefault(row.type, {})
        for each in attributes:
            if each.owner in of:
                values[of[each.owner], each.name].append(each.value)
        for (kind, name), found in values.items():
            types[kind][name] = kind_of(found)


def _scalar(value: Any) -> Any:
    """Lists and dicts as JSON text, so that nothing is lost."""
    return (
        value if value is None or isinstance(value, str | int | float | bool) else json.dumps(value, ensure_ascii=False)
    )


def _version_2(document: Mapping[str, Any], path: Path, tz: str) -> Ocel:
    ocel = Ocel(source=str(path), format="ocel2-json")
    known = ("events", "objects", "eventTypes", "objectTypes")
    ocel.meta = {"extra": {k: v for k, v in document.items() if k not in known}}
    for types, key in ((ocel.event_types, "eventTypes"), (ocel.object_types, "objectTypes")):
        for given in document.get(key, ()):
            types[given["name"]] = {a["name"]: a.get("type", "string") for a in given.get("attributes", ())}
    for given in document["objects"]:
        ocel.objects.append(Object(given["id"], given["type"]))
        for each in given.get("attributes", ()):
            since = instant(each.get("time"), tz)
            ocel.object_attributes.append(
                Attribute(given["id"], each["name"], _scalar(each.get("value")), since or NEVER)
            )
        ocel.o2o += _relations(given)
    for given in document["events"]:
        time = str(given.get("time", ""))
        ocel.events.append(Event(given["id"], given["type"], instant(time, tz), time))
        for each in given.get("attributes", ()):
            ocel.event_attributes.append(Attribute(given["id"], each["name"], _scalar(each.get("value"))))
        ocel.e2o += _relations(given)
    return ocel


def _relations(given: Mapping[str, Any]) -> list[Relation]:
    return [Relation(given["id"], r["objectId"], r.get("qualifier", "")) for r in given.get("relationships", ())]


def write_json2(ocel: Ocel, path: Path) -> None:
    attributes = _by_owner(ocel.event_attributes), _by_owner(ocel.object_attributes)
    relations = _by_source(ocel.e2o), _by_source(ocel.o2o)

    def types(declared: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
        return [
            {"name": n, "attributes": [{"name": a, "type": t} for a, t in of.items()]} for n, of in declared.items()
        ]

    events, objects = [], []
    for event in ocel.events:
        values = [{"name": a.name, "value": a.value} for a in attributes[0].get(event.id, ())]
        time = event.time if event.ts_us is None else iso(event.ts_us)
        row: dict[str, Any] = {"id": event.id, "type": event.type, "time": time, "attributes": values}
        events.append({**row, "relationships": relations[0].get(event.id, [])})
    for thing in ocel.objects:
        since = [{"name": a.name, "time": iso(a.ts_us), "value": a.value} for a in attributes[1].get(thing.id, ())]
        row = {"id": thing.id, "type": thing.type, "attributes": since}
        objects.append({**row, "relationships": relations[1].get(thing.id, [])})
    document = {"objectTypes": types(ocel.object_types), "eventTypes": types(ocel.event_types)}
    extra = ocel.meta.get("extra", {})
    _save(path, {**extra, **document, "objects": objects, "events": events})


def write_json1(ocel: Ocel, path: Path) -> list[str]:
    """OCEL 1.0 knows no relations between objects and no changes of values: returns what it could not hold."""
    attributes = _by_owner(ocel.event_attributes), _by_owner(ocel.object_attributes)
    relations = _by_source(ocel.e2o)
    events: dict[str, dict[str, Any]] = {}
    objects: dict[str, dict[str, Any]] = {}
    for event in ocel.events:
        events[event.id] = {
            "ocel:activity": event.type,
            "ocel:timestamp": event.time if event.ts_us is None else iso(event.ts_us),
            "ocel:omap": [r["objectId"] for r in relations.get(event.id, ())],
            "ocel:vmap": {a.name: a.value for a in attributes[0].get(event.id, ())},
        }
        if any(r["qualifier"] for r in relations.get(event.id, ())):
            given = [{"ocel:oid": r["objectId"], "ocel:qualifier": r["qualifier"]} for r in relations[event.id]]
            events[event.id]["ocel:typedOmap"] = given
    changes = 0
    for thing in ocel.objects:
        own = attributes[1].get(thing.id, [])
        objects[thing.id] = {"ocel:type": thing.type, "ocel:ovmap": {a.name: a.value for a in own}}
        changes += len(own) - len(objects[thing.id]["ocel:ovmap"])
    names = sorted({a.name for a in (*ocel.event_attributes, *ocel.object_attributes)})
    head = {
        "ocel:global-event": {"ocel:activity": "__INVALID__"},
        "ocel:global-object": {"ocel:type": "__INVALID__"},
        "ocel:global-log": {
            "ocel:attribute-names": names,
            "ocel:object-types": list(ocel.object_types),
            "ocel:version": "1.0",
            "ocel:ordering": "timestamp",
        },
    }
    _save(path, {**head, **ocel.meta.get("ocel1", {}), "ocel:events": events, "ocel:objects": objects})
    return [*([f"o2o: {len(ocel.o2o)}"] if ocel.o2o else []), *([f"object_attributes: {changes}"] if changes else [])]


def _save(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")


def _by_owner(attributes: Iterable[Attribute]) -> dict[str, list[Attribute]]:
    out: dict[str, list[Attribute]] = defaultdict(list)
    for each in attributes:
        out[each.owner].append(each)
    return out


def _by_source(relations: Iterable[Relation]) -> dict[str, list[dict[str, str]]]:
    out: dict[str, list[dict[str, str]]] = defaultdict(list)
    for each in relations:
        out[each.source].append({"objectId": each.target, "qualifier": each.qualifier})
    return out
