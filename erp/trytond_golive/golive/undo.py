# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""Taking loaded records back, unless they changed since they were loaded or something else leans on them.

What goes with a record: its parts (they are deleted with it), what was created for it, and the documents that its own
workflow made in the same transaction (the shipment of an order). Who refers to a record is asked in SQL: there are some
sixty places to look at for each party.
"""

import json

from sql import Literal
from trytond.model import ModelSQL
from trytond.pool import Pool
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

NAMED = 20  # dependants named in one answer


class Undo:
    """What stands in the way of taking records back. Records accepted earlier count as gone already."""

    def __init__(self):
        self._references = {}
        self._loose = []
        self._gone = {}
        self._extras = {}
        for name, Other in Pool().iterobject():
            if not issubclass(Other, ModelSQL) or callable(Other.table_query) or name == "golive.load.key":
                continue
            for field_name, field in Other._fields.items():
                if hasattr(field, "getter"):
                    continue
                if field._type in ("many2one", "one2one"):
                    self._references.setdefault(field.model_name, []).append((Other, field_name, field))
                elif field._type == "reference" and not name.startswith(("ir.", "res.")):
                    self._loose.append((Other, field_name))

    def objections(self, model, rows):
        """{key: (code, text)} of the load keys, code "" for those that can be taken back, whatever their order."""
        found = {}
        todo = list(rows)
        while todo:
            for row in todo:
                found[row.key] = self._objection(model, row)
            again = [row for row in todo if found[row.key][0] == "depended_on"]
            if len(again) == len(todo):
                break
            todo = again
        return found

    def _objection(self, model, key):
        if not _ids(Pool().get(model), "id", [key.record]):
            return "not_found", ""
        if key.adopted:
            return "", ""
        if model == "stock.move" and (text := _consumed(key)):
            return "depended_on", text
        owned, extras = self._owned(model, key)
        if text := _changed(owned, key.create_date):
            return "changed_since", text
        if text := self._leaning(owned):
            return "depended_on", text
        for name, ids in owned.items():
            self._gone.setdefault(name, set()).update(ids)
        self._extras[key.key] = extras
        return "", ""

    def _owned(self, model, key):
        """({model: ids} of all that goes, [(model, ids), ...] of what does not go by itself, in the order found)."""
        owned = {model: {key.record}}
        queue = [(model, [key.record])]
        extras = []
        for name, record in json.loads(key.also or "[]"):
            owned.setdefault(name, set()).add(record)
            queue.append((name, [record]))
        while queue:
            parent, parent_ids = queue.pop(0)
            for Other, name, values, cascades in self._referring(parent, parent_ids):
                known = owned.setdefault(Other.__name__, set())
                new = _ids(Other, name, values) - known
                if new and cascades:
                    new = new - _keyed(Other, new)  # loaded under a key of its own, it leans and does not belong
                elif new:
                    new = _made_then(Other, new, key.create_date)
                    if new:
                        extras.append((Other.__name__, sorted(new)))
                if new:
                    known |= new
                    queue.append((Other.__name__, sorted(new)))
                    if not cascades:
                        self._with_them(Other, new, key.create_date, owned, extras, queue)
        return {name: found for name, found in owned.items() if found}, extras

    @staticmethod
    def _with_them(Model, ids, moment, owned, extras, queue):
        """What the workflow's records belong to: a move of an order names the shipment that was made with it."""
        named = {}
        for record in Model.browse(sorted(ids)):
            for name, field in Model._fields.items():
                if hasattr(field, "getter") or field._type not in ("many2one", "reference"):
                    continue
                value = getattr(record, name)
                if value and not isinstance(value, str) and value.id and value.id > 0:
                    named.setdefault(value.__name__, set()).add(value.id)
        for name, found in named.items():
            if name.startswith(("ir.", "res.")):
                continue
            known = owned.setdefault(name, set())
            if new := _made_then(Pool().get(name), found - known, moment):
                known |= new
                extras.append((name, sorted(new)))
                queue.append((name, sorted(new)))

    def _referring(self, model, ids):
        """(model, field, values to look for, whether it goes by itself) of every place that may refer to the ids."""
        for Other, name, field in self._references.get(model, ()):
            yield Other, name, ids, field.ondelete == "CASCADE"
        for Other, name in self._loose:
            yield Other, name, [f"{model},{one}" for one in ids], False

    def _leaning(self, owned):
        'Records that refer to the owned ones and stay, named; "" when there are none.'
        found = []
        for model, ids in owned.items():
            for Other, name, values, _ in self._referring(model, sorted(ids)):
                if not Other.__name__.startswith(("ir.", "res.")):
                    gone = owned.get(Other.__name__, set()) | self._gone.get(Other.__name__, set())
                    found += _names(Other, _ids(Other, name, values) - gone)
            resources = [f"{model},{one}" for one in ids]
            for name in ("ir.attachment", "ir.note"):
                Other = Pool().get(name)
                found += _names(Other, _ids(Other, "resource", resources))
        return "; ".join(found[:NAMED])

    def extras(self, rows):
        """What the rows' workflows made, the last found (which leans on the others) first: [(model, ids), ...]."""
        found = {}
        for row in rows:
            for place, (model, ids) in enumerate(self._extras.get(row.key, ())):
                found.setdefault((place, model), set()).update(ids)
        return [(model, sorted(ids)) for (_, model), ids in sorted(found.items(), reverse=True)]


