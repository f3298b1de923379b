"""An ERP in a SQLite file that keeps the words of engines/migration/port.py: records and keys in one transaction.

It refuses what Tryton refuses of these objects: an unknown unit, a wrong credit code, stock of a product it has not got,
a code that is there already."""

from __future__ import annotations

import json
import re
import sqlite3
from decimal import Decimal
from pathlib import Path

from golive.engines.migration.port import Held, Refused, RowResult, UndoResult

UNITS = {"个", "件", "台", "套", "只", "kg", "m"}
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class ErpDouble:
    name = "ERP double"
    guarantee = "atomic_key"

    def __init__(self, path: Path | str = ":memory:", limit: int = 200) -> None:
        self.db = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.executescript(
            "CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, object TEXT, code TEXT, body TEXT, UNIQUE (object, code));"
            "CREATE TABLE IF NOT EXISTS load_key (key TEXT PRIMARY KEY, record INTEGER, digest TEXT, batch TEXT);"
        )
        self.limit = limit

    def batch_limit(self, object_name):
        return self.limit

    def simulate(self, object_name, rows, assuming=()):
        there = {row.values.get("code") for _name, earlier in assuming for row in earlier}
        results = []
        for row in rows:
            fault = self._fault(object_name, row.values, there)
            results.append(RowResult(row.key, fault is None, *(fault or ())))
        return results

    def write(self, object_name, batch_id, rows):
        self.db.execute("BEGIN IMMEDIATE")
        try:
            ids = {row.key: self._write_one(object_name, batch_id, row) for row in rows}
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")
        return ids

    def _write_one(self, object_name, batch_id, row):
        known = self.db.execute("SELECT record FROM load_key WHERE key = ?", (row.key,)).fetchone()
        if known:
            return str(known[0])
        if fault := self._fault(object_name, row.values, set()):
            raise Refused(*fault)
        body = json.dumps({name: str(v) if isinstance(v, Decimal) else v for name, v in row.values.items()})
        try:
            sql = "INSERT INTO record (object, code, body) VALUES (?, ?, ?)"
            record = self.db.execute(sql, (object_name, row.values.get("code") or row.key, body)).lastrowid
        except sqlite3.IntegrityError:
            raise Refused("not_unique", f"the code {row.values.get('code')} is there already") from None
        self.db.execute("INSERT INTO load_key VALUES (?, ?, ?, ?)", (row.key, record, row.digest, batch_id))
        return str(record)

    def _fault(self, object_name, values, there):
        if not values.get("name") and object_name != "opening_stock":
            return "required", "name must not be empty"
        code = values.get("tax_identifier") or ""
        if re.fullmatch("[0-9A-Z]{18}", code) and not _valid(code):
            return "invalid_tax_identifier", f"{code} is not valid"
        if object_name == "products" and values.get("unit") not in UNITS:
            return "unknown_reference", f"there is no unit {values.get('unit')}"
        if object_name == "opening_stock" and values["product"] not in there | self.codes("products"):
            return "unknown_reference", f"there is no product {values['product']}"
        return None

    def codes(self, object_name):
        return {row[0] for row in self.db.execute("SELECT code FROM record WHERE object = ?", (object_name,))}

    def find(self, object_name, keys):
        return {key: held.target_id for key, held in self.held(object_name, "").items() if key in keys}

    def held(self, object_name, prefix):
        sql = "SELECT key, record, digest, batch FROM load_key JOIN record ON record.id = record WHERE object = ?"
        rows = self.db.execute(sql, (object_name,)).fetchall()
        return {row[0]: Held(str(row[1]), row[2], row[3]) for row in rows if row[0].startswith(prefix)}

    def read_back(self, object_name, keys, fields):
        found = {}
        for key, target_id in self.find(object_name, set(keys)).items():
            body = json.loads(self.db.execute("SELECT body FROM record WHERE id = ?", (target_id,)).fetchone()[0])
            found[key] = {field: body.get(field) for field in fields}
        return found

    def undo(self, object_name, keys):
        answers = []
        held = self.held(object_name, "")
        for key in keys:
            if key not in held:
                answers.append(UndoResult(key, False, "not_found"))
                continue
            self.db.execute("DELETE FROM record WHERE id = ?", (held[key].target_id,))
            self.db.execute("DELETE FROM load_key WHERE key = ?", (key,))
            answers.append(UndoResult(key, True))
        return answers

    def count(self, object_name):
        return self.db.execute("SELECT count(*) FROM record WHERE object = ?", (object_name,)).fetchone()[0]


def _valid(code):
    if any(sign not in SIGNS for sign in code):
        return False
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return SIGNS[(31 - total % 31) % 31] == code[17]
