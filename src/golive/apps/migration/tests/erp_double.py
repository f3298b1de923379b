"""An ERP in a SQLite file that keeps the words of engines/migration/port.py: records and keys in one transaction.

It refuses what Tryton refuses of these objects: an unknown unit, a wrong credit code, stock of a product it has not got,
a code that is there already."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

from golive.connectors.protocol import FILLED
from golive.connectors.tryton.objects import BY_NAME, OBJECTS
from golive.connectors.tryton.target import StockLine
from golive.engines.migration.port import Guarantees, Held, Ref, Refused, RowResult, UndoResult

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
        self.depended_on, self.off = "", Decimal(0)

    def guarantees(self):
        return Guarantees(self.guarantee)

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
        body = json.dumps({name: self._plain(v) for name, v in row.values.items()})
        try:
            sql = "INSERT INTO record (object, code, body) VALUES (?, ?, ?)"
            record = self.db.execute(sql, (object_name, row.values.get("code") or row.key, body)).lastrowid
        except sqlite3.IntegrityError:
            raise Refused("not_unique", f"the code {row.values.get('code')} is there already") from None
        self.db.execute("INSERT INTO load_key VALUES (?, ?, ?, ?)", (row.key, record, row.digest, batch_id))
        return str(record)

    def _plain(self, value):
        """What is kept: figures and days as text, of a reference the id of the record under its key, lines as they are."""
        if isinstance(value, Ref):
            return {"id": str(self.db.execute("SELECT record FROM load_key WHERE key = ?", (value.key,)).fetchone()[0])}
        if isinstance(value, list):
            return [{name: self._plain(inner) for name, inner in line.items()} for line in value]
        return str(value) if isinstance(value, (Decimal, date)) else value

    def _fault(self, object_name, values, there):
        if not values.get("name") and object_name not in ("opening_stock", "open_sales"):
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
            found[key] = {field: self._kept(object_name, field, self._read(body, field)) for field in fields}
        return found

    @staticmethod
    def _read(body, field):
        name, _dot, wants_id = field.partition(".")
        value = body.get(name)
        if isinstance(value, list):
            return [line | {f"{n}.id": v["id"] for n, v in line.items() if isinstance(v, dict)} for line in value]
        return value["id"] if isinstance(value, dict) and wants_id else value

    def _kept(self, object_name, field, value):
        """A blank as Tryton keeps it: a cost price is 0, a type is goods."""
        kept = BY_NAME[object_name].by_name[field.removesuffix(".id")].blank
        return value if value not in (None, "") else "something" if kept is FILLED else kept

    def describe(self):
        return [one.info() for one in OBJECTS]

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

    # As a source of live records, as Tryton's connector is one too

    def read(self, object_name, fields=None, batch=1000):
        sql = "SELECT id, body FROM record WHERE object = ? ORDER BY id"
        for number, body in self.db.execute(sql, (object_name,)).fetchall():
            values = {**json.loads(body), "id": str(number)}
            yield {name: values.get(name) for name in (fields or values)}

    def set_active(self, object_name, ids, active):
        return {number: "" if number != self.depended_on else "depended_on" for number in ids}

    def totals(self, day):
        sums = {}
        for row in self.read("opening_stock", ["product", "quantity"]):
            sums[row["product"]] = sums.get(row["product"], 0) + Decimal(str(row["quantity"]))
        return [StockLine(product, "STO", "个", quantity, quantity * 2) for product, quantity in sums.items()]

    def stock_balance(self, day):
        return sum((line.value for line in self.totals(day)), Decimal(0)) + self.off

    def count(self, object_name):
        return self.db.execute("SELECT count(*) FROM record WHERE object = ?", (object_name,)).fetchone()[0]


def _valid(code):
    if any(sign not in SIGNS for sign in code):
        return False
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    return SIGNS[(31 - total % 31) % 31] == code[17]
