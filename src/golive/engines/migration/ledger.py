"""The load ledger: what has become of every source record, so that nothing is lost and nothing is loaded twice.

Method: research/migration.md section 6. Terminal states are frozen: a record leaves one only by being reopened, which
is counted and kept in the history with who and why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class State(StrEnum):
    PENDING = "PENDING"
    INTENT = "INTENT"
    LOADED = "LOADED"
    MERGED = "MERGED"
    REJECTED = "REJECTED"
    EXCLUDED = "EXCLUDED"


TERMINAL = frozenset({State.LOADED, State.MERGED, State.REJECTED, State.EXCLUDED})
OPEN = frozenset({State.PENDING, State.INTENT})


@dataclass(frozen=True, slots=True)  # there may be a million of them in memory
class Entry:
    """The disposition of one source record. `key` is `port.load_key(source_system, object, source_key)`, so it is the
    cross-reference too: unique, and with the target's id once loaded. `attempt` counts reopenings."""

    key: str
    state: State
    digest: str = ""
    target_id: str = ""
    reason_code: str = ""
    text: str = ""
    merged_into: str = ""
    batch_id: str = ""
    attempt: int = 0


class Refusal(NamedTuple):
    """Why a record is rejected: a code for machines and the words of whoever refused it."""

    key: str
    reason_code: str
    text: str


class Exclusion(NamedTuple):
    """A record that a condition of its mapping leaves out, and the reason that stands beside the condition."""

    key: str
    reason_code: str
    text: str


class LedgerError(Exception):
    """A step the ledger does not allow, e.g. loading a record for which no intent was committed."""

    def __init__(self, code: str, keys: Collection[str]) -> None:
        self.code = code
        self.keys = sorted(keys)
        super().__init__(f"{code}: {', '.join(self.keys[:5])}{' …' if len(self.keys) > 5 else ''}")


class LedgerStore(Protocol):
    """Where dispositions are kept. Every method is ONE transaction, durable when it returns, and checks the state that
    the records are in; on any mismatch it changes nothing and raises LedgerError("wrong_state", keys)."""

    def register(self, rows: Iterable[tuple[str, str]]) -> None:
        """(key, digest): new keys become PENDING; a PENDING key takes the new digest; others stay as they are."""
        ...

    def intend(self, batch_id: str, keys: Collection[str]) -> None:
        """PENDING -> INTENT, committed before the target is touched."""
        ...

    def loaded(self, target_ids: Mapping[str, str]) -> None:
        """INTENT -> LOADED with the target's id."""
        ...

    def release(self, keys: Collection[str]) -> None:
        """INTENT -> PENDING, once the target has said that it does not hold the keys."""
        ...

    def reject(self, refusals: Collection[Refusal]) -> None:
        """PENDING or INTENT -> REJECTED."""
        ...

    def merge(self, into: Mapping[str, str], text: str) -> None:
        """PENDING -> MERGED: {key: key of the survivor}."""
        ...

    def exclude(self, keys: Collection[str], reason_code: str, text: str) -> None:
        """PENDING -> EXCLUDED by a decision, named in the text."""
        ...

    def reopen(self, keys: Collection[str], who: str, why: str) -> None:
        """A terminal state -> PENDING with attempt + 1; the earlier disposition goes to the history. LOADED records may
        only be reopened after the target has undone them: that is the caller's to see to."""
        ...

    def entries(self, prefix: str = "", states: Collection[State] | None = None) -> Iterator[Entry]:
        """Entries whose key begins with the prefix, in key order."""
        ...

    def look_up(self, keys: Collection[str]) -> dict[str, Entry]:
        """The entries of those keys that are known."""
        ...

    def totals(self, prefix: str = "") -> dict[State, int]:
        """How many records are in each state; every state has its number."""
        ...


def cross_reference(ledger: LedgerStore, keys: Collection[str]) -> dict[str, str]:
    """{key: target id} of the records that have become something in the target; a merged record is its survivor."""
    known = ledger.look_up(keys)
    survivors = ledger.look_up({entry.merged_into for entry in known.values() if entry.state is State.MERGED})
    found = {}
    for key, entry in known.items():
        end = survivors.get(entry.merged_into) if entry.state is State.MERGED else entry
        if end is not None and end.state is State.LOADED:
            found[key] = end.target_id
    return found
