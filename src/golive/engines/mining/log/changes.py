"""What came between two readings of the same source: which cases are new, which changed, which are gone.

Each case has a digest of its events (activity, person, times, order, attributes) and of its own attributes, all by their
text, so that numbers given to activities by one reading or another do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from golive.engines.mining.log.event_log import EventLog
from golive.engines.mining.log.sql_text import quoted

NAMED = 20  # cases of each kind that are named


@dataclass(frozen=True)
class Changes:
    """Cases by what became of them, and their events: `events_before` + `added` - `removed` = `events_after`.

    `added`, `removed`: events of cases beyond, or short of, what each had before. `new_names` …: some of the cases.
    """

    new: int
    changed: int
    gone: int
    same: int
    events_before: int
    events_after: int
    added: int
    removed: int
    new_names: tuple[str, ...] = ()
    changed_names: tuple[str, ...] = ()
    gone_names: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.new or self.changed or self.gone)

    def as_json(self) -> dict[str, Any]:
        return {name: list(v) if isinstance(v, tuple) else v for name, v in vars(self).items()}


def changes(before: EventLog, after: EventLog) -> Changes:
    """Both must be open. An attribute that only one of the logs has counts as a change where it holds a value."""
    con = after.con
    names = {scope: _attributes(before, after, scope) for scope in ("event", "case")}
    for name, log in (("_before", before), ("_after", after)):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {_digests(log, names)}")
    try:
        kinds = """CASE WHEN b.case_key IS NULL THEN 'new' WHEN a.case_key IS NULL THEN 'gone'
                   WHEN a.digest = b.digest AND a.of_case = b.of_case AND a.n = b.n THEN 'same' ELSE 'changed' END"""
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE _became AS SELECT coalesce(a.case_key, b.case_key) AS case_key, {kinds} AS kind,
            coalesce(b.n, 0) AS was, coalesce(a.n, 0) AS now FROM _after a FULL JOIN _before b ON a.case_key = b.case_key"""
        )
        sums = con.execute(
            """SELECT count(*) FILTER (kind = 'new'), count(*) FILTER (kind = 'changed'), count(*) FILTER (kind = 'gone'),
            count(*) FILTER (kind = 'same'), coalesce(sum(was), 0), coalesce(sum(now), 0),
            coalesce(sum(greatest(now - was, 0)), 0), coalesce(sum(greatest(was - now, 0)), 0) FROM _became"""
        ).fetchall()[0]
        named = []
        for kind in ("new", "changed", "gone"):
            sql = "SELECT case_key FROM _became WHERE kind = ? ORDER BY case_key LIMIT ?"
            named.append(tuple(str(key) for (key,) in con.execute(sql, [kind, NAMED]).fetchall()))
    finally:
        for name in ("_before", "_after", "_became"):
            con.execute(f"DROP TABLE IF EXISTS {name}")
    new, changed, gone, same, was, now, added, removed = (int(n) for n in sums)
    return Changes(new, changed, gone, same, was, now, added, removed, named[0], named[1], named[2])


def _attributes(before: EventLog, after: EventLog, scope: str) -> list[str]:
    return sorted({a.name for log in (before, after) for a in log.attributes if a.scope == scope})


def _digests(log: EventLog, names: dict[str, list[str]]) -> str:
    """A query (case_key, n, digest, of_case)."""
    known = {(a.scope, a.name): quoted(a.column) for a in log.attributes}

    def text(scope: str, of: str) -> str:
        columns = (known.get((scope, name)) for name in names[scope])
        return "".join(f", CAST({of}.{c} AS VARCHAR)" if c else ", NULL" for c in columns)

    s = log.schema
    of_events = f"JOIN {s}.event_attr e ON e.seq = s.seq" if names["event"] else ""
    of_cases = f"LEFT JOIN {s}.case_attr k ON k.case_id = c.case_id" if names["case"] else ""
    return f"""
    SELECT c.case_key, d.n, d.digest, hash(0{text("case", "k")}) AS of_case
    FROM {s}.cases c JOIN (
        SELECT s.case_id, count(*) AS n,
               sum(CAST(hash(s.pos, a.name, r.name, s.ts, s.start{text("event", "e")}) AS HUGEINT)) AS digest
        FROM {s}.step s JOIN {s}.activity a ON a.act_id = s.act LEFT JOIN {s}.resource r ON r.res_id = s.res {of_events}
        GROUP BY s.case_id) d ON d.case_id = c.case_id {of_cases}"""
