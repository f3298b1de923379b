"""Value maps stand in the mapping; beside it they are rows that their owner signs."""

from __future__ import annotations

from typing import Any

import yaml

from golive.apps.migration.engine_io import snapshot
from golive.apps.migration.engine_io.yaml_text import edited
from golive.apps.migration.models import DataObject, ValueMap
from golive.engines.migration.table import quoted


def follow_mapping(data_object: DataObject) -> None:
    """Bring the rows in line with the latest mapping. A map whose entries changed loses its signatures by that."""
    wanted = {name: {str(k): _plain(v) for k, v in entries.items()} for name, entries in _maps(data_object).items()}
    rows = {each.name: each for each in data_object.value_maps.all()}
    for name, entries in wanted.items():
        row = rows.pop(name, None) or ValueMap(data_object=data_object, name=name[:80])
        if row.pk is None or row.entries != entries:
            row.entries = entries
            row.save()
    for gone in rows.values():
        gone.delete()


def _maps(data_object: DataObject) -> dict[str, dict[Any, Any]]:
    latest = data_object.mappings.order_by("-version").first()
    data = yaml.safe_load(latest.yaml) if latest is not None else {}
    return dict((data or {}).get("value_maps") or {})


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def columns_of(data_object: DataObject) -> dict[str, list[str]]:
    """value map -> columns that are read through it."""
    found: dict[str, list[str]] = {}
    latest = data_object.mappings.order_by("-version").first()
    data = yaml.safe_load(latest.yaml) if latest is not None else {}
    for each in (data or {}).get("fields") or []:
        if isinstance(each, dict) and isinstance(each.get("values"), str):
            found.setdefault(each["values"], []).extend(str(c) for c in each.get("from") or [])
    return found


def values_in(data_object: DataObject, columns: list[str], most: int) -> list[tuple[str, int]]:
    """(value, records) of the columns as they are after all corrections, most frequent first."""
    if not snapshot.is_there(data_object):
        return []
    with snapshot.opened(data_object) as now:
        known = [c for c in columns if c in now.columns]
        if not known:
            return []
        parts = " UNION ALL ".join(f"SELECT coalesce(gl_text({quoted(c)}), '') AS v FROM {now.rows}" for c in known)
        rows = now.ask(f"SELECT v, count(*) FROM ({parts}) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {int(most)}")
        return [(str(value), int(number)) for value, number in rows]


def with_entries(text: str, name: str, entries: dict[str, Any]) -> str:
    """The mapping with other entries in one value map."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        maps = {**(data.get("value_maps") or {}), name: entries}
        return {**data, "version": int(data.get("version", 1)) + 1, "value_maps": maps}

    return edited(text, change)


def signature_needed(data_object: DataObject) -> list[ValueMap]:
    return list(data_object.value_maps.exclude(entries={}))
