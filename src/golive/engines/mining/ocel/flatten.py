"""From objects and events to cases: one case for each object of a type."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pyarrow as pa

from golive.engines.mining.log import Dropped, EventLog, LogError, LogMapping, Note
from golive.engines.mining.log.account import SAMPLES_KEPT
from golive.engines.mining.log.attributes import column_names
from golive.engines.mining.log.database import open_database
from golive.engines.mining.ocel.model import Event, Ocel, value_text

RESOURCES = ("org:resource", "resource", "user", "performer")


def case_type(ocel: Ocel) -> str:
    """The type of object that is proposed as the case: related to the most events, fewest objects at equality."""
    of = {thing.id: thing.type for thing in ocel.objects}
    events: dict[str, set[str]] = defaultdict(set)
    for relation in ocel.e2o:
        if relation.target in of:
            events[of[relation.target]].add(relation.source)
    if not events:
        raise LogError("no_relations", file=ocel.source)
    many = Counter(of.values())
    return min(events, key=lambda name: (-len(events[name]), many[name], name))


def flatten(ocel: Ocel, object_type: str | None = None, tz: str = "UTC") -> EventLog:
    """A log whose cases are the objects of a type. An event with several of them occurs in several cases.

    The account counts events: those without an object of the type are dropped as "no_case", those without a time as
    "bad_time"; "copies" (a note) is how many rows come from events with several objects. Values of objects become
    attributes of cases (the newest value), those of events attributes of events. LogError: no_such_type, empty_log.
    """
    chosen = object_type or case_type(ocel)
    of = {thing.id for thing in ocel.objects if thing.type == chosen}
    if not of:
        raise LogError("no_such_type", name=chosen, known=", ".join(ocel.object_types))
    at: dict[str, list[str]] = defaultdict(list)
    for relation in ocel.e2o:
        if relation.target in of and relation.target not in at[relation.source]:
            at[relation.source].append(relation.target)
    numbered = list(enumerate(ocel.events, start=1))
    loose = [(n, e) for n, e in numbered if not at.get(e.id)]
    timeless = [(n, e) for n, e in numbered if at.get(e.id) and e.ts_us is None]
    rows = [(case, event) for _, event in numbered if event.ts_us is not None for case in at.get(event.id, ())]
    if not rows:
        raise LogError("empty_log", source=ocel.source)
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for each in sorted(ocel.object_attributes, key=lambda a: a.ts_us):
        if each.owner in of:
            values[each.owner][f"case:{each.name}"] = value_text(each.value)
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for each in ocel.event_attributes:
        said[each.owner][each.name] = value_text(each.value)
    log = _log(ocel, rows, values, said, tz)
    events = len(numbered)
    kept = events - len(loose) - len(timeless)
    dropped = [_dropped("no_case", loose), _dropped("bad_time", timeless)]
    notes = [*ocel.notes, *log.account.notes, Note("case_type", {"name": chosen, "cases": log.cases})]
    notes += [Note("copies", {"rows": len(rows) - kept})] if len(rows) > kept else []
    account = replace(log.account, rows_read=events, rows_kept=kept, dropped=tuple(d for d in dropped if d.rows))
    log.account = replace(account, format=ocel.format, notes=tuple(notes))
    return log


def _dropped(reason: str, rows: list[tuple[int, Event]]) -> Dropped:
    return Dropped(reason, len(rows), tuple((n, f"{e.id} {e.type}") for n, e in rows[:SAMPLES_KEPT]))


def _log(
    ocel: Ocel,
    rows: list[tuple[str, Event]],
    values: dict[str, dict[str, str]],
    said: dict[str, dict[str, str]],
    tz: str,
) -> EventLog:
    names = list(dict.fromkeys(n for given in (*said.values(), *values.values()) for n in given))
    columns = column_names(["case:concept:name", "concept:name", "time:timestamp", "event id", *names])
    table: dict[str, pa.Array] = {
        columns["case:concept:name"]: pa.array([case for case, _ in rows]),
        columns["concept:name"]: pa.array([e.type for _, e in rows]),
        columns["time:timestamp"]: pa.array([e.ts_us for _, e in rows], pa.timestamp("us", "UTC")),
        columns["event id"]: pa.array([e.id for _, e in rows]),
    }
    for name in names:
        source, key = (values, 0) if name.startswith("case:") else (said, 1)
        cells = [source.get(case if key == 0 else e.id, {}).get(name) for case, e in rows]
        table[columns[name]] = pa.array(cells, pa.string())
    con = open_database()
    con.register("_given", pa.table(table))
    con.execute("CREATE TEMP TABLE _raw AS SELECT row_number() OVER () AS _row, * FROM _given")
    con.unregister("_given")
    shown = {column: name for name, column in columns.items()}
    resource = next((n for n in names if n.lower() in RESOURCES), None)
    mapping = LogMapping(("case:concept:name",), ("concept:name",), "time:timestamp", resource=resource, tz=tz)
    return EventLog.from_raw(con, "_raw", mapping, ocel.source, ocel.format, shown)
