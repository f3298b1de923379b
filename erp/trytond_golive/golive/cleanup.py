# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""Clean-up of a live ERP: records that nobody needs are archived, never deleted, and come back by the same run's name."""

from trytond.model import ModelSQL, ModelView, Unique, fields
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction, inactive_records, without_check_access

from .undo import NAMED, Undo

# While one of these states is open, what the document names is still needed.
OPEN = ("draft", "quotation", "confirmed", "processing", "request", "waiting", "assigned", "running", "validated")


class Cleanup(ModelSQL, ModelView):
    "GoLive Clean-up"

    __name__ = "golive.cleanup"
    run = fields.Char("Run", required=True)
    model = fields.Char("Model", required=True)
    record = fields.Integer("Record", required=True)
    restored = fields.Boolean("Restored")
    marked = fields.Timestamp("Archived at")

    @classmethod
    def __setup__(cls):
        super().__setup__()
        table = cls.__table__()
        unique = Unique(table, table.run, table.model, table.record)
        cls._sql_constraints = [("once", unique, "golive.msg_key_unique")]
        cls.__rpc__.update({"archive": RPC(readonly=False), "restore": RPC(readonly=False), "archived": RPC()})

    @classmethod
    def archive(cls, run, model, ids):
        """Deactivate the records; return [[id, code, text], ...], code "" when done: not_found, already, in_use,
        cannot_be_archived. Repeated under the same run it changes nothing more."""
        Model = Pool().get(model)
        if "active" not in Model._fields or hasattr(Model._fields["active"], "getter"):
            return [[one, "cannot_be_archived", model] for one in ids]
        answers, free = [], []
        users = Undo()
        with inactive_records():
            there = {record.id: record for record in Model.search([("id", "in", list(ids))])}
        for one in ids:
            record = there.get(one)
            if record is None:
                answers.append([one, "not_found", ""])
            elif not record.active:
                answers.append([one, "already", record.rec_name])
            elif text := _needed(users, record):
                answers.append([one, "in_use", text])
            else:
                answers.append([one, "", record.rec_name])
                free.append(record)
        if free:  # Tryton takes a write of nothing for one of everything
            Model.write(free, {"active": False})
        with without_check_access():
            cls.create(
                [{"run": run, "model": model, "record": one.id, "marked": Model(one.id).write_date} for one in free]
            )
        return answers

    @classmethod
    def archived(cls, run):
        "Return [[model, id, restored], ...] of a run."
        with without_check_access():
            return [[one.model, one.record, bool(one.restored)] for one in cls.search([("run", "=", run)])]

    @classmethod
    def restore(cls, run):
        """Bring the run's records back; return [[model, id, code, text], ...]: not_found, changed_since (somebody worked
        on it after it was archived, so it is left to him)."""
        answers = []
        with without_check_access():
            rows = cls.search([("run", "=", run), ("restored", "!=", True)], order=[("id", "DESC")])
        for row in rows:
            Model = Pool().get(row.model)
            with inactive_records():
                found = Model.search([("id", "=", row.record)])
            if not found:
                answers.append([row.model, row.record, "not_found", ""])
            elif found[0].active or found[0].write_date != row.marked:
                answers.append([row.model, row.record, "changed_since", found[0].rec_name])
            else:
                Model.write(found, {"active": True})
                with without_check_access():
                    cls.write([row], {"restored": True})
                answers.append([row.model, row.record, "", found[0].rec_name])
        return answers


def _needed(users, record):
    "Open documents that name the record or its parts, and stock of a product; nothing when there are none."
    found = []
    parts = [(record.__name__, [record.id])]
    if record.__name__ == "product.template":
        parts.append(("product.product", [product.id for product in record.products]))
    for model, ids in parts:
        for Other, name, values, _ in users._referring(model, ids):
            state = Other._fields.get("state")
            if state is not None and not hasattr(state, "getter") and state._type == "selection":
                domain = [(name, "in", values), ("state", "in", OPEN)]
                if Other._fields[name]._type != "reference":
                    found += [f"{Other.__names__()['model']}: {one.rec_name}" for one in Other.search(domain, limit=3)]
    if record.__name__ == "party.party":
        found += _open_items(record)
    if record.__name__ in ("product.template", "product.product"):
        found += _stock(parts[-1][1])
    return "; ".join(found[:NAMED])


def _open_items(party):
    Line = Pool().get("account.move.line")
    domain = [("party", "=", party.id), ("reconciliation", "=", None), ("account.reconcile", "=", True)]
    return [f"{Line.__names__()['model']}: {one.rec_name}" for one in Line.search(domain, limit=3)]


def _stock(products):
    Location, Product = Pool().get("stock.location"), Pool().get("product.product")
    places = [location.id for location in Location.search([("type", "=", "storage")])]
    today = Pool().get("ir.date").today()
    with Transaction().set_context(stock_date_end=today, forecast=False):
        quantities = Product.products_by_location(places, grouping_filter=(products,))
    return [f"{Location(place).rec_name}: {quantity}" for (place, _), quantity in quantities.items() if quantity][:3]
