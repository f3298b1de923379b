"""What GoLive loads into Tryton: the objects in order of dependence, each a file in `templates`.

A template holds what a person must know (documentation in Chinese and English, rules, control totals) beside what the
machine must know (model, paths, workflow), so that neither is changed without the other. `building.py` says how the
paths are read and written; nothing here is written for one object alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

from golive.connectors.protocol import FILLED, FieldInfo, ObjectInfo, Values
from golive.connectors.tryton.building import Field, Out, Shape, build

FOLDER = Path(__file__).parent / "templates"
Text = tuple[str, str]
"""The same in Chinese and in English."""


@dataclass(frozen=True)
class TrytonObject:
    """One object. `refers` must be loaded before it where the source has them; `batch` is the most rows of one write;
    `finish` the workflow's steps; `adopt` the field by which a record that is there already is taken over; `totals`
    the control totals that people expect: {name, field, group}."""

    name: str
    model: str
    label: Text
    meaning: Text
    help: Text
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    shape: Shape
    after: tuple[str, ...] = ()
    batch: int = 200
    domain: tuple[Any, ...] = ()
    finish: tuple[str, ...] = ()
    adopt: str = ""
    totals: tuple[Mapping[str, Any], ...] = ()
    rules: tuple[Mapping[str, Any], ...] = field(default=())

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @property
    def refers(self) -> set[str]:
        """The objects that its fields name, itself left out, and those that it comes after."""
        named = {each.refers_to for each in every_field(self.fields) if each.refers_to}
        return (named | set(self.after)) - {self.name}

    @property
    def how(self) -> dict[str, Any]:
        """What the module must know to write it."""
        return {"finish": list(self.finish), "adopt": self.adopt or None}

    def info(self, language: int = 0) -> ObjectInfo:
        """The description of the connector protocol; language 0 is Chinese, 1 English."""
        return ObjectInfo(self.name, self.label[language], _infos(self.fields, language), self.key)

    def build(self, values: Values) -> Out:
        return build(self.shape, self.fields, values)

    def our_names(self, paths: list[str]) -> tuple[str, ...]:
        """Our names of the fields that Tryton complains about; a path that we do not use stays as it is."""
        known: dict[str, str] = {}
        for each in reversed(self.fields):
            for head in (each.path.partition(".")[0], *each.write):
                known[str(head)] = each.name
        known |= {each.path: each.name for each in self.fields}
        return tuple(dict.fromkeys(known.get(path, path) for path in paths))

    def wrong(self, values: Values) -> tuple[str, str, tuple[str, ...]] | None:
        """What is wrong with the row before Tryton is asked: (code, text, fields)."""
        return _wrong(self.name, self.fields, values)


def every_field(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields and those of their lines."""
    for each in fields:
        yield each
        yield from each.fields


def _wrong(where: str, fields: tuple[Field, ...], values: Values) -> tuple[str, str, tuple[str, ...]] | None:
    names = {each.name for each in fields if not each.readonly}
    if unknown := tuple(sorted(values.keys() - names)):
        return "unknown_field", f"{where} has no field {', '.join(unknown)}", unknown
    empty = tuple(each.name for each in fields if each.required and values.get(each.name) in (None, "", []))
    if empty:
        return "required", f"{', '.join(empty)} must not be empty", empty
    for each in fields:
        lines = values.get(each.name) if each.is_lines else None
        for number, line in enumerate(lines if isinstance(lines, (list, tuple)) else (), 1):
            if found := _wrong(f"{where}, {each.name} {number}", each.fields, line):
                return found[0], f"{each.name} {number}: {found[1]}", tuple(f"{each.name}.{n}" for n in found[2])
    return None


def _infos(fields: tuple[Field, ...], language: int) -> tuple[FieldInfo, ...]:
    return tuple(
        FieldInfo(
            name=each.name,
            type="list" if each.is_lines else "reference" if each.refers_to else each.type,
            label=each.label[language],
            required=each.required,
            readonly=each.readonly,
            refers_to=each.refers_to,
            choices=tuple((choice, choice) for choice in each.choices),
            meaning=each.meaning[language],
            fields=_infos(each.fields, language),
            blank=each.blank,
        )
        for each in fields
    )


# --- reading the templates ---------------------------------------------------------------------------


def _text(data: Mapping[str, Any], name: str) -> Text:
    found = data.get(name) or {}
    return str(found.get("zh", "")), str(found.get("en", ""))


def _field(data: Mapping[str, Any]) -> Field:
    plain = {"name", "path", "required", "readonly", "unread", "refers_to", "find", "by", "add", "sign"}
    known = plain | {"label", "meaning", "type", "choices", "as", "write", "when_false", "default", "fields", "blank"}
    if unknown := data.keys() - known:
        raise ValueError(f"{data.get('name')}: unknown words {', '.join(sorted(unknown))}")
    kind = data.get("type", "text")
    return Field(
        label=_text(data, "label"),
        meaning=_text(data, "meaning"),
        type="list" if kind == "lines" else kind,
        choices=tuple(data.get("choices", ())),
        send_as=data.get("as", ""),
        write=data.get("write", {}),
        when_false=data.get("when_false", {}),
        default=data.get("default", {}),
        fields=tuple(_field(each) for each in data.get("fields", ())),
        blank=FILLED if data.get("blank") == "$filled" else data.get("blank"),
        **{name: data[name] for name in plain if name in data},
    )


def _object(data: Mapping[str, Any], models: Mapping[str, str]) -> TrytonObject:
    return TrytonObject(
        name=data["name"],
        model=data["model"],
        label=_text(data, "label"),
        meaning=_text(data, "meaning"),
        help=_text(data, "help"),
        fields=tuple(_field(each) for each in data["fields"]),
        key=tuple(data["key"]),
        shape=Shape(models, tuple(data.get("many", ())), data.get("owns", {}), data.get("always", {})),
        after=tuple(data.get("after", ())),
        batch=data.get("batch", 200),
        domain=tuple(data.get("domain", ())),
        finish=tuple(data.get("finish", ())),
        adopt=data.get("adopt", ""),
        totals=tuple(data.get("totals", ())),
        rules=tuple(data.get("rules", ())),
    )


def _read() -> tuple[TrytonObject, ...]:
    """Those that others refer to come first; else in the order of the files' names."""
    texts = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.yaml"))]
    models = {data["name"]: data["model"] for data in texts}
    found = {data["name"]: _object(data, models) for data in texts}
    sorter = TopologicalSorter({name: found[name].refers for name in found})
    sorter.prepare()
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=list(found).index)
        order += ready
        sorter.done(*ready)
    return tuple(found[name] for name in order)


OBJECTS: tuple[TrytonObject, ...] = _read()
BY_NAME = {one.name: one for one in OBJECTS}
