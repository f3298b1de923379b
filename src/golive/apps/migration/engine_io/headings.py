"""Rules of a template follow the table that really came: from the headings of the collection workbook to its columns.

A template's rules name the headings of the workbook that departments fill in. Another company's table has columns of its
own; the mapping says which of them fills which field, and by that each rule finds its column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from golive.apps.migration.engine_io import templates
from golive.apps.migration.engine_io.yaml_text import dumped, edited
from golive.apps.migration.models import DataObject
from golive.connectors.tryton import starter
from golive.connectors.tryton.objects import BY_NAME
from golive.engines.migration.mapping import FieldMap, ObjectMap


@cache
def headings(template: str) -> Mapping[str, str]:
    """Heading of the template's sheet, in each language -> the field that it fills ("lines.product" of a line)."""
    found = templates.template(template)
    if found is None:
        return {}
    names: dict[str, str] = {}
    for at in templates.LANGUAGES.values():
        for each in starter.mapping(BY_NAME[found.target], (), at)["fields"]:
            for field, item in _items(each):
                names |= dict.fromkeys(item.get("from", ()), field)
    return names


def _items(each: dict[str, Any], lines: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"{lines}{each['to']}", each
    for inner in each.get("fields", ()):
        yield from _items(inner, f"{each['to']}.")


def followed(data_object: DataObject, text: str, mapping: ObjectMap, columns: Collection[str]) -> str:
    """The file of rules in which what the extract has not is asked of the column that fills its field. Rules of a field
    that no single column fills stay as they are."""
    names = headings(data_object.preparation.get("template", ""))
    filled = dict(_filled(mapping.fields))
    to = {heading: filled[field] for heading, field in names.items() if heading not in columns and field in filled}

    def change(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "rules": [_moved(rule, to) for rule in data.get("rules") or []]}

    return edited(text, change)


def apart(text: str, theirs: Collection[str]) -> tuple[str, list[str]]:
    """(the file without the rules that ask only columns of `theirs`, those rules one by one)."""
    goes: list[str] = []

    def change(data: dict[str, Any]) -> dict[str, Any]:
        kept = []
        for rule in data.get("rules") or []:
            if rule.get("columns") and set(rule["columns"]) <= set(theirs) and "object" not in rule:
                goes.append(dumped(rule))
            else:
                kept.append(rule)
        return {**data, "rules": kept}

    return edited(text, change), goes


def _filled(fields: tuple[FieldMap, ...], lines: str = "") -> Iterator[tuple[str, str]]:
    """(field, the one column that fills it)."""
    for each in fields:
        if len(each.columns) == 1:
            yield f"{lines}{each.to}", each.columns[0]
        yield from _filled(each.fields, f"{each.to}.")


def _moved(rule: dict[str, Any], to: Mapping[str, str]) -> dict[str, Any]:
    columns = rule.get("columns") or []
    if not any(column in to for column in columns):
        return rule
    moved = {**rule, "columns": [to.get(column, column) for column in columns]}
    if "expression" in rule:
        for column in columns:
            new = '"' + to.get(column, column).replace('"', '""') + '"'
            moved["expression"] = re.sub(rf'"{re.escape(column)}"|\b{re.escape(column)}\b', new, moved["expression"])
    return moved
