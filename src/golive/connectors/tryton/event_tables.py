"""The tables that an event log is made of, read through JSON-RPC by a user who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from golive.connectors.tryton.client import Client

BATCH = 1_000


def fetch_tables(
    client: Client, models: Mapping[str, tuple[str, ...]], since: Mapping[str, int] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """model → rows with "id" and the fields. `since`: model → the last id that is known; only later ones are read."""
    out: dict[str, list[dict[str, Any]]] = {}
    for model, fields in models.items():
        last, rows = (since or {}).get(model, 0), []
        while True:
            domain = [["id", ">", last]]
            part = client.ask(f"model.{model}.search_read", domain, 0, BATCH, [["id", "ASC"]], ["id", *fields])
            rows += [{name: _plain(row.get(name)) for name in ("id", *fields)} for row in part]
            if len(part) < BATCH:
                break
            last = part[-1]["id"]
        out[model] = rows
    return out


def _plain(value: Any) -> Any:
    """A many-to-one may come with the record's name beside its number."""
    return value[0] if isinstance(value, list | tuple) and value and isinstance(value[0], int) else value
