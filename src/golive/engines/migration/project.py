"""A migration as one file: sources, target, objects with their mappings, totals and explanations.

    format: golive-migration
    version: 1
    name: 华东精工 ERP
    system: northwind                       # the source's name in every key; never change it between runs
    target: {kind: tryton, data: ./golive-data}          # or {kind: sql, url: "postgresql+psycopg://…"}
    sources:
      legacy: {location: northwind.sql}     # a file or a database; encoding, delimiter, header_row if needed
    objects:
      - {name: customers, source: legacy, mapping: customers.mapping.yaml, rules: customers.rules.yaml}
      - name: orders
        source: legacy
        mapping: {…}                        # or written here
        totals: [{name: amount, column: Amount, field: amount, group: {column: Currency, field: currency}}]
        exclude: [{key: ALFKI, reason: closed}]
        merge: [{key: C3, into: C1}]
        explained: [{code: value_differs, key: x, field: name, reason: …}]

Paths are relative to the file. A control total takes its figure from a `column` of the source, from an `expression`, or,
over the rows of children, from `children: {field: lines, expression: …}`; without any it counts the records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from golive.engines.migration.mapping import MappingError, ObjectMap, load_order, read_mapping

FORMAT = "golive-migration"


@dataclass(frozen=True)
class TotalSpec:
    """A control total: where the source's figure and its group come from, and the target's fields of both."""

    name: str
    field: str = ""
    column: str = ""
    expression: str = ""
    children: str = ""
    group_column: str = ""
    group_expression: str = ""
    group_field: str = ""


@dataclass(frozen=True)
class ObjectSpec:
    """One data object of the project. `excluded` {source key: reason} and `merged` {source key: survivor's key} are
    decisions of people; `explained` {(code, key, field): words} accounts for differences."""

    name: str
    source: str
    mapping: ObjectMap
    rules: str = ""
    totals: tuple[TotalSpec, ...] = ()
    excluded: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    explained: Mapping[tuple[str, str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """`objects` in the order in which they are loaded."""

    name: str
    system: str
    folder: Path
    target: Mapping[str, Any]
    sources: Mapping[str, Mapping[str, Any]]
    objects: tuple[ObjectSpec, ...]
    owner: str = ""

    def chosen(self, names: tuple[str, ...]) -> tuple[ObjectSpec, ...]:
        """The objects of those names, all if none is given. Raises MappingError("unknown_object")."""
        known = {each.name for each in self.objects}
        if unknown := sorted(set(names) - known):
            raise MappingError("unknown_object", objects=", ".join(unknown))
        return tuple(each for each in self.objects if not names or each.name in names)


def read_project(file: Path) -> Project:
    """Raises MappingError naming the object and what is wrong with it."""
    try:
        data = yaml.safe_load(file.read_text("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingError("not_yaml", file.name, said=str(error).replace("\n", " ")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise MappingError("not_a_project_file", file.name, expected=FORMAT)
    try:
        objects = [_object(each, file.parent) for each in data["objects"]]
        sources = {str(name): dict(each) for name, each in data["sources"].items()}
        project = Project(
            str(data.get("name") or file.stem),
            str(data["system"]),
            file.parent,
            dict(data["target"]),
            sources,
            tuple(objects),
            str(data.get("owner", "")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise MappingError("malformed", file.name, said=f"{type(error).__name__}: {error}") from error
    _check(project)
    order = load_order([each.mapping for each in objects])
    return Project(**{**project.__dict__, "objects": tuple(sorted(objects, key=lambda one: order.index(one.name)))})


def _check(project: Project) -> None:
    names = [each.name for each in project.objects]
    for each in project.objects:
        if each.source not in project.sources:
            raise MappingError("unknown_source", each.name, source=each.source, sources=", ".join(project.sources))
        if names.count(each.name) > 1:
            raise MappingError("object_twice", each.name)
        if each.mapping.object != each.name:
            raise MappingError("mapping_of_another_object", each.name, found=each.mapping.object)


def _object(data: Mapping[str, Any], folder: Path) -> ObjectSpec:
    name = str(data["name"])
    given = data["mapping"]
    text = (folder / given).read_text("utf-8-sig") if isinstance(given, str) else yaml.safe_dump(
        {"format": "golive-mapping", "object": name, **given}, allow_unicode=True
    )  # fmt: skip
    try:
        mapping = read_mapping(text)
    except MappingError as error:
        raise MappingError(error.code, f"{name}: {error.place}", **error.params) from error
    rules = data.get("rules", "")
    return ObjectSpec(
        name,
        str(data["source"]),
        mapping,
        (folder / rules).read_text("utf-8-sig") if rules else "",
        tuple(_total(each) for each in data.get("totals", ())),
        {str(each["key"]): str(each["reason"]) for each in data.get("exclude", ())},
        {str(each["key"]): str(each["into"]) for each in data.get("merge", ())},
        {
            (str(each["code"]), str(each.get("key", "")), str(each.get("field", ""))): str(each["reason"])
            for each in data.get("explained", ())
        },
    )


def _total(data: Mapping[str, Any]) -> TotalSpec:
    group, children = data.get("group") or {}, data.get("children") or {}
    return TotalSpec(
        str(data["name"]),
        str(data.get("field", "")),
        str(data.get("column", "")),
        str(children.get("expression", data.get("expression", ""))),
        str(children.get("field", "")),
        str(group.get("column", "")),
        str(group.get("expression", "")),
        str(group.get("field", "")),
    )
