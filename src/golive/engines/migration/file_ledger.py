"""A ledger in one SQLite file: the reference that every other store is tested against.

WAL with synchronous=FULL: what a method has committed survives a kill and a power loss.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType

from golive.engines.migration.ledger import OPEN, TERMINAL, Entry, LedgerError, Refusal, State

_COLUMNS = "key, state, digest, target_id, reason_code, text, merged_into, batch_id, attempt"
_LAST = "\U0010ffff"  # sorts behind every character that a key can go on with
_TERMINAL_SQL = ", ".join(f"'{state}'" for state in sorted(TERMINAL))
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS entry (
  key TEXT PRIMARY KEY, state TEXT NOT NULL, digest TEXT NOT NULL DEFAULT '', target_id TEXT NOT NULL DEFAULT '',
  reason_code TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '', merged_into TEXT NOT NULL DEFAULT '',
  batch_id TEXT NOT NULL DEFAULT '', attempt INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_state ON entry (state);
CREATE TABLE IF NOT EXISTS history (
  key TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL, target_id TEXT NOT NULL, reason_code TEXT NOT NULL,
  text TEXT NOT NULL, merged_into TEXT NOT NULL, reopened_by TEXT NOT NULL, why TEXT NOT NULL,
  PRIMARY KEY (key, attempt));
CREATE TRIGGER IF NOT EXISTS terminal_is_frozen BEFORE UPDATE ON entry
  WHEN OLD.state IN ({_TERMINAL_SQL}) AND NOT (NEW.state = 'PENDING' AND NEW.attempt = OLD.attempt + 1)
  BEGIN SELECT RAISE(ABORT, 'a terminal state is frozen'); END;
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE DELETE ON entry
  BEGIN SELECT RAISE(ABORT, 'a ledger entry is never deleted'); END;
"""


class FileLedger(AbstractContextManager["FileLedger"]):
    """A LedgerStore in a file. One process writes at a time; SQLite's own lock sees to that (20 s patience)."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, timeout=20, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def register(self, rows: Iterable[tuple[str, str]]) -> None:
        sql = (
            "INSERT INTO entry (key, state, digest) VALUES (?, 'PENDING', ?)"
            " ON CONFLICT (key) DO UPDATE SET digest = excluded.digest WHERE state = 'PENDING'"
        )
        self._in_transaction(lambda: self._db.executemany(sql, rows))

    def intend(self, batch_id: str, keys: Collection[str]) -> None:
        sql = "UPDATE entry SET state = 'INTENT', batch_id = ? WHERE key = ? AND state = 'PENDING'"
        self._step(sql, [(batch_id, key) for key in keys])

    def loaded(self, target_ids: Mapping[str, str]) -> None:
        sql = "UPDATE entry SET state = 'LOADED', target_id = ? WHERE key = ? AND state = 'INTENT'"
        self._step(sql, [(target_id, key) for key, target_id in target_ids.items()])

    def release(self, keys: Collection[str]) -> None:
        sql = "UPDATE entry SET state = 'PENDING', batch_id = '' WHERE key = ? AND state = 'INTENT'"
        self._step(sql, [(key,) for key in keys])

    def reject(self, refusals: Collection[Refusal]) -> None:
        sql = (
            "UPDATE entry SET state = 'REJECTED', reason_code = ?, text = ?"
            " WHERE key = ? AND state IN ('PENDING', 'INTENT')"
        )
        self._step(sql, [(refusal.reason_code, refusal.text, refusal.key) for refusal in refusals])

    def merge(self, into: Mapping[str, str], text: str) -> None:
        sql = "UPDATE entry SET state = 'MERGED', text = ?, merged_into = ? WHERE key = ? AND state = 'PENDING'"
        self._step(sql, [(text, survivor, key) for key, survivor in into.items()])

    def exclude(self, keys: Collection[str], reason_code: str, text: str) -> None:
        sql = "UPDATE entry SET state = 'EXCLUDED', reason_code = ?, text = ? WHERE key = ? AND state = 'PENDING'"
        self._step(sql, [(reason_code, text, key) for key in keys])

    def reopen(self, keys: Collection[str], who: str, why: str) -> None:
        kept = (
            "INSERT INTO history SELECT key, attempt, state, target_id, reason_code, text, merged_into, ?, ?"
            " FROM entry WHERE key = ?"
        )
        sql = (
            "UPDATE entry SET state = 'PENDING', target_id = '', reason_code = '', text = '', merged_into = '',"
            f" batch_id = '', attempt = attempt + 1 WHERE key = ? AND state IN ({_TERMINAL_SQL})"
        )
        self._step(
            sql,
            [(key,) for key in keys],
            first=lambda: self._db.executemany(kept, [(who, why, key) for key in keys]),
        )

    def entries(self, prefix: str = "", states: Collection[State] | None = None) -> Iterator[Entry]:
        wanted = sorted(states if states is not None else TERMINAL | OPEN)
        marks = ", ".join("?" * len(wanted))
        last = ""
        # Pages by key rather than one open cursor, so that the caller may write while he reads.
        while True:
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM entry WHERE key > ? AND key >= ? AND key < ?"
                f" AND state IN ({marks}) ORDER BY key LIMIT 1000",
                (last, prefix, prefix + _LAST, *wanted),
            ).fetchall()
            yield from map(_entry, rows)
            if len(rows) < 1000:
                return
            last = rows[-1][0]

    def look_up(self, keys: Collection[str]) -> dict[str, Entry]:
        found = {}
        for part in _parts(list(keys), 500):
            marks = ", ".join("?" * len(part))
            for row in self._db.execute(f"SELECT {_COLUMNS} FROM entry WHERE key IN ({marks})", part).fetchall():
                found[row[0]] = _entry(row)
        return found

    def totals(self, prefix: str = "") -> dict[State, int]:
        rows = self._db.execute(
            "SELECT state, count(*) FROM entry WHERE key >= ? AND key < ? GROUP BY state", (prefix, prefix + _LAST)
        ).fetchall()
        return {**dict.fromkeys(State, 0), **{State(state): number for state, number in rows}}

    def history(self, key: str) -> list[tuple[object, ...]]:
        """Earlier dispositions of a reopened record: (attempt, state, target_id, reason_code, text, who, why)."""
        columns = "attempt, state, target_id, reason_code, text, reopened_by, why"
        return self._db.execute(f"SELECT {columns} FROM history WHERE key = ? ORDER BY 1", (key,)).fetchall()

    def _step(self, sql: str, rows: list[tuple[str, ...]], first: Callable[[], object] | None = None) -> None:
        """All rows change state, or none does. The key is the last parameter but for the state's own literals."""

        def work() -> None:
            if first is not None:
                first()
            wrong = [row[-1] for row in rows if self._db.execute(sql, row).rowcount != 1]
            if wrong:
                raise LedgerError("wrong_state", wrong)

        self._in_transaction(work)

    def _in_transaction(self, work: Callable[[], object]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            work()
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")


def _entry(row: tuple[str, str, str, str, str, str, str, str, int]) -> Entry:
    return Entry(row[0], State(row[1]), *row[2:])


def _parts(items: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
