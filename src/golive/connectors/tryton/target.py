"""Tryton as a source and as the target of a migration; guarantee: the key is written with the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from golive.connectors.protocol import (
    UNREAD,
    Guarantee,
    Guarantees,
    Health,
    Held,
    ObjectInfo,
    Refused,
    RowResult,
    Unavailable,
    UndoResult,
    Values,
    WriteRow,
)
from golive.connectors.tryton.building import Field, read_paths, read_value, reference_id
from golive.connectors.tryton.client import Client, LoginFailed
from golive.connectors.tryton.objects import BY_NAME, OBJECTS, TrytonObject

_KEYS = "model.golive.load.key"
_PAGE = 2000
T = TypeVar("T")
GUARANTEES = Guarantees("atomic_key", "rolled_back", ("power_loss",))
"""Record, key and workflow are one transaction of Tryton; a simulation is that transaction rolled back. On SQLite Tryton
commits without waiting for the disk: a killed process loses nothing, a power cut may lose the last commits, which the next
start finds out by asking for the keys."""


@dataclass(frozen=True)
class StockLine:
    """Stock of one product in one location at the end of a day; value = quantity x cost price, to the fen."""

    product: str
    location: str
    unit: str
    quantity: Decimal
    value: Decimal


class TrytonTarget:
    """The objects of `objects.py` in a Tryton 8.0 that has the module trytond_golive."""

    guarantee: Guarantee = "atomic_key"

    def __init__(self, client: Client, language: int = 0) -> None:
        """language of labels: 0 Chinese, 1 English. The client's language is that of Tryton's own messages."""
        self._client = client
        self._language = language
        self._data: dict[str, int] = {}

    @property
    def name(self) -> str:
        return f"Tryton 8.0 {self._client.address}"

    def guarantees(self) -> Guarantees:
        return GUARANTEES

    # The ERP as a target

    def batch_limit(self, object_name: str) -> int:
        return _object(object_name).batch

    def write(self, object_name: str, batch_id: str, rows: Sequence[WriteRow]) -> dict[str, str]:
        """All rows and their keys in one transaction, at most once; repeated safely when the answer is lost."""
        if not rows:
            return {}
        one = _object(object_name)
        for row in rows:
            if found := one.wrong(row.values):
                raise Refused(*found)
        answer = self._ask(f"{_KEYS}.load", batch_id, one.name, one.model, _sent(one, rows), one.how)
        if refused := answer.get("refused"):
            raise Refused(refused["code"], refused["text"], one.our_names(refused["fields"]))
        return {key: str(record) for key, record in answer["ids"].items()}

    def simulate(
        self,
        object_name: str,
        rows: Sequence[WriteRow],
        assuming: Sequence[tuple[str, Sequence[WriteRow]]] = (),
    ) -> list[RowResult]:
        """Tryton's own validation of each row, rolled back. `assuming` names, in order of dependence, the rows of other
        objects that will have been written before; without them a reference to such a row is missing."""
        one = _object(object_name)
        wrong = {row.key: found for row in rows if (found := one.wrong(row.values))}
        before = []
        for earlier_name, earlier_rows in assuming:
            earlier = _object(earlier_name)
            good = [row for row in earlier_rows if not earlier.wrong(row.values)]
            before.append([earlier.name, earlier.model, _sent(earlier, good), earlier.how])
        fit = _sent(one, [row for row in rows if row.key not in wrong])
        answer = self._ask(f"{_KEYS}.simulate", one.name, one.model, fit, before, one.how) if fit else {}
        results = []
        for row in rows:
            if found := wrong.get(row.key):
                results.append(RowResult(row.key, False, *found))
            elif fault := answer[row.key]:
                fields = one.our_names(fault["fields"])
                results.append(RowResult(row.key, False, fault["code"], fault["text"], fields))
            else:
                results.append(RowResult(row.key, True))
        return results

    def find(self, object_name: str, keys: Collection[str]) -> dict[str, str]:
        one = _object(object_name)
        found: dict[str, str] = {}
        for part in _parts(list(keys)):
            answer = self._ask(f"{_KEYS}.find", one.name, one.model, part)
            found |= {key: str(record) for key, record in answer.items()}
        return found

    def held(self, object_name: str, prefix: str) -> dict[str, Held]:
        one = _object(object_name)
        found: dict[str, Held] = {}
        last = ""
        while page := self._ask(f"{_KEYS}.held", one.name, one.model, prefix, last, _PAGE):
            found |= {key: Held(str(record), digest or "", batch) for key, record, digest, batch in page}
            last = page[-1][0]
        return found

    def read_back(self, object_name: str, keys: Collection[str], fields: Sequence[str]) -> dict[str, Values]:
        """Beside a reference's own name, "name.id" asks for the id of the record it names."""
        one = _object(object_name)
        ids = {int(record): key for key, record in self.find(object_name, keys).items()}
        wanted = self._wanted(one, fields)
        found: dict[str, Values] = {}
        for part in _parts(sorted(ids)):
            for record in self._ask(f"model.{one.model}.read", part, ["id", *_paths(wanted)]):
                found[ids[record["id"]]] = _values(record, wanted)
        return found

    @staticmethod
    def _wanted(one: TrytonObject, names: Sequence[str] | None) -> dict[str, Field]:
        """{name: field}; "name.id" is the field too. Raises Refused of a name that the object has not."""
        if names is None:
            return {field.name: field for field in one.fields if not field.unread}
        found = {}
        for name in names:
            field = one.by_name.get(name.removesuffix(".id"))
            if field is None:
                raise Refused("unknown_field", f"{one.name} has no field {name}", (name,))
            found[name] = field
        return found

    def undo(self, object_name: str, keys: Sequence[str]) -> list[UndoResult]:
        """One transaction for the whole call. Repeated after a lost answer it says not_found of what is gone."""
        one = _object(object_name)
        answer = self._ask(f"{_KEYS}.undo", one.name, one.model, list(keys))
        return [UndoResult(key, code == "", code, text) for key, code, text in answer]

    # The ERP as a source

    def describe(self) -> list[ObjectInfo]:
        """The objects in order of dependence."""
        return [one.info(self._language) for one in OBJECTS]

    def read(
        self, object_name: str, fields: Sequence[str] | None = None, batch: int = 1000
    ) -> Iterator[dict[str, Any]]:
        """All records of the object, loaded or entered by hand, in order of their ids."""
        one = _object(object_name)
        wanted = self._wanted(one, fields)
        last = 0
        while True:
            domain = [*self._domain(one), ["id", ">", last]]
            order = [["id", "ASC"]]
            page = self._ask(f"model.{one.model}.search_read", domain, 0, batch, order, ["id", *_paths(wanted)])
            for record in page:
                yield _values(record, wanted)
            if len(page) < batch:
                return
            last = page[-1]["id"]

    def count(self, object_name: str) -> int:
        one = _object(object_name)
        return int(self._ask(f"model.{one.model}.search_count", self._domain(one)))

    def totals(self, date: dt.date) -> list[StockLine]:
        """Stock on hand at the end of the day as Tryton computes it, by location and product; no zero lines."""
        lines = []
        for line in self._ask("model.golive.reconcile.stock", date):
            quantity = Decimal(repr(line["quantity"]))
            value = (quantity * (line["cost_price"] or Decimal(0))).quantize(Decimal("0.01"))
            lines.append(StockLine(line["product"] or "", line["location"] or "", line["unit"], quantity, value))
        return lines

    def set_active(self, object_name: str, codes: Sequence[str], active: bool) -> dict[str, str]:
        """Archive records by their code, or take them back; one by one, so that one refusal stops no other:
        code -> "" for done, else why not. What is archived already stays so."""
        one = _object(object_name)
        path = next(field.path for field in one.fields if field.name == one.key[0])
        answers: dict[str, str] = {}
        for code in codes:
            domain = [*self._domain(one), [path, "=", code], ["active", "in", [True, False]]]
            try:
                found = self._ask(f"model.{one.model}.search", domain, 0, 2, None)
                if len(found) != 1:
                    answers[code] = "not_found" if not found else "several"
                    continue
                self._ask(f"model.{one.model}.write", found, {"active": active})
                answers[code] = ""
            except Refused as error:
                answers[code] = error.text[:200] or error.reason_code
        return answers

    def health(self) -> Health:
        try:
            version = self._client.version()
            self._client.login()
        except Unavailable as error:
            return Health(False, code="unreachable", text=str(error))
        except LoginFailed as error:
            return Health(False, code="login_failed", text=str(error))
        except Refused as error:
            return Health(False, code=error.reason_code, text=error.text)
        return Health(version == "8.0", version, "" if version == "8.0" else "wrong_version")

    def _ask(self, method: str, *params: object) -> Any:
        """Everything here may be repeated: reading, loads under keys, simulations, undo."""
        try:
            return self._client.ask(method, *params)
        except LoginFailed as error:  # the protocol lets out only Refused and Unavailable
            raise Unavailable(f"login failed: {error}") from error

    def _domain(self, one: TrytonObject) -> list[object]:
        """Marks like $category_customer become ids, because names in searches depend on the language."""
        return [[self._marked(part) for part in clause] for clause in one.domain if isinstance(clause, list)]

    def _marked(self, part: object) -> object:
        if not (isinstance(part, str) and part.startswith("$")):
            return part
        if part not in self._data:
            self._data[part] = int(self._ask("model.ir.model.data.get_id", "golive", part[1:]))
        return self._data[part]


def _object(name: str) -> TrytonObject:
    if name not in BY_NAME:
        raise Refused("unknown_object", f"{name} is none of {', '.join(BY_NAME)}")
    return BY_NAME[name]


def _paths(wanted: dict[str, Field]) -> list[str]:
    return list(dict.fromkeys(path for field in wanted.values() for path in read_paths(field)))


def _values(record: dict[str, Any], wanted: dict[str, Field]) -> dict[str, Any]:
    return {
        name: UNREAD
        if field.unread
        else reference_id(record, field)
        if name.endswith(".id") and field.find
        else read_value(record, field)
        for name, field in wanted.items()
    }


def _sent(one: TrytonObject, rows: Sequence[WriteRow]) -> list[list[object]]:
    return [[row.key, row.digest, one.build(row.values)] for row in rows]


def _parts(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _PAGE):
        yield items[start : start + _PAGE]
