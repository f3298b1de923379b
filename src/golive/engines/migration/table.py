"""The workbench: one DuckDB connection that holds extracts as text, row for row as they came, under a source key.

An extract is immutable: cleaning makes a new table of it. DuckDB is shut off from files and network, so that a rule's
SQL expression can reach nothing but the tables. (DuckDB 2: one connection a component, results always fetched whole.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import numpy as np

from golive.engines.migration.formats import macros

BATCH = 50_000
RESERVED = ("_row", "_key")


class TableError(Exception):
    """A table cannot be made or asked so: code, and the names concerned."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(f"{code}: {', '.join(f'{name}={value}' for name, value in params.items())}")


@dataclass(frozen=True)
class Table:
    """A table on the workbench: text columns, and `_row` (1, 2, …) and `_key` (see `source_key`) for every row."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: int

    def require(self, columns: Iterable[str]) -> None:
        missing = [column for column in columns if column not in self.columns]
        if missing:
            raise TableError("no_such_column", table=self.name, columns=", ".join(missing))


class Workbench(AbstractContextManager["Workbench"]):
    """`path` keeps the workbench in a file; `export_to` is the one directory that may be written to; `files` are the
    only files that may be read (see `load_parquet`). `memory`, e.g. "400MB", is what DuckDB may keep in memory before
    it goes to its file."""

    def __init__(
        self,
        path: Path | str = ":memory:",
        export_to: Path | None = None,
        files: Sequence[Path] = (),
        memory: str = "",
    ) -> None:
        self._db: Any = duckdb.connect(str(path))
        if memory:
            self.ask(f"SET memory_limit = {literal(memory)}")
        self.ask("SET enable_progress_bar = false")
        for macro in macros():
            self.ask(macro.replace("CREATE MACRO", "CREATE OR REPLACE TEMP MACRO", 1))
        if export_to is not None:
            self.ask(f"SET allowed_directories = ['{_literal(str(export_to.resolve()))}']")
        if files:
            self.ask(f"SET allowed_paths = [{', '.join(literal(file.resolve()) for file in files)}]")
        self.ask("SET enable_external_access = false")
        self.ask("SET lock_configuration = true")
        self.tables: dict[str, Table] = {}

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def load(
        self, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]], key: Sequence[str] = ()
    ) -> Table:
        """Take in rows (anything `as_text` can write) as an extract. `key` names the columns that identify a record."""
        if name in self.tables:
            raise TableError("table_exists", table=name)
        taken = {column.lower() for column in columns} & set(RESERVED)
        if taken:
            raise TableError("reserved_column", columns=", ".join(sorted(taken)))
        declared = ", ".join(f"{quoted(column)} VARCHAR" for column in columns)
        self.ask(f'CREATE OR REPLACE TEMP TABLE _staging ("_row" BIGINT, {declared})')
        number = 0
        feed = iter(rows)
        while part := list(islice(feed, BATCH)):
            self._append(columns, part, number)
            number += len(part)
        self.ask(f"CREATE TABLE {quoted(name)} AS SELECT {_key_sql(key)} AS _key, * FROM _staging ORDER BY _row")
        self.ask("DROP TABLE _staging")
        return self.add(Table(name, tuple(columns), tuple(key), number))

    def load_parquet(
        self, name: str, columns: Sequence[str], files: Sequence[tuple[Path, str]], origin: str, key: Sequence[str] = ()
    ) -> Table:
        """As `load`, from Parquet files of text columns, one after another; the column `origin` says of each row what
        stands beside its file. The files must have been named when the workbench was opened."""
        if name in self.tables:
            raise TableError("table_exists", table=name)
        number, parts = 0, []
        for path, said in files:
            place = literal(path.resolve())
            had = {row[0] for row in self.ask(f"DESCRIBE SELECT * FROM read_parquet({place})")}
            wanted = ", ".join(quoted(c) if c in had else f"NULL::VARCHAR AS {quoted(c)}" for c in columns)
            parts.append(
                f'SELECT file_row_number + {number + 1} AS "_row", {wanted}, {literal(said)} AS {quoted(origin)}'
                f" FROM read_parquet({place}, file_row_number = true)"
            )
            number += int(self.ask(f"SELECT count(*) FROM read_parquet({place})")[0][0])
        self.ask(f"CREATE OR REPLACE TEMP TABLE _staging AS {' UNION ALL '.join(parts)}")
        self.ask(f"CREATE TABLE {quoted(name)} AS SELECT {_key_sql(key)} AS _key, * FROM _staging ORDER BY _row")
        self.ask("DROP TABLE _staging")
        return self.add(Table(name, (*columns, origin), tuple(key), number))

    def beside(self) -> Any:
        """A second connection to the same tables, for a component that asks in its own way; who takes it closes it."""
        return self._db.cursor()

    def add(self, table: Table) -> Table:
        self.tables[table.name] = table
        return table

    def table(self, name: str) -> Table:
        if name not in self.tables:
            raise TableError("no_such_table", table=name)
        return self.tables[name]

    def rows(self, table: Table, batch: int = 10_000) -> Iterable[dict[str, Any]]:
        """The rows in order, as dicts with `_row` and `_key`."""
        names = ("_row", "_key", *table.columns)
        wanted = ", ".join(quoted(name) for name in names)
        for start in range(0, table.rows, batch):
            sql = f"SELECT {wanted} FROM {quoted(table.name)} WHERE _row > ? AND _row <= ? ORDER BY _row"
            for row in self.ask(sql, (start, start + batch)):
                yield dict(zip(names, row, strict=True))

    def is_one_select(self, sql: str) -> bool:
        """Whether the text is exactly one SELECT statement, for expressions that people write."""
        try:
            found = self._db.extract_statements(sql)
        except duckdb.Error:
            return False
        return len(found) == 1 and found[0].type == duckdb.StatementType.SELECT

    def _append(self, columns: Sequence[str], part: list[Mapping[str, object]], number: int) -> None:
        arrays: dict[str, Any] = {"_row": np.arange(number + 1, number + len(part) + 1)}
        for place, column in enumerate(columns):
            arrays[f"c{place}"] = np.array([as_text(row.get(column)) for row in part], dtype=object)
        self._db.register("_arriving", arrays)
        self.ask("INSERT INTO _staging SELECT * FROM _arriving")
        self._db.unregister("_arriving")

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """One statement, its whole result."""
        answer: list[tuple[Any, ...]] = self._db.execute(sql, list(parameters)).fetchall()
        return answer

    def arrow(self, sql: str) -> Any:
        """One statement, its whole result as a pyarrow.Table."""
        return self._db.sql(sql).to_arrow_table()


def as_text(value: object) -> str | None:
    """A value as the extract keeps it: decimals without exponent, dates ISO 8601, bytes as hex, booleans true/false."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    return str(value)


