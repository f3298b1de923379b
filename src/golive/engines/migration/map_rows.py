"""A mapping applied: source rows in, rows for the target out, or the reason why a row cannot be mapped.

A refusal's text is language neutral: "field: value".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from golive.engines.evidence.canonical import content_hash
from golive.engines.migration.ledger import LedgerStore, Refusal, cross_reference
from golive.engines.migration.mapping import FieldMap, ObjectMap
from golive.engines.migration.port import WriteRow, load_key
from golive.engines.migration.table import source_key

Row = Mapping[str, str | None]
References = Callable[[str, Collection[str]], Mapping[str, str]]
"""(data object, its source keys) -> {source key: target id} of those that the target has."""

_BATCH = 500
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")
_TRUE = {"true", "yes", "y", "1", "是", "有", "启用", "√"}
_FALSE = {"false", "no", "n", "0", "否", "无", "停用", "×"}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Unmappable(Exception):
    """Why a row cannot be mapped: required_blank, value_not_mapped, not_a_number, not_a_whole_number, not_a_date,
    not_a_boolean, lookup_missing."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


def ledger_references(ledger: LedgerStore, source_system: str) -> References:
    """Cross-references to other objects of the same source system, as the ledger knows them."""

    def look_up(data_object: str, keys: Collection[str]) -> Mapping[str, str]:
        full = {load_key(source_system, data_object, key): key for key in keys}
        return {full[key]: target_id for key, target_id in cross_reference(ledger, full).items()}

    return look_up


def map_rows(
    mapping: ObjectMap, rows: Iterable[Row], source_system: str, references: References
) -> Iterator[WriteRow | Refusal]:
    """`rows` are those of `Workbench.rows`, with `_key`. The answer is in the same order, one for one."""
    feed = iter(rows)
    while part := list(islice(feed, _BATCH)):
        found = _references(mapping, part, references)
        for row in part:
            key = load_key(source_system, mapping.object, str(row["_key"]))
            try:
                values = {each.to: _value(each, row, mapping, found) for each in mapping.fields}
            except Unmappable as why:
                yield Refusal(key, why.code, why.text)
                continue
            yield WriteRow(key, content_hash(values), values)


def _references(mapping: ObjectMap, part: list[Row], references: References) -> dict[tuple[str, str], str]:
    """One question an object for the whole batch."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for each in _with_lookup(mapping.fields):
        for row in part:
            key = _lookup_key(each, row)
            if key:
                wanted[each.lookup].add(key)
    return {
        (name, key): target_id for name, keys in wanted.items() for key, target_id in references(name, keys).items()
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


def _value(each: FieldMap, row: Row, mapping: ObjectMap, found: Mapping[tuple[str, str], str]) -> Any:
    if each.lines:
        lines = (
            {inner.to: _value(inner, row, mapping, found) for inner in line}
            for line in each.lines
            if _has_own(line, row)
        )
        return list(lines)
    value = _looked_up(each, row, found) if each.lookup else _converted(each, _raw(each, row, mapping))
    if value is None:
        value = _converted(each, each.default) if isinstance(each.default, str) else each.default
    if value is None and each.required:
        raise Unmappable("required_blank", each.to)
    return value


def _has_own(line: Iterable[FieldMap], row: Row) -> bool:
    """Whether any column that the line reads is filled."""
    return any((row.get(column) or "").strip() for each in line for column in each.reads)


def _looked_up(each: FieldMap, row: Row, found: Mapping[tuple[str, str], str]) -> str | None:
    key = _lookup_key(each, row)
    if not key:
        return None
    if (each.lookup, key) not in found:
        raise Unmappable("lookup_missing", f"{each.to}: {each.lookup} {key}")
    return found[each.lookup, key]


def _raw(each: FieldMap, row: Row, mapping: ObjectMap) -> Any:
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
