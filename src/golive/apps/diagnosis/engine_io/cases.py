"""The cases of a log, and one of them event by event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from golive.apps.diagnosis.engine_io.opening import opened
from golive.apps.diagnosis.engine_io.words import span
from golive.apps.diagnosis.models import Finding, ProcessLog
from golive.engines.mining.log.sql_text import quoted

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[dict[str, Any]]
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Case:
    key: str
    lead: str
    events: list[dict[str, Any]]
    facts: list[tuple[str, Any]] = field(default_factory=list)


def cases(
    log: ProcessLog,
    steps: list[dict[str, Any]],
    asked: dict[str, str],
    page: int,
    size: int,
    behind: list[str] | None = None,
) -> Page:
    """`asked`: activity (id), path ("from-to"), variant (its key), finding (its key), q (part of the name).
    `behind`: the names of cases behind a figure."""
    with opened(log, steps, lazy=True) as found:
        where, values = _where(log, asked, behind)
        total = found.one(f"SELECT count(*) FROM cases c WHERE {where}", values)[0]
        rows = found.rows(
            f"SELECT c.case_key, c.events, c.start_us, c.end_us FROM cases c WHERE {where} "
            "ORDER BY c.end_us - c.start_us DESC, c.case_id LIMIT ? OFFSET ?",
            [*values, size, (page - 1) * size],
        )
        zone = ZoneInfo(log.project.timezone)
        shown = [
            {
                "key": key,
                "events": n,
                "begun": _moment(a, zone),
                "ended": _moment(b, zone),
                "duration": span((b - a) / 1e6),
            }
            for key, n, a, b in rows
        ]
        return Page(shown, total, page * size < total)


def _where(log: ProcessLog, asked: dict[str, str], behind: list[str] | None) -> tuple[str, list[Any]]:
    parts, values = ["TRUE"], []
    if asked.get("activity", "").isdecimal():
        parts.append("c.case_id IN (SELECT case_id FROM step WHERE act = ?)")
        values.append(int(asked["activity"]))
    a, _dash, b = asked.get("path", "").partition("-")
    if a.isdecimal() and b.isdecimal():
        parts.append("c.case_id IN (SELECT case_id FROM step WHERE act = ? AND nxt = ?)")
        values += [int(a), int(b)]
    if asked.get("variant"):
        parts.append("c.case_id IN (SELECT case_id FROM case_variant WHERE variant = ?)")
        values.append(asked["variant"])
    if asked.get("finding", "").isdecimal():
        row = Finding.objects.filter(log=log, pk=asked["finding"]).first()
        parts.append("c.case_key IN (SELECT unnest(?::VARCHAR[]))")
        values.append(row.cases if row else [])
    if behind is not None:
        parts.append("c.case_key IN (SELECT unnest(?::VARCHAR[]))")
        values.append(behind)
    if asked.get("q"):
        parts.append("contains(lower(c.case_key), lower(?))")
        values.append(asked["q"][:100])
    return " AND ".join(parts), values


def case(log: ProcessLog, key: str) -> Case | None:
    with opened(log, [], lazy=True) as found:
        rows = found.rows("SELECT case_id, start_us, end_us FROM cases WHERE case_key = ?", [key])
        if not rows:
            return None
        case_id, begun, ended = rows[0]
        events = found.rows(
            "SELECT s.ts, a.name, r.name, s.wait_us FROM step s JOIN activity a ON a.act_id = s.act "
            "LEFT JOIN resource r ON r.res_id = s.res WHERE s.case_id = ? ORDER BY s.pos",
            [case_id],
        )
        columns = [a for a in found.attributes if a.scope == "case"]
        facts: list[tuple[str, Any]] = []
        if columns:
            names = ", ".join(quoted(a.column) for a in columns)
            values = found.rows(f"SELECT {names} FROM case_attr WHERE case_id = ?", [case_id])
            facts = [(a.name, v) for a, v in zip(columns, values[0], strict=True) if v is not None] if values else []
    zone = ZoneInfo(log.project.timezone)
    longest = max((w or 0 for *_rest, w in events), default=0)
    shown = [
        {
            "at": _moment(ts, zone),
            "activity": name,
            "by": who or "",
            "waited": span(wait / 1e6) if wait is not None else "",
            "long": bool(wait) and wait == longest and wait > 86_400_000_000,
        }
        for ts, name, who, wait in events
    ]
    return Case(key, f"{_moment(begun, zone)} – {_moment(ended, zone)} · {span((ended - begun) / 1e6)}", shown, facts)


def _moment(us: int, zone: ZoneInfo) -> str:
    try:
        return f"{(EPOCH + timedelta(microseconds=us)).astimezone(zone):%Y-%m-%d %H:%M}"
    except OverflowError:
        return str(us)
