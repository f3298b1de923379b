# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""Loads that can be repeated: a row and its key are written in one transaction, under a unique constraint.

A row is [key, digest, values]; what may stand in values beside plain data says resolve.py. `how` of an object:
finish: [method, ...]  the workflow's steps after creation, e.g. quote and confirm of an order; what Tryton would queue for
                       afterwards (shipments of the order) is done in the same transaction too;
adopt: field           a record with this value that is there already is taken over instead of being made twice.
"""

import json

from sql.functions import CurrentTimestamp, Substring
from trytond.cache import Cache
from trytond.model import Index, ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.tools import grouped_slice
from trytond.transaction import Transaction, inactive_records, without_check_access

from .faults import PASS_ON, Refusal, Unresolved, fault
from .resolve import Resolver, waves
from .savepoint import savepoint
from .stamp import create
from .undo import Undo, take_back

# The steps that an object may ask for: nothing else can be called from outside.
STEPS = {
    "stock.move": {"do"},
    "account.move": {"post"},
    "sale.sale": {"quote", "confirm"},
    "purchase.purchase": {"quote", "confirm"},
}


class LoadKey(ModelSQL, ModelView):
    "GoLive Load Key"

    __name__ = "golive.load.key"
    object = fields.Char("Object", required=True)
    model = fields.Char("Model", required=True)
    key = fields.Char("Key", required=True, strip=False)
    batch = fields.Char("Batch", required=True)
    digest = fields.Char("Digest")
    record = fields.Integer("Record", required=True)
    also = fields.Char("Made with it", strip=False)  # JSON [[model, id], ...]: goes when the record goes
    adopted = fields.Boolean("Taken over")  # the record was there before the load and stays when it is undone

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
    def load(cls, batch, object_name, model, rows, how=None):
        "Write all rows or none; return {ids: {key: record}, created: n} or {refused: {code, text, fields}}."
        try:
            return cls._write(batch, object_name, model, rows, how or {})
        except PASS_ON:
            raise
        except Exception as exception:
            raise Refusal(fault(exception, model)) from exception

    @classmethod
    def simulate(cls, object_name, model, rows, before, how=None):
        """Write the rows as load does, bisecting at a refusal, and roll back. Return {key: None or fault}.

        before: [[object, model, rows, how], ...] that the real run will have written earlier; rolled back too."""
        answers = {}
        try:
            for earlier_object, earlier_model, earlier_rows, earlier_how in before:
                cls._attempt(earlier_object, earlier_model, earlier_rows, {}, earlier_how)
            cls._attempt(object_name, model, rows, answers, how or {})
        finally:
            transaction = Transaction()
            transaction.tasks.clear()
            Cache.rollback(transaction)
            transaction.rollback()
        return answers

    @classmethod
    def _attempt(cls, object_name, model, rows, answers, how):
        if not rows:
            return
        try:
            with savepoint("golive_rows"):
                cls._write("simulation", object_name, model, rows, how)
        except PASS_ON:
            raise
        except Exception as exception:
            if len(rows) == 1:
                answers[rows[0][0]] = fault(exception, model)
                return
            half = len(rows) // 2
            cls._attempt(object_name, model, rows[:half], answers, how)
            cls._attempt(object_name, model, rows[half:], answers, how)
        else:
            answers.update((key, None) for key, _, _ in rows)

    @classmethod
    def _write(cls, batch, object_name, model, rows, how):
        Model = Pool().get(model)
        keys = [key for key, _, _ in rows]
        if len(set(keys)) != len(keys):
            raise Unresolved("key_twice", "key", "The same key stands twice in one batch.")
        ids = cls._records(model, keys, forget_lost=True)
        todo = [row for row in rows if row[0] not in ids]
        adopted = cls._adopt(Model, todo, how.get("adopt"))
        held = [(row, adopted[row[0]], [], True) for row in todo if row[0] in adopted]
        cls._keep(batch, object_name, model, held)
        new = [row for row in todo if row[0] not in adopted]
        for wave in waves(model, new):
            resolver = Resolver(cls)
            resolver.prepare([values for _, _, values in wave])
            ready = [resolver.row(values) for _, _, values in wave]
            records = create(Model, [values for values, _ in ready])
            cls._finish(Model, records, how.get("finish") or ())
            made = [(row, record, also, False) for row, record, (_, also) in zip(wave, records, ready, strict=True)]
            cls._keep(batch, object_name, model, made)
            held += made
        ids.update((row[0], record) for row, record, _, _ in held)
        return {"ids": ids, "created": len(new)}

    @classmethod
    def _keep(cls, batch, object_name, model, held):
        """In SQL: of a key there is nothing to check but that it is the only one, and this the table does."""
        table, transaction = cls.__table__(), Transaction()
        columns = ["object", "model", "key", "batch", "digest", "record", "also", "adopted"]
        names = [table.create_uid, table.create_date, *(getattr(table, name) for name in columns)]
        lines = [
            [
                transaction.user,
                object_name,
                model,
                key,
                batch,
                digest,
                record,
                json.dumps(also) if also else None,
                was_there,
            ]
            for (key, digest, _), record, also, was_there in held
        ]
        if lines:
            user, *others = lines[0]
            query, _ = table.insert(names, [[user, CurrentTimestamp(), *others]])
            transaction.connection.cursor().executemany(query, lines)

    @staticmethod
    def _finish(Model, records, steps):
        """The workflow's steps, and at once what they put into the queue: nothing is left for after the commit."""
        transaction = Transaction()
        known = len(transaction.tasks)
        for step in steps:
            if step not in STEPS.get(Model.__name__, ()):
                raise Unresolved("unknown_step", "finish", f"{Model.__name__}: {step}")
            getattr(Model, step)(Model.browse(records))
        while tasks := transaction.tasks[known:]:
            del transaction.tasks[known:]
            with without_check_access():
                for task in Pool().get("ir.queue").browse(tasks):
                    task.run()

    @staticmethod
    def _adopt(Model, rows, field):
        """{key: record} of rows whose record is there already, told by one field that names it."""
        wanted = {values[field]: key for key, _, values in rows if field and isinstance(values.get(field), str)}
        found = {}
        with inactive_records():
            for part in grouped_slice(list(wanted), 900):
                for record in Model.search([(field, "in", list(part))]):
                    found.setdefault(wanted[getattr(record, field)], []).append(record.id)
        return {key: records[0] for key, records in found.items() if len(records) == 1}

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
            objections = undo.objections(model, [rows[key] for key in keys if key in rows])
            cls.delete([rows[key] for key, (code, _) in objections.items() if code == "not_found"])
        free = [rows[key] for key, (code, _) in objections.items() if not code]
        adopted, made = [row for row in free if row.adopted], [row for row in free if not row.adopted]
        objections.update(cls._delete_records(model, made, undo))
        with without_check_access():
            cls.delete(adopted)
        return [[key, *objections.get(key, ("not_found", ""))] for key in keys]

    @classmethod
    def _delete_records(cls, model, rows, undo):
        "All at once when that is possible, else one by one; return {key: (code, text)} of those that stay."
        if not rows:
            return {}
        try:
            with savepoint("golive_undo"):
                take_back(model, rows, undo)
                with without_check_access():
                    cls.delete(rows)
        except PASS_ON:
            raise
        except Exception as exception:
            if len(rows) > 1:
                return {key: why for row in rows for key, why in cls._delete_records(model, [row], undo).items()}
            found = fault(exception, model)
            code = "depended_on" if found["code"] == "depended_on" else "refused"
            return {rows[0].key: (code, found["text"])}
        return {}
