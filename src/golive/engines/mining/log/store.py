"""Logs kept as Parquet: one flat file that any tool reads, or a directory of ours that loads at once and grows.

The file: a row for each event, sorted by case, columns named as XES tools flatten them, and what else the log holds as
JSON in the file's metadata under "golive". The directory: manifest.json, the dictionaries, and steps and attributes in
buckets of neighbouring cases, so that late events rewrite only the buckets of their cases (see `refresh`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from golive.engines.mining.log.account import Account, LogError
from golive.engines.mining.log.arrays import dictionary_tables, events_of, make_tables
from golive.engines.mining.log.attributes import Attribute
from golive.engines.mining.log.columns import Columns
from golive.engines.mining.log.database import open_database
from golive.engines.mining.log.event_log import EventLog
from golive.engines.mining.log.mapping import XES_ACTIVITY, XES_CASE, XES_TIME
from golive.engines.mining.log.sql_text import literal, quoted
from golive.engines.mining.log.steps import EVENT_VIEW
from golive.engines.mining.log.variants import use_case_variants

FORMAT, FLAT, KEY = "golive-log-1", "golive-flat-2", "golive"
HELP = (*(f"golive:{name}" for name in ("seq", "pos", "act", "res", "nxt", "events", "start_us", "end_us", "variant")),)
SEQ, POS, ACT, RES, NXT = (quoted(name) for name in HELP[:5])
FEW = 2_000  # values that a column may have to share one dictionary
ROWS = 122_880  # of a group: what a page reads at least of a column, and what a file is divided into for several processors
_MOMENT = pa.timestamp("us", tz="UTC")
STEPS_OF_FILE = f"""
SELECT case_id, {POS} AS pos, {SEQ} AS seq, {ACT} AS act, ts, start, {RES} AS res, lag({ACT}) OVER w AS prv, {NXT} AS nxt,
       lead(ts) OVER w AS nts, lead({RES}) OVER w AS nres, coalesce(start, ts) - lag(ts) OVER w AS wait_us
