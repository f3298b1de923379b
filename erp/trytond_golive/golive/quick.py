# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
"""What is slow in Tryton when there are many new records.

The values that depend on the company are written for all of them at once instead of one by one.

Tryton's own setter looks, for each record, for a value that may be there already. New records have none, so one row a
record is made with the value and, as Tryton does, the defaults of the other fields that share the row.

A code must be unique among the active products. PostgreSQL keeps an index for that; on SQLite Tryton looks for all new
codes through the whole table. There the same is asked of an index.
"""

from sql import Literal
from sql.operators import Exists
from trytond import backend
from trytond.model import Check, Index, Model, fields
from trytond.modules.company.model import CompanyValueMixin
from trytond.pool import PoolMeta
from trytond.transaction import Transaction


class Quick:
    __slots__ = ()

    @classmethod
    def _multivalue_setter(cls, records, name, val):
        made = Transaction().context.get("golive_new")  # {(model, values' model): ({ids}, {field: value})}
        Value = cls.multivalue_model(name)
        owner = next(
            (
                field
                for field, definition in Value._fields.items()
                if definition._type == "many2one" and definition.model_name == cls.__name__
            ),
            None,
        )
        if made is None or owner is None or isinstance(val, (list, tuple)):
            return super()._multivalue_setter(records, name, val)
        place, ids = (cls.__name__, Value.__name__), {record.id for record in records}
        if place in made:
            known, row = made[place]
            if ids <= known and row.get(name) == val:
                return None
            return super()._multivalue_setter(records, name, val)
        pattern = {}
        if issubclass(Value, CompanyValueMixin):
            pattern["company"] = Transaction().context.get("company")
        row = {**pattern, **cls._golive_shared(records[0], name, Value, pattern), name: val}
        Value.create([{**row, owner: record.id} for record in records])
        made[place] = (ids, row)
        return None

    @classmethod
    def _golive_shared(cls, record, name, Value, pattern):
        """The defaults of the other fields that are kept in the same row."""
        found = {}
        for other, field in cls._fields.items():
            if other == name or not isinstance(field, fields.MultiValue) or cls.multivalue_model(other) != Value:
                continue
            if function := getattr(record, f"default_{other}", None):
                value = function(**pattern)
                found[other] = value.id if isinstance(value, Model) else value
        return found


class Party(Quick, metaclass=PoolMeta):
    __name__ = "party.party"


class Template(Quick, metaclass=PoolMeta):
    __name__ = "product.template"


class Product(Quick, metaclass=PoolMeta):
    __name__ = "product.product"

    @classmethod
    def __setup__(cls):
        super().__setup__()
        if backend.name == "sqlite":
            table = cls.__table__()
            cls._sql_indexes.add(Index(table, (table.code, Index.Equality())))
            cls._sql_constraints = [
                (name, _free_code(cls, table) if name == "code_exclude" else constraint, message)
                for name, constraint, message in cls._sql_constraints
            ]


def _free_code(Product, table):
    "No other active product has the code."
    other = Product.__table__()
    same = (other.code == table.code) & (other.id != table.id) & (other.active == Literal(True))
    return Check(
        table,
        ~Exists(other.select(Literal(1), where=same & (table.active == Literal(True)) & (table.code != ""))),
    )
