"""A target in a SQLite file that behaves as the protocol asks, and one that only says so."""

import json
import sqlite3
from decimal import Decimal
from pathlib import Path

from golive.engines.migration.port import Guarantees, Held, Ref, Refused, RowResult, UndoResult, WriteRow

PREFIX = "old/customers/"


class SqliteTarget:
    """Records and keys in one transaction. A row whose name is "bad" is refused, with the whole batch."""

    name = "SQLite double"
    guarantee = "atomic_key"

    def __init__(self, path: Path | str, limit: int = 7) -> None:
        self.db = sqlite3.connect(path, timeout=20, isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = OFF")  # a kill is survived all the same; only a power loss is not
        self.db.executescript(
            "CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, body TEXT);"
            "CREATE TABLE IF NOT EXISTS load_key (key TEXT PRIMARY KEY, record INTEGER, digest TEXT, batch TEXT);"
        )
        self.limit = limit
        self.calls = 0

    def guarantees(self):
        return Guarantees(self.guarantee)

    def batch_limit(self, object_name):
        return self.limit

    def simulate(self, object_name, rows):
        refused = [row.values["name"] == "bad" for row in rows]
        return [RowResult(row.key, not bad, "invalid" if bad else "") for row, bad in zip(rows, refused, strict=True)]

    def write(self, object_name, batch_id, rows):
        self.calls += 1
        self.db.execute("BEGIN IMMEDIATE")
        try:
            ids = {row.key: self._write_one(batch_id, row) for row in rows}
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        return ids

    def _write_one(self, batch_id, row: WriteRow) -> str:
        if row.values["name"] == "bad":
            raise Refused("invalid", "the name is bad")
        known = self.db.execute("SELECT record FROM load_key WHERE key = ?", (row.key,)).fetchone()
        if known:
            return str(known[0])
        record = self.db.execute("INSERT INTO record (body) VALUES (?)", (json.dumps(self._resolved(row)),)).lastrowid
        self._keep_key(batch_id, row, record)
        return str(record)

    def _resolved(self, row):
        found = self.held("", "")
        values = {n: found[v.key].target_id if isinstance(v, Ref) else v for n, v in row.values.items()}
        return {n: str(v) if isinstance(v, Decimal) else v for n, v in values.items()}

    def _keep_key(self, batch_id, row, record):
        self.db.execute("INSERT INTO load_key VALUES (?, ?, ?, ?)", (row.key, record, row.digest, batch_id))

    def find(self, object_name, keys):
        return {key: held.target_id for key, held in self.held(object_name, "").items() if key in keys}

    def held(self, object_name, prefix):
        rows = self.db.execute("SELECT key, record, digest, batch FROM load_key").fetchall()
        return {row[0]: Held(str(row[1]), row[2], row[3]) for row in rows if row[0].startswith(prefix)}

    def read_back(self, object_name, keys, fields):
        found = {}
        for key, target_id in self.find(object_name, keys).items():
            body = self.db.execute("SELECT body FROM record WHERE id = ?", (target_id,)).fetchone()
            if body:
                found[key] = {field: json.loads(body[0]).get(field) for field in fields}
        return found

    def undo(self, object_name, keys):
        answers = []
        for key in keys:
            held = self.find(object_name, [key])
            if not held:
                answers.append(UndoResult(key, False, "not_found"))
                continue
            body = self.db.execute("SELECT body FROM record WHERE id = ?", (held[key],)).fetchone()[0]
            if json.loads(body).get("changed"):
                answers.append(UndoResult(key, False, "changed_since", "somebody worked on it"))
                continue
            self.db.execute("DELETE FROM record WHERE id = ?", (held[key],))
            self.db.execute("DELETE FROM load_key WHERE key = ?", (key,))
            answers.append(UndoResult(key, True))
        return answers

    def bodies(self):
        return [json.loads(row[0]) for row in self.db.execute("SELECT body FROM record ORDER BY id")]


class KeylessTarget(SqliteTarget):
    """The negative control: claims to keep keys and does not, so a lost reply is written again."""

    def _keep_key(self, batch_id, row, record):
        pass


def customers(number: int, bad: tuple[int, ...] = ()) -> list[WriteRow]:
    return [
        WriteRow(f"{PREFIX}{i:05}", f"d{i}", {"name": "bad" if i in bad else f"客户{i}", "code": str(i)})
        for i in range(number)
    ]
