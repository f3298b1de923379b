"""OCEL 2.0 in SQLite: one table for each type, found through the map tables or, where those are empty, by name.

Peers read through the type tables only and lose every object whose table is empty; here the tables `event`, `object`,
`event_object`, `object_object` say what there is, and the type tables what is known about it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from golive.engines.mining.log import LogError, Note
from golive.engines.mining.log.sql_text import quoted
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
)

FIXED = ("ocel_id", "ocel_time", "ocel_changed_field")
_OF_SQLITE = {"INTEGER": "integer", "REAL": "float", "BOOLEAN": "boolean", "TIMESTAMP": "time"}
_TO_SQLITE = {"integer": "INTEGER", "float": "REAL", "boolean": "BOOLEAN", "time": "TIMESTAMP"}


def read_sqlite(path: Path, tz: str = "UTC") -> Ocel:
    """LogError: not_a_log (no tables event and object), damaged."""
    uri = f"file:{path.resolve().as_posix()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as con:
            return _read(con, path, tz)
    except sqlite3.DatabaseError as error:
        raise LogError("damaged", file=path.name, reason=str(error)) from error


def _read(con: sqlite3.Connection, path: Path, tz: str) -> Ocel:
    tables = {name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    if not {"event", "object"} <= tables:
        raise LogError("not_a_log", file=path.name, reason="no tables event and object")
    ocel = Ocel(source=str(path), format="ocel2-sqlite")
    known: dict[str, tuple[str, int | None]] = {}
    owners: dict[str, str] = {}  # of rows in the tables of types: identifier → type
    for kind, types in (("event", ocel.event_types), ("object", ocel.object_types)):
        used: set[str] = set()
        for name, table in _type_tables(con, kind, tables):
            types.setdefault(name, {})
            if table is None:
                continue
            used.add(table)
            types[name].update(_columns(con, table))
            if kind == "event":
                known |= _event_rows(con, table, types[name], ocel, tz)
            else:
                _object_rows(con, table, types[name], ocel, tz)
            owners |= {str(key): name for (key,) in con.execute(f"SELECT ocel_id FROM {quoted(table)}")}
        fixed = {kind, f"{kind}_map_type", "event_object", "object_object"}
        left = sorted(t for t in tables if t.startswith(f"{kind}_") and t not in used | fixed)
        if left:
            ocel.notes.append(Note("undeclared", {"what": f"{kind}_tables", "names": left}))
    for key, name in con.execute("SELECT ocel_id, ocel_type FROM event ORDER BY rowid"):
        time, ts = known.get(str(key), ("", None))
        ocel.events.append(Event(str(key), str(name), ts, time))
    for key, name in con.execute("SELECT ocel_id, ocel_type FROM object ORDER BY rowid"):
        ocel.objects.append(Object(str(key), str(name)))
    _add_missing(ocel, owners, known)
    for table, rows in (("event_object", ocel.e2o), ("object_object", ocel.o2o)):
        if table in tables:
            a, b = ("ocel_event_id", "ocel_object_id") if rows is ocel.e2o else ("ocel_source_id", "ocel_target_id")
            found = con.execute(f"SELECT {a}, {b}, ocel_qualifier FROM {table} ORDER BY rowid")
            rows += [Relation(str(x), str(y), "" if q is None else str(q)) for x, y, q in found]
    return checked(ocel, tz)


def _add_missing(ocel: Ocel, owners: dict[str, str], known: dict[str, tuple[str, int | None]]) -> None:
    """Events and objects that only the table of their type has are kept as well, and noted."""
    there = {e.id for e in ocel.events} | {o.id for o in ocel.objects}
    missing = [key for key in owners if key not in there]
    for key in missing:
        if key in known:
            ocel.events.append(Event(key, owners[key], known[key][1], known[key][0]))
        else:
            ocel.objects.append(Object(key, owners[key]))
    if missing:
        ocel.notes.append(Note("dangling", {"what": "type_tables", "rows": len(missing)}))


def _type_tables(con: sqlite3.Connection, kind: str, tables: set[str]) -> Iterable[tuple[str, str | None]]:
    """(type, its table or None): by the map table, then types that only the rows name, their tables guessed by name."""
    mapped: dict[str, str] = {}
    if f"{kind}_map_type" in tables:
        mapped = dict(con.execute(f"SELECT ocel_type, ocel_type_map FROM {kind}_map_type ORDER BY rowid"))
    used = [str(name) for (name,) in con.execute(f"SELECT DISTINCT ocel_type FROM {kind} ORDER BY rowid")]
    for name in dict.fromkeys([*mapped, *used]):
        wanted = [f"{kind}_{mapped[name]}"] if name in mapped else []
        wanted += [f"{kind}_{name}", f"{kind}_{re.sub(r'[^0-9A-Za-z]', '', name)}"]
        yield name, next((table for table in wanted if table in tables), None)


def _columns(con: sqlite3.Connection, table: str) -> dict[str, str]:
    rows = con.execute(f"PRAGMA table_info({quoted(table)})")
    return {name: _OF_SQLITE.get(str(kind).upper(), "string") for _, name, kind, *_ in rows if name not in FIXED}


def _event_rows(
    con: sqlite3.Connection, table: str, columns: dict[str, str], ocel: Ocel, tz: str
) -> dict[str, tuple[str, int | None]]:
    names = list(columns)
    selected = "".join(f", {quoted(name)}" for name in names)
    known = {}
    for key, time, *values in con.execute(f"SELECT ocel_id, ocel_time{selected} FROM {quoted(table)} ORDER BY rowid"):
        known[str(key)] = (str(time), instant(str(time), tz))
        given = zip(names, values, strict=True)
        ocel.event_attributes += [Attribute(str(key), n, _value(v, columns[n])) for n, v in given if v is not None]
    return known


def _object_rows(con: sqlite3.Connection, table: str, columns: dict[str, str], ocel: Ocel, tz: str) -> None:
    """A row without ocel_changed_field holds values from a moment on; one with it changes that field."""
    names, all_names = list(columns), [row[1] for row in con.execute(f"PRAGMA table_info({quoted(table)})")]
    changed = "ocel_changed_field" if "ocel_changed_field" in all_names else "NULL"
    selected = "".join(f", {quoted(name)}" for name in names)
    sql = f"SELECT ocel_id, ocel_time, {changed}{selected} FROM {quoted(table)} ORDER BY rowid"
    for key, time, field, *values in con.execute(sql):
        since = instant(str(time), tz)
        for name, value in zip(names, values, strict=True):
            if value is not None or name == field:
                at = NEVER if since is None or (field is None and str(time).startswith("1970-01-01")) else since
                ocel.object_attributes.append(Attribute(str(key), name, _value(value, columns[name]), at))


def _value(value: Any, kind: str) -> Value:
    if kind == "boolean" and value in (0, 1):
        return bool(value)
    if isinstance(value, bytes):
        return value.hex()
    return typed(value, kind) if isinstance(value, str) else value


def write_sqlite(ocel: Ocel, path: Path) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as con, con:
        names = _make_tables(con, ocel)
        con.executemany("INSERT INTO event VALUES (?, ?)", [(e.id, e.type) for e in ocel.events])
        con.executemany("INSERT INTO object VALUES (?, ?)", [(o.id, o.type) for o in ocel.objects])
        con.executemany(
            "INSERT INTO event_object VALUES (?, ?, ?)", [(r.source, r.target, r.qualifier) for r in ocel.e2o]
        )
        con.executemany(
            "INSERT INTO object_object VALUES (?, ?, ?)", [(r.source, r.target, r.qualifier) for r in ocel.o2o]
        )
        values: dict[str, dict[str, Value]] = {}
        for each in ocel.event_attributes:
            values.setdefault(each.owner, {})[each.name] = each.value
        for event in ocel.events:
            time = event.time if event.ts_us is None else iso(event.ts_us)
            row = {"ocel_id": event.id, "ocel_time": time, **values.get(event.id, {})}
            _insert(con, names["event", event.type], row)
        _write_objects(con, ocel, names)


def _used(ocel: Ocel, kind: str) -> dict[str, dict[str, str]]:
    """The declared values of each type, and those that occur without being declared."""
    rows, values = (ocel.events, ocel.event_attributes) if kind == "event" else (ocel.objects, ocel.object_attributes)
    types = {n: dict(d) for n, d in (ocel.event_types if kind == "event" else ocel.object_types).items()}
    of = {row.id: row.type for row in rows}
    for each in values:
        types[of[each.owner]].setdefault(each.name, "string")
    return types


def _make_tables(con: sqlite3.Connection, ocel: Ocel) -> dict[tuple[str, str], str]:
    for kind in ("event", "object"):
        con.execute(f"CREATE TABLE {kind} (ocel_id TEXT, ocel_type TEXT)")
        con.execute(f"CREATE TABLE {kind}_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)")
    con.execute("CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT)")
    con.execute("CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT)")
    names: dict[tuple[str, str], str] = {}
    for kind in ("event", "object"):
        types = _used(ocel, kind)
        taken: set[str] = {"object", "map_type"}
        for name, columns in types.items():
            short = re.sub(r"\W", "", name) or "type"
            while short.lower() in taken:
                short += "_"
            taken.add(short.lower())
            names[kind, name] = f"{kind}_{short}"
            con.execute(f"INSERT INTO {kind}_map_type VALUES (?, ?)", (name, short))
            own = "".join(f", {quoted(c)} {_TO_SQLITE.get(t, 'TEXT')}" for c, t in columns.items() if c not in FIXED)
            more = ", ocel_changed_field TEXT" if kind == "object" else ""
            con.execute(f"CREATE TABLE {quoted(names[kind, name])} (ocel_id TEXT, ocel_time TIMESTAMP{own}{more})")
    return names


def _write_objects(con: sqlite3.Connection, ocel: Ocel, names: dict[tuple[str, str], str]) -> None:
    first: dict[str, dict[str, Value]] = {}
    later: list[Attribute] = []
    for each in ocel.object_attributes:
        if each.ts_us == NEVER and each.name not in first.get(each.owner, {}):
            first.setdefault(each.owner, {})[each.name] = each.value
        else:
            later.append(each)
    of = {thing.id: thing.type for thing in ocel.objects}
    for thing in ocel.objects:
        row = {"ocel_id": thing.id, "ocel_time": iso(NEVER), **first.get(thing.id, {})}
        _insert(con, names["object", thing.type], row)
    for each in later:
        row = {"ocel_id": each.owner, "ocel_time": iso(each.ts_us), each.name: each.value}
        _insert(con, names["object", of[each.owner]], {**row, "ocel_changed_field": each.name})


def _insert(con: sqlite3.Connection, table: str, row: dict[str, Value]) -> None:
    columns = ", ".join(quoted(name) for name in row)
    marks = ", ".join("?" * len(row))
    con.execute(f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})", list(row.values()))
