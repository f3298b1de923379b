"""Any database that SQLAlchemy can reach, as a source. It is only ever read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, create_engine, event, func, inspect, select, text, types
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError

from golive.connectors.protocol import FieldInfo, FieldType, Health, ObjectInfo, SourceError

_TYPES: tuple[tuple[type[Any], FieldType], ...] = (
    (types.Boolean, "boolean"),
    (types.Integer, "integer"),
    (types.Numeric, "decimal"),
    (types.DateTime, "datetime"),
    (types.Date, "date"),
    (types.LargeBinary, "binary"),
    (types.String, "text"),
)
_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


class SqlSource:
    """`url` is SQLAlchemy's, e.g. postgresql+psycopg://reader@host/erp; `name` shows it without the password.

    Every session is made read-only where the database knows how. Tables and views of the default schema are offered;
    "schema.table" reads from another one."""

    def __init__(self, url: str | URL) -> None:
        try:
            self._url = make_url(url)
            self._engine: Engine = create_engine(self._url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise SourceError("url_not_understood", str(error)) from error
        if self._url.get_backend_name() == "sqlite" and not self._url.query and not _exists(self._url.database):
            raise SourceError("file_missing", f"there is no file {self._url.database}", file=self._url.database)
        self.name = self._url.render_as_string(hide_password=True)
        guard = _READ_ONLY.get(self._engine.dialect.name)
        if guard:
            event.listen(self._engine, "connect", lambda connection, _: _run(connection, guard))

    def describe(self) -> list[ObjectInfo]:
        try:
            inspector = inspect(self._engine)
            tables, views = sorted(inspector.get_table_names()), sorted(inspector.get_view_names())
            described = [self._describe(name) for name in tables + views]
            return [replace(each, derived=each.name in views) for each in described]
        except SQLAlchemyError as error:
            raise self._broken(error) from error

    def _describe(self, name: str) -> ObjectInfo:
        table = self._table(name)
        references = {
            key.parent.name: key.column.table.name for key in table.foreign_keys if key.column.table is not None
        }
        fields = tuple(
            FieldInfo(
                column.name,
                "reference" if column.name in references else _field_type(column.type),
                column.comment or "",
                required=not column.nullable,
                refers_to=references.get(column.name, ""),
                max_length=getattr(column.type, "length", None),
            )
            for column in table.columns
        )
        return ObjectInfo(name, table.comment or name, fields, tuple(column.name for column in table.primary_key))

    def read(
        self, object_name: str, fields: Sequence[str] | None = None, batch: int = 1000
    ) -> Iterator[dict[str, Any]]:
        """Rows in the order of the primary key; without one, of all columns that can be ordered."""
        table = self._table(object_name)
        unknown = [name for name in fields or () if name not in table.columns]
        if unknown:
            raise SourceError("no_such_column", f"{object_name} has no {', '.join(unknown)}", columns=unknown)
        wanted = [table.columns[name] for name in fields] if fields is not None else list(table.columns)
        order = list(table.primary_key) or [
            column for column in table.columns if not isinstance(column.type, types.LargeBinary | types.JSON)
        ]
        query = select(*wanted).order_by(*order)
        try:
            with self._engine.connect().execution_options(yield_per=batch) as connection:
                for row in connection.execute(query):
                    yield dict(row._mapping)
        except SQLAlchemyError as error:
            raise self._broken(error) from error

    def ask(self, query: str, batch: int = 1000) -> Iterator[dict[str, Any]]:
        """The rows of any query that the person who asks may put, in the order in which the database gives them."""
        try:
            with self._engine.connect().execution_options(yield_per=batch) as connection:
                for row in connection.execute(text(query)):
                    yield dict(row._mapping)
        except SQLAlchemyError as error:
            raise self._broken(error) from error

    def count(self, object_name: str) -> int:
        table = self._table(object_name)
        try:
            with self._engine.connect() as connection:
                return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        except SQLAlchemyError as error:
            raise self._broken(error) from error

    def health(self) -> Health:
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
                version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
        except SQLAlchemyError as error:
            return Health(False, code="unreachable", text=str(self._broken(error)))
        return Health(True, f"{self._engine.dialect.name} {version}".strip())

    def close(self) -> None:
        self._engine.dispose()

    def _table(self, name: str) -> Table:
        schema, _, plain = name.rpartition(".")
        options = ((None, name), (schema, plain)) if schema else ((None, name),)
        for where, what in options:
            try:
                return Table(what, MetaData(), schema=where, autoload_with=self._engine, resolve_fks=True)
            except NoSuchTableError:
                continue
            except SQLAlchemyError as error:
                raise self._broken(error) from error
        raise SourceError("no_such_table", f"{self.name} has no table {name}", table=name)

    def _broken(self, error: SQLAlchemyError) -> SourceError:
        said = str(getattr(error, "orig", None) or error).strip()
        return SourceError("database_error", f"{self.name}: {said}", database=self.name, said=said)


def _exists(database: str | None) -> bool:
    """SQLite would make a new, empty database of a misspelt name."""
    return not database or database == ":memory:" or Path(database).is_file()


def _run(connection: Any, statement: str) -> None:
    cursor = connection.cursor()
    cursor.execute(statement)
    cursor.close()


def _field_type(kind: Any) -> FieldType:
    return next((name for type_, name in _TYPES if isinstance(kind, type_)), "unknown")
