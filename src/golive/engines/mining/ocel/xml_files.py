"""OCEL as XML, read as a stream: 1.0 (attributes named key, value) and 2.0 (types, objects with changes, events)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from golive.engines.mining.log import LogError, Note
from golive.engines.mining.ocel.json_files import _by_owner, _by_source, _declare
from golive.engines.mining.ocel.model import (
    NEVER,
    Attribute,
    Event,
    Object,
    Ocel,
    Relation,
    Value,
    checked,
    instant,
    iso,
    typed,
    value_text,
)
from golive.engines.mining.read.streams import parse_xml

PLAIN = {
    "string": "string",
    "date": "string",
    "int": "integer",
    "integer": "integer",
    "float": "float",
    "boolean": "boolean",
    "id": "string",
}


def read_xml(path: Path, tz: str = "UTC") -> Ocel:
    """A file that breaks off gives what came before, and says so. LogError: damaged (nothing was kept), not_a_log."""
    ocel = Ocel(source=str(path), format="ocel2-xml")
    reader = _Reader(ocel, tz)
    wrong = parse_xml(path, reader.install)
    if not (ocel.events or ocel.objects):
        raise LogError(
            "damaged" if wrong else "not_a_log", file=path.name, reason=wrong or "neither events nor objects"
        )
    if wrong:
        ocel.notes.append(Note("damaged", {"message": wrong, **ocel.counts()}))
    if ocel.format == "ocel1-xml":
        _declare(ocel)
    return checked(ocel, tz)


def is_ocel_xml(head: bytes) -> bool:
    """XES and OCEL both begin with <log>; OCEL says objects or global-event early."""
    return any(
        mark in head for mark in (b"<object-types", b"<event-types", b"<objects", b'scope="object"', b"object-type")
    )


class _Reader:
    def __init__(self, ocel: Ocel, tz: str) -> None:
        self.ocel, self.tz = ocel, tz
        self.path: list[str] = []
        self.declared: dict[str, str] | None = None  # attributes of the type that is open
        self.owner = self.kind = ""
        self.is_event = False
        self.given: dict[str, str] = {}  # of the attribute that is open (2.0)
        self.text: list[str] = []
        self.is_open = False  # an event or object of 1.0, which has no attributes of its own
        self.one: dict[str, str] = {}  # its identifier, type, time
        self.members: list[str] = []
        self.values: list[tuple[str, Value]] = []
        self.lists: list[str] = []
        self.scope = ""

    def install(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text.append

    # -- 2.0 ---------------------------------------------------------------------------------------------------------
    def start(self, name: str, given: dict[str, str]) -> None:
        above = self.path[-1] if self.path else ""
        self.path.append(name)
        if name in ("object-type", "event-type") and "name" in given:
            types = self.ocel.object_types if name == "object-type" else self.ocel.event_types
            self.declared = types.setdefault(given["name"], {})
        elif name == "attribute" and self.declared is not None:
            self.declared[given["name"]] = given.get("type", "string")
        elif name in ("object", "event") and above in ("objects", "events") and not self.owner and not self.is_open:
            self._open(name, given)
        elif name in ("relationship", "object") and self.owner and "object-id" in given:
            rows = self.ocel.e2o if self.is_event else self.ocel.o2o
            rows.append(Relation(self.owner, given["object-id"], given.get("qualifier", "")))
        elif name == "attribute" and self.owner:
            self.given = given
            self.text.clear()
        elif name == "global":
            self.scope = given.get("scope", "")
        elif "key" in given:
            self._start_1(name, given)

    def end(self, name: str) -> None:
        self.path.pop()
        if name in ("object-type", "event-type"):
            self.declared = None
        elif name == "attribute" and self.given:
            self._value("".join(self.text))
            self.given = {}
        elif name in ("object", "event") and self.path and self.path[-1] in ("objects", "events"):
            if self.is_open:
                self._end_1(name)
            self.owner = ""
        elif name == "list" and self.lists:
            self.lists.pop()

    def _open(self, name: str, given: dict[str, str]) -> None:
        self.is_event = name == "event"
        if "id" not in given:
            self.ocel.format, self.is_open = "ocel1-xml", True
            self.one, self.members, self.values, self.lists = {}, [], [], []
            return
        self.owner, self.kind = given["id"], given.get("type", "")
        if self.is_event:
            time = given.get("time", "")
            self.ocel.events.append(Event(self.owner, self.kind, instant(time, self.tz), time))
        else:
            self.ocel.objects.append(Object(self.owner, self.kind))

    def _value(self, text: str) -> None:
        types = self.ocel.event_types if self.is_event else self.ocel.object_types
        name = self.given.get("name", "")
        value = typed(text, types.get(self.kind, {}).get(name, "string"))
        if self.is_event:
            self.ocel.event_attributes.append(Attribute(self.owner, name, value))
        else:
            since = instant(self.given.get("time"), self.tz)
            self.ocel.object_attributes.append(Attribute(self.owner, name, value, since or NEVER))

    # -- 1.0 ---------------------------------------------------------------------------------------------------------
    def _start_1(self, name: str, given: dict[str, str]) -> None:
        """Elements with a key: what an event or object is, its list of objects (omap), its values (vmap, ovmap)."""
        key, value = given["key"], given.get("value", "")
        if name == "list":
            self.lists.append(key)
        elif not self.is_open:
            if self.lists == ["object-types"]:
                self.ocel.object_types.setdefault(value, {})
            elif self.lists != ["attribute-names"]:
                self.ocel.meta.setdefault("ocel1_global", []).append([self.scope, name, key, value])
        elif not self.lists:
            self.one[key] = value
        elif self.lists[0] == "omap":
            self.members.append(value)
        else:
            self.values.append((key, typed(value, PLAIN.get(name, "string"))))

    def _end_1(self, name: str) -> None:
        self.is_open = False
        one, key = self.one, self.one.get("id", "")
        values = [Attribute(key, name, value) for name, value in self.values]
        if name == "event":
            time = one.get("timestamp", "")
            self.ocel.events.append(Event(key, one.get("activity", ""), instant(time, self.tz), time))
            self.ocel.event_attributes += values
            self.ocel.e2o += [Relation(key, member) for member in self.members]
        else:
            self.ocel.objects.append(Object(key, one.get("type", "")))
            self.ocel.object_attributes += values


def write_xml1(ocel: Ocel, path: Path) -> list[str]:
    """Returns what OCEL 1.0 could not hold (see `write_json1`)."""
    values = _by_owner(ocel.event_attributes), _by_owner(ocel.object_attributes)
    relations = _by_source(ocel.e2o)
    names = sorted({a.name for a in (*ocel.event_attributes, *ocel.object_attributes)})
    with path.open("w", encoding="utf-8") as out:
        out.write("<?xml version='1.0' encoding='UTF-8'?>\n<log>\n<global scope=\"log\">\n")
        out.write(_list("attribute-names", [_keyed("attribute-name", n) for n in names]))
        out.write(_list("object-types", [_keyed("object-type", n) for n in ocel.object_types]))
        out.write(_keyed("version", "1.0") + _keyed("ordering", "timestamp") + "</global>\n<events>\n")
        for event in ocel.events:
            time = event.time if event.ts_us is None else iso(event.ts_us)
            head = _keyed("id", event.id) + _keyed("activity", event.type) + _keyed("timestamp", time, "date")
            omap = _list("omap", [_keyed("object-id", r["objectId"]) for r in relations.get(event.id, [])])
            vmap = _list("vmap", [_keyed(a.name, a.value) for a in values[0].get(event.id, ())])
            out.write(f"<event>\n{head}{omap}{vmap}</event>\n")
        out.write("</events>\n<objects>\n")
        changes = 0
        for thing in ocel.objects:
            own = {a.name: a.value for a in values[1].get(thing.id, ())}
            changes += len(values[1].get(thing.id, ())) - len(own)
            ovmap = _list("ovmap", [_keyed(name, value) for name, value in own.items()])
            out.write(f"<object>\n{_keyed('id', thing.id)}{_keyed('type', thing.type)}{ovmap}</object>\n")
        out.write("</objects>\n</log>\n")
    qualified = sum(bool(r.qualifier) for r in ocel.e2o)
    lost = {"o2o": len(ocel.o2o), "object_attributes": changes, "qualifiers": qualified}
    return [f"{what}: {rows}" for what, rows in lost.items() if rows]


def _keyed(key: str, value: Value, kind: str | None = None) -> str:
    of = {bool: "boolean", int: "int", float: "float"}
    return f"<{kind or of.get(type(value), 'string')} key={quoteattr(key)} value={quoteattr(value_text(value))}/>\n"


def _list(key: str, rows: list[str]) -> str:
    return f"<list key={quoteattr(key)}>\n{''.join(rows)}</list>\n"


def write_xml2(ocel: Ocel, path: Path) -> None:
    values = _by_owner(ocel.event_attributes), _by_owner(ocel.object_attributes)
    relations = _by_source(ocel.e2o), _by_source(ocel.o2o)
    with path.open("w", encoding="utf-8") as out:
        out.write("<?xml version='1.0' encoding='UTF-8'?>\n<log>\n")
        for kind, types in (("object", ocel.object_types), ("event", ocel.event_types)):
            out.write(f"<{kind}-types>\n")
            for name, declared in types.items():
                inner = "".join(f"<attribute name={quoteattr(n)} type={quoteattr(t)}/>" for n, t in declared.items())
                out.write(f"<{kind}-type name={quoteattr(name)}><attributes>{inner}</attributes></{kind}-type>\n")
            out.write(f"</{kind}-types>\n")
        out.write("<objects>\n")
        for thing in ocel.objects:
            own = "".join(_attribute(a.name, a.value, a.ts_us) for a in values[1].get(thing.id, ()))
            head = f"<object id={quoteattr(thing.id)} type={quoteattr(thing.type)}>"
            out.write(f"{head}<attributes>{own}</attributes>{_links(relations[1].get(thing.id, []))}</object>\n")
        out.write("</objects>\n<events>\n")
        for event in ocel.events:
            own = "".join(_attribute(a.name, a.value, None) for a in values[0].get(event.id, ()))
            time = event.time if event.ts_us is None else iso(event.ts_us)
            head = f"<event id={quoteattr(event.id)} type={quoteattr(event.type)} time={quoteattr(time)}>"
            out.write(f"{head}<attributes>{own}</attributes>{_links(relations[0].get(event.id, []))}</event>\n")
        out.write("</events>\n</log>\n")


def _attribute(name: str, value: Value, since: int | None) -> str:
    time = "" if since is None else f" time={quoteattr(iso(since))}"
    return f"<attribute name={quoteattr(name)}{time}>{escape(value_text(value))}</attribute>"


def _links(relations: list[dict[str, Any]]) -> str:
    rows = (
        f"<relationship object-id={quoteattr(r['objectId'])} qualifier={quoteattr(r['qualifier'])}/>" for r in relations
    )
    return f"<objects>{''.join(rows)}</objects>"
