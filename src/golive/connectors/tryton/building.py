"""From the values of a row to what Tryton is sent, and from Tryton's record back: one way for every object.

A field says where Tryton keeps it (`path`) and, when that is not enough, what is to be written (`write`). In such a
template "$value" is the field's value or the record it names, "$ref.x" the record that field x names, "$f.x" the plain
value of field x, "$reciprocal" one divided by the value, "$identifier" the kind of a tax number. A mapping with whole
numbers as names is a list of children: several fields may fill the same child.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from golive.connectors.protocol import FieldType, Filled, Ref, Values

Out = dict[str, Any]

# A record loaded as one model stands for a record of another: the template for its variant, the employee for the party.
# Reading the other way: the variant's template.
_LOADED_AS = {"product.product": "template"}
_STANDS_FOR = {("product.template", "product.product"): "products", ("company.employee", "party.party"): "party"}


@dataclass(frozen=True)
class Field:
    """One field as the mapping sees it; texts are (Chinese, English). `meaning` is for the person who maps; `refers_to`
    names another object. `path` may be written, read, or both; `readonly` fields are only read (totals, states).
    `blank` is what Tryton keeps where nothing is given; in the file "$filled" for a value that it chooses itself."""

    name: str
    path: str
    label: tuple[str, str]
    meaning: tuple[str, str] = ("", "")
    type: FieldType = "text"
    required: bool = False
    readonly: bool = False
    unread: bool = False
    refers_to: str = ""
    choices: tuple[str, ...] = ()
    find: str = ""
    by: str = ""
    add: bool = False
    send_as: str = ""
    sign: int = 1
    write: Mapping[str, Any] = field(default_factory=dict)
    when_false: Mapping[str, Any] = field(default_factory=dict)
    default: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    blank: str | int | bool | Filled | None = None

    @property
    def is_lines(self) -> bool:
        return self.type == "list"

    @property
    def id_path(self) -> str:
        """Where the record that a reference names is read."""
        return self.path.rsplit(".", 1)[0] if not self.by else self.path[: -len(self.by) - 1]

    @property
    def id_read(self) -> str:
        """Where the id of the loaded record that a reference names is read."""
        tail = _LOADED_AS.get(self.find)
        return f"{self.id_path}.{tail}.id" if tail and self.refers_to else f"{self.id_path}.id"


@dataclass(frozen=True)
class Shape:
    """How an object's values are put together: lists of children, records created with it, what is always set."""

    models: Mapping[str, str]  # object -> model, for references by key
    many: Sequence[str] = ()
    owns: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, Any] = field(default_factory=dict)


def build(shape: Shape, fields: Sequence[Field], values: Values) -> Out:
    """What the module trytond_golive is to write for the values."""
    tree: Out = {}
    _merge(tree, shape.always)
    weak: list[Mapping[str, Any]] = []
    known = _Known(shape, fields, values)
    for each in fields:
        value = values.get(each.name)
        if each.readonly:
            continue
        if value in (None, "", []):
            if each.default:
                weak.append(known.filled(each.default, None))
        elif each.is_lines:
            assert isinstance(value, (list, tuple))
            _merge(tree, _nest(each.path, {"$lines": [build(Shape(shape.models), each.fields, one) for one in value]}))
        elif value is False and each.when_false:
            _merge(tree, each.when_false)
        else:
            _merge(tree, known.filled(each.write or _by_path(shape, each), each))
    for default in weak:
        _merge(tree, default, weak=True)
    finished: Out = _finished(shape, tree, "")
    return finished


class _Known:
    """The values of one row as the templates ask for them."""

    def __init__(self, shape: Shape, fields: Sequence[Field], values: Values) -> None:
        self._shape, self._values = shape, values
        self._fields = {each.name: each for each in fields}

    def filled(self, template: Any, each: Field | None) -> Any:
        if isinstance(template, Mapping):
            return {name: self.filled(value, each) for name, value in template.items()}
        if isinstance(template, list):
            return [self.filled(value, each) for value in template]
        if isinstance(template, str) and "$" in template:
            return self._word(template, each)
        return template

    def _word(self, word: str, each: Field | None) -> Any:
        if word == "$value":
            assert each is not None
            return self._of(each)
        if word == "$reciprocal":
            assert each is not None
            return round(1 / float(str(self._values[each.name])), 12)
        if word == "$identifier":
            assert each is not None
            return "cn_vat" if re.fullmatch(r"[0-9A-Z]{18}", str(self._values[each.name])) else None
        if word.startswith("$ref."):
            name = word.removeprefix("$ref.")
            return self._of(self._fields[name]) if self._values.get(name) not in (None, "") else None
        own = str(self._values.get(each.name, "")) if each else ""
        text = word.replace("$value", own)
        return re.sub(r"\$f\.(\w+)", lambda found: str(self._values.get(found[1]) or ""), text)

    def _of(self, each: Field) -> Any:
        value = self._values.get(each.name)
        if isinstance(value, Ref):
            return self._by_key(each, value)
        if each.find:
            return {"$find": [each.find, each.by or each.path.rsplit(".", 1)[-1], value]}
        if each.send_as == "float":
            return float(str(value)) * each.sign
        if each.send_as == "text":
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        if each.sign != 1 and isinstance(value, (int, Decimal)):
            return value * each.sign
        return value

    def _by_key(self, each: Field, ref: Ref) -> Any:
        models = self._shape.models
        model = models.get(ref.object) or models.get(each.refers_to, each.find)
        found: Any = {"$key": [model, ref.key]}
        if each.find and model != each.find:
            attribute = _STANDS_FOR.get((model, each.find))
            return {"$of": [found, attribute]} if attribute else {"$key": [each.find, ref.key]}
        return found


