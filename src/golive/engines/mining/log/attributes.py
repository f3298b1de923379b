"""Attributes: what a log says about events and cases beyond who did what when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from golive.engines.mining.log.mapping import FIXED, LogMapping
from golive.engines.mining.log.sql_text import quoted

CASE_PREFIX = "case:"


@dataclass(frozen=True)
class Attribute:
    """`name` as in the source; `column` its column in event_attr (scope "event") or case_attr (scope "case").

    `sql_type`: VARCHAR, BIGINT, DOUBLE, BOOLEAN, TIMESTAMP (UTC). Names that differ only in upper and lower case, or
    are names of our own, get a number at the end as column. `kind`: the type in the source (XES: string, date, int, float,
    boolean, id, list, container; "nested": what lies below an attribute, as JSON), empty if it has none.
    """

    name: str
    column: str
    scope: str
    sql_type: str = "VARCHAR"
    kind: str = ""

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "column": self.column, "scope": self.scope, "type": self.sql_type, "kind": self.kind}

    @staticmethod
    def from_json(document: Mapping[str, str]) -> Attribute:
        return Attribute(
            document["name"], document["column"], document["scope"], document["type"], document.get("kind", "")
        )


def column_names(names: Iterable[str]) -> dict[str, str]:
    """A column for each attribute, unique whatever upper and lower case."""
    taken = {name.lower() for name in FIXED}
    out: dict[str, str] = {}
    for name in names:
        column, number = name or "_", 1
        while column.lower() in taken:
            number += 1
            column = f"{name}_{number}"
        taken.add(column.lower())
        out[name] = column
    return out


def split_attributes(
    con: Any, raw: str, mapping: LogMapping, columns: Mapping[str, tuple[str, str]], whole: bool = False
) -> tuple[Attribute, ...]:
    """Make event_attr(seq, …) and case_attr(case_id, …) from the columns of `raw` that the mapping does not use.

    A case attribute has the first value that is not NULL among the events of its case, in the order of the file.
    `whole`: no row was dropped.
    """
    single = {
        *(mapping.case if len(mapping.case) == 1 else ()),
        *(mapping.activity if len(mapping.activity) == 1 else ()),
    }
    used = single | {name for name in (mapping.time, mapping.start, mapping.resource) if name} | {"_row"}
    left = [name for name in columns if name not in used and (mapping.keep is None or name in mapping.keep)]
    of_case = mapping.case_attributes
    case_names = [n for n in left if (n.startswith(CASE_PREFIX) if of_case is None else n in of_case)]
    event_names = [name for name in left if name not in case_names]
    found = [
        *_attributes(event_names, "event", columns, {name: name for name in event_names}),
        *_attributes(case_names, "case", columns, {name: name.removeprefix(CASE_PREFIX) for name in case_names}),
    ]
    raw_names = dict(zip(found, [*event_names, *case_names], strict=True))
    events = "".join(
        f", r.{quoted(columns[raw_names[a]][0])} AS {quoted(a.column)}" for a in found if a.scope == "event"
    )
    cases = "".join(
        f", arg_min(r.{quoted(columns[raw_names[a]][0])}, r._row) AS {quoted(a.column)}"
        for a in found
        if a.scope == "case"
    )
    views = ""
    if events:
        kept = "" if whole else "SEMI JOIN step s ON s.seq = r._row "
        con.execute(f"CREATE TABLE event_attr AS SELECT r._row AS seq{events} FROM {raw} r {kept}")
    else:
        views = "CREATE VIEW event_attr AS SELECT seq FROM step;"
    if cases:
        con.execute(
            f"CREATE TABLE case_attr AS SELECT s.case_id{cases} FROM step s JOIN {raw} r ON r._row = s.seq GROUP BY s.case_id"
        )
    else:
        views += "CREATE VIEW case_attr AS SELECT case_id FROM cases"
    if views:
        con.execute(views)
    return tuple(found)


def _attributes(
    names: list[str], scope: str, columns: Mapping[str, tuple[str, str]], shown: Mapping[str, str]
) -> list[Attribute]:
    named = column_names(shown.values())
    return [Attribute(shown[n], named[shown[n]], scope, columns[n][1]) for n in names]