def source_key(values: Sequence[str | None], row: int, occurrence: int = 1) -> str:
    """The key of a source record: its key columns joined by "|" ("%", "|" and "#" in them are escaped). A repeated key
    gets "#2", "#3" … in the order of rows; a record without any key value is "#" and its row number."""
    if not any(values):
        return f"#{row}"
    parts = ((value or "").replace("%", "%25").replace("|", "%7C").replace("#", "%23") for value in values)
    return "|".join(parts) + (f"#{occurrence}" if occurrence > 1 else "")


def _key_sql(key: Sequence[str]) -> str:
    """`source_key` in SQL over the staging table."""
    if not key:
        return "'#' || _row"
    parts = [f"coalesce({quoted(column)}, '')" for column in key]
    escaped = [f"replace(replace(replace({part}, '%', '%25'), '|', '%7C'), '#', '%23')" for part in parts]
    joined = " || '|' || ".join(escaped)
    occurrence = f"row_number() OVER (PARTITION BY {joined} ORDER BY _row)"
    return (
        f"CASE WHEN {' || '.join(parts)} = '' THEN '#' || _row"
        f" WHEN {occurrence} > 1 THEN {joined} || '#' || {occurrence} ELSE {joined} END"
    )


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return text.replace("'", "''")


def literal(value: object) -> str:
    """A value as an SQL text literal."""
    return f"'{_literal(str(value))}'"
