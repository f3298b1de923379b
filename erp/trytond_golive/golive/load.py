# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""Loads that can be repeated: a row and its key are written in one transaction, under a unique constraint.

A row is [key, digest, values]. Inside values a reference stands for a record:
{"$find": [model, field, value]}             the one record with that value,
{"$find": [model, field, value, attribute]}  what that record refers to,
{"$key": [model, key]}                       the record loaded under that key,
{"$data": [module, id]}                      a record that came with a module.
"""

from contextlib import contextmanager

from sql.functions import Substring
from trytond import backend
from trytond.cache import Cache
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.tools import grouped_slice
from trytond.transaction import Transaction, inactive_records, without_check_access

from .faults import PASS_ON, Refusal, Unresolved, fault
from .undo import Undo, reopen

# Validation of an Exclude constraint makes one OR clause a row; SQLite's parser overflows at about 90 of them.
MOST_AT_ONCE = {"product.template": 50, "product.product": 50}
# What a model needs after creation to be complete, in the same transaction.
FINISH = {"stock.move": "do"}


@contextmanager
def savepoint(name):
    "What happens inside is taken back when it raises; the transaction itself goes on."
    transaction = Transaction()
    cursor = transaction.connection.cursor()
    if backend.name == "sqlite" and not transaction.connection.in_transaction:
        cursor.execute("BEGIN IMMEDIATE")  # else releasing an outermost savepoint would commit
    cursor.execute("SAVEPOINT " + name)
    try:
        yield
    except Exception:
        for cache in transaction.cache.values():
            cache.clear()
        cursor.execute("ROLLBACK TO SAVEPOINT " + name)
        raise
    finally:
        cursor.execute("RELEASE SAVEPOINT " + name)


class LoadKey(ModelSQL, ModelView):
    "GoLive Load Key"

    __name__ = "golive.load.key"
    object = fields.Char("Object", required=True)
    model = fields.Char("Model", required=True)
    key = fields.Char("Key", required=True, strip=False)
    batch = fields.Char("Batch", required=True)
    digest = fields.Char("Digest")
    record = fields.Integer("Record", required=True)

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        cls._sql_constraints = [("key_unique", Unique(table, table.model, table.key), "golive.msg_key_unique")]
        cls._sql_indexes.add(Index(table, (table.model, Index.Equality()), (table.record, Index.Equality())))
        cls.__rpc__.update(
            {
                "load": RPC(readonly=False),
                "simulate": RPC(readonly=False),  # takes the write lock, then rolls back
                "find": RPC(),
                "held": RPC(),
                "undo": RPC(readonly=False),
            }
        )

    @classmethod
    def load(cls, batch, object_name, model, rows):
        "Write all rows or none; return {ids: {key: record}, created: n} or {refused: {code, text, fields}}."
        try:
            return cls._write(batch, object_name, model, rows)
        except PASS_ON:
            raise
        except Exception as exception:
            raise Refusal(fault(exception, model)) from exception

    @classmethod
    def simulate(cls, object_name, model, rows, before):
        """Write the rows as load does, bisecting at a refusal, and roll back. Return {key: None or fault}.

        before: [[object, model, rows], ...] that the real run will have written earlier; they too are rolled back."""
        answers = {}
        try:
            for earlier_object, earlier_model, earlier_rows in before:
                cls._attempt(earlier_object, earlier_model, earlier_rows, {})
            cls._attempt(object_name, model, rows, answers)
        finally:
            transaction = Transaction()
            Cache.rollback(transaction)
            transaction.rollback()
        return answers

    @classmethod
    def _attempt(cls, object_name, model, rows, answers):
        if not rows:
            return
        try:
            with savepoint("golive_rows"):
                cls._write("simulation", object_name, model, rows)
        except PASS_ON:
            raise
        except Exception as exception:
            if len(rows) == 1:
                answers[rows[0][0]] = fault(exception, model)
                return
            half = len(rows) // 2
            cls._attempt(object_name, model, rows[:half], answers)
            cls._attempt(object_name, model, rows[half:], answers)
        else:
            answers.update((key, None) for key, _, _ in rows)

    @classmethod
    def _write(cls, batch, object_name, model, rows):
        Model = Pool().get(model)
        keys = [key for key, _, _ in rows]
        if len(set(keys)) != len(keys):
            raise Unresolved("key_twice", "key", "The same key stands twice in one batch.")
        ids = cls._records(model, keys, forget_lost=True)
        todo = [row for row in rows if row[0] not in ids]
        resolver = Resolver()
        for part in grouped_slice(todo, MOST_AT_ONCE.get(model, 500)):
            part = list(part)
            records = Model.create([resolver.values(values) for _, _, values in part])
            if model in FINISH:
                getattr(Model, FINISH[model])(records)
            with without_check_access():
                cls.create(
                    [
                        {
                            "object": object_name,
                            "model": model,
                            "key": key,
                            "batch": batch,
                            "digest": digest,
                            "record": record.id,
                        }
                        for (key, digest, _), record in zip(part, records, strict=True)
                    ]
                )
            ids.update((key, record.id) for (key, _, _), record in zip(part, records, strict=True))
        return {"ids": ids, "created": len(todo)}

    @classmethod
    def find(cls, object_name, model, keys):
        "Return {key: record} of the keys that are held and whose record is still there."
        return cls._records(model, keys)

    @classmethod
    def _records(cls, model, keys, forget_lost=False):
        Model = Pool().get(model)
        found = {}
        with inactive_records(), without_check_access():
            for part in grouped_slice(list(keys), 900):
                rows = cls.search([("model", "=", model), ("key", "in", list(part))])
                there = {r.id for r in Model.search([("id", "in", [row.record for row in rows])])}
                found.update((row.key, row.record) for row in rows if row.record in there)
                if forget_lost and (lost := [row for row in rows if row.record not in there]):
                    cls.delete(lost)
        return found

    @classmethod
    def held(cls, object_name, model, prefix, after, limit):
        "Return [[key, record, digest, batch], ...] in order of key, beginning behind `after`; [] at the end."
        table, target = cls.__table__(), Pool().get(model).__table__()
        query = table.join(target, condition=table.record == target.id)
        where = (table.object == object_name) & (table.model == model) & (table.key > after)
        if prefix:
            where &= Substring(table.key, 1, len(prefix)) == prefix
        cursor = Transaction().connection.cursor()
        cursor.execute(
            *query.select(
                table.key, table.record, table.digest, table.batch, where=where, order_by=table.key, limit=limit
            )
        )
        return [list(row) for row in cursor]

    @classmethod
    def undo(cls, object_name, model, keys):
        """Take the records of the keys back; return [[key, code, text], ...], code "" when undone."""
        with inactive_records(), without_check_access():
            rows = {}
            for part in grouped_slice(list(keys), 900):
                found = cls.search([("model", "=", model), ("key", "in", list(part))])
                rows.update((row.key, row) for row in found)
            undo = Undo()
            objections = {key: undo.objection(model, rows[key]) for key in keys if key in rows}
            cls.delete([rows[key] for key, (code, _) in objections.items() if code == "not_found"])
        free = [rows[key] for key, (code, _) in objections.items() if not code]
        objections.update(cls._delete_records(model, free))
        return [[key, *objections.get(key, ("not_found", ""))] for key in keys]

    @classmethod
    def _delete_records(cls, model, rows):
        "All at once when that is possible, else one by one; return {key: (code, text)} of those that stay."
        if not rows:
            return {}
        Model = Pool().get(model)
        try:
            with savepoint("golive_undo"):
                if model == "stock.move":
                    reopen(rows)
                Model.delete(Model.browse([row.record for row in rows]))
                with without_check_access():
                    cls.delete(rows)
        except PASS_ON:
            raise
        except Exception as exception:
            if len(rows) > 1:
                return {key: why for row in rows for key, why in cls._delete_records(model, [row]).items()}
            found = fault(exception, model)
            code = "depended_on" if found["code"] == "depended_on" else "refused"
            return {rows[0].key: (code, found["text"])}
        return {}


class Resolver:
    "Replaces references in values by record ids, remembering them for the length of one call."

    def __init__(self):
        self._known = {}

    def values(self, values):
        return {name: self._value(value, name) for name, value in values.items()}

    def _value(self, value, field):
        if isinstance(value, dict):
            for mark, find in (("$find", self._find), ("$key", self._by_key), ("$data", self._data)):
                if mark in value:
                    return self._once(mark, find, value[mark], field)
            return self.values(value)
        if isinstance(value, (list, tuple)):
            return [self._value(item, field) for item in value]
        return value

    def _once(self, mark, find, wanted, field):
        place = (mark, *wanted)
        if place not in self._known:
            self._known[place] = find(field, *wanted)
        return self._known[place]

    @staticmethod
    def _find(field, model, name, wanted, attribute="id"):
        records = Pool().get(model).search([(name, "=", wanted)], limit=2)
        if len(records) != 1:
            code = "reference_ambiguous" if records else "reference_missing"
            label = Pool().get(model).__names__()["model"]
            raise Unresolved(code, field, f"{label}: {wanted}")
        found = getattr(records[0], attribute)
        return getattr(found, "id", found)

    @staticmethod
    def _data(field, module, name):
        return Pool().get("ir.model.data").get_id(module, name)

    @staticmethod
    def _by_key(field, model, key):
        record = LoadKey._records(model, [key]).get(key)
        if record is None:
            raise Unresolved("reference_missing", field, key)
        return record
