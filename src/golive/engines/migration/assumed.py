"""Which rows of earlier objects a simulation must assume to be there: those that its rows name, and no others."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from golive.engines.migration.port import Ref, Target, WriteRow

Links = Mapping[str, tuple[str, str]]
"""Field -> (object that it names, that object's field of the name)."""


class Ready:
    """Rows that were found good so far, by object in the order of loading; on the disk, for there may be millions."""

    def __init__(self, target: Target) -> None:
        self._links = _links(target)
        self._asked = {link for links in self._links.values() for link in links.values()}
        self._objects: list[str] = []
        self._file = sqlite3.connect("", check_same_thread=False)  # a file without a name, gone when it is closed
        self._file.execute("CREATE TABLE ready (number INTEGER PRIMARY KEY, key TEXT UNIQUE, object TEXT, body BLOB)")
        self._file.execute("CREATE TABLE named (object TEXT, field TEXT, value TEXT, key TEXT)")
        self._file.execute("CREATE INDEX by_value ON named (object, field, value)")

    def close(self) -> None:
        self._file.close()

    def add(self, name: str, rows: Mapping[str, WriteRow]) -> None:
        if name not in self._objects:
            self._objects.append(name)
        bodies = ((key, name, pickle.dumps(row)) for key, row in rows.items())
        self._file.executemany("INSERT OR REPLACE INTO ready (key, object, body) VALUES (?, ?, ?)", bodies)
        fields = [field for other, field in self._asked if other == name]
        named = (
            (name, field, _word(row.values.get(field)), key)
            for key, row in rows.items()
            for field in fields
            if isinstance(row.values.get(field), (str, int))
        )
        self._file.executemany("INSERT INTO named VALUES (?, ?, ?, ?)", named)

    def __contains__(self, key: object) -> bool:
        return self._file.execute("SELECT 1 FROM ready WHERE key = ?", (key,)).fetchone() is not None

    def linked(self, name: str) -> set[str]:
        """The objects that its rows name by a value, as the target describes itself."""
        return {other for other, _ in self._links.get(name, {}).values()}

    def needed(
        self, name: str, rows: Sequence[WriteRow], whole: Collection[str] = ()
    ) -> list[tuple[str, list[WriteRow]]]:
        """What the rows name, by key or by value, and what that names in turn, in the order of loading. `whole` names
        objects on which they depend in a way that does not show in the values: all their rows."""
        found: dict[str, dict[int, WriteRow]] = {other: {} for other in self._objects}
        queue: list[tuple[str, WriteRow]] = [(name, row) for row in rows]
        seen: set[str] = set()
        for other in set(whole) & found.keys():
            kept = self._file.execute("SELECT number, key, object, body FROM ready WHERE object = ?", (other,))
            self._take(kept, seen, found, queue)
        while queue:
            where, row = queue.pop()
            keys = set(_keys(row.values))
            for other, field, value in _named(row.values, self._links.get(where, {})):
                ask = "SELECT key FROM named WHERE object = ? AND field = ? AND value = ?"
                keys |= {key for (key,) in self._file.execute(ask, (other, field, _word(value)))}
            for key in sorted(keys - seen):
                kept = self._file.execute("SELECT number, key, object, body FROM ready WHERE key = ?", (key,))
                self._take(kept, seen, found, queue)
        return [(other, [rows[number] for number in sorted(rows)]) for other, rows in found.items() if rows]

    @staticmethod
    def _take(
        kept: Iterable[tuple[int, str, str, bytes]],
        seen: set[str],
        found: dict[str, dict[int, WriteRow]],
        queue: list[tuple[str, WriteRow]],
    ) -> None:
        for number, key, other, body in kept:
            seen.add(key)
            found[other][number] = pickle.loads(body)
            queue.append((other, found[other][number]))


def _word(value: object) -> str:
    """A name as it is looked for: 5 is not "5"."""
    return f"{type(value).__name__} {value}"


def _links(target: Target) -> dict[str, Links]:
    """{object: {field: (object that it names, its field of the name)}}, as the target describes itself; {} if it does
    not. Lines' fields stand beside the record's."""
    describe = getattr(target, "describe", None)
    objects = {info.name: info for info in describe()} if describe else {}
    found: dict[str, Links] = {}
    for name, info in objects.items():
        fields = [*info.fields, *(inner for each in info.fields for inner in each.fields)]
        found[name] = {
            each.name: (each.refers_to, objects[each.refers_to].key[0])
            for each in fields
            if each.refers_to in objects and objects[each.refers_to].key
        }
    return found


def _named(values: object, links: Links) -> Iterator[tuple[str, str, object]]:
    """(object, its field, value) of every record that the values name by a value, lines included."""
    if isinstance(values, Mapping):
        for name, value in values.items():
            if name in links and not isinstance(value, (Ref, list, tuple)) and value not in (None, ""):
                yield *links[name], value
            else:
                yield from _named(value, links)
    elif isinstance(values, (list, tuple)):
        for value in values:
            yield from _named(value, links)


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, Ref):
        yield value.key
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _keys(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _keys(inner)
