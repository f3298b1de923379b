"""The load ledger in the product's own database. Keeps tests/engines/migration/ledger_contract.py.

Every method is one transaction of its own: durable=True refuses to run inside another one, because an INTENT that is
not committed before the target is touched would be worth nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet

from golive.apps.migration.models import LedgerEntry, LedgerHistory
from golive.engines.migration.ledger import OPEN, TERMINAL, Entry, LedgerError, Refusal, State

PART = 500


def prefix_of(key: str) -> str:
    """The first two parts of a key, "system/object/"; "" for a key that has not two."""
    parts = key.split("/", 2)
    return f"{parts[0]}/{parts[1]}/" if len(parts) == 3 else ""


class DjangoLedger:
    """The dispositions of one project. Structurally a golive.engines.migration.ledger.LedgerStore."""

    def __init__(self, project: Any) -> None:
        self.project = project

    def register(self, rows: Iterable[tuple[str, str]]) -> None:
        wanted = dict(rows)
        with transaction.atomic(durable=True):
            for keys in _parts(list(wanted)):
                known = {e.key: e for e in self._of(keys).select_for_update()}
                LedgerEntry.objects.bulk_create(
                    LedgerEntry(
                        project=self.project, prefix=prefix_of(key), key=key, digest=wanted[key], state=State.PENDING
                    )
                    for key in keys
                    if key not in known
                )
                renewed = [e for e in known.values() if e.state == State.PENDING and e.digest != wanted[e.key]]
                for entry in renewed:
                    entry.digest = wanted[entry.key]
                LedgerEntry.objects.bulk_update(renewed, ["digest"], batch_size=PART)

    def intend(self, batch_id: str, keys: Collection[str]) -> None:
        self._all_at_once(keys, {State.PENDING}, state=State.INTENT, batch_id=batch_id)

    def loaded(self, target_ids: Mapping[str, str]) -> None:
        def change(entry: LedgerEntry) -> None:
            entry.state, entry.target_id = State.LOADED, target_ids[entry.key]

        self._each(target_ids, {State.INTENT}, change, ["state", "target_id"])

    def release(self, keys: Collection[str]) -> None:
        self._all_at_once(keys, {State.INTENT}, state=State.PENDING, batch_id="")

    def reject(self, refusals: Collection[Refusal]) -> None:
        said = {refusal.key: refusal for refusal in refusals}

        def change(entry: LedgerEntry) -> None:
            entry.state = State.REJECTED
            entry.reason_code, entry.text = said[entry.key].reason_code, said[entry.key].text

        self._each(said, OPEN, change, ["state", "reason_code", "text"])

    def merge(self, into: Mapping[str, str], text: str) -> None:
        def change(entry: LedgerEntry) -> None:
            entry.state, entry.merged_into, entry.text = State.MERGED, into[entry.key], text

        self._each(into, {State.PENDING}, change, ["state", "merged_into", "text"])

    def exclude(self, keys: Collection[str], reason_code: str, text: str) -> None:
        self._all_at_once(keys, {State.PENDING}, state=State.EXCLUDED, reason_code=reason_code, text=text)

    def reopen(self, keys: Collection[str], who: str, why: str) -> None:
        with transaction.atomic(durable=True):
            entries = self._locked(keys, TERMINAL)
            LedgerHistory.objects.bulk_create(
                (
                    LedgerHistory(
                        entry=e,
                        attempt=e.attempt,
                        state=e.state,
                        target_id=e.target_id,
                        reason_code=e.reason_code,
                        text=e.text,
                        merged_into=e.merged_into,
                        reopened_by=who[:120],
                        why=why[:300],
                    )
                    for e in entries
                ),
                batch_size=PART,
            )
            blank = dict.fromkeys(("target_id", "reason_code", "text", "merged_into", "batch_id"), "")
            for part in _parts([e.pk for e in entries]):
                rows = LedgerEntry.objects.filter(pk__in=part)
                rows.update(state=State.PENDING, attempt=F("attempt") + 1, **blank)

    def entries(self, prefix: str = "", states: Collection[State] | None = None) -> Iterator[Entry]:
        """Read page by page, so that entries may change meanwhile."""
        rows = self.rows(prefix)
        if states is not None:
            rows = rows.filter(state__in=list(states))
        last = ""
        while page := list(rows.filter(key__gt=last).order_by("key")[: 2 * PART]):
            yield from (_entry(row) for row in page if row.key.startswith(prefix))
            last = page[-1].key

    def look_up(self, keys: Collection[str]) -> dict[str, Entry]:
        return {row.key: _entry(row) for part in _parts(list(keys)) for row in self._of(part)}

    def totals(self, prefix: str = "") -> dict[State, int]:
        counted = self.rows(prefix).order_by().values_list("state").annotate(n=Count("pk"))
        return {**dict.fromkeys(State, 0), **{State(state): n for state, n in counted}}

    def rows(self, prefix: str = "") -> QuerySet[LedgerEntry]:
        """The entries of a whole object ("system/object/") or all: no comparison that depends on a collation."""
        rows = LedgerEntry.objects.filter(project=self.project)
        return rows.filter(prefix=prefix) if prefix else rows

    def _of(self, keys: list[str]) -> QuerySet[LedgerEntry]:
        return LedgerEntry.objects.filter(project=self.project, key__in=keys)

    def _locked(self, keys: Collection[str], states: Collection[State]) -> list[LedgerEntry]:
        """The entries of all the keys, held until the transaction ends; LedgerError if one is in no such state."""
        found = [row for part in _parts(list(keys)) for row in self._of(part).select_for_update()]
        right = {row.key for row in found if row.state in states}
        if wrong := set(keys) - right:
            raise LedgerError("wrong_state", wrong)
        return found

    def _all_at_once(self, keys: Collection[str], states: Collection[State], **values: Any) -> None:
        with transaction.atomic(durable=True):
            self._locked(keys, states)
            for part in _parts(list(keys)):
                self._of(part).update(**values)

    def _each(self, keys: Collection[str], states: Collection[State], change: Any, fields: list[str]) -> None:
        with transaction.atomic(durable=True):
            entries = self._locked(keys, states)
            for entry in entries:
                change(entry)
            LedgerEntry.objects.bulk_update(entries, fields, batch_size=PART // len(fields))


def _entry(row: LedgerEntry) -> Entry:
    return Entry(
        row.key,
        State(row.state),
        row.digest,
        row.target_id,
        row.reason_code,
        row.text,
        row.merged_into,
        row.batch_id,
        row.attempt,
    )


def _parts(items: list[Any]) -> Iterator[list[Any]]:
    feed = iter(items)
    while part := list(islice(feed, PART)):
        yield part
