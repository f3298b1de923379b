"""What any source and any ERP must answer. No Django, no clock, no settings; one folder a connector.

A connector is a class with these methods; it need not inherit anything. `Refused` and `Unavailable` are the only errors
that it lets out of `write`, `simulate`, `find`, `held`, `read_back` and `undo`; a source raises `SourceError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from golive.engines.migration.port import (
    FILLED,
    UNREAD,
    Filled,
    Guarantee,
    Guarantees,
    Held,
    Ref,
    Refused,
    RowResult,
    Target,
    Unavailable,
    UndoResult,
    Values,
    WriteRow,
    key_prefix,
    load_key,
)

__all__ = [
    "FILLED",
    "UNREAD",
    "Erp",
    "FieldInfo",
    "FieldType",
    "Filled",
    "Guarantee",
    "Guarantees",
    "Health",
    "Held",
    "ObjectInfo",
    "Ref",
    "Refused",
    "RowResult",
    "Source",
    "SourceError",
    "Target",
    "Unavailable",
    "UndoResult",
    "Values",
    "WriteRow",
    "key_prefix",
    "load_key",
]

FieldType = Literal[
    "text", "integer", "decimal", "boolean", "date", "datetime", "choice", "reference", "list", "binary", "unknown"
]


@dataclass(frozen=True)
class FieldInfo:
    """One field or column. `refers_to` names the object that a reference points at, `fields` are those of a list's
    lines, `meaning` is for the person who maps. `blank` is what the other side keeps where nothing is given, e.g. 0 or
    "goods"; FILLED for a value that it chooses itself; None where a blank stays blank."""

    name: str
    type: FieldType = "unknown"
    label: str = ""
    required: bool = False
    readonly: bool = False
    refers_to: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    max_length: int | None = None
    meaning: str = ""
    fields: tuple[FieldInfo, ...] = ()
    blank: str | int | bool | Filled | None = None


@dataclass(frozen=True)
class ObjectInfo:
    """One table, sheet or model. `key` is its primary key where the source states one. `derived`: a view, whose rows are
    those of tables, chosen or joined."""

    name: str
    label: str = ""
    fields: tuple[FieldInfo, ...] = ()
    key: tuple[str, ...] = ()
    derived: bool = False


@dataclass(frozen=True)
class Health:
    """Whether the other side answers. `code` and `text` say what is wrong; `version` is what it calls itself."""

    ok: bool
    version: str = ""
    code: str = ""
    text: str = ""


class SourceError(Exception):
    """A source cannot be read: `code` for machines, `text` in English for logs, `params` for a translated sentence."""

    def __init__(self, code: str, text: str, **params: object) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.params = params


@runtime_checkable
class Source(Protocol):
    """Something rows can be read from. Nothing is ever written to a source."""

    def describe(self) -> list[ObjectInfo]:
        """Every object it offers, with its fields."""
        ...

    def read(
        self, object_name: str, fields: Sequence[str] | None = None, batch: int = 1000
    ) -> Iterator[dict[str, Any]]:
        """Rows as dicts, in a stable order; `batch` is how many are fetched at a time."""
        ...

    def count(self, object_name: str) -> int: ...

    def health(self) -> Health: ...


class Erp(Source, Target, Protocol):
    """An ERP: read like any source, written like any target."""
