"""Many rows in one statement. `bulk_create` splits by the number of parameters, so its statements grow with the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connections, models, router


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert `rows`: anything with the attributes of the model's columns. Their keys are not read back."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    fields = [f for f in model._meta.local_concrete_fields if not f.primary_key]
    quote = connection.ops.quote_name
    names = ", ".join(quote(f.column) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    _many(connection, f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", fields, rows)


def update(model: type[models.Model], rows: Sequence[Any], names: Sequence[str]) -> None:
    """Write the fields `names` of `rows`, which have the attributes of their columns and `pk`."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    key = model._meta.pk
    assert key is not None
    fields = [*(model._meta.get_field(name) for name in names)]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key.column)} = %s"
    _many(connection, sql, fields, rows, "pk")


def _many(connection: Any, sql: str, fields: Sequence[Any], rows: Sequence[Any], *more: str) -> None:
    read = attrgetter(*(f.attname for f in fields), *more)
    prepare = [_preparer(f, connection) for f in fields] + [_as_is] * len(more)
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[p(v) for p, v in zip(prepare, read(row), strict=True)] for row in rows])


def _preparer(field: Any, connection: Any) -> Callable[[Any], Any]:
    """How a value of the field is handed to the database; what Django's field would do, asked once a field."""
    if isinstance(field, models.DateTimeField):
        return cache(connection.ops.adapt_datetimefield_value)  # type: ignore[no-any-return]
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, field.encoder)
    if isinstance(field, models.ForeignKey | models.CharField | models.IntegerField | models.BooleanField):
        return _as_is
    return lambda value: field.get_db_prep_save(value, connection)


def _as_is(value: Any) -> Any:
    return value
