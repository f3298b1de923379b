"""Late events into a store: only the buckets of the cases they belong to are read and written again.

The result is the log that reading everything anew would give: same cases, events, order; identifiers of what is new come
after those there are. The change of the map is additive and is returned, so that figures need not be reckoned anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from golive.engines.mining.log.account import Account, Dropped, LogError
from golive.engines.mining.log.arrays import events_of, make_tables
from golive.engines.mining.log.database import open_database
from golive.engines.mining.log.event_log import EventLog
from golive.engines.mining.log.sql_text import literal, quoted
from golive.engines.mining.log.store import bucket, read_manifest, write_manifest

EDGES_SQL = (
    "SELECT act, nxt, count(*) AS n, sum(nts - ts) AS total FROM {table} WHERE nxt IS NOT NULL GROUP BY act, nxt"
)


@dataclass(frozen=True)
class Refresh:
    """`touched`: names of the cases that changed or came. `known`: events left out since the store had them. `edges`: (from, to) → change of (times, summed microseconds)."""

    touched: tuple[str, ...]
    new_cases: int
    events: int
    buckets: int
    edges: Mapping[tuple[str, str], tuple[int, int]]
    watermark: Any
    known: int = 0

    def as_json(self) -> dict[str, Any]:
        edges = [{"source": a, "target": b, "times": n, "total": us / 1e6} for (a, b), (n, us) in self.edges.items()]
        out = {
            "touched": len(self.touched),
            "new_cases": self.new_cases,
            "events": self.events,
            "known": self.known,
            "buckets": self.buckets,
        }
        return {**out, "edges": edges, "watermark": self.watermark}


def refresh(folder: Path | str, late: EventLog, watermark: Any = None, skip_known: bool = False) -> Refresh:
    """Take the events of `late` (read with the mapping of the store) into the store.

    `skip_known`: events that the store has already (same case, activity, person and time) are left out and accounted for
    as dropped ("known"), for deliveries that overlap.

    The caller gives only what is new: everything after the store's watermark. Attributes of cases: what is new and not
    NULL wins. LogError when `late` has not the attributes of the store.
    """
    folder = Path(folder)
    about = read_manifest(folder)
    _check(about, late)
    con = open_database()
    try:
        found = _refreshed(con, folder, about, late, skip_known)
    finally:
        schema = con.execute("SELECT current_schema()").fetchall()[0][0]
        con.execute(f"DROP SCHEMA {schema} CASCADE")
        con.close()
    account = Account.from_json(about["account"])
    dropped = {d.reason: d for d in account.dropped}
    for each in late.account.dropped:
        before = dropped.get(each.reason, Dropped(each.reason, 0))
        dropped[each.reason] = Dropped(each.reason, before.rows + each.rows, (before.sample + each.sample)[:5])
    if found["known"]:
        before = dropped.get("known", Dropped("known", 0))
        dropped["known"] = Dropped("known", before.rows + found["known"], before.sample)
    grown = Account(
        account.source,
        account.format,
        account.rows_read + late.account.rows_read,
        account.rows_kept + late.account.rows_kept - found["known"],
        tuple(dropped.values()),
        account.notes,
    )
    about = {**about, "account": grown.as_json(), "content_hash": None}
    mark = about["watermark"] if watermark is None else watermark
    write_manifest(folder, {**about, "watermark": mark, "refreshed": about.get("refreshed", 0) + 1})
    return Refresh(**found, watermark=mark)


def _check(about: Mapping[str, Any], late: EventLog) -> None:
    ours = {(a["scope"], a["column"]) for a in about["attributes"]}
    theirs = {(a.scope, a.column) for a in late.attributes}
    if ours != theirs:
        missing = ", ".join(sorted(name for _, name in ours - theirs) or sorted(name for _, name in theirs - ours))
        raise LogError("no_such_column", columns=missing, known=", ".join(sorted(name for _, name in ours)))


def _refreshed(con: Any, folder: Path, about: Mapping[str, Any], late: EventLog, skip_known: bool) -> dict[str, Any]:
    def stored(table: str) -> str:
        return f"read_parquet({literal(str(folder / f'{table}.parquet'))})"

    for table in ("activity", "resource", "cases"):
        con.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {stored(table)}")
    _dictionary(con, late, "activity", "act_id", "")
    _dictionary(con, late, "resource", "res_id", ", is_system")
    con.execute(
        f"""CREATE TABLE _touched AS
        SELECT n.case_id AS late_id, n.case_key, coalesce(o.case_id, CAST(
                 (SELECT coalesce(max(case_id), -1) FROM old_cases) + row_number() OVER (PARTITION BY o.case_id IS NULL ORDER BY n.case_id) AS INTEGER)) AS case_id,
               o.case_id IS NULL AS is_new
        FROM {late.schema}.cases n LEFT JOIN old_cases o ON o.case_key = n.case_key"""
    )
    width = int(about["width"])
    numbers = [n for (n,) in con.execute(f"SELECT DISTINCT case_id // {width} FROM _touched ORDER BY 1").fetchall()]
    paths = [str(p) for n in numbers if (p := bucket(folder, "step", n)).exists()]
    old = f"read_parquet([{', '.join(map(literal, paths))}])" if paths else "(SELECT * FROM old_step_none)"
    con.execute(f"CREATE TABLE old_step_none AS SELECT * FROM {late.schema}.step LIMIT 0")
    con.execute(f"CREATE TABLE old_step AS SELECT * FROM {old}")
    # What the late log calls its n-th row comes after all rows there are.
    last = int(about["account"]["rows_read"])
    con.execute(
        f"""CREATE TABLE _late AS
        SELECT t.case_id, s.seq + {last} AS seq, a.act_id AS act, s.ts, s.start, r.res_id AS res FROM {late.schema}.step s
        JOIN _touched t ON t.late_id = s.case_id
        JOIN {late.schema}.activity la ON la.act_id = s.act JOIN new_activity a ON a.name = la.name
        LEFT JOIN {late.schema}.resource lr ON lr.res_id = s.res LEFT JOIN new_resource r ON r.name = lr.name"""
    )
    if skip_known:
        con.execute(
            """DELETE FROM _late WHERE EXISTS (SELECT 1 FROM old_step o WHERE o.case_id = _late.case_id
            AND o.act = _late.act AND o.ts = _late.ts AND o.res IS NOT DISTINCT FROM _late.res)"""
        )
    known = late.events - con.execute("SELECT count(*) FROM _late").fetchall()[0][0]
    events = events_of(
        con,
        """SELECT case_id, seq, act, ts, start, res FROM old_step WHERE case_id IN (SELECT case_id FROM _touched)
        UNION ALL SELECT case_id, seq, act, ts, start, res FROM _late""",
    )
    keys: list[str | None] = [None] * (int(events.case.max()) + 1)
    for case, key in con.execute("SELECT case_id, case_key FROM _touched").fetchall():
        keys[case] = key
    make_tables(con, events, pa.array(keys, pa.string()))
    edges = _edges(con)
    _write(con, folder, about, late, numbers, width, last)
    touched = [key for (key,) in con.execute("SELECT case_key FROM _touched ORDER BY case_id").fetchall()]
    new = con.execute("SELECT count(*) FROM _touched WHERE is_new").fetchall()[0][0]
    return {
        "touched": tuple(touched),
        "new_cases": new,
        "events": late.events - known,
        "buckets": len(numbers),
        "edges": edges,
        "known": known,
    }


def _dictionary(con: Any, late: EventLog, table: str, key: str, more: str) -> None:
    """What is there keeps its number, what is new gets the next."""
    con.execute(
        f"""CREATE TABLE new_{table} AS SELECT * FROM old_{table} UNION ALL
        SELECT CAST((SELECT coalesce(max({key}), -1) FROM old_{table}) + row_number() OVER (ORDER BY name) AS INTEGER), name{more}
        FROM {late.schema}.{table} WHERE name NOT IN (SELECT name FROM old_{table})"""
    )


def _edges(con: Any) -> dict[tuple[str, str], tuple[int, int]]:
    con.execute("CREATE VIEW _before AS SELECT * FROM old_step WHERE case_id IN (SELECT case_id FROM _touched)")
    sql = f"""
    SELECT x.name, y.name, coalesce(a.n, 0) - coalesce(b.n, 0), coalesce(a.total, 0) - coalesce(b.total, 0)
    FROM ({EDGES_SQL.format(table="step")}) a FULL JOIN ({EDGES_SQL.format(table="_before")}) b ON a.act = b.act AND a.nxt = b.nxt
    JOIN new_activity x ON x.act_id = coalesce(a.act, b.act) JOIN new_activity y ON y.act_id = coalesce(a.nxt, b.nxt)"""
    return {(a, b): (int(n), int(total)) for a, b, n, total in con.execute(sql).fetchall() if n or total}


def _write(
    con: Any, folder: Path, about: Mapping[str, Any], late: EventLog, numbers: list[int], width: int, last: int
) -> None:
    """Each file is written beside the old one, then all take their places, the manifest last. What breaks off while they do
    leaves a store whose account does not fit its rows: read the source anew."""
    con.execute(
        "CREATE TABLE all_step AS SELECT * FROM old_step WHERE case_id NOT IN (SELECT case_id FROM _touched) UNION ALL SELECT * FROM step"
    )
    con.execute(
        "CREATE TABLE all_cases AS SELECT * FROM old_cases WHERE case_id NOT IN (SELECT case_id FROM _touched) UNION ALL SELECT * FROM cases"
    )
    files: dict[Path, str] = {
        folder / "cases.parquet": "SELECT * FROM all_cases ORDER BY case_id",
        folder / "activity.parquet": "SELECT * FROM new_activity ORDER BY act_id",
        folder / "resource.parquet": "SELECT * FROM new_resource ORDER BY res_id",
    }
    columns = {
        scope: [quoted(a["column"]) for a in about["attributes"] if a["scope"] == scope] for scope in ("event", "case")
    }
    for number in numbers:
        part = f"case_id >= {number * width} AND case_id < {(number + 1) * width}"
        files[bucket(folder, "step", number)] = f"SELECT * FROM all_step WHERE {part} ORDER BY case_id, pos"
        if columns["event"]:
            names = ", ".join(columns["event"])
            path = bucket(folder, "event_attr", number)
            kept = f"SELECT seq, {names} FROM read_parquet({literal(str(path))}) UNION ALL " if path.exists() else ""
            new = f"SELECT e.seq + {last}, {names} FROM {late.schema}.event_attr e"
            files[path] = (
                f"SELECT v.* FROM ({kept}{new}) v JOIN all_step s ON s.seq = v.seq WHERE {part} ORDER BY s.case_id, s.pos"
            )
    if columns["case"]:
        files[folder / "case_attr.parquet"] = _case_attributes(folder, late, columns["case"])
    parts = []
    for path, sql in files.items():
        part_path = path.with_name(path.name + ".part")
        con.execute(f"COPY ({sql}) TO {literal(str(part_path))} (FORMAT parquet, COMPRESSION zstd)")
        parts.append((part_path, path))
    for part_path, path in parts:
        part_path.replace(path)


def _case_attributes(folder: Path, late: EventLog, columns: list[str]) -> str:
    old = f"read_parquet({literal(str(folder / 'case_attr.parquet'))})"
    chosen = ", ".join(f"coalesce(n.{c}, o.{c}) AS {c}" for c in columns)
    new = f"SELECT t.case_id, {', '.join(f'c.{c}' for c in columns)} FROM {late.schema}.case_attr c JOIN _touched t ON t.late_id = c.case_id"
    return f"SELECT coalesce(o.case_id, n.case_id) AS case_id, {chosen} FROM {old} o FULL JOIN ({new}) n ON n.case_id = o.case_id ORDER BY 1"


def watermark_of(folder: Path | str) -> Any:
    """What the next reading of the source begins after; None if it was never said."""
    return json.loads((Path(folder) / "manifest.json").read_text("utf-8")).get("watermark")
