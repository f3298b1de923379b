"""Two tables compared by key: what is equal, missing, extra and changed, down to the column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from golive.engines.migration.table import Table, TableError, Workbench, literal, quoted


class RowDifference(NamedTuple):
    """`missing`: in the first table only; `extra`: in the second only; `changed`: one column of a row in both."""

    kind: Literal["missing", "extra", "changed"]
    key: str
    column: str
    first: str | None
    second: str | None


@dataclass(frozen=True)
class Comparison:
    """Rows by outcome. Columns that only one table has are listed and not compared. A key that is repeated is compared
    occurrence by occurrence; rows with a blank key never match anything."""

    bench: Workbench
    equal: int
    missing: int
    extra: int
    changed: int
    columns_only_first: tuple[str, ...]
    columns_only_second: tuple[str, ...]
    differences_table: str

    @property
    def same(self) -> bool:
        return not (self.missing or self.extra or self.changed or self.columns_only_first or self.columns_only_second)

    def differences(self, limit: int | None = None) -> Iterator[RowDifference]:
        page = f"LIMIT {limit}" if limit is not None else ""
        sql = (
            f"SELECT kind, key, col, first, second FROM {quoted(self.differences_table)} ORDER BY key, kind, col {page}"
        )
        for row in self.bench.ask(sql):
            yield RowDifference(*row)


def compare(bench: Workbench, first: Table, second: Table) -> Comparison:
    """Compare two tables that were loaded with the same key columns. Text for text; NULL and "" are the same."""
    if not first.key or first.key != second.key:
        raise TableError("keys_differ", first=", ".join(first.key), second=", ".join(second.key))
    common = [column for column in first.columns if column in second.columns and column not in first.key]
    a, b = quoted(first.name), quoted(second.name)
    on = "a._key = b._key AND a._key NOT LIKE '#%'"
    changes = [
        f"SELECT 'changed', a._key, {literal(column)}, a.{quoted(column)}, b.{quoted(column)} FROM {a} a JOIN {b} b"
        f" ON {on} WHERE nullif(a.{quoted(column)}, '') IS DISTINCT FROM nullif(b.{quoted(column)}, '')"
        for column in common
    ]
    lone = [
        f"SELECT 'missing', a._key, '', NULL, NULL FROM {a} a WHERE NOT EXISTS (SELECT 1 FROM {b} b WHERE {on})",
        f"SELECT 'extra', b._key, '', NULL, NULL FROM {b} b WHERE NOT EXISTS (SELECT 1 FROM {a} a WHERE {on})",
    ]
    name = f"{first.name} against {second.name}"
    bench.ask(
        f"CREATE OR REPLACE TABLE {quoted(name)} (kind VARCHAR, key VARCHAR, col VARCHAR, first VARCHAR, second VARCHAR)"
    )
    for query in (*lone, *changes):
        bench.ask(f"INSERT INTO {quoted(name)} {query}")
    counted = bench.ask(f"SELECT kind, count(DISTINCT key) FROM {quoted(name)} GROUP BY kind")
    by_kind: dict[str, int] = {row[0]: row[1] for row in counted}
    missing, changed = by_kind.get("missing", 0), by_kind.get("changed", 0)
    return Comparison(
        bench,
        first.rows - missing - changed,
        missing,
        by_kind.get("extra", 0),
        changed,
        tuple(column for column in first.columns if column not in second.columns),
        tuple(column for column in second.columns if column not in first.columns),
        name,
    )
