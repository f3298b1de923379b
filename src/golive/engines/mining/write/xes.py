"""XES (IEEE 1849), plain or packed by the name of the file: all that the log holds, attributes of log and nested ones too."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from golive.engines.mining.log import Attribute, EventLog
from golive.engines.mining.log.sql_text import quoted

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PART = 50_000  # events fetched at once
_EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
)
_OF_SQL = {"VARCHAR": "string", "BIGINT": "int", "INTEGER": "int", "DOUBLE": "float", "BOOLEAN": "boolean"}
_BELOW = ("nested", "list", "container")


def write_xes(log: EventLog, path: Path | str) -> int:
    """Returns the number of events written. Times are written in UTC, begins as start_timestamp."""
    path = Path(path)
    written = 0
    with gzip.open(path, "wt", encoding="utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as out:
        said = log.meta.get("xes", {})
        out.write("<?xml version='1.0' encoding='UTF-8'?>\n")
        given = said.get("attributes", {"xes.version": "1849-2016", "xes.features": ""})
        out.write("<log" + "".join(f" {name}={quoteattr(value)}" for name, value in given.items()) + ">\n")
        out.writelines(_head(said))
        cases = _cases(log)
        for case, events in _by_case(log):
            out.write("<trace>\n" + cases[case])
            out.writelines(events)
            out.write("</trace>\n")
            written += len(events)
        if log.has("empty_case"):
            out.writelines(f"<trace>\n{text}</trace>\n" for text in _traces(log, "empty_case").values())
        out.write("</log>\n")
    return written


def _head(said: dict[str, Any]) -> Iterator[str]:
    known = [tuple(e.get(k, "") for k in ("name", "prefix", "uri")) for e in said.get("extensions", ())]
    for name, prefix, uri in known or _EXTENSIONS:
        yield f"<extension name={quoteattr(name)} prefix={quoteattr(prefix)} uri={quoteattr(uri)}/>\n"
    for scope, attributes in said.get("globals", {}).items():
        yield f"<global scope={quoteattr(scope)}>\n{''.join(map(_given, attributes))}</global>\n"
    for classifier in said.get("classifiers", ()):
        yield "<classifier" + "".join(f" {k}={quoteattr(v)}" for k, v in classifier.items()) + "/>\n"
    for attribute in said.get("log", ()):
        yield _given(attribute)


def _given(attribute: list[Any]) -> str:
    """An attribute as the reader keeps it: [type, key, value, below]."""
    kind, key, value, below = attribute
    shown = "" if value is None else f" value={quoteattr(value)}"
    inner = "".join(_given(each) for each in below or ())
    if kind == "list":
        inner = f"<values>{inner}</values>"
    return (
        f"<{kind} key={quoteattr(key)}{shown}>{inner}</{kind}>\n"
        if inner
        else f"<{kind} key={quoteattr(key)}{shown}/>\n"
    )


def _element(attribute: Attribute) -> Callable[[Any, Any], str]:
    """How a value of the attribute is written, with what lies below it."""
    kind = attribute.kind or (
        "date" if attribute.sql_type.startswith(("TIMESTAMP", "DATE")) else _OF_SQL.get(attribute.sql_type, "string")
    )
    key = quoteattr(attribute.name)

    def write(value: Any, below: Any) -> str:
        if kind in ("list", "container"):
            return _given([kind, attribute.name, None, json.loads(value)])
        start = f"<{kind} key={key} value={quoteattr(_text(kind, value))}"
        if below:
            return f"{start}>{''.join(_given(each) for each in json.loads(below))}</{kind}>\n"
        return start + "/>\n"

    return write


def _text(kind: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "date" and isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds" if value.microsecond % 1000 == 0 else "microseconds") + "+00:00"
    return repr(value) if isinstance(value, float) else str(value)


def _columns(log: EventLog, scope: str) -> list[tuple[Attribute, int | None]]:
    """Attributes to write, each with the place of the attribute that holds what lies below it."""
    own = [a for a in log.attributes if a.scope == scope]
    below = {a.name.removesuffix("/below"): at for at, a in enumerate(own) if a.kind == "nested"}
    return [(a, below.get(a.name)) if a.kind != "nested" else (a, -1) for a in own]


def _writer(log: EventLog, scope: str) -> tuple[str, Callable[[tuple[Any, ...]], str]]:
    """The columns to select, and what turns a row of them into text."""
    columns = _columns(log, scope)
    makers = [None if below == -1 else (_element(a), below) for a, below in columns]

    def write(row: tuple[Any, ...]) -> str:
        out = []
        for maker, value in zip(makers, row, strict=True):
            if maker is not None and value is not None:
                out.append(maker[0](value, None if maker[1] is None else row[maker[1]]))
        return "".join(out)

    return "".join(f", {quoted(a.column)}" for a, _ in columns), write


def _traces(log: EventLog, table: str) -> dict[int, str]:
    selected, write = _writer(log, "case")
    if table == "empty_case":
        rows = log.rows(f"SELECT row_number() OVER (), case_key{selected} FROM empty_case")
    else:
        rows = log.rows(f"SELECT k.case_id, k.case_key{selected} FROM cases k JOIN case_attr USING (case_id)")
    return {row[0]: f'<string key="concept:name" value={quoteattr(row[1])}/>\n' + write(row[2:]) for row in rows}


def _cases(log: EventLog) -> dict[int, str]:
    return _traces(log, "cases")


def _by_case(log: EventLog) -> Iterator[tuple[int, list[str]]]:
    selected, write = _writer(log, "event")
    names = {
        i: f'<string key="concept:name" value={quoteattr(n)}/>\n'
        for i, n in log.rows("SELECT act_id, name FROM activity")
    }
    who = {
        i: f'<string key="org:resource" value={quoteattr(n)}/>\n'
        for i, n in log.rows("SELECT res_id, name FROM resource")
    }
    sql = f"SELECT s.case_id, s.act, s.ts, s.start, s.res{selected} FROM step s LEFT JOIN event_attr USING (seq) "
    last = log.one("SELECT coalesce(max(case_id), -1) FROM cases")[0]
    width = max(1, _PART * (last + 1) // max(1, log.events))
    for low in range(0, last + 1, width):
        case = -1
        events: list[str] = []
        for row in log.rows(
            sql + "WHERE s.case_id >= ? AND s.case_id < ? ORDER BY s.case_id, s.pos", [low, low + width]
        ):
            if row[0] != case:
                if events:
                    yield case, events
                case, events = row[0], []
            begun = "" if row[3] is None else f'<date key="start_timestamp" value="{_iso(row[3])}"/>\n'
            time = f'<date key="time:timestamp" value="{_iso(row[2])}"/>\n'
            events.append(f"<event>\n{names[row[1]]}{who.get(row[4], '')}{time}{begun}{write(row[5:])}</event>\n")
        if events:
            yield case, events


def _iso(us: int) -> str:
    moment = _EPOCH + timedelta(microseconds=us)
    return moment.isoformat(timespec="milliseconds" if us % 1000 == 0 else "microseconds")