def _by_path(shape: Shape, each: Field) -> Mapping[str, Any]:
    """The template of a field that says only where it is kept."""
    path = each.id_path if each.find else each.path
    if each.add:
        return {path: [["add", ["$value"]]]}
    head, _, rest = path.partition(".")
    if rest and head in shape.many:
        return {head: {0: _nest(rest, "$value")}}
    return _nest(path, "$value")


def _nest(path: str, value: Any) -> Out:
    head, _, rest = path.partition(".")
    return {head: _nest(rest, value) if rest else value}


def _merge(tree: Out, more: Mapping[Any, Any], weak: bool = False) -> None:
    """More values into the tree; weak ones never replace what is there."""
    for name, value in more.items():
        there = tree.get(name)
        if isinstance(there, dict) and isinstance(value, Mapping) and not _is_mark(there) and not _is_mark(value):
            _merge(there, value, weak)
        elif isinstance(there, list) and isinstance(value, list):
            tree[name] = [*there, *value]
        elif not (weak and name in tree):
            copied: Out = {}
            if isinstance(value, Mapping):
                _merge(copied, value)
            tree[name] = copied if isinstance(value, Mapping) else value


def _is_mark(value: Mapping[Any, Any]) -> bool:
    return any(isinstance(name, str) and name.startswith("$") for name in value)


def _finished(shape: Shape, tree: Any, path: str) -> Any:
    """Children become Tryton's "create" commands, owned records are created with the row. References to nothing go."""
    if isinstance(tree, dict) and "$lines" in tree:
        return [["create", tree["$lines"]]]
    if not isinstance(tree, dict) or _is_mark(tree):
        return tree
    if tree and all(isinstance(name, int) for name in tree):
        return [["create", [_finished(shape, tree[number], path) for number in sorted(tree)]]]
    inner = {
        name: _finished(shape, value, f"{path}.{name}" if path else str(name))
        for name, value in tree.items()
        if not _names_nothing(value)
    }
    return {"$create": [shape.owns[path], inner]} if path in shape.owns else inner


def _names_nothing(value: Any) -> bool:
    return isinstance(value, Mapping) and "$of" in value and value["$of"][0] is None


# --- and back ----------------------------------------------------------------------------------------


def read_paths(each: Field) -> list[str]:
    """Tryton's paths that are needed to read the field."""
    if each.unread:
        return []
    if each.is_lines:
        return [f"{each.path}.{path}" for inner in each.fields for path in read_paths(inner)]
    return [each.path, *([each.id_read] if each.find and "." in each.path else [])]


def read_value(record: Mapping[str, Any], each: Field) -> Any:
    """The field's value in a record as Tryton's `read` returns it."""
    if each.is_lines:
        children = _children(record, each.path)
        return [line_values(child, each.fields) for child in children]
    value = value_at(record, each.path)
    if each.type == "boolean" and value is not None:
        return bool(value)  # on SQLite a flag that a template lends to its product comes back as 0 or 1
    if each.sign != 1 and isinstance(value, (int, Decimal)):
        return value * each.sign
    return value


def line_values(record: Mapping[str, Any], fields: Sequence[Field]) -> Out:
    """All fields of a line; for a reference also "name.id", the id of the record it names."""
    found: Out = {}
    for each in fields:
        found[each.name] = read_value(record, each)
        if each.find:
            found[f"{each.name}.id"] = reference_id(record, each)
    return found


def reference_id(record: Mapping[str, Any], each: Field) -> str:
    found = value_at(record, each.id_read)
    return "" if found is None else str(found)


def _children(record: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    head, _, rest = path.partition(".")
    child = record.get(f"{head}.")
    if rest:
        return _children(child, rest) if isinstance(child, Mapping) else []
    return sorted(child, key=lambda one: int(one["id"])) if isinstance(child, list) else []


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value of a path in a record as `read` returns it; of many children the first one's."""
    head, _, rest = path.partition(".")
    if not rest:
        found = record.get(head)
        return Decimal(repr(found)) if isinstance(found, float) else found
    child = record.get(f"{head}.")
    if isinstance(child, list):
        child = min(child, key=lambda one: int(one["id"]), default=None)
    return value_at(child, rest) if isinstance(child, Mapping) else None
