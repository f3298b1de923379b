# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""Many records of one shape: Tryton makes two of them, and the others are stamped after these two, in SQL.

A shape is everything of a row but its plain values (texts, numbers): which fields it fills, what it refers to, how many
children of which kind. Two rows of a shape, as unlike in their plain values as can be found, are created by Tryton itself
with all defaults, checks and follow-up records. A column that is the same in both belongs to the shape; one that differs
must be one of the row's values, what Tryton's own code computes from them (DERIVED), or the id of another record of the
row. If there is a column that nothing explains, all rows of the shape are created by Tryton. A stamped row is checked as
Tryton checks a *write* of its plain values to a record that was checked as a whole.

Only models whose code is known (MODULES) are stamped, and on SQLite, where it is tested: tests/erp/test_stamp.py finds
the same database, column by column, as without. When a check fails, Tryton is given the rows and refuses in its words.
"""

from decimal import Decimal

from trytond import backend
from trytond.exceptions import UserError
from trytond.model import ModelSQL, fields
from trytond.pool import Pool
from trytond.pyson import PYSON
from trytond.tools import grouped_slice
from trytond.transaction import Transaction, without_check_access

from .savepoint import savepoint

STAMPED = {"party.party", "product.template"}
MODULES = {
    *("account", "account_invoice", "account_product", "company", "golive", "party", "product", "production"),
    *("purchase", "sale", "sale_price_list", "stock", "stock_lot"),
}
FEWEST = 12  # rows of a shape for which two specimens pay
# Validation of an Exclude constraint makes one OR clause a row; SQLite's parser overflows at about 90 of them.
MOST_AT_ONCE = {"product.template": 50, "product.product": 200}
PLAIN = {"char", "text", "numeric", "float", "integer"}
HOOKS = ("validate", "validate_fields", "pre_validate")
# Checks of Tryton's own that ask for what a record just made cannot have: bills of materials.
NEEDLESS = {("trytond.modules.production.product", "Product", "validate")}
ROWS_AT_ONCE = 200  # of one INSERT: SQLite binds some 32,000 values


def _contact(Model, values):
    return {"value": values["value"], **Model(type=values["type"], value=values["value"]).compute_fields()}


# What Tryton computes from the values of a new record: {model: (Model, values) -> {field: value}}.
DERIVED = {
    "party.party": lambda Model, values: Model(code=values["code"]).compute_fields({"code"}),
    "party.identifier": lambda Model, values: Model.preprocess_values("create", values),
    "party.contact_mechanism": _contact,
}


def create(Model, rows):
    "Create the rows as Model.create does; return their ids in the same order."
    ids = {}
    left = range(len(rows))
    if backend.name == "sqlite" and Model.__name__ in STAMPED and _modules(Model) <= MODULES:
        groups = {}
        for number, values in enumerate(rows):
            row = Row(Model, number, values)
            groups.setdefault(repr(row.shape), []).append(row)
        left = sorted(row.number for group in groups.values() for row in _stamp(Model, group, ids))
    for part in grouped_slice(left, MOST_AT_ONCE.get(Model.__name__, 200)):
        part = list(part)
        with Transaction().set_context(golive_new={}):
            ids.update(zip(part, map(int, Model.create([rows[number] for number in part])), strict=True))
    return [ids[number] for number in range(len(rows))]


def _modules(Model):
    places = (one.__module__.split(".") for one in Model.__mro__)
    return {place[2] for place in places if place[:2] == ["trytond", "modules"]}


class Row:
    """A row taken apart. leaves: its plain values, owners: the place of the record that each belongs to; records:
    [(model, values), ...] of itself and its children; refers: [(model, field, relation, id), ...]."""

    __slots__ = ("leaves", "number", "owners", "records", "refers", "shape", "values")

    def __init__(self, Model, number, values):
        self.number, self.values = number, values
        self.shape, self.leaves, self.owners, self.refers, self.records = [], [], [], [], []
        self._take(Model, values)

    def _take(self, Model, values):
        place = len(self.records)
        self.records.append((Model.__name__, values))
        for name in sorted(values):
            value, field = values[name], Model._fields[name]
            self.shape.append(name)
            if field._type in PLAIN and _plain(value):
                self.shape += [type(value).__name__, not isinstance(value, str) and value < 0]
                self.leaves.append(value)
                self.owners.append(place)
            elif field._type == "one2many" and _command(value) == "create":
                self.shape.append(len(value[0][1]))
                for child in value[0][1]:
                    self._take(field.get_target(), child)
            elif field._type == "many2many" and _command(value) == "add" and len(value[0][1]) == 1:
                self.leaves += value[0][1]
                self.owners.append(place)
                self.refers.append((Model.__name__, name, field.relation_name, value[0][1][0]))
            else:
                self.shape.append(value)
        self.shape.append(None)

    def derived(self):
        "[{field: value}, ...] of what Tryton computes, for each of `records`."
        pool = Pool()
        return [DERIVED[name](pool.get(name), values) if name in DERIVED else {} for name, values in self.records]


def _plain(value):
    "A value of its own: what counts as nothing for Tryton belongs to the shape."
    return bool(value.strip()) if isinstance(value, str) else type(value) in (int, float, Decimal) and bool(value)


def _command(value):
    return value[0][0] if isinstance(value, (list, tuple)) and len(value) == 1 and len(value[0]) == 2 else None


class Unexplained(Exception):
    "The two specimens do not say how a third record of the shape would look."


def _stamp(Model, rows, ids):
    "Create rows of one shape, and put their ids into `ids`; return the rows that are left to Tryton."
    while len(rows) >= FEWEST:
        first = rows[0]
        second = max(rows[1:], key=lambda row: sum(a != b for a, b in zip(first.leaves, row.leaves, strict=True)))
        varies = [a != b for a, b in zip(first.leaves, second.leaves, strict=True)]
        alike, others = [], []
        for row in rows:
            if row is not first and row is not second:
                same = all(v or a == b for v, a, b in zip(varies, first.leaves, row.leaves, strict=True))
                (alike if same else others).append(row)
        if len(alike) < FEWEST - 2:
            break
        specimens = [Specimen(Model, row) for row in (first, second)]
        ids.update((one.row.number, one.ids[Model.__name__][-1]) for one in specimens)
        try:
            with savepoint("golive_stamp"):
                pattern = Pattern(*specimens, varies, alike)
                for row, record in zip(alike, pattern.write(Model), strict=True):
                    ids[row.number] = record
        except (Unexplained, UserError):
            return [*alike, *others]
        rows = others
    return rows


class Specimen:
    "A row created by Tryton. ids: {model: [id, ...]} of everything that was created for it."

    def __init__(self, Model, row):
        transaction = Transaction()
        self.row = row
        before = {name: len(ids) for name, ids in transaction.create_records.items()}
        with transaction.set_context(golive_new={}):
            Model.create([row.values])
        made = {name: ids[before.get(name, 0) :] for name, ids in transaction.create_records.items()}
        self.ids = {name: sorted(ids) for name, ids in made.items() if ids}

    def stored(self, Model, number):
        table = Model.__table__()
        cursor = Transaction().connection.cursor()
        cursor.execute(*table.select(where=table.id == self.ids[Model.__name__][number]))
        return dict(zip((each[0] for each in cursor.description), cursor.fetchone(), strict=True))


class Pattern:
    """How records of a shape are made: for each column of each record what it takes from a row, everything else from
    the first specimen."""

    def __init__(self, first, second, varies, rows):
        self._first, self._second, self._rows = first, second, rows
        self._varies = [number for number, does in enumerate(varies) if does]
        if {name: len(ids) for name, ids in first.ids.items()} != {n: len(ids) for n, ids in second.ids.items()}:
            raise Unexplained
        self._derived = [row.derived() for row in rows]
        self._derived_first, self._derived_second = first.row.derived(), second.row.derived()
        self._columns = {}  # (model, number): {column: source}
        self._used = set()
        for name, ids in first.ids.items():
            Model = Pool().get(name)
            if (
                Model._history
                or Model._mptt_fields
                or Model._path_fields
                or Pool().get("ir.trigger").get_triggers(name, "create")
            ):
                raise Unexplained
            for number in range(len(ids)):
                one, other = first.stored(Model, number), second.stored(Model, number)
                self._columns[name, number] = found = {}
                for column in one:
                    if column != "id" and one[column] != other[column]:
                        found[column] = self._source(Model, number, column, one, other)
        if self._used != set(self._varies):
            raise Unexplained  # a value that left no trace has left one that we do not see

    def _source(self, Model, number, column, one, other):
        field = Model._fields[column]
        target = getattr(field, "model_name", None)
        if Model.__name__ == "ir.translation" and column == "res_id":
            target = one["name"].partition(",")[0]
        pairs = zip(self._first.ids.get(target, ()), self._second.ids.get(target, ()), strict=True)
        for place, pair in enumerate(pairs):
            if pair == (one[column], other[column]):
                return "record", target, place
        if (place := self._computed(Model, number, field)) is not None and (
            field.sql_format(self._derived_first[place][column]) == one[column]
            and field.sql_format(self._derived_second[place][column]) == other[column]
        ):
            self._used |= {leaf for leaf in self._varies if self._first.row.owners[leaf] == place}
            return "derived", place, field
        a, b = self._first.row.leaves, self._second.row.leaves
        found = [
            place
            for place in self._varies
            if _written(field, a[place]) == one[column] and _written(field, b[place]) == other[column]
        ]
        if not found or any(row.leaves[place] != row.leaves[found[0]] for row in self._rows for place in found[1:]):
            raise Unexplained
        self._used.update(found)
        return "leaf", found[0], field

    def _computed(self, Model, number, field):
        "The place among the row's records of this one, if Tryton computes the field."
        places = [place for place, (name, _) in enumerate(self._first.row.records) if name == Model.__name__]
        if number < len(places) and field.name in self._derived_first[places[number]]:
            return places[number]
        return None

    def write(self, Model):
        "Stamp the rows; return the ids of their own records. Raises UserError, as Tryton does, when a check fails."
        new = {}
        for name, ids in self._first.ids.items():
            start = _next_id(Pool().get(name))
            new[name] = range(start, start + len(ids) * len(self._rows))
        for name in self._order():
            for number in range(len(self._first.ids[name])):
                self._insert(Pool().get(name), number, new)
            Transaction().create_records[name].extend(new[name])
        self._check(new)
        return new[Model.__name__]

    def _order(self):
        "The models, those that others refer to first: SQLite checks foreign keys at once."
        needs = {name: set() for name in self._first.ids}
        for (name, _), columns in self._columns.items():
            needs[name] |= {source[1] for source in columns.values() if source[0] == "record"} - {name}
        while needs:
            free = [name for name, needed in needs.items() if not needed & needs.keys()]
            if not free:
                raise Unexplained
            for name in free:
                yield name
                del needs[name]

    def _insert(self, Model, number, new):
        many = {name: len(ids) for name, ids in self._first.ids.items()}
        columns = self._columns[Model.__name__, number]
        stored = [column for column in self._first.stored(Model, number) if column != "id"]
        taken = {column: f"column{place}" for place, column in enumerate(("id", *sorted(columns)), start=1)}
        names = ", ".join(f'"{column}"' for column in ("id", *stored))
        made = ", ".join(taken.get(column) or f's."{column}"' for column in ("id", *stored))
        specimen = self._first.ids[Model.__name__][number]
        lines = []
        for place, row in enumerate(self._rows):
            line = [new[Model.__name__][place * many[Model.__name__] + number]]
            for column, (kind, what, which) in sorted(columns.items()):
                if kind == "record":
                    line.append(new[what][place * many[what] + which])
                elif kind == "derived":
                    line.append(which.sql_format(self._derived[place][what][column]))
                else:
                    line.append(_fitting(which, row.leaves[what]))
            lines.append(line)
        cursor = Transaction().connection.cursor()
        for part in grouped_slice(lines, ROWS_AT_ONCE):
            part = list(part)
            values = ", ".join(["(" + ", ".join("?" * len(taken)) + ")"] * len(part))
            cursor.execute(
                f'INSERT INTO "{Model._table}" ({names}) SELECT {made} FROM (VALUES {values}), "{Model._table}" AS s WHERE s.id = ?',
                [*(value for line in part for value in line), specimen],
            )

    def _check(self, new):
        distinct = {tuple(row.refers): place for place, row in enumerate(self._rows)}
        named = {}  # {model: fields to be checked once for each record that they name; None for all}
        for model, field, relation, _ in next(iter(distinct)):
            named.setdefault(model, set()).add(field)
            named[relation] = None
        for name, ids in new.items():
            Model, each = Pool().get(name), len(self._first.ids[name])
            touched = {
                column
                for (model, _), columns in self._columns.items()
                if model == name
                for column, source in columns.items()
                if source[0] != "record"
            }
            Model._ModelSQL__check_domain_rule(list(ids), "create")
            with without_check_access():
                for part in grouped_slice(list(ids), MOST_AT_ONCE.get(name, 200)):
                    self._as_written(Model, list(part), touched)
                if name in named:
                    some = [ids[place * each + number] for place in distinct.values() for number in range(each)]
                    for part in grouped_slice(some, MOST_AT_ONCE.get(name, 200)):
                        Model._validate(Model.browse(list(part)), named[name])
            Model._count_cache.set(name, None)

    @staticmethod
    def _as_written(Model, ids, touched):
        "The checks of a write of the touched fields, without those that _fitting has made."
        if not all(_is_simple(Model, name) for name in touched):
            Model._validate(Model.browse(ids), touched)
        elif not any(_has_own(Model, hook) for hook in HOOKS):
            # Only the table's constraints, for which Tryton asks the ids and nothing else.
            vars(ModelSQL)["validate"].__get__(None, Model)(ids)
        else:
            records = Model.browse(ids)
            for record in records:
                record.pre_validate()
            Model.validate(records)
            Model.validate_fields(records, touched)


def _is_simple(Model, name):
    "No check of the field, and of no other field because of it, asks for more than its value."
    field = Model._fields[name]
    if field.domain or isinstance(getattr(field, "size", None), PYSON):
        return False
    digits = getattr(field, "digits", None)
    if digits and not (isinstance(digits, tuple) and not any(isinstance(each, PYSON) for each in digits)):
        return False
    return not any(
        name in other.validation_depends
        for other in Model._fields.values()
        if other is not field and not isinstance(other, fields.Function)
    )


def _has_own(Model, hook):
    return any(
        hook in one.__dict__
        and not one.__module__.startswith("trytond.model.")
        and (one.__module__, one.__name__, hook) not in NEEDLESS
        for one in Model.__mro__
    )


def _written(field, value):
    "The value as it is stored in the field, None when it cannot be."
    try:
        return field.sql_format(value)
    except Exception:
        return None


def _fitting(field, value):
    "The value as it is stored, checked as ModelStorage._validate does. Raises Unexplained when Tryton must answer."
    written = field.sql_format(value)
    size, digits = getattr(field, "size", None), getattr(field, "digits", None)
    if isinstance(size, int) and 0 <= size < len(written):
        raise Unexplained
    if isinstance(value, str) and any(sign in written for sign in getattr(field, "forbidden_chars", ())):
        raise Unexplained
    if isinstance(digits, tuple) and isinstance(value, (Decimal, float, int)):
        whole, decimals = digits
        if whole is not None and abs(value) >= 10**whole:
            raise Unexplained
        if decimals is not None and isinstance(value, Decimal) and value.as_tuple().exponent < -decimals:
            raise Unexplained
        if decimals is not None and round(value, decimals) != value:
            raise Unexplained
    return written


def _next_id(Model):
    cursor = Transaction().connection.cursor()
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [Model._table])
    return cursor.fetchone()[0] + 1
