"""Many rows in one statement. `bulk_create` splits by the number of parameters, so its statements grow with the rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
_WORTH = 50  # rows


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
    key = _key(model)
    fields = [*(model._meta.get_field(name) for name in names)]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key.column)} = %s"
    _many(connection, sql, fields, rows, "pk")


def read(model: type[M], names: Sequence[str], **within: Any) -> list[M]:
    """Records of `model` with their key and the fields `names`, the others deferred, in no order; as `only` gives them,
    in a third of its time. `within`: as for `update_changed`."""
    key = _key(model)
    fields = [key, *(model._meta.get_field(name) for name in names)]
    columns = [f.attname for f in fields]
    awake = [n for n, f in enumerate(fields) if isinstance(f, models.DateTimeField)]
    aware = cache(_aware)
    database = router.db_for_write(model)
    found = []
    for stored in _stored(model, fields, within):
        values = list(stored)
        for n in awake:
            if values[n] is not None:
                values[n] = aware(values[n])
        row = model.__new__(model)
        row.__dict__.update(zip(columns, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, database
        found.append(row)
    return found


def update_changed(model: type[models.Model], rows: Sequence[Any], names: Sequence[str], **within: Any) -> int:
    """Write the fields `names` of those `rows` that are stored otherwise; says how many. `within`: one field and its
    value, by which the stored rows are found (`project=7`). What is stored is compared as the database has it, which
    costs a fraction of making records of it."""
    fields = [model._meta.get_field(name) for name in names]
    key = _key(model)
    keys, *columns = [list(column) for column in zip(*_stored(model, [key, *fields], within), strict=True)] or [[]]
    stored = dict(zip(keys, zip(*map(_as_values, fields, columns), strict=True), strict=True))
    value_of = attrgetter(key.attname, *(f.attname for f in fields))
    changed: dict[tuple[str, ...], list[Any]] = defaultdict(list)  # by what is other: the rest is not written again
    for row in rows:
        now = value_of(row)
        was = stored.get(now[0])
        if was is not None and was != now[1:]:
            changed[tuple(n for n, a, b in zip(names, was, now[1:], strict=True) if a != b)].append(row)
    few = [other for other, some in changed.items() if len(some) < _WORTH]  # a statement of their own would cost more
    rest = [row for other in few for row in changed.pop(other)]
    wanted = {name for other in few for name in other}
    changed[tuple(name for name in names if name in wanted)] += rest
    for other, some in changed.items():
        update(model, some, other)
    return sum(map(len, changed.values()))


def _key(model: type[models.Model]) -> Any:
    key = model._meta.pk
    assert key is not None
    return key


def _stored(model: type[models.Model], fields: Sequence[Any], within: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Rows as the database has them: instants without zone are UTC, JSON is text."""
    ((column, value),) = within.items()
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(f.column) for f in fields)
    where = quote(model._meta.get_field(column).column)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {where} = %s", [value])
        return cursor.fetchall()  # type: ignore[no-any-return]


def _as_values(field: Any, column: list[Any]) -> list[Any]:
    """What is stored, as the values of the field."""
    if isinstance(field, models.JSONField):
        written = cache(json.loads)
        return [written(stored) if isinstance(stored, str) else stored for stored in column]
    if isinstance(field, models.DateTimeField):
        aware = cache(_aware)
        return [stored and aware(stored) for stored in column]
    return column


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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
