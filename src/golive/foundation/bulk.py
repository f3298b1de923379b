"""Many rows in one statement. `bulk_create` splits by the number of parameters, so its statements grow with the rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db import connections, models, router


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert `rows`; their keys are not read back."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    fields = _columns(model)
    quote = connection.ops.quote_name
    names = ", ".join(quote(f.column) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.executemany(
            sql, [[f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields] for row in rows]
        )


def update(model: type[models.Model], rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the fields `names` of `rows`."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    fields = [model._meta.get_field(name) for name in names]
    key = model._meta.pk
    assert key is not None
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(f.column)} = %s" for f in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(key.column)} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(
            sql,
            [[*(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields), row.pk] for row in rows],
        )


@lru_cache
def _columns(model: type[models.Model]) -> tuple[models.Field, ...]:
    return tuple(f for f in model._meta.local_concrete_fields if not f.primary_key)
