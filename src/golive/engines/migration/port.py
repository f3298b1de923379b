"""What the migration engine asks of a target.

The engine stands below the connectors, so the words they exchange live here and `connectors/protocol.py` adds the rest
(describe, read, health). Method: research/migration.md section 6, the ledger protocol.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple, Protocol
from urllib.parse import quote

Guarantee = Literal["atomic_key", "external_id_upsert", "none"]
"""atomic_key: record and key are written in one transaction under a unique constraint, so exactly once can be claimed.
external_id_upsert: the target keeps an external id, so a repeated write finds the record again.
none: the target cannot keep the key; a write whose reply was lost may be repeated.
Shown on pages and in certificates."""

Values = Mapping[str, object]
"""Target field -> value: str, int, Decimal, bool, date, datetime, None, `Ref`, or a list of such mappings (lines)."""


@dataclass(frozen=True)
class Ref:
    """The record that was, or in a simulation will have been, loaded under a key; `object` is its data object. The
    target resolves it in its own transaction, so it needs no id that is known only after an earlier load."""

    object: str
    key: str

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True)
class Guarantees:
    """What a connector promises and its tests prove; said on pages and in certificates.

    key: see `Guarantee`. simulation: "rolled_back" is the target's real writing taken back, "checked" only rules that we
    know, "none" nothing. limits: codes of what is NOT promised, e.g. "power_loss" (the last commits may be lost with the
    machine's power, so reconcile afterwards), "undo_ddl"."""

    key: Guarantee
    simulation: Literal["rolled_back", "checked", "none"] = "rolled_back"
    limits: tuple[str, ...] = ()


class Unread(Enum):
    """In an answer: the target keeps the field in a form that cannot be given back, so it is not compared, which the
    certificate says."""

    UNREAD = "unread"


UNREAD = Unread.UNREAD


class Filled(Enum):
    """What a target keeps of a blank: a value that it chooses itself, such as today or the parent's account type."""

    FILLED = "filled"


FILLED = Filled.FILLED


class WriteRow(NamedTuple):
    """One record to write. `key` comes from `load_key`; `digest` is the sha256 of the canonical values."""

    key: str
    digest: str
    values: Values


class Held(NamedTuple):
    """What the target holds under a key."""

    target_id: str
    digest: str
    batch_id: str


@dataclass(frozen=True)
class RowResult:
    """The target's answer for one row of a simulation, or for one row that it refused."""

    key: str
    accepted: bool
    reason_code: str = ""
    text: str = ""  # in the target's own words
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class UndoResult:
    """Whether the record of one key was taken back, else why not: changed_since, depended_on, not_found, refused."""

    key: str
    undone: bool
    reason_code: str = ""
    text: str = ""


@dataclass
class Refused(Exception):
    """The target refused the data and wrote nothing of this batch. The engine bisects to find the row."""

    reason_code: str
    text: str
    fields: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return f"{self.reason_code}: {self.text}"


class Unavailable(Exception):
    """No answer, or one that does not say what happened: the outcome of the call is unknown. The engine stops; the open
    INTENTs are resolved by asking `find` at the next start."""


class Target(Protocol):
    """An ERP that can be loaded. `object_name` is the target's own name of the object, e.g. "party.party"."""

    @property
    def name(self) -> str:
        """For people and certificates, e.g. "Tryton 8.0 erp@127.0.0.1:8001"; no password in it."""
        ...

    @property
    def guarantee(self) -> Guarantee: ...

    def guarantees(self) -> Guarantees:
        """All that it promises; `guarantee` is its `key`."""
        ...

    def batch_limit(self, object_name: str) -> int:
        """The most rows that one write should carry."""
        ...

    def simulate(
        self,
        object_name: str,
        rows: Sequence[WriteRow],
        assuming: Sequence[tuple[str, Sequence[WriteRow]]] = (),
    ) -> list[RowResult]:
        """The target's real validation of each row, in order, leaving nothing behind. `assuming` names, in order of
        dependence, the rows of other objects that will have been written before."""
        ...

    def write(self, object_name: str, batch_id: str, rows: Sequence[WriteRow]) -> dict[str, str]:
        """Write the rows and their keys in ONE transaction: all or nothing. A key already held is skipped and its
        record's id returned. Returns {key: target_id} for every row. Raises Refused or Unavailable."""
        ...

    def find(self, object_name: str, keys: Collection[str]) -> dict[str, str]:
        """{key: target_id} of those keys that the target holds; the others are absent from the answer."""
        ...

    def held(self, object_name: str, prefix: str) -> dict[str, Held]:
        """Everything the target holds whose key begins with the prefix (see `key_prefix`); an empty dict if it keeps no
        keys."""
        ...

    def read_back(self, object_name: str, keys: Collection[str], fields: Sequence[str]) -> dict[str, Values]:
        """{key: {field: value}} as the target returns it now, typed as written. A key it does not hold is
        absent."""
        ...

    def undo(self, object_name: str, keys: Sequence[str]) -> list[UndoResult]:
        """Take back what was written under the keys, one answer a key, in order; refuse what changed or is
        depended on."""
        ...


def key_prefix(source_system: str, data_object: str) -> str:
    """The beginning of every key of one data object of one source system; "%" and "/" in the names are escaped."""
    return f"{quote(source_system, safe=' ')}/{quote(data_object, safe=' ')}/"


def load_key(source_system: str, data_object: str, source_key: str) -> str:
    """The key of one source record, the same in every run: "northwind/customers/ALFKI".

    The data object is part of it because customers and suppliers may both become parties of the target."""
    return key_prefix(source_system, data_object) + source_key
