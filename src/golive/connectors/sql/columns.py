"""Values and rows as databases want them, and what databases answer in the connector protocol's words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Table, types
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, StatementError

from golive.connectors.protocol import FieldInfo, Ref, Refused, Unavailable

PART = 400


@contextmanager
def refusals() -> Iterator[None]:
    """The database's errors in the protocol's words: what it says of the data is a refusal, all else is unknown."""
    try:
        yield
    except OperationalError as error:
        raise Unavailable(said(error)) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable(said(error)) from error
        code = "constraint" if type(error).__name__ == "IntegrityError" else "bad_value"
        raise Refused(code, said(error)) from error
    except StatementError as error:
        raise Refused("bad_value", said(error)) from error


def said(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def sqlite_connected(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy, not the driver, begins transactions
    cursor = connection.cursor()
    for statement in ("PRAGMA foreign_keys = ON", "PRAGMA busy_timeout = 20000", "PRAGMA synchronous = FULL"):
        cursor.execute(statement)
    cursor.close()


def insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> list[Any]:
    """The primary keys of the new rows, in the order of the rows."""
    if not rows:
        return []
    pk = next(iter(table.primary_key), None)
    names = {frozenset(row) for row in rows}
    if pk is not None and len(names) == 1 and pk.name in rows[0]:
        connection.execute(table.insert(), rows)
        return [row[pk.name] for row in rows]
    if pk is not None and len(names) == 1 and connection.dialect.insert_executemany_returning_sort_by_parameter_order:
        statement = table.insert().returning(pk, sort_by_parameter_order=True)
        return list(connection.execute(statement, rows).scalars())
    found = []
    for row in rows:
        done = connection.execute(table.insert(), row)
        found.append(done.inserted_primary_key[0] if pk is not None and done.inserted_primary_key else None)
    return found


def key_column(table: Table) -> Column[Any]:
    (column,) = table.primary_key
    return column


def fitted(column: Column[Any], value: Any) -> Any:
    """The value in the column's type; what does not fit is left for the database to refuse."""
    kind = column.type
    try:
        if value is None or isinstance(kind, types.NullType):
            return value
        if isinstance(kind, types.Boolean):
            return value
        if isinstance(kind, types.Integer):
            return int(str(value)) if not isinstance(value, bool) else int(value)
        if isinstance(kind, types.Float):
            return float(str(value))
        if isinstance(kind, types.Numeric):
            return Decimal(str(value))
        if isinstance(kind, types.DateTime) and isinstance(value, str):
            return datetime.fromisoformat(value)
        if isinstance(kind, types.Date) and isinstance(value, str):
            return date.fromisoformat(value)
        if isinstance(kind, types.String):
            return format(value, "f") if isinstance(value, Decimal) else str(value)
    except (ValueError, ArithmeticError):
        raise Refused("bad_value", f"{column.name}: {value}", (column.name,)) from None
    return value


def is_lines(value: object) -> bool:
    return isinstance(value, (list, tuple))


def is_detail(table: Table, parent: Column[Any]) -> bool:
    """A table of lines: its name begins with the record's, or it cascades when the record goes."""
    key = next(iter(parent.foreign_keys))
    return (key.ondelete or "").upper() == "CASCADE" or table.name.startswith(key.column.table.name.rstrip("s"))


def refs(value: object) -> Iterator[Ref]:
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from refs(inner)


def as_id(value: object) -> str:
    return "" if value is None else str(value)


def plain_values(value: Any) -> Any:
    """Floats and bytes as text: canonical JSON takes neither."""
    if isinstance(value, dict):
        return {str(name): plain_values(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain_values(inner) for inner in value]
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (bytes, memoryview)):
        return hashlib.sha256(bytes(value)).hexdigest()
    return value if isinstance(value, (str, int, bool, Decimal, date, datetime)) or value is None else str(value)


def info(column: Column[Any]) -> FieldInfo:
    refers = next((key.column.table.name for key in column.foreign_keys), "")
    return FieldInfo(column.name, "reference" if refers else "unknown", required=not column.nullable, refers_to=refers)


def parts(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), PART):
        yield items[start : start + PART]
