"""How the records of one source object become records of the target: a YAML file that people read and diff.

    format: golive-mapping
    version: 2
    object: customers
    source: {table: Customers, key: [CustomerID]}
    target: party.party
    fields:
      - {to: name, from: [CompanyName], steps: [trim, half_width], required: true}
      - {to: code, from: [CustomerID]}
      - {to: active, constant: true}
      - {to: credit, from: [Credit], as: decimal, scale: 10000, default: "0"}
      - {to: unit, from: [Unit], values: units}
      - {to: category, from: [CategoryID], lookup: categories}
      - {to: note, template: "{City} {Region}"}
      - {to: amount, expression: "round(Quantity * Price, 2)"}
      - to: addresses
        lines:
          - [{to: street, from: [Address]}, {to: city, from: [City]}]
      - to: lines
        children: {table: Order Details, by: [OrderID], order: [ProductID]}
        fields:
          - {to: product, from: [ProductID], lookup: products}
    exclude:
      - {when: "ShippedDate", reason: delivered already}
    value_maps:
      units: {箱: box, 个: unit}

Of several `from` columns the first that is not blank counts; for a lookup they are the parts of the other object's key.
Steps run in their order, then `values`, then `as`, then `scale`. A line without any value of its own is left out.
`children` are rows of another table whose `by` columns hold this object's key; a table of lines that repeats its head on
each says `source: {…, group: true}` and names itself as the table of its children. Expressions: expression.py. A row that
a condition of `exclude` holds for is not loaded, and the ledger keeps the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from string import Formatter
from typing import Any

import yaml

from golive.engines.migration.expression import ExpressionError, expression

FORMAT = "golive-mapping"
STEPS = ("trim", "upper", "lower", "half_width", "digits", "squeeze")
TYPES = ("text", "integer", "decimal", "date", "boolean")
_WAYS = ("from", "constant", "template", "expression", "lines", "children")


class MappingError(Exception):
    """A mapping that cannot be used: code, the field concerned, and facts for the sentence."""

    def __init__(self, code: str, place: str = "", **params: object) -> None:
        self.code = code
        self.place = place
        self.params = params
        facts = ", ".join(f"{name}={value}" for name, value in params.items())
        super().__init__(f"{code} at {place or '/'}" + (f" ({facts})" if facts else ""))


@dataclass(frozen=True)
class Children:
    """Rows of another table that belong to a record: their `by` columns hold its key; in the order of `order`."""

    table: str
    by: tuple[str, ...]
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldMap:
    """One target field, filled in exactly one way: from columns, by a constant, a template or an expression, by lines
    made of the row's own columns, or by the rows of another table with a mapping of their own (`fields`)."""

    to: str
    columns: tuple[str, ...] = ()
    constant: Any = None
    template: str = ""
    expression: str = ""
    lines: tuple[tuple[FieldMap, ...], ...] = ()
    children: Children | None = None
    fields: tuple[FieldMap, ...] = ()
    steps: tuple[str, ...] = ()
    values: str = ""
    lookup: str = ""
    type: str = "text"
    scale: str = ""
    default: Any = None
    required: bool = False

    @property
    def reads(self) -> set[str]:
        """The source columns it needs."""
        named = {name for _, name, _, _ in Formatter().parse(self.template) if name} if self.template else set()
        if self.expression:
            named |= expression(self.expression).reads
        return set(self.columns) | named | {column for line in self.lines for each in line for column in each.reads}

    @property
    def looks_up(self) -> set[str]:
        inner = {name for line in (*self.lines, self.fields) for each in line for name in each.looks_up}
        return inner | ({self.lookup} if self.lookup else set())


@dataclass(frozen=True)
class ObjectMap:
    """The mapping of one data object. `after` names objects that must be loaded before, beyond those it looks up."""

    object: str
    table: str
    key: tuple[str, ...]
    target: str
    fields: tuple[FieldMap, ...]
    value_maps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    version: int = 1
    exclude: tuple[tuple[str, str], ...] = ()  # (condition, reason)
    group: bool = False

    @property
    def tables(self) -> set[str]:
        """The tables it reads beside its own."""
        return {each.children.table for each in self.fields if each.children} - {self.table}

    @property
    def depends_on(self) -> set[str]:
        return {name for each in self.fields for name in each.looks_up} | set(self.after)

    def require(self, columns: Iterable[str]) -> None:
        """Raise MappingError if the source lacks a column that is read."""
        wanted = {*self.key} | {name for each in self.fields for name in each.reads}
        wanted |= {name for condition, _ in self.exclude for name in expression(condition).reads}
        missing = sorted(wanted - set(columns))
        if missing:
            raise MappingError("no_such_column", self.object, columns=", ".join(missing))

    def require_of(self, table: str, columns: Iterable[str]) -> None:
        """The same for a table of children."""
        for each in self.fields:
            if each.children and each.children.table == table:
                inner = {name for field in each.fields for name in field.reads}
                missing = sorted((inner | {*each.children.by, *each.children.order}) - set(columns))
                if missing:
                    raise MappingError("no_such_column", f"{self.object}/{each.to}", columns=", ".join(missing))


