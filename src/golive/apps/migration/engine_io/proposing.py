"""A mapping field by field: which column most likely fills what and why, and the text of what a person chose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from golive.apps.migration.engine_io import sources, tables, templates
from golive.apps.migration.engine_io.lines import lines_of
from golive.apps.migration.engine_io.yaml_text import edited
from golive.apps.migration.models import DataObject
from golive.connectors.protocol import FieldInfo
from golive.engines.migration.mapping import TYPES, ObjectMap
from golive.engines.migration.propose_map import Proposal, propose

SAMPLE = 400  # rows whose values are looked at
MOST_VALUES = 200  # different values that a new value map begins with
NEW = "+"  # a value map that does not exist yet
Columns = dict[str, list[str | None]]


class Place(NamedTuple):
    """A field of the ERP's object, or of its lines: then `lines` names the list that it belongs to."""

    lines: str
    info: FieldInfo

    @property
    def name(self) -> str:
        return f"{self.lines}.{self.info.name}" if self.lines else self.info.name


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for a field. way: "" leaves it empty, "keep" takes what the mapping says, "column", "constant"
    or "expression" with their `text`."""

    way: str = ""
    text: str = ""
    default: str = ""
    values: str = ""
    lookup: bool = False


@dataclass(frozen=True, slots=True)
class Proposed:
    """`key`: the columns that tell the records apart, as far as that is known. `inner`: columns of the table that the
    lines come from, where it is another one; `lines`: that table as the mapping names it, with the columns that join it."""

    places: list[Place]
    columns: Columns
    by_field: dict[str, Proposal]
    key: list[str]
    inner: Columns | None = None
    lines: dict[str, Any] | None = None

    def of(self, place: Place) -> Columns:
        """The columns that may fill the field."""
        return self.inner if place.lines and self.inner is not None else self.columns


def places_of(fields: Sequence[FieldInfo]) -> list[Place]:
    found = []
    for each in fields:
        if each.type == "list":
            found += [Place(each.name, inner) for inner in each.fields if not inner.readonly]
        elif not each.readonly:
            found.append(Place("", each))
    return found


def propose_for(data_object: DataObject, target: str, fields: Sequence[FieldInfo]) -> Proposed:
    """By name and by content. Columns of the head are given out first, lines have what is left."""
    columns = _sampled(data_object)
    places = places_of(fields)
    table = lines_of(data_object)
    inner_columns = _sampled(table) if table is not None and sources.current(table) else None
    heads = propose(target, [p.info for p in places if not p.lines], columns)
    found = {each.field: each for each in heads}
    taken = {each.column for each in heads}
    for lines in dict.fromkeys(p.lines for p in places if p.lines):
        left = {name: values for name, values in columns.items() if name not in taken}
        if inner_columns is not None and table is not None:
            left = {name: values for name, values in inner_columns.items() if name not in table.preparation["by"]}
        inner = propose(target, [p.info for p in places if p.lines == lines], left)
        found |= {f"{lines}.{each.field}": each for each in inner}
        taken |= {each.column for each in inner}
    key = _key(data_object, target, found, columns)
    if inner_columns is None or table is None:
        return Proposed(places, columns, found, key)
    return Proposed(places, columns, found, key, inner_columns, _children(table))


def _children(table: DataObject) -> dict[str, Any]:
    """How a mapping names the lines."""
    order = table.preparation.get("order") or []
    name = sources.current(table)[-1].table
    return {"table": name, "by": list(table.preparation["by"]), **({"order": order} if order else {})}


def _sampled(data_object: DataObject) -> Columns:
    found: Columns = {}
    for extract in sources.current(data_object):
        for row in sources.sample(extract, SAMPLE):
            for name, value in row.items():
                found.setdefault(name, []).append(value)
        for name in extract.columns:
            found.setdefault(name, [])
    return found


def _key(data_object: DataObject, target: str, found: Mapping[str, Proposal], columns: Columns) -> list[str]:
    """The columns of the ERP's own key, else a candidate of the profile, else nothing: a person names them."""
    info = next((each for each in templates.infos() if each.name == target), None)
    wanted = [found[name].column for name in (info.key if info else ()) if name in found]
    if info and len(wanted) == len(info.key) and wanted:
        return wanted
    candidates = (data_object.profile or {}).get("candidate_keys", [])
    if candidates:
        return [str(name) for name in candidates[0]]
    for name, values in columns.items():
        filled = [value for value in values if value]
        if filled and len(set(filled)) == len(values):
            return [name]
    return wanted


def draft(
    data_object: DataObject, target: str, fields: Sequence[FieldInfo], table: str, present: Collection[str]
) -> str:
    """The mapping of all proposals as they are, for a person to look at."""
    proposed = propose_for(data_object, target, fields)
    choices = {
        place.name: Choice("column", proposed.by_field[place.name].column, lookup=looks_up(place.info, present))
        for place in proposed.places
        if place.name in proposed.by_field
    }
    return composed(data_object, proposed, choices, proposed.key, present, table)


