"""A mapping applied: source rows in, rows for the target out, or the reason why a row cannot be mapped.

A refusal's text is language neutral: "field: value".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from golive.engines.evidence.canonical import content_hash
from golive.engines.migration.expression import ExpressionError, expression
from golive.engines.migration.ledger import Exclusion, LedgerStore, Refusal, State
from golive.engines.migration.mapping import Children, FieldMap, ObjectMap
from golive.engines.migration.port import Ref, WriteRow, load_key
from golive.engines.migration.table import source_key

Row = Mapping[str, str | None]
References = Callable[[str, Collection[str]], Mapping[str, Any]]
"""(data object, its source keys) -> {source key: what stands for the record in the target's row: a `Ref`, or an id}."""
ChildRows = Callable[[Children, Collection[str]], Mapping[str, list[Row]]]
"""(children, keys of records) -> {key: their rows of the other table, in order}."""

_BATCH = 500
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")
_TRUE = {"true", "yes", "y", "1", "是", "有", "启用", "√"}
_FALSE = {"false", "no", "n", "0", "否", "无", "停用", "×"}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Unmappable(Exception):
    """Why a row cannot be mapped: required_blank, value_not_mapped, not_a_number, not_a_whole_number, not_a_date,
    not_a_boolean, lookup_missing, not_computable."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


def ledger_references(
    ledger: LedgerStore, source_system: str, coming: Container[str] = (), merged: Mapping[str, str] | None = None
) -> References:
    """References to other objects of the same source system: to those that the ledger has not given up. A record that was
    merged is its survivor. `coming`: full keys that will have been loaded before, though the ledger does not know yet;
    `merged` {full key: survivor's} likewise."""
    expected = coming
    decided = merged or {}

    def look_up(data_object: str, keys: Collection[str]) -> Mapping[str, Any]:
        full = {load_key(source_system, data_object, key): key for key in keys}
        known = ledger.look_up(full)
        found = {}
        for place, key in full.items():
            entry = known.get(place)
            end = entry.merged_into if entry and entry.state is State.MERGED else decided.get(place, place)
            there = known.get(end) or (ledger.look_up([end]).get(end) if end != place else None)
            if end in expected or (there and there.state in _STILL_COMING):
                found[key] = Ref(data_object, end)
        return found

    return look_up


_STILL_COMING = frozenset({State.LOADED, State.INTENT, State.PENDING})


def no_children(children: Children, keys: Collection[str]) -> Mapping[str, list[Row]]:
    raise LookupError(f"nobody reads the table {children.table}")


@dataclass(frozen=True)
class _Batch:
    """What was asked for a whole batch: references, and rows of other tables by (field, key)."""

    references: Mapping[tuple[str, str], Any]
    children: Mapping[tuple[str, str], list[Row]]


def map_rows(
    mapping: ObjectMap,
    rows: Iterable[Row],
    source_system: str,
    references: References,
    child_rows: ChildRows = no_children,
) -> Iterator[WriteRow | Refusal | Exclusion]:
    """`rows` are those of `Workbench.rows`, with `_key`. The answer is in the same order, one for one."""
    feed = iter(rows)
    while part := list(islice(feed, _BATCH)):
        children = _children(mapping, part, child_rows)
        batch = _Batch(_references(mapping, part, children, references), children)
        for row in part:
            key = load_key(source_system, mapping.object, str(row["_key"]))
            try:
                if reason := _left_out(mapping, row):
                    yield Exclusion(key, "mapping", reason)
                    continue
                values = {each.to: _value(each, row, mapping, batch) for each in mapping.fields}
            except Unmappable as why:
                yield Refusal(key, why.code, why.text)
                continue
            yield WriteRow(key, content_hash(_hashable(values)), values)


def _left_out(mapping: ObjectMap, row: Row) -> str:
    for condition, reason in mapping.exclude:
        found = _computed(condition, row, "exclude")
        if found is not None and found is not False and found != 0:
            return reason
    return ""


def _computed(text: str, row: Row, where: str) -> Any:
    try:
        return expression(text)(row)
    except ExpressionError as error:
        raise Unmappable(error.code, f"{where}: {error.text}") from error


def _hashable(value: Any) -> Any:
    if isinstance(value, Ref):
        return f"{value.object} {value.key}"
    if isinstance(value, Mapping):
        return {name: _hashable(inner) for name, inner in value.items()}
    return [_hashable(inner) for inner in value] if isinstance(value, list) else value


def _children(mapping: ObjectMap, part: list[Row], child_rows: ChildRows) -> dict[tuple[str, str], list[Row]]:
    found = {}
    for each in mapping.fields:
        if each.children:
            keys = {record_key(mapping, row) for row in part}
            for key, rows in child_rows(each.children, keys).items():
                found[each.to, key] = rows
    return found


def record_key(mapping: ObjectMap, row: Row) -> str:
    """The key by which children name the row: its key columns, without the "#2" of a repeated one."""
    return source_key([row.get(column) for column in mapping.key], 0)


def _references(
    mapping: ObjectMap, part: list[Row], children: Mapping[tuple[str, str], list[Row]], references: References
) -> dict[tuple[str, str], Any]:
    """One question an object for the whole batch."""
    wanted: dict[str, set[str]] = defaultdict(set)

    def gather(fields: Iterable[FieldMap], rows: Iterable[Row]) -> None:
        for each in _with_lookup(fields):
            wanted[each.lookup].update(key for row in rows if (key := _lookup_key(each, row)))

    gather(mapping.fields, part)
    for each in mapping.fields:
        if each.children:
            gather(each.fields, [row for (to, _), rows in children.items() if to == each.to for row in rows])
    return {
        (name, key): found for name, keys in wanted.items() if keys for key, found in references(name, keys).items()
    }


def _with_lookup(fields: Iterable[FieldMap]) -> Iterator[FieldMap]:
    for each in fields:
        if each.lookup:
            yield each
        for line in each.lines:
            yield from _with_lookup(line)


def _lookup_key(each: FieldMap, row: Row) -> str:
    parts = [_stepped(row.get(column), each.steps) for column in each.columns]
    return source_key(parts, 0) if any(parts) else ""


def _value(each: FieldMap, row: Row, mapping: ObjectMap, batch: _Batch) -> Any:
    if each.children:
        return [
            {inner.to: _value(inner, child, mapping, batch) for inner in each.fields}
            for child in batch.children.get((each.to, record_key(mapping, row)), ())
        ]
    if each.lines:
        lines = (
            {inner.to: _value(inner, row, mapping, batch) for inner in line}
            for line in each.lines
            if _has_own(line, row)
        )
        return list(lines)
    value = _looked_up(each, row, batch.references) if each.lookup else _converted(each, _raw(each, row, mapping))
    if value is None:
        value = _converted(each, each.default) if isinstance(each.default, str) else each.default
    if value is None and each.required:
        raise Unmappable("required_blank", each.to)
    return value


def _has_own(line: Iterable[FieldMap], row: Row) -> bool:
    """Whether any column that the line reads is filled."""
    return any((row.get(column) or "").strip() for each in line for column in each.reads)


def _looked_up(each: FieldMap, row: Row, found: Mapping[tuple[str, str], Any]) -> Any:
    key = _lookup_key(each, row)
    if not key:
        return None
    if (each.lookup, key) not in found:
        raise Unmappable("lookup_missing", f"{each.to}: {each.lookup} {key}")
    return found[each.lookup, key]


def _raw(each: FieldMap, row: Row, mapping: ObjectMap) -> Any:
    if each.expression:
        found = _computed(each.expression, row, each.to)
        return _stepped(found, each.steps) if isinstance(found, str) else _scaled(each, found)
    if not each.columns and not each.template:
        return each.constant
    if each.template:
        whole = each.template.format_map({name: (row.get(name) or "").strip() for name in each.reads})
        return _stepped(whole.strip(), each.steps)
    value = next((text for column in each.columns if (text := _stepped(row.get(column), each.steps))), None)
    if value is None or not each.values:
        return value
    known = mapping.value_maps[each.values]
    if value not in known:
        raise Unmappable("value_not_mapped", f"{each.to}: {value}")
    return known[value]


def _scaled(each: FieldMap, value: Any) -> Any:
    return value * Decimal(each.scale) if each.scale and isinstance(value, Decimal) else value


def _stepped(value: str | None, steps: Iterable[str]) -> str | None:
    """The text after the steps; blank text is None."""
    text = value or ""
    for step in steps:
        text = _STEPS[step](text)
    return text if text.strip() else None


_STEPS: dict[str, Callable[[str], str]] = {
    "trim": str.strip,
    "upper": str.upper,
    "lower": str.lower,
    "half_width": lambda text: text.translate(_FULL_WIDTH),
    "digits": lambda text: "".join(re.findall(r"[0-9]", text)),
    "squeeze": lambda text: " ".join(text.split()),
}


def _converted(each: FieldMap, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if each.type == "text":
        return value
    return {"integer": _integer, "decimal": _decimal, "date": _date, "boolean": _boolean}[each.type](each, value)


def _decimal(each: FieldMap, text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise Unmappable("not_a_number", f"{each.to}: {text}") from None
    if not number.is_finite():
        raise Unmappable("not_a_number", f"{each.to}: {text}")
    return number * Decimal(each.scale) if each.scale else number


def _integer(each: FieldMap, text: str) -> int:
    number = _decimal(each, text)
    if number != number.to_integral_value():
        raise Unmappable("not_a_whole_number", f"{each.to}: {text}")
    return int(number)


def _date(each: FieldMap, text: str) -> date:
    match = _DATE.fullmatch(text.strip())
    try:
        year, month, day = (int(part) for part in (match.groups() if match else ()) if part is not None)
        return date(year, month, day)
    except ValueError:
        raise Unmappable("not_a_date", f"{each.to}: {text}") from None


def _boolean(each: FieldMap, text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise Unmappable("not_a_boolean", f"{each.to}: {text}")
    return word in _TRUE
