"""A first draft of a mapping: which column most likely fills which field of the target, and why.

Two kinds of evidence: the name (the field's own name, its labels, and `synonyms.yaml`, which knows what old systems call
things in Chinese, English and pinyin initials) and the content (does it read as a date, a number, one of the choices, a
telephone number …). Columns are given out greedily, the surest pair first; a pair that neither name nor content speaks
for is not proposed. A person confirms: nothing is loaded by a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Protocol

import yaml

from golive.engines.migration.expression import ExpressionError, day, number
from golive.engines.migration.mapping import FieldMap, ObjectMap

ENOUGH = 0.55
_SHAPES = {
    "tax_identifier": r"[0-9A-HJ-NP-Y]{15}|[0-9A-HJ-NP-RT-UW-Y]{18}",
    "phone": r"[\d()（）+ -]{7,20}",
    "mobile": r"(\+?86)?1[3-9]\d{9}",
    "fax": r"[\d()（）+ -]{7,20}",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "website": r"(https?://|www\.)\S+",
    "postal_code": r"\d{5,6}|[A-Z0-9 -]{4,9}",
}
_YES_NO = {"true", "false", "yes", "no", "y", "n", "1", "0", "是", "否", "有", "无", "启用", "停用", "√", "×"}


class TargetField(Protocol):
    """What is asked of a target's field: connectors/protocol.FieldInfo gives it."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def readonly(self) -> bool: ...
    @property
    def refers_to(self) -> str: ...
    @property
    def choices(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True)
class Proposal:
    """`score` 0…1; `by_name` the word that the column's name is like, "" if only the content speaks for it."""

    field: str
    column: str
    score: float
    by_name: str
    by_content: float


@cache
def synonyms() -> Mapping[str, Sequence[str]]:
    text = (Path(__file__).parent / "synonyms.yaml").read_text("utf-8")
    return {str(name): [str(word) for word in words] for name, words in yaml.safe_load(text).items()}


def propose(
    object_name: str, fields: Sequence[TargetField], columns: Mapping[str, Sequence[str | None]]
) -> list[Proposal]:
    """At most one column a field and one field a column, the surest first. `columns`: {name: some of its values}."""
    found = []
    for field in fields:
        if field.readonly or field.type == "list":
            continue
        for column, values in columns.items():
            name_score, word = _by_name(object_name, field, column)
            content = _by_content(field, values)
            if content == 0.0:  # the values say no: a date column is no telephone number whatever its name
                continue
            score = round(0.8 * name_score + 0.2 * content, 3)
            if score >= ENOUGH:
                found.append(Proposal(field.name, column, score, word, content))
    found.sort(key=lambda each: (-each.score, each.field))
    chosen: list[Proposal] = []
    for each in found:
        if all(each.field != other.field and each.column != other.column for other in chosen):
            chosen.append(each)
    return chosen


def draft(
    data_object: str,
    target: str,
    table: str,
    key: Sequence[str],
    fields: Sequence[TargetField],
    proposals: Sequence[Proposal],
    objects: Mapping[str, str],
) -> ObjectMap:
    """A mapping of the proposals. `objects`: {target's object: data object of this project}, for lookups; a reference to
    an object that the project does not migrate stays the plain value."""
    known = {field.name: field for field in fields}
    maps = []
    for each in sorted(proposals, key=lambda one: [field.name for field in fields].index(one.field)):
        field = known[each.field]
        lookup = objects.get(field.refers_to, "") if field.refers_to and field.refers_to != target else ""
        kind = field.type if field.type in ("integer", "decimal", "date", "boolean") and not lookup else "text"
        maps.append(
            FieldMap(each.field, (each.column,), steps=("trim",), lookup=lookup, type=kind, required=field.required)
        )
    return ObjectMap(data_object, table, tuple(key), target, tuple(maps))


def _by_name(object_name: str, field: TargetField, column: str) -> tuple[float, str]:
    """How like the column's name is to what the field is called: 1 the same, less for a part or a near miss."""
    own = synonyms().get(f"{object_name}.{field.name}", ())
    words = [*own, *synonyms().get(field.name, ()), field.label, field.name]
    best, word = 0.0, ""
    there = _plain(column)
    for place, each in enumerate(words):
        score = _alike(there, _plain(each)) - (0.0 if place < len(own) or not own else 0.05)
        if score > best:
            best, word = score, each
    return best, word


def _plain(name: str) -> str:
    """Case, blanks, punctuation and what stands in brackets do not count: "Unit Price (CNY)" is "unitprice"."""
    return re.sub(r"[\s_\-./:：*]+", "", re.sub(r"[(（\[【].*?[)）\]】]", "", name)).lower()


def _alike(a: str, b: str) -> float:
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    if len(short) >= 2 and short in long:
        return 0.6 + 0.3 * len(short) / len(long)
    return 0.85 * SequenceMatcher(None, a, b).ratio()


def _by_content(field: TargetField, values: Sequence[str | None]) -> float:
    """The share of values that the field could take; 0.5 when nothing can be told; 0 when hardly any fits."""
    given = [value.strip() for value in values if value and value.strip()][:200]
    if not given:
        return 0.5
    test = _test(field)
    if test is None:
        return 0.5
    share = sum(test(value) for value in given) / len(given)
    return share if share >= 0.3 else 0.0


def _test(field: TargetField):  # type: ignore[no-untyped-def]
    if field.refers_to:
        return None
    if field.type in ("decimal", "integer"):
        return lambda value: _reads(number, re.sub(r"(元|万元|%|[A-Za-z]+)$", "", value))
    if field.type in ("date", "datetime"):
        return lambda value: _reads(day, value)
    if field.type == "boolean":
        return lambda value: value.lower() in _YES_NO
    if field.name in _SHAPES:
        pattern = re.compile(_SHAPES[field.name])
        return lambda value: bool(pattern.fullmatch(value.replace(" ", "") if field.name == "mobile" else value))
    return None


def _reads(read, value: str) -> bool:  # type: ignore[no-untyped-def]
    try:
        return read(value) is not None
    except ExpressionError:
        return False