def load_order(mappings: Iterable[ObjectMap]) -> list[str]:
    """The objects in an order in which each comes after those it refers to; equal ones in the order given. An object may
    refer to itself. Raises MappingError("circle" | "unknown_object") naming the objects."""
    known = {each.object: each for each in mappings}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for each in known.values():
        unknown = sorted(each.depends_on - known.keys())
        if unknown:
            raise MappingError("unknown_object", each.object, objects=", ".join(unknown))
        sorter.add(each.object, *sorted(each.depends_on - {each.object}))
    try:
        sorter.prepare()
    except CycleError as error:
        raise MappingError("circle", objects=" → ".join(error.args[1])) from error
    order: list[str] = []
    places = {name: place for place, name in enumerate(known)}
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=lambda name: places[name])
        order += ready
        sorter.done(*ready)
    return order


def read_mapping(text: str) -> ObjectMap:
    """A mapping from YAML. Raises MappingError naming the field that is wrong."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise MappingError("not_yaml", said=str(error).replace("\n", " ")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("fields"), list):
        raise MappingError("not_a_mapping_file", expected=FORMAT)
    try:
        maps = {str(name): {str(a): b for a, b in pairs.items()} for name, pairs in data.get("value_maps", {}).items()}
        found = ObjectMap(
            str(data["object"]),
            str(data["source"]["table"]),
            tuple(str(column) for column in data["source"]["key"]),
            str(data["target"]),
            tuple(_field(item, f"fields/{place}", maps) for place, item in enumerate(data["fields"])),
            maps,
            tuple(data.get("after", ())),
            int(data.get("version", 1)),
            tuple((_expression(str(each["when"]), "exclude"), str(each["reason"])) for each in data.get("exclude", ())),
            bool(data["source"].get("group", False)),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise MappingError("malformed", said=f"{type(error).__name__}: {error}") from error
    return found


def _field(item: dict[str, Any], place: str, maps: Mapping[str, Any]) -> FieldMap:
    place = f"{place} ({item.get('to', '?')})"
    ways = [way for way in _WAYS if way in item]
    if "to" not in item or len(ways) != 1:
        raise MappingError("one_way_needed", place, ways=", ".join(_WAYS))
    known = {"to", *_WAYS, "fields", "steps", "values", "lookup", "as", "scale", "default", "required"}
    for wrong, what in (
        (set(item) - known, "unknown_word"),
        (set(item.get("steps", ())) - set(STEPS), "unknown_step"),
        ({item.get("as", "text")} - set(TYPES), "unknown_type"),
        ({item["values"]} - set(maps) if "values" in item else set(), "unknown_value_map"),
    ):
        if wrong:
            raise MappingError(what, place, names=", ".join(sorted(map(str, wrong))))
    columns = item.get("from", ())
    children = item.get("children")
    if (children is None) is not ("fields" not in item):
        raise MappingError("fields_of_children", place)
    return FieldMap(
        str(item["to"]),
        (columns,) if isinstance(columns, str) else tuple(columns),
        item.get("constant"),
        str(item.get("template", "")),
        _expression(str(item["expression"]), place) if "expression" in item else "",
        tuple(
            tuple(_field(each, f"{place}/{number}", maps) for each in line)
            for number, line in enumerate(item.get("lines", ()))
        ),
        Children(str(children["table"]), tuple(children["by"]), tuple(children.get("order", ()))) if children else None,
        tuple(_field(each, f"{place}/{number}", maps) for number, each in enumerate(item.get("fields", ()))),
        tuple(item.get("steps", ())),
        str(item.get("values", "")),
        str(item.get("lookup", "")),
        str(item.get("as", "text")),
        str(item.get("scale", "")),
        item.get("default"),
        bool(item.get("required", False)),
    )


def _expression(text: str, place: str) -> str:
    try:
        expression(text)
    except ExpressionError as error:
        raise MappingError(error.code, place, said=error.text) from error
    return text


def write_mapping(mapping: ObjectMap) -> str:
    """YAML, one field a block in the order of the mapping, value maps sorted, so that changes show in a diff."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": mapping.version,
        "object": mapping.object,
        "source": {"table": mapping.table, "key": list(mapping.key), **({"group": True} if mapping.group else {})},
        "target": mapping.target,
    }
    if mapping.after:
        data["after"] = list(mapping.after)
    data["fields"] = [_plain(each) for each in mapping.fields]
    if mapping.exclude:
        data["exclude"] = [{"when": condition, "reason": reason} for condition, reason in mapping.exclude]
    if mapping.value_maps:
        data["value_maps"] = {name: dict(sorted(pairs.items())) for name, pairs in sorted(mapping.value_maps.items())}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)


def _plain(each: FieldMap) -> dict[str, Any]:
    item: dict[str, Any] = {"to": each.to}
    if each.columns:
        item["from"] = list(each.columns)
    elif each.template:
        item["template"] = each.template
    elif each.expression:
        item["expression"] = each.expression
    elif each.children:
        item["children"] = {"table": each.children.table, "by": list(each.children.by)}
        if each.children.order:
            item["children"]["order"] = list(each.children.order)
        item["fields"] = [_plain(inner) for inner in each.fields]
    elif each.lines:
        item["lines"] = [[_plain(inner) for inner in line] for line in each.lines]
    else:
        item["constant"] = each.constant
    given: Iterator[tuple[str, Any]] = iter(
        (("steps", list(each.steps)), ("values", each.values), ("lookup", each.lookup), ("scale", each.scale))
    )
    item |= {name: value for name, value in given if value}
    if each.type != "text":
        item["as"] = each.type
    if each.default is not None:
        item["default"] = each.default
    if each.required:
        item["required"] = True
    return item
