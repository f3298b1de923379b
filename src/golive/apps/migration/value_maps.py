"""Value maps stand in the mapping; beside it they are rows that their owner signs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import yaml

from golive.apps.migration.engine_io import snapshot
from golive.apps.migration.engine_io.lines import lines_of
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


def columns_of(data_object: DataObject) -> dict[str, list[tuple[DataObject, str]]]:
    """value map -> the columns that are read through it, with the object whose rows have them: its own, or its lines'."""
    found: dict[str, list[tuple[DataObject, str]]] = {}
    latest = data_object.mappings.order_by("-version").first()
    data = yaml.safe_load(latest.yaml) if latest is not None else {}
    of_lines = lines_of(data_object)
    for each in (data or {}).get("fields") or []:
        _add(found, data_object, each)
        for inner in each.get("fields") or ():
            own = (each.get("children") or {}).get("table") == data["source"]["table"] or of_lines is None
            _add(found, data_object if own else of_lines, inner)
    return found


def _add(found: dict[str, list[tuple[DataObject, str]]], of: Any, each: dict[str, Any]) -> None:
    if isinstance(each.get("values"), str):
        columns = each.get("from") or []
        named = [columns] if isinstance(columns, str) else columns
        found.setdefault(each["values"], []).extend((of, str(column)) for column in named)


def values_in(columns: list[tuple[DataObject, str]], most: int) -> list[tuple[str, int]]:
    """(value, records) of the columns as they are after all corrections, most frequent first."""
    counted: Counter[str] = Counter()
    for data_object, column in columns:
        if not snapshot.is_there(data_object):
            continue
        with snapshot.opened(data_object) as now:
            if column in now.columns:
                sql = f"SELECT coalesce(gl_text({quoted(column)}), '') AS v, count(*) FROM {now.rows} GROUP BY 1"
                counted.update(dict(now.ask(f"{sql} ORDER BY 2 DESC, 1 LIMIT {int(most)}")))
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:most]


def with_entries(text: str, name: str, entries: dict[str, Any]) -> str:
    """The mapping with other entries in one value map."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        maps = {**(data.get("value_maps") or {}), name: entries}
        return {**data, "version": int(data.get("version", 1)) + 1, "value_maps": maps}

    return edited(text, change)


def signature_needed(data_object: DataObject) -> list[ValueMap]:
    return list(data_object.value_maps.exclude(entries={}))
