"""Any database that SQLAlchemy can reach, as the target of a migration: an object is a table.

Record, its lines and its key are one transaction; the key table `golive_load_key` stands beside the tables, with its
unique constraint. A list of lines goes into the table of its name that refers to the record's table. References by load
key become the record's id inside the transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, and_, create_engine, event, func, select
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from golive.connectors.protocol import (
    Guarantee,
    Guarantees,
    Health,
    Held,
    ObjectInfo,
    Ref,
    Refused,
    RowResult,
    SourceError,
    Unavailable,
    UndoResult,
    Values,
    WriteRow,
)
from golive.connectors.sql.columns import (
    as_id,
    fitted,
    info,
    insert,
    is_detail,
    is_lines,
    key_column,
    parts,
    plain_values,
    refs,
    refusals,
    said,
    sqlite_connected,
)
from golive.connectors.sql.promises import guarantees_of
from golive.engines.evidence.canonical import content_hash, plain

KEYS = "golive_load_key"


class SqlTarget:
    """`url` is SQLAlchemy's; the tables must be there. One transaction a write."""

    guarantee: Guarantee = "atomic_key"

    def __init__(self, url: str, batch: int = 500) -> None:
        try:
            self._url = make_url(url)
            self._engine: Engine = create_engine(self._url, poolclass=NullPool if self._url.database else None)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise SourceError("url_not_understood", str(error)) from error
        self.name = self._url.render_as_string(hide_password=True)
        self._batch = batch
        self._meta = MetaData()
        self._lock = threading.RLock()
        self._reflected = False
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", sqlite_connected)
            event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        self._keys = Table(
            KEYS,
            self._meta,
            Column("object", String(120), primary_key=True),
            Column("load_key", String(400), primary_key=True),
            Column("record", String(120), nullable=False),
            Column("digest", String(64), nullable=False),
            Column("batch", String(160), nullable=False),
            Column("written", String(64), nullable=False),  # hash of the record as it stood after the write
        )

    def guarantees(self) -> Guarantees:
        return guarantees_of(self._engine.dialect.name)

    def batch_limit(self, object_name: str) -> int:
        return self._batch

    # --- writing ---------------------------------------------------------------------------------

    def write(self, object_name: str, batch_id: str, rows: Sequence[WriteRow]) -> dict[str, str]:
        with self._transaction() as connection:
            return self._write(connection, object_name, batch_id, rows)

    def simulate(
        self,
        object_name: str,
        rows: Sequence[WriteRow],
        assuming: Sequence[tuple[str, Sequence[WriteRow]]] = (),
    ) -> list[RowResult]:
        answers: dict[str, RowResult] = {}
        with self._transaction() as connection:
            for name, earlier in assuming:
                self._attempt(connection, name, list(earlier), {})
            self._attempt(connection, object_name, list(rows), answers)
            connection.rollback()
        return [answers[row.key] for row in rows]

    def _attempt(self, connection: Connection, name: str, rows: list[WriteRow], answers: dict[str, RowResult]) -> None:
        if not rows:
            return
        try:
            with refusals(), connection.begin_nested():
                self._write(connection, name, "simulation", rows)
        except Refused as refused:
            if len(rows) == 1:
                answers[rows[0].key] = RowResult(
                    rows[0].key, False, refused.reason_code, refused.text, tuple(refused.fields)
                )
                return
            middle = len(rows) // 2
            self._attempt(connection, name, rows[:middle], answers)
            self._attempt(connection, name, rows[middle:], answers)
        else:
            answers.update((row.key, RowResult(row.key, True)) for row in rows)

    def _write(self, connection: Connection, name: str, batch: str, rows: Sequence[WriteRow]) -> dict[str, str]:
        table = self._table(name)
        held = self._held(connection, name, [row.key for row in rows])
        ids = {key: one.target_id for key, one in held.items()}
        todo = [row for row in rows if row.key not in ids]
        if not todo:
            return ids
        for part in parts([row.key for row in todo]):  # keys whose record is gone
            gone = and_(self._keys.c.object == name, self._keys.c.load_key.in_(part))
            connection.execute(self._keys.delete().where(gone))
        known = self._references(connection, todo)
        heads = [self._columns(table, row.values, known) for row in todo]
        made = insert(connection, table, heads)
        for row, record in zip(todo, made, strict=True):
            ids[row.key] = str(record)
        for child, parent, field in self._line_tables(table, todo):
            lines = [
                {**self._columns(child, line, known), parent.name: record}
                for row, record in zip(todo, made, strict=True)
                for line in row.values.get(field) or ()  # type: ignore[attr-defined]
            ]
            insert(connection, child, lines)
        written = self._fingerprints(connection, table, made)
        keys = [
            {
                "object": name,
                "load_key": row.key,
                "record": ids[row.key],
                "digest": row.digest,
                "batch": batch,
                "written": written[ids[row.key]],
            }
            for row in todo
        ]
        connection.execute(self._keys.insert(), keys)
        return ids

    def _columns(self, table: Table, values: Values, known: Mapping[str, str]) -> dict[str, Any]:
        """Column -> value in the column's type; lines are left to their own table."""
        found: dict[str, Any] = {}
        for name, value in values.items():
            if is_lines(value):
                continue
            if name not in table.columns:
                raise Refused("unknown_field", f"{table.name} has no column {name}", (name,))
            if isinstance(value, Ref):
                if value.key not in known:
                    raise Refused("reference_missing", value.key, (name,))
                value = known[value.key]
            found[name] = fitted(table.columns[name], value)
        return found

    def _references(self, connection: Connection, rows: Sequence[WriteRow]) -> dict[str, str]:
        wanted = {ref.key for row in rows for ref in refs(row.values)}
        found: dict[str, str] = {}
        for part in parts(sorted(wanted)):
            query = select(self._keys.c.load_key, self._keys.c.record).where(self._keys.c.load_key.in_(part))
            found |= {str(key): str(record) for key, record in connection.execute(query).all()}
        return found

    def _line_tables(self, table: Table, rows: Sequence[WriteRow]) -> Iterator[tuple[Table, Column[Any], str]]:
        """(table of the lines, its column that names the record, field) of every list that the rows carry."""
        for name in dict.fromkeys(name for row in rows for name, value in row.values.items() if is_lines(value)):
            yield *self._lines(table, name), name

    def _lines(self, table: Table, name: str) -> tuple[Table, Column[Any]]:
        child = self._tables().get(name)
        parent = child is not None and next((k.parent for k in child.foreign_keys if k.column.table is table), None)
        if child is None or not isinstance(parent, Column):
            raise Refused("unknown_field", f"{table.name}: no table {name} refers to it", (name,))
        return child, parent

    # --- asking ----------------------------------------------------------------------------------

    def find(self, object_name: str, keys: Collection[str]) -> dict[str, str]:
        with self._reading() as connection:
            return {key: one.target_id for key, one in self._held(connection, object_name, keys).items()}

    def held(self, object_name: str, prefix: str) -> dict[str, Held]:
        with self._reading() as connection:
            like = self._keys.c.load_key.startswith(prefix, autoescape=True)
            found = self._held_where(connection, object_name, like)
        return {key: one for key, one in found.items() if key.startswith(prefix)}  # LIKE may ignore case

    def _held(self, connection: Connection, name: str, keys: Collection[str]) -> dict[str, Held]:
        found: dict[str, Held] = {}
        for part in parts(list(keys)):
            found |= self._held_where(connection, name, self._keys.c.load_key.in_(part))
        return found

    def _held_where(self, connection: Connection, name: str, where: Any) -> dict[str, Held]:
        """Keys whose record is still there."""
        table, keys = self._table(name), self._keys
        query = select(keys.c.load_key, keys.c.record, keys.c.digest, keys.c.batch)
        rows = connection.execute(query.where(and_(keys.c.object == name, where))).all()
        present = self._present(connection, table, [row.record for row in rows])
        return {row.load_key: Held(row.record, row.digest, row.batch) for row in rows if row.record in present}

    def _present(self, connection: Connection, table: Table, records: Sequence[str]) -> set[str]:
        pk, found = key_column(table), set()
        for part in parts(list(records)):
            wanted = [fitted(pk, record) for record in part]
            found |= {str(row[0]) for row in connection.execute(select(pk).where(pk.in_(wanted)))}
        return found

    def read_back(self, object_name: str, keys: Collection[str], fields: Sequence[str]) -> dict[str, Values]:
        table = self._table(object_name)
        found: dict[str, Values] = {}
        with self._reading() as connection:
            ids = {one.target_id: key for key, one in self._held(connection, object_name, keys).items()}
            lines = [name for name in fields if name.removesuffix(".id") not in table.columns]
            records = self._records(connection, table, list(ids), lines)
        for record, values in records.items():
            found[ids[record]] = {
                name: as_id(values[name.removesuffix(".id")]) if name.endswith(".id") else values[name]
                for name in fields
            }
        return found

    def _records(
        self, connection: Connection, table: Table, records: Sequence[str], lines: Sequence[str]
    ) -> dict[str, dict[str, Any]]:
        pk = key_column(table)
        found: dict[str, dict[str, Any]] = {}
        for part in parts(list(records)):
            wanted = [fitted(pk, record) for record in part]
            for row in connection.execute(select(table).where(pk.in_(wanted))):
                found[str(row._mapping[pk])] = {column.name: row._mapping[column] for column in table.columns}
            for name in lines:
                child, parent = self._lines(table, name)
                for record in part:
                    found.get(record, {})[name] = []
                query = select(child).where(parent.in_(wanted)).order_by(*child.primary_key)
                for row in connection.execute(query):
                    line = {column.name: row._mapping[column] for column in child.columns}
                    line |= {f"{k.parent.name}.id": as_id(line[k.parent.name]) for k in child.foreign_keys}
                    found[str(row._mapping[parent])][name].append(line)
        return found

    def _fingerprints(self, connection: Connection, table: Table, records: Sequence[Any]) -> dict[str, str]:
        """A hash of each record and its lines as the database gives them back."""
        children = [child.name for child, _ in self._children(table)]
        found = self._records(connection, table, [str(record) for record in records], children)
        return {record: content_hash(plain(plain_values(values))) for record, values in found.items()}

    def _children(self, table: Table) -> list[tuple[Table, Column[Any]]]:
        """Tables whose rows are part of a record: they refer to it by a key that must be filled."""
        return [
            (other, key.parent)
            for other in self._tables().values()
            for key in other.foreign_keys
            if key.column.table is table
            and other is not table
            and not key.parent.nullable
            and is_detail(other, key.parent)
        ]

    # --- taking back -----------------------------------------------------------------------------

    def undo(self, object_name: str, keys: Sequence[str]) -> list[UndoResult]:
        table = self._table(object_name)
        answers = []
        with self._transaction() as connection:
            for key in keys:
                answers.append(self._undo(connection, object_name, table, key))
        return answers

    def _undo(self, connection: Connection, name: str, table: Table, key: str) -> UndoResult:
        held = self._held(connection, name, [key]).get(key)
        mine = and_(self._keys.c.object == name, self._keys.c.load_key == key)
        if held is None:
            connection.execute(self._keys.delete().where(mine))
            return UndoResult(key, False, "not_found")
        written = connection.execute(select(self._keys.c.written).where(mine)).scalar_one()
        if self._fingerprints(connection, table, [held.target_id]).get(held.target_id) != written:
            return UndoResult(key, False, "changed_since", f"{table.name} {held.target_id}")
        details = self._children(table)
        if text := self._leaning(connection, table, held.target_id, {child.name for child, _ in details}):
            return UndoResult(key, False, "depended_on", text)
        try:
            with refusals(), connection.begin_nested():
                for child, parent in details:
                    connection.execute(child.delete().where(parent == fitted(parent, held.target_id)))
                connection.execute(table.delete().where(key_column(table) == fitted(key_column(table), held.target_id)))
                connection.execute(self._keys.delete().where(mine))
        except Refused as refused:
            return UndoResult(key, False, "refused", refused.text)
        return UndoResult(key, True)

    def _leaning(self, connection: Connection, table: Table, record: str, details: set[str]) -> str:
        found = []
        for other in self._tables().values():
            for key in other.foreign_keys:
                if key.column.table is table and other.name not in details:
                    value = fitted(key.parent, record)
                    count = connection.execute(
                        select(func.count()).select_from(other).where(key.parent == value)
                    ).scalar()
                    if count:
                        found.append(f"{other.name}.{key.parent.name}: {count}")
        return "; ".join(found)

    # --- as a source, and for people ---------------------------------------------------------------

    def describe(self) -> list[ObjectInfo]:
        """Every table but the key table."""
        return [
            ObjectInfo(
                table.name,
                table.comment or table.name,
                tuple(info(column) for column in table.columns),
                tuple(column.name for column in table.primary_key),
            )
            for table in self._tables().values()
        ]

    def count(self, object_name: str) -> int:
        with self._reading() as connection:
            return int(connection.execute(select(func.count()).select_from(self._table(object_name))).scalar_one())

    def health(self) -> Health:
        try:
            with self._reading() as connection:
                version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
        except Unavailable as error:
            return Health(False, code="unreachable", text=str(error))
        return Health(True, f"{self._engine.dialect.name} {version}".strip())

    def close(self) -> None:
        self._engine.dispose()

    def _tables(self) -> dict[str, Table]:
        with self._lock:
            if not self._reflected:
                try:
                    self._keys.create(self._engine, checkfirst=True)
                    self._meta.reflect(self._engine)
                except SQLAlchemyError as error:
                    raise Unavailable(f"{self.name}: {said(error)}") from error
                for table in self._meta.tables.values():
                    for column in table.primary_key:
                        column.nullable = False  # SQLite does not say so of its own
                self._reflected = True
        return {name: table for name, table in self._meta.tables.items() if name != KEYS}

    def _table(self, name: str) -> Table:
        table = self._tables().get(name)
        if table is None:
            raise Refused("unknown_object", f"{self.name} has no table {name}")
        if len(table.primary_key) != 1:
            raise Refused("no_single_key", f"{name} needs a primary key of one column")
        return table

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        self._tables()
        with refusals(), self._engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            if transaction.is_active:
                transaction.commit()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._transaction() as connection:
            yield connection
