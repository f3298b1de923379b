"""The values that attributes take, so that people choose among what there is instead of typing what there may be."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from golive.engines.mining.log import EventLog
from golive.engines.mining.log.sql_text import quoted

MOST = 40  # values that are listed
MANY = 1_000  # different values, beyond which an attribute is a text that people type
NUMBERS = ("BIGINT", "DOUBLE")
LARGE = 1_000_000  # events, beyond which the events of a value are counted instead of its cases: a join less for each attribute


@dataclass(frozen=True)
class AttributeValues:
    """`values`: (value as text, cases or events that have it), the most frequent first; empty where there are too many.
    `different`: how many there are, about. `low`, `high`: of numbers. `of_cases`: cases are counted, not events.
    """

    name: str
    scope: str
    number: bool
    of_cases: bool
    different: int
    values: tuple[tuple[str, int], ...] = ()
    low: float | None = None
    high: float | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"values": [list(each) for each in self.values]}


def attribute_values(log: EventLog) -> list[AttributeValues]:
    """Of every attribute but lists and nested ones, in the order of the log. One pass tells how many values each has."""
    out: dict[tuple[str, str], AttributeValues] = {}
    of_cases = log.events <= LARGE
    given = [a for a in log.attributes if a.kind not in ("nested", "list")]
    for scope, table in (("case", "case_attr"), ("event", "event_attr")):
        known = [a for a in given if a.scope == scope]
        if not known:
            continue
        asked = ", ".join(
            f"approx_count_distinct({quoted(a.column)}), "
            + (f"min({quoted(a.column)}), max({quoted(a.column)})" if a.sql_type in NUMBERS else "NULL, NULL")
            for a in known
        )
        found = log.one(f"SELECT {asked} FROM {table}")
        for place, each in enumerate(known):
            different, low, high = found[3 * place : 3 * place + 3]
            values: list[tuple[str, int]] = []
            if different <= MANY:
                column, n, rows = quoted(each.column), "count(*)", f"{table} e"
                if scope == "event" and of_cases:
                    n, rows = "count(DISTINCT s.case_id)", f"{table} e JOIN step s ON s.seq = e.seq"
                found_values = log.rows(
                    f"SELECT CAST(e.{column} AS VARCHAR) AS v, {n} AS n FROM {rows} WHERE e.{column} IS NOT NULL "
                    f"GROUP BY 1 ORDER BY n DESC, v LIMIT {MOST}"
                )
                values = [(str(value), int(count)) for value, count in found_values]
            bounds = [None if bound is None else float(bound) for bound in (low, high)]
            number = each.sql_type in NUMBERS
            out[scope, each.name] = AttributeValues(
                each.name, scope, number, scope == "case" or of_cases, int(different), tuple(values), *bounds
            )
    return [out[a.scope, a.name] for a in given]