FROM _raw WINDOW w AS (PARTITION BY case_id ORDER BY {POS})
"""
BUCKETS, SMALLEST = 64, 256  # at most so many buckets, at least so many cases in each
START, RESOURCE = "start_timestamp", "org:resource"
TABLES = ("cases", "activity", "resource", "case_attr", "empty_case")
BUCKETED = ("step", "event_attr")


def write_parquet(log: EventLog, path: Path | str) -> int:
    """One flat file; returns the number of rows. Read again by `read_store` it is the same log (the content hash tells).

    Beside what the log says stand a few columns of ours (HELP), with which pages ask the file without loading it.
    """
    columns, names = Columns(log), flat_columns(log)
    of_case, keys = columns.by_case, columns.keys()
    use_case_variants(log)
    case_rows = log.con.execute(
        "SELECT c.events, c.start_us, c.end_us, v.variant FROM cases c JOIN case_variant v ON v.case_id = c.case_id "
        "ORDER BY c.case_id"
    ).fetchnumpy()
    activities, people = columns.names("activity", "act_id"), columns.names("resource", "res_id")
    last = np.append(columns.case[1:] != columns.case[:-1], True)[: len(columns.case)]
    acts, res = pa.array(columns.act, pa.int32()), pa.array(columns.res, pa.int32(), mask=columns.res < 0)
    table: dict[str, pa.Array] = {
        "case_id": pa.array(columns.case, pa.int32()),
        XES_CASE: of_case(keys),
        XES_ACTIVITY: pa.DictionaryArray.from_arrays(acts, activities),
        XES_TIME: pa.array(columns.ts, pa.int64()).cast(_MOMENT),
    }
    if columns.start is not None:
        table[START] = pa.array(columns.start, pa.int64()).cast(_MOMENT)
    if len(people):
        table[RESOURCE] = pa.DictionaryArray.from_arrays(res, people)
    for attribute in log.attributes:
        values = columns.attribute(attribute)
        table[names[attribute]] = values if attribute.scope == "event" else of_case(values)
    help_ = [
        columns.seq,
        columns.pos,
        acts,
        res,
        pa.array(np.roll(columns.act, -1), pa.int32(), mask=last),
        *(of_case(pa.array(np.ma.filled(case_rows[n]))) for n in ("events", "start_us", "end_us")),
        of_case(pa.array(case_rows["variant"], pa.string()).dictionary_encode()),
    ]
    table |= {
        name: values if isinstance(values, pa.Array) else pa.array(values)
        for name, values in zip(HELP, help_, strict=True)
    }
    about = _about(log) | {
        "columns": [names[a] for a in log.attributes],
        "activities": activities.to_pylist(),
        "resources": people.to_pylist(),
        "events": log.events,
        "cases": log.cases,
    }
    about |= {"format": FLAT, "empty_case": _empty_cases(log)}
    _write_groups(pa.table(table), path, json.dumps(about, ensure_ascii=False))
    return log.events


def _write_groups(table: pa.Table, path: Path | str, about: str) -> None:
    rising = [name for name in (XES_TIME, START, *HELP[:2]) if name in table.column_names]
    repeating = [name for name in table.column_names if name not in rising]
    packed = dict.fromkeys(rising, "DELTA_BINARY_PACKED")
    options = {"compression": "zstd", "store_schema": False, "use_dictionary": repeating, "column_encoding": packed}
    groups = (_own_dictionaries(table.slice(low, ROWS)) for low in range(0, max(len(table), 1), ROWS))
    first = next(groups)
    with pq.ParquetWriter(path, first.schema, **options) as writer:
        writer.add_key_value_metadata({KEY: about})
        for group in (first, *groups):
            writer.write_table(group, row_group_size=ROWS)


def _own_dictionaries(group: pa.Table) -> pa.Table:
    """Columns of many values spelled out, so that each group gets a dictionary of its own: else that of the whole would
    stand in each."""
    columns = [_spelled(c.chunk(0)) if pa.types.is_dictionary(c.type) else c for c in group.columns]
    return pa.table(dict(zip(group.column_names, columns, strict=True)))


def _spelled(values: pa.DictionaryArray) -> pa.Array:
    return values if len(values.dictionary) <= FEW else values.dictionary_decode()


def flat_columns(log: EventLog) -> dict[Attribute, str]:
    """A column for each attribute beside the fixed ones, unique whatever upper and lower case."""
    taken = ["case_id", XES_CASE, XES_ACTIVITY, XES_TIME, START, RESOURCE, *HELP]
    wanted = [a.name if a.scope == "event" else f"case:{a.name}" for a in log.attributes]
    out: dict[Attribute, str] = {}
    used = {name.lower() for name in taken}
    for attribute, name in zip(log.attributes, wanted, strict=True):
        column, number = name, 1
        while column.lower() in used:
            number += 1
            column = f"{name}_{number}"
        used.add(column.lower())
        out[attribute] = column
    return out


def write_store(log: EventLog, folder: Path | str, watermark: Any = None) -> int:
    """The directory; it must not exist or be empty. `watermark`: what the source's next reading begins after."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise LogError("not_empty", folder=str(folder))
    highest = log.one("SELECT coalesce(max(case_id), 0) FROM cases")[0]
    width = max(SMALLEST, -(-(highest + 1) // BUCKETS))
    for table in TABLES:
        if log.has(table):
            _copy(log.con, f"SELECT * FROM {table}", folder / f"{table}.parquet")
    for number in range(highest // width + 1):
        low, high = number * width, (number + 1) * width
        part = f"case_id >= {low} AND case_id < {high}"
        _copy(log.con, f"SELECT * FROM step WHERE {part} ORDER BY case_id, pos", bucket(folder, "step", number))
        if any(a.scope == "event" for a in log.attributes):
            kept = f"SELECT e.* FROM event_attr e JOIN step s ON s.seq = e.seq WHERE {part} ORDER BY s.case_id, s.pos"
            _copy(log.con, kept, bucket(folder, "event_attr", number))
    write_manifest(folder, _about(log) | {"width": width, "watermark": watermark, "content_hash": log.content_hash})
    return log.events


def read_store(path: Path | str) -> EventLog:
    """A file or directory of ours, or (a file) of anybody who names columns as XES tools do. LogError if it is neither."""
    path = Path(path)
    if path.is_dir():
        return _read_folder(path)
    about = _metadata(path)
    if about is None:
        return EventLog.from_parquet(path)
    return _loaded(path, about)


def open_store(path: Path | str) -> EventLog:
    """A file of ours as views: a page that asks for some cases reads what it needs of them, and no more.

    `prv`, `nts`, `nres` and `wait_us` are reckoned when they are asked for. LogError for a file that is none of ours.
    """
    path = Path(path)
    about = _metadata(path)
    if about is None:
        raise LogError("outdated", file=path.name)
    con = open_database()
    _raw_view(con, path, about)
    con.execute(f"CREATE VIEW step AS {STEPS_OF_FILE}")
    con.execute(EVENT_VIEW)
    con.execute(f"CREATE VIEW cases AS {_cases_of_file()}")
    con.execute(f"CREATE VIEW case_variant AS SELECT case_id, {quoted(HELP[-1])} AS variant FROM _raw WHERE {POS} = 0")
    for table, sql in _attributes_of_file(about).items():
        con.execute(f"CREATE VIEW {table} AS {sql}")
    log = EventLog(con, Account.from_json(about["account"]), (), about["tz"])
    log.lazy = True
    log.events, log.cases = about["events"], about["cases"]
    return _told(log, about, _attributes(about))


def is_store(path: Path) -> bool:
    return (path / "manifest.json").exists() if path.is_dir() else _metadata(path) is not None


def _loaded(path: Path, about: Mapping[str, Any]) -> EventLog:
    """Tables as they were: nothing is sorted or named anew."""
    con = open_database()
    _raw_view(con, path, about)
    events = events_of(con, f"SELECT case_id, {SEQ} AS seq, {ACT} AS act, ts, start, {RES} AS res FROM _raw")
    keys: list[str | None] = [None] * (int(events.case.max(initial=-1)) + 1)
    for case, key in con.execute(f"SELECT case_id, {quoted(XES_CASE)} FROM _raw WHERE {POS} = 0").fetchall():
        keys[case] = key
    make_tables(con, events, pa.array(keys, pa.string()))
    for table, sql in _attributes_of_file(about).items():
        con.execute(f"CREATE TABLE {table} AS {sql}")
    con.execute("DROP VIEW _raw")
    for kind, rows in about["empty_case"].items():
        con.execute(f"CREATE TABLE empty_case ({kind})")
        con.executemany(f"INSERT INTO empty_case VALUES ({', '.join('?' * len(rows[0]))})", rows)
    log = EventLog(con, Account.from_json(about["account"]), (), about["tz"])
    return _told(log, about, _attributes(about))


def _empty_cases(log: EventLog) -> dict[str, list[list[str | None]]]:
    """Cases without events, which have no row: their columns in SQL, and their values as text."""
    if not log.has("empty_case"):
        return {}
    found = log.rows("SELECT COLUMNS(*)::VARCHAR FROM empty_case")
    described = log.rows("DESCRIBE empty_case")
    return (
        {", ".join(f"{quoted(name)} {kind}" for name, kind, *_ in described): [list(row) for row in found]}
        if found
        else {}
    )


def _raw_view(con: Any, path: Path, about: Mapping[str, Any]) -> None:
    """The file with its times as numbers, and the dictionaries."""
    file = literal(str(path))
    known = pq.read_schema(str(path)).names
    start = f"epoch_us({quoted(START)})" if START in known else "CAST(NULL AS BIGINT)"
    con.execute(
        f"CREATE VIEW _raw AS SELECT *, epoch_us({quoted(XES_TIME)}) AS ts, {start} AS start FROM read_parquet({file})"
    )
    dictionary_tables(con, pa.array(about["activities"], pa.string()), pa.array(about["resources"], pa.string()))


def _cases_of_file() -> str:
    events, start, end = (quoted(name) for name in HELP[5:8])
    return (
        f"SELECT case_id, {quoted(XES_CASE)} AS case_key, {events} AS events, {start} AS start_us, {end} AS end_us "
        f"FROM _raw WHERE {POS} = 0"
    )


def _attributes_of_file(about: Mapping[str, Any]) -> dict[str, str]:
    told: dict[str, list[str]] = {"event": [], "case": []}
    for attribute, column in zip(_attributes(about), about["columns"], strict=True):
        told[attribute.scope].append(f", {quoted(column)} AS {quoted(attribute.column)}")
    return {
        "event_attr": f"SELECT {SEQ} AS seq{''.join(told['event'])} FROM _raw",
        "case_attr": f"SELECT case_id{''.join(told['case'])} FROM _raw WHERE {POS} = 0",
    }


def _attributes(about: Mapping[str, Any]) -> tuple[Attribute, ...]:
    return tuple(Attribute.from_json(each) for each in about["attributes"])


def _read_folder(folder: Path) -> EventLog:
    about = read_manifest(folder)
    con = open_database()
    for table in TABLES:
        if (folder / f"{table}.parquet").exists():
            con.execute(f"CREATE TABLE {table} AS FROM read_parquet({literal(str(folder / f'{table}.parquet'))})")
    for table in BUCKETED:
        files = sorted(str(f) for f in folder.glob(f"{table}-*.parquet"))
        if files:
            con.execute(f"CREATE TABLE {table} AS FROM read_parquet([{', '.join(map(literal, files))}])")
    con.execute(EVENT_VIEW)
    attributes = tuple(Attribute.from_json(each) for each in about["attributes"])
    log = EventLog(con, Account.from_json(about["account"]), attributes, about["tz"])
    for table, source in (("event_attr", "SELECT seq FROM step"), ("case_attr", "SELECT case_id FROM cases")):
        if not log.has(table):
            con.execute(f"CREATE VIEW {table} AS {source}")
    return _told(log, about, attributes)


def _told(log: EventLog, about: Mapping[str, Any], attributes: tuple[Attribute, ...]) -> EventLog:
    log.attributes = attributes
    log.account = Account.from_json(about["account"])
    log.meta = dict(about["meta"])
    log.mark_system(about["systems"])
    return log


def _about(log: EventLog) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "tz": log.tz,
        "attributes": [a.as_json() for a in log.attributes],
        "account": log.account.as_json(),
        "meta": log.meta,
        "systems": [name for (name,) in log.rows("SELECT name FROM resource WHERE is_system ORDER BY name")],
    }


def bucket(folder: Path, table: str, number: int) -> Path:
    return folder / f"{table}-{number:05}.parquet"


def read_manifest(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise LogError("not_a_log", file=folder.name, reason=str(error)) from error
    if about.get("format") != FORMAT:
        raise LogError("not_a_log", file=folder.name, reason=f"format {about.get('format')}")
    return about


def write_manifest(folder: Path, about: Mapping[str, Any]) -> None:
    """Written last and at once: a directory without it, or with an older one, is not half a log."""
    part = folder / "manifest.json.part"
    part.write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")
    part.replace(folder / "manifest.json")


def _copy(con: Any, sql: str, path: Path) -> None:
    con.execute(f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")


def _metadata(path: Path) -> dict[str, Any] | None:
    """What we said about a file of ours; None for any other Parquet file. LogError for one that is damaged."""
    try:
        kept = (pq.read_metadata(str(path)).metadata or {}).get(KEY.encode())
        about = json.loads(kept) if kept else None
    except (pa.ArrowInvalid, OSError, ValueError) as error:
        raise LogError("damaged", file=path.name, reason=str(error).splitlines()[0]) from error
    return about if about and about.get("format") == FLAT else None
