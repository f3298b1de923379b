"""From what a XES file holds to the tables of a log: types decided for whole columns, so that no value is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from golive.engines.mining.log import Attribute, Dropped, EventLog, LogMapping, Note
from golive.engines.mining.log.attributes import column_names
from golive.engines.mining.log.database import open_database
from golive.engines.mining.log.sql_text import quoted, time_sql
from golive.engines.mining.read.sparse import SparseRows

if TYPE_CHECKING:
    from golive.engines.mining.read.xes import Document

ACTIVITY, TIME, START, RESOURCE, TRACE = "concept:name", "time:timestamp", "start_timestamp", "org:resource", "_trace"
_BELOW = {"nested", "list", "container"}
_SQL = {
    "int": ("BIGINT", "TRY_CAST({x} AS BIGINT)"),
    "float": ("DOUBLE", "TRY_CAST({x} AS DOUBLE)"),
    "boolean": ("BOOLEAN", "TRY_CAST({x} AS BOOLEAN)"),
    "date": (
        "TIMESTAMP",
        "make_timestamp(" + time_sql("{x}", "VARCHAR", "UTC").replace("[0-9]{2}", "[0-9]{{2}}") + ")",
    ),
}


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    expression: str


def make_log(
    document: Document,
    path: Path,
    tz: str,
    activity: tuple[str, ...] | None,
    dropped: list[Dropped],
    notes: list[Note],
) -> EventLog:
    con = open_database()
    own = (TIME, START, ACTIVITY, RESOURCE, TRACE, *(activity or ()))
    columns = _typed(con, "_events", document.events, notes, as_text=own)
    names = column_names(c.name for c in columns)
    con.execute(
        "CREATE TEMP TABLE _raw AS SELECT _row"
        + "".join(f", {c.expression} AS {quoted(names[c.name])}" for c in columns)
        + " FROM _events ORDER BY _row"
    )
    con.execute("DROP TABLE _events")
    known = {c.name for c in columns}
    chosen = activity or _activity(known, document)
    resource = RESOURCE if RESOURCE in known else None
    start = START if ("date", START) in {(c.kind, c.name) for c in columns} else None
    mapping = LogMapping((TRACE,), chosen, TIME, start=start, resource=resource, tz=tz, case_attributes=())
    meta = {
        "xes": {
            "attributes": document.attributes,
            "extensions": document.extensions,
            "classifiers": document.classifiers,
            "globals": document.globals,
            "log": document.log,
        }
    }
    shown = {column: name for name, column in names.items()}
    given = {"dropped": dropped, "notes": notes, "meta": meta}
    log = EventLog.from_raw(con, "_raw", mapping, str(path), "xes", shown, **given)
    kinds = {c.name: c.kind for c in columns}
    of_events = [replace(a, kind=kinds[a.name]) for a in log.attributes]
    of_cases, said = _cases(con, document.traces)
    log.attributes = (*of_events, *of_cases)
    log.account = replace(log.account, notes=(*log.account.notes, *said))
    return log


def _activity(known: set[str], document: Document) -> tuple[str, ...]:
    """concept:name; else the keys of the first classifier of events whose attributes are all there."""
    if ACTIVITY in known:
        return (ACTIVITY,)
    for classifier in document.classifiers:
        keys = tuple(classifier.get("keys", "").replace("'", "").split())
        if classifier.get("scope", "event") == "event" and keys and set(keys) <= known:
            return keys
    return (ACTIVITY,)


def _typed(con: Any, table: str, rows: SparseRows, notes: list[Note], as_text: tuple[str, ...] = ()) -> list[_Column]:
    """Load the rows into `table` as text, and say by which expression each attribute is read from it."""
    con.register("_given", rows.table())
    con.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM _given")
    con.unregister("_given")
    by_name: dict[str, dict[str, int]] = {}
    for (name, kind), at in rows.columns.items():
        by_name.setdefault(f"{name}/below" if kind in _BELOW and kind == "nested" else name, {})[kind] = at
    out = []
    for name, kinds in by_name.items():
        if len(kinds) > 1 and set(kinds) != {"int", "float"}:
            notes.append(Note("mixed_types", {"attribute": name, "types": sorted(kinds)}))
        first = next(iter(kinds))
        kind = first if len(kinds) == 1 else "float" if set(kinds) == {"int", "float"} else "string"
        text = (
            f"c{kinds[first]}" if len(kinds) == 1 else "coalesce(" + ", ".join(f"c{at}" for at in kinds.values()) + ")"
        )
        if kind not in _SQL or name in as_text or not _convertible(con, table, text, kind):
            out.append(_Column(name, kind, text))
        else:
            out.append(_Column(name, kind, _SQL[kind][1].format(x=text)))
    return out


def _convertible(con: Any, table: str, text: str, kind: str) -> bool:
    """Whether every value of the column is of its declared type; else it stays text, as it stood."""
    expression = _SQL[kind][1].format(x=text)
    lost = con.execute(f"SELECT count(*) FROM {table} WHERE {text} IS NOT NULL AND ({expression}) IS NULL").fetchall()[
        0
    ]
    return not lost[0]


def _cases(con: Any, traces: SparseRows) -> tuple[list[Attribute], list[Note]]:
    """Name the cases after their traces, fill case_attr, and keep traces without events in empty_case."""
    notes: list[Note] = []
    columns = _typed(con, "_traces", traces, notes)
    key = next((c for c in columns if c.name == ACTIVITY), None)
    name = f"coalesce(nullif(CAST({key.expression} AS VARCHAR), ''), '#' || _row)" if key else "'#' || _row"
    kept = [c for c in columns if c is not key]
    named = column_names(c.name for c in kept)
    selected = "".join(f", {c.expression} AS {quoted(named[c.name])}" for c in kept)
    con.execute(
        f"CREATE TEMP TABLE _named AS SELECT CAST(_row - 1 AS VARCHAR) AS idx, {name} AS case_key{selected} FROM _traces"
    )
    con.execute("CREATE TEMP TABLE _of AS SELECT c.case_id, n.* FROM cases c JOIN _named n ON n.idx = c.case_key")
    con.execute("UPDATE cases SET case_key = o.case_key FROM _of o WHERE o.case_id = cases.case_id")
    con.execute("DROP VIEW case_attr")
    con.execute("CREATE TABLE case_attr AS SELECT * EXCLUDE (idx, case_key) FROM _of ORDER BY case_id")
    con.execute("CREATE TABLE empty_case AS SELECT * EXCLUDE (idx) FROM _named n ANTI JOIN _of o ON o.idx = n.idx")
    empty = con.execute("SELECT count(*) FROM empty_case").fetchall()[0][0]
    doubled = con.execute("SELECT count(*) - count(DISTINCT case_key) FROM cases").fetchall()[0][0]
    notes += [Note("empty_cases", {"cases": empty})] if empty else []
    notes += [Note("duplicate_case_names", {"cases": doubled})] if doubled else []
    for table in ("_traces", "_named", "_of"):
        con.execute(f"DROP TABLE {table}")
    types = {column: kind for column, kind, *_ in con.execute("DESCRIBE case_attr").fetchall()}
    return [Attribute(c.name, named[c.name], "case", types[named[c.name]], c.kind) for c in kept], notes
