"""From a table of rows to the tables of a log: dictionaries, steps sorted by case, attributes, the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from golive.engines.mining.log.account import SAMPLES_KEPT, Account, Dropped, LogError, Note
from golive.engines.mining.log.arrays import NONE, Events, Made, dictionary, dictionary_tables, events_of, make_tables
from golive.engines.mining.log.attributes import Attribute, split_attributes
from golive.engines.mining.log.mapping import LogMapping
from golive.engines.mining.log.sql_text import quoted, time_sql, zoned_sql

ROW = "_row"
NO_START = "CAST(NULL AS BIGINT)"
SMALL = 200_000  # rows up to which names are numbered within Arrow
FAR_PAST, FAR_FUTURE = -2_208_988_800_000_000, 7_258_118_400_000_000  # 1900 and 2200


@dataclass(frozen=True)
class Built:
    account: Account
    attributes: tuple[Attribute, ...]
    made: Made
    activities: dict[int, str]  # those that occur


@dataclass(frozen=True)
class Raw:
    """A table or view of rows: `columns`: name in the source → (column, type in SQL). `_row` is not among them.
    `rows`: how many, where that is known."""

    table: str
    columns: dict[str, tuple[str, str]]
    rows: int | None = None

    def column(self, name: str) -> str:
        return quoted(self.columns[name][0])

    def kind(self, name: str) -> str:
        return self.columns[name][1]


@dataclass(frozen=True)
class _Terms:
    """What each field of an event is, as SQL over the raw table."""

    case: str
    activity: str
    time: str
    start: str
    resource: str
    order: str


def describe(con: Any, table: str, names: Mapping[str, str] | None = None) -> Raw:
    """`names`: column → name in the source, where they differ."""
    found = con.execute(f"DESCRIBE {table}").fetchall()
    shown = names or {}
    return Raw(table, {shown.get(column, column): (column, kind) for column, kind, *_ in found if column != ROW})


def build(
    con: Any,
    given: Raw,
    mapping: LogMapping,
    source: str = "",
    file_format: str = "table",
    *,
    dropped: Sequence[Dropped] = (),
    notes: Sequence[Note] = (),
) -> Built:
    """Make cases, activity, resource, step, event_attr, case_attr on the connection from table or view `given`.

    It has a BIGINT column `_row`: 1, 2, … in the order of the file. `dropped` and `notes`: what the reader lost
    before. LogError when the mapping names missing columns.
    """
    raw = given.table
    mapping.check(given.columns)
    terms = _terms(mapping, given)
    read = given.rows
    if read is None:
        read = int(con.execute(f"SELECT count(*) FROM {raw}").fetchall()[0][0])
    small = read <= SMALL and not mapping.order
    events, keys = (_by_arrow if small else _by_sql)(con, raw, terms)
    kept = len(events.seq)
    lost = [*dropped, *(_why_dropped(con, given, mapping, terms) if kept != read else ())]
    made = make_tables(con, events, keys)
    names = dict(con.execute("SELECT act_id, name FROM activity").fetchall())
    used = {act: names[act] for act in made.acts}
    attributes = split_attributes(con, raw, mapping, given.columns, whole=kept == read)
    said = [*notes, *_notes(con, given, mapping, terms, made)]
    total = read + sum(each.rows for each in dropped)
    return Built(Account(source, file_format, total, kept, tuple(lost), tuple(said)), attributes, made, used)


def _text(raw: Raw, name: str) -> str:
    if raw.kind(name) == "VARCHAR":
        return f"nullif(trim({raw.column(name)}), '')"
    return f"CAST({raw.column(name)} AS VARCHAR)"


def _joined(raw: Raw, names: Sequence[str]) -> str:
    """The values of several columns with "|" between; NULL when the first is blank."""
    rest = [f" || '|' || coalesce({_text(raw, name)}, '')" for name in names[1:]]
    return f"({_text(raw, names[0])}{''.join(rest)})"


def _terms(mapping: LogMapping, raw: Raw) -> _Terms:
    def instant(name: str | None) -> str:
        if name is None:
            return NO_START
        return time_sql(raw.column(name), raw.kind(name), mapping.tz, mapping.time_format)

    return _Terms(
        case=_joined(raw, mapping.case),
        activity=_joined(raw, mapping.activity),
        time=instant(mapping.time),
        start=instant(mapping.start),
        resource=_text(raw, mapping.resource) if mapping.resource else "CAST(NULL AS VARCHAR)",
        order=raw.column(mapping.order) if mapping.order else "",
    )


def _fields(raw: str, terms: _Terms) -> str:
    return (
        f"SELECT {ROW} AS seq, {terms.case} AS ck, {terms.activity} AS an, {terms.time} AS ts, {terms.start} AS start, "
        f"{terms.resource} AS rn{f', {terms.order} AS ord' if terms.order else ''} FROM {raw}"
    )


def _by_arrow(con: Any, raw: str, terms: _Terms) -> tuple[Events, pa.Array]:
    """Names to numbers within Arrow: the least work for a log of some thousand events."""
    table = con.sql(_fields(raw, terms)).to_arrow_table()
    case, keys = dictionary(table["ck"], by_name=False)
    act, activities = dictionary(table["an"], by_name=True)
    res, resources = dictionary(table["rn"], by_name=True)
    dictionary_tables(con, activities, resources)
    start = table["start"]
    events = Events(
        table["seq"].to_numpy(),
        case,
        act,
        table["ts"].fill_null(NONE).to_numpy(),
        res,
        None if start.null_count == len(start) else start.fill_null(NONE).to_numpy(),
    )
    kept = (events.case >= 0) & (events.act >= 0) & (events.ts != NONE)
    return (events if kept.all() else events.taken(np.flatnonzero(kept))), keys


def _by_sql(con: Any, raw: str, terms: _Terms) -> tuple[Events, pa.Array]:
    """Names to numbers within the database, which needs less memory for a large log."""
    con.execute(
        f"CREATE TEMP TABLE _case_key AS SELECT CAST(row_number() OVER (ORDER BY first) - 1 AS INTEGER) AS case_id, key "
        f"FROM (SELECT {terms.case} AS key, min({ROW}) AS first FROM {raw} GROUP BY 1) WHERE key IS NOT NULL"
    )
    names = "CAST(row_number() OVER (ORDER BY name) - 1 AS INTEGER)"
    con.execute(
        f"CREATE TABLE activity AS SELECT {names} AS act_id, name FROM (SELECT {terms.activity} AS name FROM {raw} "
        "GROUP BY 1) WHERE name IS NOT NULL"
    )
    con.execute(
        f"CREATE TABLE resource AS SELECT {names} AS res_id, name, false AS is_system "
        f"FROM (SELECT {terms.resource} AS name FROM {raw} GROUP BY 1) WHERE name IS NOT NULL"
    )
    order = ", r.ord" if terms.order else ""
    start = "" if terms.start == NO_START else "r.start, "
    events = events_of(
        con,
        f"SELECT c.case_id, r.seq, a.act_id AS act, r.ts, {start}p.res_id AS res{order} "
        f"FROM ({_fields(raw, terms)}) r JOIN _case_key c ON c.key = r.ck JOIN activity a ON a.name = r.an "
        f"LEFT JOIN resource p ON p.name = r.rn WHERE r.ts IS NOT NULL",
    )
    keys = con.sql("SELECT key FROM _case_key ORDER BY case_id").to_arrow_table()["key"].combine_chunks()
    con.execute("DROP TABLE _case_key")
    return events, keys


def _why_dropped(con: Any, given: Raw, mapping: LogMapping, terms: _Terms) -> list[Dropped]:
    """Each lost row has one reason, the first that applies."""
    raw = given.table
    time_text = f"nullif(trim(CAST({given.column(mapping.time)} AS VARCHAR)), '')"
    reason = (
        f"CASE WHEN {terms.case} IS NULL THEN 'no_case' WHEN {terms.activity} IS NULL THEN 'no_activity' "
        f"WHEN {time_text} IS NULL THEN 'no_time' WHEN {terms.time} IS NULL THEN 'bad_time' END"
    )
    shown = f"concat_ws(' | ', {terms.case}, {terms.activity}, {time_text})"
    rows = con.execute(
        f"SELECT reason, count(*), min(sample) FROM (SELECT {reason} AS reason, "
        f"{ROW} AS sample FROM {raw}) WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason"
    ).fetchall()
    found = []
    for name, count, _first in rows:
        sample = con.execute(
            f"SELECT {ROW}, {shown} FROM {raw} WHERE {reason} = ? ORDER BY {ROW} LIMIT {SAMPLES_KEPT}", [name]
        ).fetchall()
        found.append(Dropped(name, count, tuple((row, str(value)[:200]) for row, value in sample)))
    return found


def _notes(con: Any, given: Raw, mapping: LogMapping, terms: _Terms, made: Made) -> list[Note]:
    raw = given.table
    notes: list[Note] = []
    if given.kind(mapping.time) == "VARCHAR":
        column = given.column(mapping.time)
        zone = f"CASE WHEN {zoned_sql(column)} THEN regexp_extract({column}, '(Z|z|[+-][0-9:]+| [A-Za-z/_]+)$') ELSE '' END"
        zones = con.execute(
            f"SELECT zone, sum(n) FROM (SELECT {zone} AS zone, count(*) AS n FROM "
            f"(SELECT {column} FROM {raw} WHERE {column} IS NOT NULL) GROUP BY 1) GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
        naive = sum(n for zone_name, n in zones if not zone_name)
        if naive and len(zones) > 1:
            notes.append(
                Note("mixed_zones", {"zones": [str(z).strip() or "none" for z, _ in zones], "naive": int(naive)})
            )
        elif naive:
            notes.append(Note("naive_times", {"rows": int(naive), "tz": mapping.tz}))
    if mapping.start:
        filled = f"nullif(trim(CAST({given.column(mapping.start)} AS VARCHAR)), '') IS NOT NULL"
        bad = con.execute(f"SELECT count(*) FROM {raw} WHERE {filled} AND {terms.start} IS NULL").fetchall()[0][0]
        notes += [Note("bad_start", {"rows": bad})] if bad else []
        notes += [Note("start_after_end", {"rows": made.late})] if made.late else []
    notes += [Note("equal_times", {"rows": made.equal})] if made.equal else []
    far = int(np.count_nonzero((made.times < FAR_PAST) | (made.times > FAR_FUTURE)))
    if far:
        notes.append(Note("far_times", {"rows": far, "first": int(made.times.min()), "last": int(made.times.max())}))
    return notes


def require_rows(count: int, source: str) -> None:
    if not count:
        raise LogError("empty_log", source=source)
