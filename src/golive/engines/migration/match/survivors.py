"""One record out of several: each field from the record that a rule or a person names, and an account of every record.

Rules of a field: longest (the longest value), most_frequent (the value that most records have), newest (of the record
whose date in the column `by` is latest), source_priority (of the record whose `by` column comes first in `order`),
survivor (of the surviving record, then of the most complete). Blank values never win. Ties go to the surviving record,
then to the more complete one, then to the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from golive.engines.migration.match.spec import MatchError
from golive.engines.migration.table import Table, Workbench, quoted

RuleName = Literal["survivor", "longest", "most_frequent", "newest", "source_priority"]
RULES = ("survivor", "longest", "most_frequent", "newest", "source_priority")
Record = Mapping[str, Any]


@dataclass(frozen=True)
class FieldRule:
    """How the value of a field is chosen. `by`: the column of the date or of the source; `order`: sources, best first."""

    rule: RuleName = "survivor"
    by: str = ""
    order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise MatchError("unknown_survivor_rule", rule=self.rule, known=", ".join(RULES))
        if (self.rule in ("newest", "source_priority")) is not bool(self.by):
            raise MatchError("survivor_rule_without_column", rule=self.rule)


@dataclass(frozen=True)
class Merged:
    """The record that stays: `values` by column, `taken_from` the key of the record each came from ("" where all are
    blank), `keys` of all that are in it, the survivor's first."""

    survivor: str
    keys: tuple[str, ...]
    values: dict[str, str | None]
    taken_from: dict[str, str]


@dataclass(frozen=True)
class Row:
    """One column of the review: what each record says, whether they differ, and what is proposed."""

    column: str
    values: tuple[str | None, ...]
    differs: bool
    proposed: str | None
    taken_from: str


@dataclass(frozen=True)
class Review:
    """A cluster side by side: the records' keys, and a row for every column."""

    keys: tuple[str, ...]
    survivor: str
    rows: tuple[Row, ...] = field(default_factory=tuple)


def records(bench: Workbench, table: Table, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The records of these keys in the order of rows, dates of `gl_date` not yet read."""
    names = ("_row", "_key", *table.columns)
    wanted = ", ".join(quoted(name) for name in names)
    sql = f"SELECT {wanted} FROM {quoted(table.name)} WHERE _key IN (SELECT unnest(?::VARCHAR[])) ORDER BY _row"
    return [dict(zip(names, row, strict=True)) for row in bench.ask(sql, (list(keys),))]


def merge(
    members: Sequence[Record],
    survivor: str,
    rules: Mapping[str, FieldRule] | None = None,
    by_hand: Mapping[str, str] | None = None,
) -> Merged:
    """Merge records (with `_key`) into the one of the key `survivor`. `by_hand`: column -> key of the record whose value
    a person chose, be it blank. Raises MatchError("no_such_record")."""
    by_key = {str(member["_key"]): member for member in members}
    chosen = dict(by_hand or {})
    for key in (survivor, *chosen.values()):
        if key not in by_key:
            raise MatchError("no_such_record", key=key)
    columns = [name for name in members[0] if not name.startswith("_")]
    ranked = sorted(members, key=lambda each: (each["_key"] != survivor, -_filled(each, columns), each["_row"]))
    values: dict[str, str | None] = {}
    taken: dict[str, str] = {}
    for column in columns:
        source = by_key[chosen[column]] if column in chosen else _best(ranked, column, (rules or {}).get(column))
        values[column] = None if source is None else source[column]
        taken[column] = "" if source is None else str(source["_key"])
    return Merged(survivor, tuple(str(each["_key"]) for each in ranked), values, taken)


def _best(ranked: Sequence[Record], column: str, rule: FieldRule | None) -> Record | None:
    filled = [each for each in ranked if _text(each[column])]
    if not filled:
        return None
    rule = rule or FieldRule()
    if rule.rule == "longest":
        return max(filled, key=lambda each: len(_text(each[column])))
    if rule.rule == "most_frequent":
        counts = Counter(_text(each[column]) for each in filled)
        return max(filled, key=lambda each: counts[_text(each[column])])
    if rule.rule == "newest":
        return max(filled, key=lambda each: _text(each[rule.by]))
    if rule.rule == "source_priority":
        places = {name: place for place, name in enumerate(rule.order)}
        return min(filled, key=lambda each: places.get(_text(each[rule.by]), len(places)))
    return filled[0]


def _text(value: Any) -> str:
    return str(value or "").strip()


def _filled(record: Record, columns: Iterable[str]) -> int:
    return sum(bool(_text(record[column])) for column in columns)


def side_by_side(members: Sequence[Record], survivor: str, rules: Mapping[str, FieldRule] | None = None) -> Review:
    """The records of a cluster for review, columns in the table's order."""
    merged = merge(members, survivor, rules)
    rows = []
    for column, proposed in merged.values.items():
        values = tuple(each[column] for each in members)
        differs = len({_text(value) for value in values}) > 1
        rows.append(Row(column, values, differs, proposed, merged.taken_from[column]))
    return Review(tuple(str(each["_key"]) for each in members), survivor, tuple(rows))


def account(keys: Iterable[str], merged: Iterable[Merged]) -> dict[str, str]:
    """Every record -> the record in which it goes on (itself, if it stays). Raises MatchError for a record that is merged
    twice or that the table does not have: nothing may be lost, nothing counted twice."""
    where = {key: key for key in keys}
    seen: set[str] = set()
    for each in merged:
        for key in each.keys:
            if key not in where:
                raise MatchError("no_such_record", key=key)
            if key in seen:
                raise MatchError("merged_twice", key=key)
            seen.add(key)
            where[key] = each.survivor
    return where
