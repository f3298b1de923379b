"""What the target gave back, compared with what was written: blank is blank, 1 is 1.00, a reference is the record that the
ledger says was loaded under its key, and of a list every line counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Protocol

from golive.engines.migration.port import FILLED, UNREAD, Ref, Values

Blanks = Mapping[str, object]
"""Field -> what the target keeps where nothing was written (FILLED: whatever it chose); for a list, the same of its lines."""

Unequal = tuple[str, str | None, str | None]
"""(field, expected, found); a line's field is "lines/2/quantity"."""


def asked(values: Iterable[Values | None]) -> set[str]:
    """The names to ask the target for: "name.id" where a reference was written, "name" elsewhere."""
    found: set[str] = set()
    for each in values:
        for name, value in (each or {}).items():
            found.add(f"{name}.id" if isinstance(value, Ref) else name)
    return found


class _Field(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def blank(self) -> object: ...
    @property
    def fields(self) -> Sequence[_Field]: ...


def blanks_of(target: object, object_name: str) -> Blanks:
    """As the target describes itself; {} if it does not."""
    describe = getattr(target, "describe", None)
    infos = [info for info in describe() if info.name == object_name] if describe else []
    return _blanks(infos[0].fields) if infos else {}


def _blanks(fields: Sequence[_Field]) -> Blanks:
    found = {each.name: _blanks(each.fields) if each.fields else each.blank for each in fields}
    return {name: blank for name, blank in found.items() if blank is not None and blank != {}}


def kept_blanks(values: Values, answer: Values, blanks: Blanks) -> Iterator[tuple[str, str]]:
    """(field, what stands there now, "" for what the target chose) of every blank that the target keeps in its own way;
    a line's field is "lines/quantity"."""
    for name, blank in blanks.items():
        written, there = values.get(name), answer.get(name)
        if isinstance(blank, Mapping):
            if isinstance(written, (list, tuple)) and isinstance(there, (list, tuple)):
                for line, found in zip(written, there, strict=False):
                    yield from ((f"{name}/{inner}", kept) for inner, kept in kept_blanks(line, found, blank))
        elif name in values and _blank(written) and not _blank(there) and _kept(blank, there):
            yield name, "" if blank is FILLED else shown(blank) or ""


def references(values: object) -> Iterator[str]:
    """The keys of all references in the values, lines included."""
    if isinstance(values, Ref):
        yield values.key
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from references(value)
    elif isinstance(values, (list, tuple)):
        for value in values:
            yield from references(value)


def unequal(
    values: Values, answer: Values, ids: Mapping[str, str], blanks: Blanks = MappingProxyType({}), where: str = ""
) -> Iterator[Unequal]:
    """The fields that are not as written. `ids`: {key: target id} of the references."""
    for name, expected in values.items():
        place = f"{where}{name}"
        if UNREAD in (answer.get(name), answer.get(f"{name}.id")):
            continue
        if isinstance(expected, Ref):
            there = shown(answer.get(f"{name}.id")) or None
            if there != ids.get(expected.key):
                yield place, expected.key, there
        elif _is_lines(expected):
            assert isinstance(expected, (list, tuple))
            inner = blanks.get(name)
            yield from _unequal_lines(
                expected, answer.get(name), ids, inner if isinstance(inner, Mapping) else {}, place
            )
        elif _blank(expected) and name in blanks and _kept(blanks[name], answer.get(name)):
            continue
        elif not same(expected, answer.get(name)):
            yield place, shown(expected), shown(answer.get(name))


def _kept(blank: object, there: object) -> bool:
    return blank is FILLED or same(blank, there)


def _is_lines(value: object) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(line, Mapping) for line in value)


def _unequal_lines(
    expected: Sequence[Values], found: object, ids: Mapping[str, str], blanks: Blanks, place: str
) -> Iterator[Unequal]:
    lines = found if isinstance(found, (list, tuple)) else ()
    if len(expected) != len(lines):
        yield f"{place}/count", str(len(expected)), str(len(lines))
        return
    for number, (line, there) in enumerate(zip(expected, lines, strict=True), 1):
        yield from unequal(line, there, ids, blanks, f"{place}/{number}/")


def same(expected: object, found: object) -> bool:
    """Whether the target gave back what was written: blank is blank, 1 is 1.00, a date is its ISO text; of a list, each
    line has the fields that were written."""
    if _blank(expected) or _blank(found):
        return _blank(expected) and _blank(found)
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(same(value, found.get(name)) for name, value in expected.items())
    if isinstance(expected, (list, tuple)) and isinstance(found, (list, tuple)):
        return len(expected) == len(found) and all(same(a, b) for a, b in zip(expected, found, strict=True))
    if isinstance(expected, str) and isinstance(found, str):
        return expected == found
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    left, right = number(expected), number(found)
    if left is not None and right is not None:
        return left == right
    return shown(expected) == shown(found)


def shown(value: object) -> str | None:
    """A value as text for people and certificates."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def figure(answer: Values, path: str) -> Decimal:
    """The figure of a field; "lines.quantity" is the sum over the lines; "" counts the record."""
    head, _, rest = path.partition(".")
    if not head:
        return Decimal(1)
    value = answer.get(head)
    if rest and isinstance(value, (list, tuple)):
        return sum((figure(line, rest) for line in value if isinstance(line, Mapping)), Decimal(0))
    return number(value) or Decimal(0)


def number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _blank(value: object) -> bool:
    return value is None or value == "" or value == [] or value == ()