def looks_up(info: FieldInfo, present: Collection[str]) -> bool:
    """Whether a reference is followed through the ledger: not to what the ERP may hold already, such as units."""
    found = templates.of_target(info.refers_to) if info.refers_to else None
    return found is not None and found.key in present and not found.adopts


def composed(
    data_object: DataObject,
    proposed: Proposed,
    choices: Mapping[str, Choice],
    key: Sequence[str],
    present: Collection[str],
    table: str = "",
) -> str:
    """The next version of the mapping as a file. What the form does not know of the present one stays as it is."""
    latest = data_object.mappings.first()
    data: dict[str, Any] = dict(yaml.safe_load(latest.yaml)) if latest is not None else {"format": "golive-mapping"}
    table = table or str(data["source"]["table"])
    maps = dict(data.get("value_maps") or {})
    there = _there(data.get("fields") or [])
    fields: list[dict[str, Any]] = []
    lines: dict[str, list[dict[str, Any]]] = {}
    for place in proposed.places:
        choice = choices.get(place.name, Choice())
        item = _item(place, choice, there.get(place.name), maps, proposed.of(place), present)
        if item is None:
            continue
        if place.lines and place.lines not in lines:
            lines[place.lines] = []
            children = proposed.lines or {"table": table, "by": list(key)}
            fields.append({"to": place.lines, "children": children, "fields": lines[place.lines]})
        (lines[place.lines] if place.lines else fields).append(item)
    source = {"table": table, "key": list(key), **({"group": True} if lines and proposed.lines is None else {})}
    used = {item.get("values") for item in [*fields, *(inner for each in lines.values() for inner in each)]}
    data |= {"version": int(data.get("version", 0)) + 1, "source": source, "fields": fields}
    data["value_maps"] = {name: entries for name, entries in maps.items() if name in used}
    if not data["value_maps"]:
        del data["value_maps"]
    return edited(latest.yaml if latest is not None else "", lambda _before: data)


def _there(fields: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {}
    for each in fields:
        if "children" in each:
            found |= {f"{each['to']}.{inner['to']}": dict(inner) for inner in each["fields"]}
        else:
            found[str(each["to"])] = dict(each)
    return found


def _item(
    place: Place,
    choice: Choice,
    now: dict[str, Any] | None,
    maps: dict[str, Any],
    columns: Columns,
    present: Collection[str],
) -> dict[str, Any] | None:
    info = place.info
    if choice.way == "keep":
        return now
    if not choice.way or not choice.text:
        return None
    item: dict[str, Any] = {"to": info.name}
    if choice.way == "column":
        same = now is not None and now.get("from") in ([choice.text], choice.text)
        item |= {"from": [choice.text], "steps": (now or {}).get("steps", ["trim"]) if same else ["trim"]}
        if same and now and "scale" in now:
            item["scale"] = now["scale"]
    else:
        item[choice.way] = _plain(choice.text) if choice.way == "constant" and info.type == "boolean" else choice.text
    other = templates.of_target(info.refers_to) if choice.way == "column" and choice.lookup else None
    if other is not None and other.key in present:
        item["lookup"] = other.key
    if choice.way == "column" and choice.values and "lookup" not in item:
        item["values"] = _map(info, choice, maps, columns)
    if info.type in TYPES and info.type != "text" and "lookup" not in item:
        item["as"] = info.type
    if choice.default:
        item["default"] = _plain(choice.default) if info.type == "boolean" else choice.default
    if info.required:
        item["required"] = True
    return item


def _plain(text: str) -> bool | str:
    """Yes and no as they are written."""
    return {"是": True, "true": True, "yes": True, "1": True, "否": False, "false": False, "no": False, "0": False}.get(
        text.strip().lower(), text
    )


def _map(info: FieldInfo, choice: Choice, maps: dict[str, Any], columns: Columns) -> str:
    """The name of the value map; a new one begins with the values that occur, each as itself where the ERP could take it."""
    if choice.values != NEW:
        return choice.values
    known = {label: code for code, label in info.choices} | {code: code for code, _label in info.choices}
    values = sorted({value.strip() for value in columns.get(choice.text, ()) if value and value.strip()})
    maps[info.name] = {value: known.get(value, value) for value in values[:MOST_VALUES]}
    return info.name


def fits(mapping: ObjectMap, columns: Collection[str]) -> bool:
    """Whether the mapping reads only columns that are there."""
    wanted = {*mapping.key} | {name for each in mapping.fields for name in each.reads}
    return wanted <= set(columns)


def present_in(data_object: DataObject) -> set[str]:
    keys = DataObject.objects.filter(project=data_object.project_id).exclude(pk=data_object.pk)
    return set(keys.values_list("key", flat=True))


def target_of(data_object: DataObject) -> str:
    return tables.mapping_of(data_object).target