def take_back(model, rows, undo):
    """Delete the records of load keys, what their workflows made, and what was created for them.

    A posted or done record cannot be deleted by its own rules. Nothing leans on these, so they are opened again."""
    extras = undo.extras(rows)
    records = [row.record for row in rows]
    for name, ids in [*extras, (model, records)]:
        _reopen(Pool().get(name), ids)
    for name, ids in [*extras, (model, records)]:
        Model = Pool().get(name)
        Model.delete(Model.browse(sorted(_ids(Model, "id", ids))))
    also = {}
    for row in rows:
        for name, record in json.loads(row.also or "[]"):
            also.setdefault(name, set()).add(record)
    for name, ids in also.items():
        Model = Pool().get(name)
        Model.delete(Model.browse(sorted(_ids(Model, "id", ids))))


def _reopen(Model, ids):
    state = Model._fields.get("state")
    if state is None or hasattr(state, "getter") or state._type != "selection":
        return
    choices = {value for value, _ in state.selection} if isinstance(state.selection, list) else set()
    free = "cancelled" if "cancelled" in choices else "draft"
    if free not in choices:
        return
    table = Model.__table__()
    for part in grouped_slice(list(ids), 900):
        Transaction().connection.cursor().execute(
            *table.update([table.state], [Literal(free)], where=table.id.in_(list(part)))
        )
    for cache in Transaction().cache.values():
        cache.clear()


def _ids(Model, field, values):
    table = Model.__table__()
    cursor = Transaction().connection.cursor()
    found = set()
    for part in grouped_slice(list(values), 900):
        cursor.execute(*table.select(table.id, where=getattr(table, field).in_(list(part))))
        found.update(row[0] for row in cursor)
    return found


def _made_then(Model, ids, moment):
    """Those of the records that were created at the moment, i.e. by the load's own transaction, under no key."""
    then = {record.id for record in Model.browse(sorted(ids)) if record.create_date == moment}
    return then - _keyed(Model, then) if then else then


def _keyed(Model, ids):
    "Those of the records that a load holds under a key."
    if not ids:
        return set()
    table = Pool().get("golive.load.key").__table__()
    cursor = Transaction().connection.cursor()
    found = set()
    for part in grouped_slice(list(ids), 900):
        cursor.execute(
            *table.select(table.record, where=(table.model == Model.__name__) & table.record.in_(list(part)))
        )
        found.update(row[0] for row in cursor)
    return found


def _names(Model, ids):
    return [f"{Model.__names__()['model']}: {one.rec_name}" for one in Model.browse(sorted(ids)[:NAMED])]


def _changed(owned, loaded_at):
    pool = Pool()
    for model, ids in owned.items():
        for record in pool.get(model).browse(ids):
            if record.create_date > loaded_at or (record.write_date and record.write_date > loaded_at):
                return "".join(_names(type(record), [record.id]))
    return ""


def _consumed(key):
    "Outgoing moves of the same product from the place where the opening stock was put."
    Move = Pool().get("stock.move")
    move = Move(key.record)
    domain = [
        ("product", "=", move.product.id),
        ("from_location", "=", move.to_location.id),
        ("state", "in", ["assigned", "done"]),
    ]
    if move.lot:
        domain.append(("lot", "=", move.lot.id))
    return "; ".join(one.rec_name for one in Move.search(domain, limit=NAMED))
