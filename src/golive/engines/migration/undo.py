"""Taking a load back: in the reverse order of loading, refusing what has changed or is depended on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from golive.engines.migration.ledger import LedgerStore, State
from golive.engines.migration.port import Target, UndoResult


def undo(
    target: Target,
    object_name: str,
    ledger: LedgerStore,
    prefix: str,
    who: str,
    why: str,
    keys: Sequence[str] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[UndoResult]:
    """Take back the loaded records of one object (or those of `keys`), the last written first; every refusal is in the
    answer. Objects are undone in the reverse of their load order: that is the caller's to see to.

    After a kill it can be started again: what the target no longer holds is reopened in the ledger."""
    chosen = None if keys is None else frozenset(keys)
    entries = [entry for entry in ledger.entries(prefix, {State.LOADED}) if chosen is None or entry.key in chosen]
    entries.sort(key=lambda entry: _write_order(entry.batch_id, entry.key), reverse=True)
    answers: list[UndoResult] = []
    size = target.batch_limit(object_name)
    for start in range(0, len(entries), size):
        if cancelled():
            break
        part = [entry.key for entry in entries[start : start + size]]
        answered = target.undo(object_name, part)
        gone = [answer.key for answer in answered if answer.undone or answer.reason_code == "not_found"]
        ledger.reopen(gone, who, why)
        answers += answered
    return answers


def _write_order(batch_id: str, key: str) -> tuple[str, int, str]:
    run, _, number = batch_id.rpartition("/")
    return run, int(number) if number.isdigit() else 0, key
