# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""Taking loaded records back, unless they changed since they were loaded or something else leans on them.

Who refers to a record is asked in SQL: there are some sixty places to look at for each party.
"""

from sql import Literal
from trytond.model import ModelSQL
from trytond.pool import Pool
from trytond.transaction import Transaction

NAMED = 20  # dependants named in one answer


class Undo:
    """What stands in the way of taking records back. Records accepted earlier count as gone already."""

    def __init__(self):
        self._references = {}
        self._gone = {}
        for name, Other in Pool().iterobject():
            if not issubclass(Other, ModelSQL) or callable(Other.table_query) or name == "golive.load.key":
                continue
            for field_name, field in Other._fields.items():
                if field._type in ("many2one", "one2one") and not hasattr(field, "getter"):
                    self._references.setdefault(field.model_name, []).append((Other, field_name, field))

    def objection(self, model, key):
        """Why the record of a load key cannot be taken back: (code, text), code "" when it can."""
        if not _ids(Pool().get(model), "id", [key.record]):
            return "not_found", ""
        if model == "stock.move" and (text := _consumed(key)):
            return "depended_on", text
        owned = self._owned(model, [key.record])
        if text := _changed(owned, key.create_date):
            return "changed_since", text
        if text := self._leaning(owned):
            return "depended_on", text
        for name, ids in owned.items():
            self._gone.setdefault(name, set()).update(ids)
        return "", ""

    def _owned(self, model, ids):
        "The records and what goes with them when they are deleted: {model: set of ids}."
        owned = {model: set(ids)}
        queue = [(model, ids)]
        while queue:
            parent, parent_ids = queue.pop()
            for Other, name, field in self._references.get(parent, ()):
                if field.ondelete != "CASCADE":
                    continue
                known = owned.setdefault(Other.__name__, set())
                if new := _ids(Other, name, parent_ids) - known:
                    known |= new
                    queue.append((Other.__name__, new))
        return {name: found for name, found in owned.items() if found}

    def _leaning(self, owned):
        'Records that refer to the owned ones and stay, named; "" when there are none.'
        found = []
        for model, ids in owned.items():
            for Other, name, _field in self._references.get(model, ()):
                if not Other.__name__.startswith(("ir.", "res.")):
                    gone = owned.get(Other.__name__, set()) | self._gone.get(Other.__name__, set())
                    found += _names(Other, _ids(Other, name, ids) - gone)
            resources = [f"{model},{one}" for one in ids]
            for name in ("ir.attachment", "ir.note"):
                Other = Pool().get(name)
                found += _names(Other, _ids(Other, "resource", resources))
        return "; ".join(found[:NAMED])


def reopen(keys):
    """A done move cannot be deleted by its own rules. Nothing leans on these, so they are opened again first."""
    table = Pool().get("stock.move").__table__()
    records = [key.record for key in keys]
    Transaction().connection.cursor().execute(
        *table.update([table.state], [Literal("draft")], where=table.id.in_(records))
    )
    for cache in Transaction().cache.values():
        cache.clear()


def _ids(Model, field, values):
    table = Model.__table__()
    cursor = Transaction().connection.cursor()
    cursor.execute(*table.select(table.id, where=getattr(table, field).in_(list(values))))
    return {row[0] for row in cursor}


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
    later = Move.search(
        [
            ("product", "=", move.product.id),
            ("from_location", "=", move.to_location.id),
            ("state", "in", ["assigned", "done"]),
        ],
        limit=NAMED,
    )
    return "; ".join(one.rec_name for one in later)
