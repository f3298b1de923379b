"""Two tables compared by key: what is equal, missing, extra and changed, down to the column.

Rows are first summed up in buckets of keys, count and sum of row hashes (a sum, because two equal extra rows would
cancel out in an XOR). Only rows of buckets that differ are looked at one by one, so that comparing is quick when little
differs. The hashes have 64 bits: a changed row goes unnoticed with a probability of about 5e-20.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from golive.engines.migration.table import Table, TableError, Workbench, literal, quoted

_ROWS_A_BUCKET = 64


class RowDifference(NamedTuple):
    """`missing`: in the first table only; `extra`: in the second only; `changed`: one column of a row in both."""

    kind: Literal["missing", "extra", "changed"]
    key: str
    column: str
    first: str | None
    second: str | None


class KeyFaults(NamedTuple):
    """Rows whose key stood in the table before (`repeated`), and rows without any key value (`blank`)."""

    repeated: int
    blank: int


@dataclass(frozen=True)
class Comparison:
    """Rows by outcome. Columns that only one table has are listed and not compared. Rows that share a key are matched
    with their equals first and then in their order; rows with a blank key never match anything."""

    bench: Workbench
    equal: int
    missing: int
    extra: int
    changed: int
    columns_only_first: tuple[str, ...]
    columns_only_second: tuple[str, ...]
    differences_table: str
    keys_first: KeyFaults
    keys_second: KeyFaults

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

    def by_column(self) -> dict[str, int]:
        """How many rows differ in each column, most first."""
        sql = f"SELECT col, count(*) FROM {quoted(self.differences_table)} WHERE kind = 'changed' GROUP BY 1 ORDER BY 2 DESC, 1"
        return {str(column): int(count) for column, count in self.bench.ask(sql)}


def compare(bench: Workbench, first: Table, second: Table, tolerance: Decimal | None = None) -> Comparison:
    """Compare two tables that were loaded with the same key columns. Text for text; NULL and "" are the same. With a
    `tolerance`, two numbers are the same when they lie at most so far apart: with 0, 1.0 is 1.00."""
    if not first.key or first.key != second.key:
        raise TableError("keys_differ", first=", ".join(first.key), second=", ".join(second.key))
    if tolerance is not None and (tolerance < 0 or not tolerance.is_finite()):
        raise TableError("tolerance_negative", tolerance=tolerance)
    common = [column for column in first.columns if column in second.columns and column not in first.key]
    name = f"{first.name} against {second.name}"
    bench.ask(
        f"CREATE OR REPLACE TABLE {quoted(name)} (kind VARCHAR, key VARCHAR, col VARCHAR, first VARCHAR, second VARCHAR)"
    )
    bits = max(1, (max(first.rows, second.rows) // _ROWS_A_BUCKET).bit_length())
    marked = _odd_buckets(bench, first, second, common, bits)
    _unmatched(bench, first, second, common, bits)
    blanks = dict(bench.ask("SELECT side, count(*) FROM _left WHERE blank GROUP BY side"))
    faults = [KeyFaults(found - blanks.get(side, 0), blanks.get(side, 0)) for side, found in enumerate(marked)]
    _pair(bench, common, name, tolerance)
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
        *faults,
    )


def _hash(columns: Sequence[str]) -> str:
    """NULL and "" are the same; a constant stands for no column at all."""
    return "hash(" + (", ".join(f"coalesce({quoted(column)}, '')" for column in columns) or "0") + ")"


def _bucket(key: tuple[str, ...], bits: int) -> str:
    return f"({_hash(key)} & {(1 << bits) - 1})::UINTEGER"


def _odd_buckets(bench: Workbench, first: Table, second: Table, common: list[str], bits: int) -> list[int]:
    """Fill `_odd` with the buckets that differ, and that of the blank key. The key is part of what is summed up, or two
    rows that exchange their values would cancel out. Answers how many rows of each side have a key
    with a mark: repeated or blank ones."""
    cells = "".join(f", {quoted(column)} AS c{place}" for place, column in enumerate(common))
    others = "".join(f", coalesce(c{place}, '')" for place in range(len(common)))
    sides = [
        f"SELECT (k & {(1 << bits) - 1})::UINTEGER AS b, count(*) AS n, sum(hash(k{others})) AS h,"
        " count(*) FILTER (contains(_key, '#')) AS marked"
        f" FROM (SELECT _key, {_hash(table.key)} AS k{cells} FROM {quoted(table.name)}) GROUP BY 1"
        for table in (first, second)
    ]
    bench.ask(
        "CREATE OR REPLACE TEMP TABLE _sums AS SELECT b, x.n, x.h, y.n AS n2, y.h AS h2, x.marked AS m, y.marked AS m2"
        f" FROM ({sides[0]}) x FULL JOIN ({sides[1]}) y USING (b)"
    )
    blank = "hash(" + ", ".join("''" for _ in first.key) + ")"
    bench.ask(
        "CREATE OR REPLACE TEMP TABLE _odd AS SELECT b FROM _sums WHERE n IS DISTINCT FROM n2 OR h IS DISTINCT FROM h2"
        f" OR b = ({blank} & {(1 << bits) - 1})::UINTEGER"
    )
    marked = [int(each or 0) for each in bench.ask("SELECT sum(m), sum(m2) FROM _sums")[0]]
    bench.ask("DROP TABLE _sums")
    return marked


def _unmatched(bench: Workbench, first: Table, second: Table, common: list[str], bits: int) -> None:
    """Fill `_left` with the rows of odd buckets that have no equal on the other side, numbered within their key."""
    columns = "".join(f", {quoted(column)} AS c{place}" for place, column in enumerate(common))
    for side, table in enumerate((first, second)):  # the rows first, then their columns: the other columns stay unread
        bench.ask(
            f"CREATE OR REPLACE TEMP TABLE _rows{side} AS SELECT _row FROM {quoted(table.name)}"
            f" WHERE {_bucket(table.key, bits)} IN (SELECT b FROM _odd)"
        )
    sides = " UNION ALL ".join(
        f"SELECT {side} AS side, _row, _key, starts_with(_key, '#') AS blank, {_hash(common)} AS h{columns}"
        f" FROM {quoted(table.name)} WHERE _row IN (SELECT _row FROM _rows{side})"
        for side, table in enumerate((first, second))
    )
    bench.ask(
        "CREATE OR REPLACE TEMP TABLE _left AS SELECT *, row_number() OVER (PARTITION BY side, k ORDER BY _row) AS n FROM"
        " (SELECT *, count(*) OVER (PARTITION BY k, h, o) AS sides FROM"
        " (SELECT *, row_number() OVER (PARTITION BY side, k, h ORDER BY _row) AS o FROM"
        f" (SELECT *, regexp_replace(_key, '#\\d+$', '') AS k FROM ({sides})))) WHERE blank OR sides = 1"
    )


def _pair(bench: Workbench, common: list[str], name: str, tolerance: Decimal | None) -> None:
    """Rows of one key in their order: both sides changed, one side missing or extra."""
    join = "FROM (FROM _left WHERE side = 0) a FULL JOIN (FROM _left WHERE side = 1) b ON a.k = b.k AND a.n = b.n AND NOT a.blank"
    bench.ask(
        f"INSERT INTO {quoted(name)} SELECT CASE WHEN b._row IS NULL THEN 'missing' ELSE 'extra' END,"
        f" coalesce(a._key, b._key), '', NULL, NULL {join} WHERE a._row IS NULL OR b._row IS NULL"
    )
    for place, column in enumerate(common):
        one, two = f"a.c{place}", f"b.c{place}"
        near = (
            ""
            if tolerance is None
            else f" AND NOT coalesce(abs(gl_number({one}) - gl_number({two})) <= {tolerance:f}, false)"
        )
        bench.ask(
            f"INSERT INTO {quoted(name)} SELECT 'changed', a._key, {literal(column)}, {one}, {two} {join}"
            f" WHERE a._row IS NOT NULL AND b._row IS NOT NULL AND coalesce({one}, '') <> coalesce({two}, ''){near}"
        )
    for name in ("_left", "_odd", "_rows0", "_rows1"):
        bench.ask(f"DROP TABLE {name}")
