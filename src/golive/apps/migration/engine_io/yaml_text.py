"""A YAML file that people wrote, changed in places: what does not change keeps its lines, order and comments.

Rules and mappings are files that people read and compare; a save that wrote all of it anew would bury the one change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import yaml

WIDE = 10_000  # an item stands on one line


def edited(text: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    """The text with what `change` makes of its data. The answer always reads as that data."""
    old = yaml.safe_load(text) if text.strip() else {}
    new = change(old)
    if new == old:
        return text
    try:
        node = yaml.compose(text)
    except yaml.YAMLError:
        return dumped(new)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return dumped(new)
    lines = [line if line.endswith("\n") else line + "\n" for line in text.splitlines(keepends=True)]
    found = "".join(_mapping(lines, node, old, new, 0, len(lines)))
    return found if _reads_as(found, new) else dumped(new)


def dumped(data: dict[str, Any]) -> str:
    """A whole file anew: one item of a list a line."""
    return "".join(_entry(key, value, 0) for key, value in data.items())


def _reads_as(text: str, data: Any) -> bool:
    try:
        return bool(yaml.safe_load(text) == data)
    except yaml.YAMLError:
        return False


def _mapping(
    lines: Sequence[str], node: yaml.MappingNode, old: dict[str, Any], new: dict[str, Any], start: int, end: int
) -> list[str]:
    """The lines from `start` to `end`, in which the mapping stands, one key a block; new keys come last."""
    places = [key.start_mark.line for key, _value in node.value]
    bounds = [*places[1:], end]
    column = node.start_mark.column
    found = list(lines[start : places[0]]) if places else list(lines[start:end])
    for (key, value), at, until in zip(node.value, places, bounds, strict=True):
        name = yaml.safe_load(key.value) if key.tag != "tag:yaml.org,2002:str" else key.value
        if name not in new:
            continue
        before, after = old[name], new[name]
        if before == after and type(before) is type(after):
            found += lines[at:until]
        else:
            found += _changed(lines, value, name, before, after, (at, until, column))
    return found + [_entry(name, value, column) for name, value in new.items() if name not in old]


def _changed(
    lines: Sequence[str], value: yaml.Node, name: Any, before: Any, after: Any, at: tuple[int, int, int]
) -> list[str]:
    start, end, column = at
    block = not getattr(value, "flow_style", True) and value.start_mark.line > start
    if block and isinstance(value, yaml.MappingNode) and isinstance(after, dict) and after:
        return [lines[start], *_mapping(lines, value, before, after, start + 1, end)]
    if block and isinstance(value, yaml.SequenceNode) and isinstance(after, list) and after:
        return [lines[start], *_sequence(lines, value, before, after, start + 1, end)]
    first = lines[start][:column] if lines[start][:column].strip() else ""  # "- " of an item that begins here
    entry = _entry(name, _in_order_of(before, after), column)
    return [first + entry[column:] if first else entry]


def _in_order_of(before: Any, after: Any) -> Any:
    """The keys as people wrote them, new ones last: a database may have kept them in another order."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    kept = {name: _in_order_of(before[name], after[name]) for name in before if name in after}
    return kept | {name: value for name, value in after.items() if name not in before}


def _sequence(
    lines: Sequence[str], node: yaml.SequenceNode, old: list[Any], new: list[Any], start: int, end: int
) -> list[str]:
    """Items that stay keep their lines; a changed one (found again by `to` or `id`) is changed inside where it is a
    block, else written anew."""
    places = [item.start_mark.line for item in node.value]
    bounds = [*places[1:], end]
    column = node.start_mark.column
    free = list(range(len(old)))
    found = list(lines[start : places[0]]) if places else []
    for item in new:
        same = next((n for n in free if old[n] == item), None)
        like = next((n for n in free if _named(old[n]) and _named(old[n]) == _named(item)), None)
        place = same if same is not None else like
        if place is not None:
            free.remove(place)
        inner = node.value[place] if place is not None else None
        if same is not None:
            found += lines[places[same] : bounds[same]]
        elif isinstance(inner, yaml.MappingNode) and not inner.flow_style and isinstance(item, dict):
            assert place is not None
            found += _mapping(lines, inner, old[place], item, places[place], bounds[place])
        else:
            found.append(_item(item, column))
    return found


def _named(item: Any) -> Any:
    return (item.get("to") or item.get("id")) if isinstance(item, dict) else None


def _item(value: Any, column: int) -> str:
    return f"{' ' * column}- {_flow(value)}\n"


def _entry(name: Any, value: Any, column: int) -> str:
    """One key with what it holds: lists of things one a line, all else in one line."""
    head = f"{' ' * column}{_flow(name)}:"
    if isinstance(value, list) and value and any(isinstance(each, (dict, list)) for each in value):
        return head + "\n" + "".join(_lines_of(each, column) for each in value)
    if isinstance(value, dict) and value and (column == 0 or any(isinstance(v, (dict, list)) for v in value.values())):
        return head + "\n" + "".join(_entry(key, inner, column + 2) for key, inner in value.items())
    return f"{head} {_flow(value)}\n"


def _lines_of(item: Any, column: int) -> str:
    """An item of a list; one that holds lists of things itself is a block."""
    if isinstance(item, dict) and any(isinstance(v, list) and v and isinstance(v[0], dict) for v in item.values()):
        text = "".join(_entry(key, value, column + 2) for key, value in item.items())
        return f"{' ' * column}- {text[column + 2 :]}"
    return _item(item, column)


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=WIDE)
    return str(text).removesuffix("\n").removesuffix("\n...")
