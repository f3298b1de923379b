"""A log of what remains: a schema beside the log's own, so that every analysis works on it unchanged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from golive.engines.mining.filters.kinds import Filter, filters_as_json
from golive.engines.mining.log import EventLog, Note, add_business_time
from golive.engines.mining.log.arrays import Events, create, events_of, make_tables
from golive.engines.mining.log.database import open_database
from golive.engines.mining.log.sql_text import quoted
from golive.engines.mining.log.steps import EVENT_VIEW

STEPS = "SELECT case_id, seq, act, ts, start, res, pos AS ord FROM step"


def filtered(log: EventLog, filters: Sequence[Filter]) -> EventLog:
    """The filters one after the other, each on what the one before left. `log` must stay open as long as the result.

    The result may be empty. Attributes are those of the log; business time is reckoned anew where cases are cut.
    """
    made = log
    pending: list[Filter] = []
    for each in (*filters, None):
        if each is not None and not each.of_events:
            pending.append(each)
            continue
        if pending:
            made = _of_cases(made, pending)
            pending = []
        if each is not None:
            made = _of_events(made, each)
    if made is log:
        made = _of_cases(log, [])
    made.meta = {**log.meta, "filters": [*log.meta.get("filters", []), *filters_as_json(filters)]}
    return made


def _of_cases(log: EventLog, filters: Sequence[Filter]) -> EventLog:
    """Cases that remain whole: their steps are copied as they are."""
    parts = [each.sql(log) for each in filters]
    condition = " INTERSECT ".join(f"({sql})" for sql, _ in parts) or "SELECT case_id FROM cases"
    kept = log.con.sql(condition, params=[v for _, given in parts for v in given]).to_arrow_table()
    con = open_database()
    create(con, "kept", kept)
    kind = "VIEW" if log.lazy else "TABLE"
    tables = ("cases", "step", *(name for name in ("case_variant", "step_biz") if log.has(name)))
    for table in tables:
        con.execute(
            f"CREATE {kind} {table} AS SELECT t.* FROM {log.schema}.{table} t SEMI JOIN kept k ON k.case_id = t.case_id"
        )
    con.execute(EVENT_VIEW)
    made = _beside(log, con)
    made.lazy = log.lazy
    if log.has("step_biz"):
        made.calendar = log.calendar
    return made


def _of_events(log: EventLog, each: Filter) -> EventLog:
    sql, given = each.sql(log)
    return remade(log, events_of(log.con, f"{STEPS} WHERE seq IN ({sql}) ORDER BY case_id, pos", given))


def remade(log: EventLog, events: Events) -> EventLog:
    """A log of other events of the same cases, with the log's dictionaries and attributes."""
    con = open_database()
    named = log.rows("SELECT case_id, case_key FROM cases")
    keys: list[str | None] = [None] * (max((case for case, _ in named), default=-1) + 1)
    for case, key in named:
        keys[case] = key
    make_tables(con, events, pa.array(keys, pa.string()))
    made = _beside(log, con)
    if log.calendar is not None:
        add_business_time(made, log.calendar)
    return made


def _beside(log: EventLog, con: Any) -> EventLog:
    for table in ("activity", "resource"):
        con.execute(f"CREATE TABLE {table} AS SELECT * FROM {log.schema}.{table}")
    con.execute(
        f"CREATE VIEW event_attr AS SELECT e.* FROM {log.schema}.event_attr e SEMI JOIN step s ON s.seq = e.seq"
    )
    con.execute(
        f"CREATE VIEW case_attr AS SELECT a.* FROM {log.schema}.case_attr a SEMI JOIN cases c ON c.case_id = a.case_id"
    )
    made = EventLog(con, log.account, log.attributes, log.tz, dict(log.meta))
    made.beneath = log
    return made


LIFECYCLE = re.compile(r"^(lifecycle(:transition)?|transition|event.?type|生命周期|事件类型)$", re.IGNORECASE)
BEGINS, COMPLETIONS = ("start", "started", "begin", "开始"), ("complete", "completed", "end", "finish", "完成", "结束")


def as_steps(log: EventLog) -> EventLog:
    """The log itself, or, where it records begin and completion of its activities as two events, the log of `paired`.

    Looked for in the attribute of the life-cycle: one word for begins and one for completions must both occur.
    """
    for attribute in log.attributes:
        if attribute.scope != "event" or not LIFECYCLE.match(attribute.name):
            continue
        column = quoted(attribute.column)
        found = {
            word for (word,) in log.rows(f"SELECT DISTINCT lower(CAST({column} AS VARCHAR)) FROM event_attr LIMIT 50")
        }
        begin = next((word for word in BEGINS if word in found), None)
        end = next((word for word in COMPLETIONS if word in found), None)
        if begin and end:
            made = paired(log, attribute.name, begin, end)
            note = Note("paired", {k: v for k, v in made.meta["paired"].items() if k != "code"})
            made.account = replace(made.account, notes=(*made.account.notes, note))
            return made
    return log


def paired(
    log: EventLog, attribute: str = "lifecycle:transition", begin: str = "start", end: str = "complete"
) -> EventLog:
    """Begin and completion of an activity as one event: the n-th begin in a case belongs to its n-th completion.

    Completions without a begin stay as they are; begins without completion become events of no length; other
    transitions (scheduled, suspended) are left out. A note "paired" tells how many of each. `log` must stay open.
    """
    column = '"' + log.attribute(attribute, "event").column.replace('"', '""') + '"'
    con = log.con
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE _moves AS
        SELECT s.case_id, s.act, s.ts, s.start, s.res, s.seq, s.pos, lower(e.{column}) AS move,
               row_number() OVER (PARTITION BY s.case_id, s.act, lower(e.{column}) ORDER BY s.pos) AS nth
        FROM step s JOIN event_attr e ON e.seq = s.seq"""
    )
    moves = dict(con.execute("SELECT coalesce(move, ''), count(*) FROM _moves GROUP BY 1").fetchall())
    match = "b.case_id = c.case_id AND b.act = c.act AND b.nth = c.nth AND b.ts <= c.ts"
    sql = f"""
        SELECT c.case_id, c.seq, c.act, c.ts, coalesce(b.ts, c.start) AS start, coalesce(c.res, b.res) AS res, c.pos AS ord
        FROM (SELECT * FROM _moves WHERE move = ?) c LEFT JOIN (SELECT * FROM _moves WHERE move = ?) b ON {match}
        UNION ALL
        SELECT b.case_id, b.seq, b.act, b.ts, b.ts, b.res, b.pos FROM (SELECT * FROM _moves WHERE move = ?) b
        ANTI JOIN (SELECT * FROM _moves WHERE move = ?) c ON {match}"""
    made = remade(log, events_of(con, sql, [end, begin, begin, end]))
    con.execute("DROP TABLE _moves")
    begins, ends = moves.get(begin, 0), moves.get(end, 0)
    others = sum(moves.values()) - begins - ends
    pairs = begins + ends - made.events
    note = Note(
        "paired", {"pairs": pairs, "begins_alone": begins - pairs, "ends_alone": ends - pairs, "others": others}
    )
    made.meta["paired"] = note.as_json()
    return made
