"""A folder to begin a migration with: one workbook to fill in, a sheet an object, with its documentation; the rules that
check it; and the project that loads it. Everything is derived from the objects' templates, so that it cannot differ."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
import yaml

from golive.connectors.tryton.building import Field
from golive.connectors.tryton.objects import BY_NAME, OBJECTS, TrytonObject

LANGUAGES = ("zh", "en")
_TYPES = {"decimal": "decimal", "integer": "integer", "date": "date", "boolean": "boolean"}
_WORDS = {
    "zh": {"sheet": "说明", "column": "列", "needed": "必填", "meaning": "说明", "values": "可取的值", "of": "引用", "line": "明细 "},
    "en": {"sheet": "Read me", "column": "Column", "needed": "Required", "meaning": "Meaning", "values": "Values", "of": "Names a record of", "line": "Line: "},
}  # fmt: skip


def columns(one: TrytonObject, language: int) -> list[tuple[str, Field, bool]]:
    """(heading, field, whether it belongs to a line) of every column of the object's sheet, each heading once."""
    found: list[tuple[str, Field, bool]] = []
    taken: set[str] = set()
    for each in one.fields:
        for field, is_line in [(each, False)] if not each.is_lines else [(inner, True) for inner in each.fields]:
            if field.readonly:
                continue
            heading = field.label[language]
            if heading in taken:
                heading = _WORDS[LANGUAGES[language]]["line"] + heading
            taken.add(heading)
            found.append((heading, field, is_line))
    return found


def sheet_name(one: TrytonObject, language: int) -> str:
    return one.label[language][:31]


def workbook(names: Sequence[str] = (), language: int = 0) -> bytes:
    """The XLSX to fill in. Required columns are marked by colour, choices are offered in the cells."""
    objects, words = _chosen(names), _WORDS[LANGUAGES[language]]
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "text_wrap": True})
    must = book.add_format({"bold": True, "bg_color": "#F8CBAD", "text_wrap": True})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    notes = book.add_worksheet(words["sheet"])
    notes.set_column(0, 0, 24)
    notes.set_column(1, 4, 30)
    row = 0
    for one in objects:
        notes.write(row, 0, one.label[language], head)
        notes.merge_range(row, 1, row, 4, f"{one.meaning[language]} {one.help[language]}", plain)
        notes.set_row(row, 60)
        row += 1
        notes.write_row(row, 0, [words[name] for name in ("column", "needed", "meaning", "values", "of")], head)
        sheet = book.add_worksheet(sheet_name(one, language))
        for place, (heading, field, _) in enumerate(columns(one, language)):
            sheet.write(0, place, heading, must if field.required else head)
            sheet.set_column(place, place, 18)
            if field.choices:
                sheet.data_validation(1, place, 1000, place, {"validate": "list", "source": list(field.choices)})
            row += 1
            of = BY_NAME[field.refers_to].label[language] if field.refers_to in BY_NAME else ""
            needed = "✓" if field.required else ""
            notes.write_row(row, 0, [heading, needed, field.meaning[language], ", ".join(field.choices), of], plain)
        sheet.freeze_panes(1, 0)
        row += 2
    book.close()
    return file.getvalue()


def rules(one: TrytonObject, language: int = 0) -> str:
    """The rules of the object's sheet as YAML: what is required, unique, typed, among choices, and the template's own."""
    found: list[dict[str, Any]] = []
    headings = {field.name: heading for heading, field, is_line in reversed(columns(one, language)) if not is_line}
    key = [headings[name] for name in one.key if name in headings]
    has_lines = any(each.is_lines for each in one.fields)
    if key and not has_lines:
        found.append({"id": "key.unique", "kind": "uniqueness", "columns": key, "severity": "error"})
    for heading, field, is_line in columns(one, language):
        name = f"{'line.' if is_line else ''}{field.name}"
        if field.required:
            found.append({"id": f"{name}.filled", "kind": "completeness", "columns": [heading], "severity": "error"})
        if field.type in _TYPES:
            typed = {"id": f"{name}.type", "kind": "type", "columns": [heading], "type": _TYPES[field.type]}
            found.append({**typed, "severity": "error"})
        if field.choices:
            chosen = {"id": f"{name}.known", "kind": "in_set", "columns": [heading], "values": list(field.choices)}
            found.append({**chosen, "severity": "error"})
    for number, each in enumerate(one.rules, 1):
        own = {**each, "columns": [headings[name] for name in each["columns"]], "id": f"own.{number}"}
        found.append({"severity": "error", **own})
    document = {"format": "golive-rules", "version": 1, "object": sheet_name(one, language), "rules": found}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def mapping(one: TrytonObject, present: Sequence[str], language: int = 0) -> dict[str, Any]:
    """The mapping of the object's sheet, as a project file holds it."""
    headings = {field.name: heading for heading, field, is_line in reversed(columns(one, language)) if not is_line}
    lines = [each for each in one.fields if each.is_lines]
    table, key = sheet_name(one, language), [headings[name] for name in one.key if name in headings]
    fields = [_mapped(heading, field) for heading, field, is_line in columns(one, language) if not is_line]
    for each in lines:
        inner = [_mapped(heading, field) for heading, field, is_line in columns(one, language) if is_line]
        fields.append({"to": each.name, "children": {"table": table, "by": key}, "fields": inner})
    found: dict[str, Any] = {"source": {"table": table, "key": key, **({"group": True} if lines else {})}}
    found |= {"target": one.name, "fields": fields}
    if after := [name for name in present if name in one.refers]:
        found["after"] = after
    return found


def project(name: str, names: Sequence[str] = (), language: int = 0) -> str:
    """The project that loads the filled workbook `data.xlsx` into the embedded ERP."""
    objects = _chosen(names)
    present = [one.name for one in objects]
    document = {
        "format": "golive-migration",
        "version": 1,
        "name": name,
        "system": "excel",
        "target": {"kind": "tryton", "data": "golive-data"},
        "sources": {"workbook": {"location": "data.xlsx"}},
        "objects": [
            {
                "name": one.name,
                "source": "workbook",
                "rules": f"{one.name}.rules.yaml",
                "mapping": mapping(one, present, language),
                "totals": _totals(one, language),
            }
            for one in objects
        ],
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _totals(one: TrytonObject, language: int) -> list[dict[str, Any]]:
    """The control totals that the template names, as far as the sheet has their columns; else the records are counted."""
    headings = {field.name: heading for heading, field, is_line in columns(one, language) if not is_line}
    inner = {field.name: heading for heading, field, is_line in columns(one, language) if is_line}
    found = []
    for each in one.totals:
        group = {"column": headings[each["group"]], "field": each["group"]} if each.get("group") in headings else {}
        head, _, rest = str(each["field"]).partition(".")
        if each.get("count"):
            total: dict[str, Any] = {"name": each["name"]}
        elif rest and rest in inner:
            total = {
                "name": each["name"],
                "field": each["field"],
                "children": {"field": head, "expression": f'col("{inner[rest]}")'},
            }
        elif head in headings and not rest:
            total = {"name": each["name"], "field": head, "column": headings[head]}
        else:
            continue
        found.append(total | ({"group": group} if group else {}))
    return found or [{"name": "records"}]


def _mapped(heading: str, field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"to": field.name, "from": [heading], "steps": ["trim"]}
    if field.type in _TYPES:
        found["as"] = field.type
    if field.required:
        found["required"] = True
    return found


def _chosen(names: Sequence[str]) -> list[TrytonObject]:
    return [one for one in OBJECTS if not names or one.name in names]
