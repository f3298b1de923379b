# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""Taking a loaded record back, unless it changed since it was loaded or something else leans on it."""

from sql import Literal
from trytond.model import ModelSQL
from trytond.pool import Pool
from trytond.transaction import Transaction, inactive_records, without_check_access

TOLERATED = 20  # dependants named in one answer


def take_back(model, key):
    "Delete the record of a load key; return (code, text), code '' when done."
    Model = Pool().get(model)
    with inactive_records(), without_check_access():
        if not Model.search([("id", "=", key.record)]):
            return "not_found", ""
        if model == "stock.move" and (text := _consumed(key)):
            return "depended_on", text
        owned = _owned(model, [key.record])
        if text := _changed(owned, key.create_date):
            return "changed_since", text
        if text := _leaning(owned):
            return "depended_on", text
    if model == "stock.move":
        _reopen(key.record)
    Model.delete([Model(key.record)])
    return "", ""


def _references(model):
    "Yield (Model, field name, field) of every stored many2one that points at the model."
    for name, Other in Pool().iterobject():
        if not issubclass(Other, ModelSQL) or callable(Other.table_query) or name == "golive.load.key":
            continue
        for field_name, field in Other._fields.items():
            stored = field._type in ("many2one", "one2one") and not hasattr(field, "getter")
            if stored and field.model_name == model:
                yield Other, field_name, field


def _owned(model, ids):
    "The record and what goes with it when it is deleted: {model: set of ids}."
    owned = {model: set(ids)}
    queue = [(model, ids)]
    while queue:
        parent, parent_ids = queue.pop()
        for Other, name, field in _references(parent):
            if field.ondelete != "CASCADE":
                continue
            known = owned.setdefault(Other.__name__, set())
            if new := {r.id for r in Other.search([(name, "in", list(parent_ids))])} - known:
                known |= new
                queue.append((Other.__name__, new))
    return owned


def _changed(owned, loaded_at):
    pool = Pool()
    for model, ids in owned.items():
        Model = pool.get(model)
        for record in Model.browse(ids):
            if record.create_date > loaded_at or (record.write_date and record.write_date > loaded_at):
                return "{}: {}".format(Model.__names__()["model"], record.rec_name)
    return ""


def _leaning(owned):
    "Records outside of the owned ones that refer to them, named; '' when there are none."
    found = []
    for model, ids in owned.items():
        for Other, name, _field in _references(model):
            if not ids or Other.__name__.startswith(("ir.", "res.")):
                continue
            records = Other.search([(name, "in", list(ids))], limit=TOLERATED)
            inside = owned.get(Other.__name__, ())
            found += ["{}: {}".format(Other.__names__()["model"], r.rec_name) for r in records if r.id not in inside]
        found += _attached(model, ids)
    return "; ".join(dict.fromkeys(found[:TOLERATED]))


def _attached(model, ids):
    resources = [f"{model},{i}" for i in ids]
    for name in ("ir.attachment", "ir.note"):
        Other = Pool().get(name)
        for record in Other.search([("resource", "in", resources)] if resources else [("id", "<", 0)]):
            yield "{}: {}".format(Other.__names__()["model"], record.rec_name)


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
        limit=TOLERATED,
    )
    return "; ".join(m.rec_name for m in later)


def _reopen(record):
    """A done move cannot be deleted by its own rules. Nothing leans on this one, so it is opened again first."""
    Move = Pool().get("stock.move")
    table = Move.__table__()
    Transaction().connection.cursor().execute(
        *table.update([table.state], [Literal("draft")], where=table.id == record)
    )
    for cache in Transaction().cache.values():
        cache.clear()
