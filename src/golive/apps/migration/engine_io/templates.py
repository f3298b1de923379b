"""The objects that the connector has templates for, in its order of dependence, and what an object of one begins with.

Everything is read from the connector's files, so that page, collection workbook and load cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from golive.apps.migration.engine_io.yaml_text import dumped
from golive.apps.migration.standards import Standard
from golive.connectors.protocol import FieldInfo, ObjectInfo
from golive.connectors.tryton import starter
from golive.connectors.tryton.objects import BY_NAME, OBJECTS, TrytonObject

KEYS = {"opening_stock": "stock"}  # our key, where it is not the connector's name
LANGUAGES = {"zh": 0, "en": 1}


@dataclass(frozen=True, slots=True)
class Template:
    """`needs`: keys of the objects that come before it; `adopts`: the ERP may hold its records already, and they are
    taken over; `required`: fields that must be filled. Texts are {"zh", "en"}."""

    key: str
    target: str
    label: dict[str, str]
    meaning: dict[str, str]
    help: dict[str, str]
    needs: tuple[str, ...]
    required: tuple[dict[str, str], ...]
    adopts: bool


@cache
def templates() -> tuple[Template, ...]:
    """In an order in which each comes after those that it needs."""
    return tuple(_template(one) for one in OBJECTS)


def template(key: str) -> Template | None:
    return next((each for each in templates() if each.key == key), None)


def of_target(target: str) -> Template | None:
    return next((each for each in templates() if each.target == target), None)


def infos(language: str = "zh") -> list[ObjectInfo]:
    """What the connector says of its objects, also while no ERP is running."""
    return [one.info(LANGUAGES[language]) for one in OBJECTS]


def fields_of(target: str, language: str = "zh") -> tuple[FieldInfo, ...]:
    return next((info.fields for info in infos(language) if info.name == target), ())


def standard(key: str, language: str = "zh") -> Standard:
    """Rules, mapping and preparation of an object whose data comes in the collection workbook; any other table is mapped
    to it afterwards."""
    found = template(key)
    assert found is not None
    one, at = BY_NAME[found.target], LANGUAGES[language]
    rules = {**yaml.safe_load(starter.rules(one, at)), "object": key}
    mapping = {"format": "golive-mapping", "version": 1, "object": key, **starter.mapping(one, (), at)}
    return Standard(key, _text(rules), _text(mapping), preparation(found))


def preparation(found: Template) -> dict[str, Any]:
    """What the project keeps of a template: words, what comes before, control totals."""
    one = BY_NAME[found.target]
    labels = {each.name: dict(zip(("zh", "en"), each.label, strict=True)) for each in one.fields}
    for lines in (each for each in one.fields if each.is_lines):
        labels |= {f"{lines.name}.{f.name}": dict(zip(("zh", "en"), f.label, strict=True)) for f in lines.fields}
    totals = [
        {"name": each["name"], "field": each["field"], "group": each.get("group", ""), "label": labels[each["field"]]}
        for each in one.totals
        if each.get("field") in labels
    ]
    return {"template": found.key, "documentation": found.help, "after": list(found.needs), "totals": totals}


def workbook(keys: Iterable[str], language: str = "zh") -> bytes:
    """The workbook that departments fill in: a sheet an object, with its documentation."""
    names = [each.target for each in templates() if each.key in set(keys)]
    return starter.workbook(names, LANGUAGES[language])


def _template(one: TrytonObject) -> Template:
    def both(text: tuple[str, str]) -> dict[str, str]:
        return {"zh": text[0], "en": text[1]}

    return Template(
        KEYS.get(one.name, one.name),
        one.name,
        both(one.label),
        both(one.meaning),
        both(one.help),
        tuple(KEYS.get(each.name, each.name) for each in OBJECTS if each.name in one.refers),
        tuple(both(each.label) for each in one.fields if each.required),
        bool(one.adopt),
    )


def _text(document: dict[str, Any]) -> str:
    return dumped(document)
