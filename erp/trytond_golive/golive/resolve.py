# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""What stands for a record inside the values of a row, resolved in the load's own transaction:

{"$find": [model, field, value]}  the one record with that value,
{"$key": [model, key]}            the record loaded under that key,
{"$data": [module, id]}           a record that came with a module,
{"$of": [reference, attribute]}   what that record refers to (of several, the first),
{"$create": [model, values]}      a record made now, which goes when the row's own record goes,
{"$period": date}                 the accounting period of that day,
{"$company": true}                the company that the user works in.
"""

from trytond.pool import Pool
from trytond.tools import grouped_slice
from trytond.transaction import Transaction

from .faults import Unresolved


def waves(model, rows):
    """The rows in lists, one after the other: a row that names another row of the same call comes in a later list. Rows
    that name each other in a circle come last, and are answered as any missing reference."""
    by_key = {key: number for number, (key, _, _) in enumerate(rows)}
    by_value = {}
    for number, (_, _, values) in enumerate(rows):
        for name, value in values.items():
            if isinstance(value, str):
                by_value.setdefault((name, value), number)
    needs = []
    for number, (_, _, values) in enumerate(rows):
        found = set()
        for mark, wanted in _references(values):
            if mark == "$key" and wanted[0] == model:
                found.add(by_key.get(wanted[1]))
            elif mark == "$find" and wanted[0] == model and isinstance(wanted[2], str):
                found.add(by_value.get((wanted[1], wanted[2])))
        needs.append(found - {None, number})
    done, left = set(), list(range(len(rows)))
    while left:
        ready = [number for number in left if needs[number] <= done] or left
        done.update(ready)
        yield [rows[number] for number in ready]
        left = [number for number in left if number not in done]


def _references(value):
    if isinstance(value, dict):
        for mark in ("$find", "$key"):
            if mark in value:
                yield mark, value[mark]
        value = value.values()
    for inner in value:
        if isinstance(inner, (dict, list, tuple)):
            yield from _references(inner)


class Resolver:
    "Replaces references in values by record ids, remembering them for the length of one call."

    def __init__(self, keys):
        self._keys = keys
        self._known = {}
        self._made = []

    def prepare(self, rows):
        """Ask once for all records that are looked for by one field of one model, or by keys."""
        finds, keys = {}, {}
        for mark, wanted in _references(rows):
            if mark == "$key":
                keys.setdefault(wanted[0], set()).add(wanted[1])
            elif isinstance(wanted[2], str) and "." not in wanted[1]:
                finds.setdefault((wanted[0], wanted[1]), set()).add(wanted[2])
        for (model, field), wanted in finds.items():
            if len(wanted) > 1:
                self._find_all(model, field, wanted)
        for model, wanted in keys.items():
            found = self._keys._records(model, wanted)
            self._known.update((("$key", model, key), record) for key, record in found.items())

    def _find_all(self, model, field, wanted):
        """Only what is found exactly once is remembered; anything else is asked for alone and answered in words."""
        Model, found = Pool().get(model), {}
        for part in grouped_slice(sorted(wanted), 900):
            for record in Model.search([(field, "in", list(part))]):
                found.setdefault(getattr(record, field), []).append(record.id)
        self._known.update((("$find", model, field, value), ids[0]) for value, ids in found.items() if len(ids) == 1)

    def row(self, values):
        """(values without references, [[model, id], ...] of what was created for them)."""
        self._made = []
        return self._values(values), self._made

    def _values(self, values):
        return {
            name: self._value(value, name) if isinstance(value, (dict, list, tuple)) else value
            for name, value in values.items()
        }

    def _value(self, value, field):
        if isinstance(value, dict):
            for mark, find in (("$find", self._find), ("$key", self._by_key), ("$data", self._data)):
                if mark in value:
                    return self._once(mark, find, value[mark], field)
            if "$of" in value:
                return self._of(field, *value["$of"])
            if "$create" in value:
                return self._create(*value["$create"])
            if "$period" in value:
                return self._once("$period", self._period, [value["$period"]], field)
            if "$company" in value:
                return Transaction().context.get("company")
            return self._values(value)
        if isinstance(value, (list, tuple)):
            return [self._value(item, field) for item in value]
        return value

    def _once(self, mark, find, wanted, field):
        place = (mark, *wanted)
        if place not in self._known:
            self._known[place] = find(field, *wanted)
        return self._known[place]

    @staticmethod
    def _find(field, model, name, wanted):
        records = Pool().get(model).search([(name, "=", wanted)], limit=2)
        if len(records) != 1:
            code = "reference_ambiguous" if records else "reference_missing"
            label = Pool().get(model).__names__()["model"]
            raise Unresolved(code, field, f"{label}: {wanted}")
        return records[0].id

    @staticmethod
    def _data(field, module, name):
        return Pool().get("ir.model.data").get_id(module, name)

    def _by_key(self, field, model, key):
        record = self._keys._records(model, [key]).get(key)
        if record is None:
            raise Unresolved("reference_missing", field, key)
        return record

    def _of(self, field, reference, attribute):
        """reference: {"$find" or "$key": [model, ...]} or {"$of": ...}; attribute: a field of that model."""
        model, record = self._model(field, reference)
        place = ("$of", model, record, attribute)
        if place not in self._known:
            found = getattr(Pool().get(model)(record), attribute)
            if isinstance(found, (list, tuple)):
                if not found:
                    raise Unresolved("reference_missing", field, f"{attribute}: {Pool().get(model)(record).rec_name}")
                found = found[0]
            self._known[place] = getattr(found, "id", found)
        return self._known[place]

    def _model(self, field, reference):
        if "$of" in reference:
            inner, attribute = reference["$of"]
            model, _ = self._model(field, inner)
            target = Pool().get(model)._fields[attribute]
            name = target.model_name if hasattr(target, "model_name") else target.get_target().__name__
            return name, self._of(field, inner, attribute)
        (mark,) = reference
        if mark == "$data":
            record = self._value(reference, field)
            return Pool().get("ir.model.data").search(
                [("module", "=", reference[mark][0]), ("fs_id", "=", reference[mark][1])]
            )[0].model, record
        return reference[mark][0], self._value(reference, field)

    def _create(self, model, values):
        (record,) = Pool().get(model).create([self._values(values)])
        self._made.append([model, record.id])
        return record.id

    @staticmethod
    def _period(field, date):
        return Pool().get("account.period").find(Transaction().context.get("company"), date=date).id
