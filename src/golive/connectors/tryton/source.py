"""The live records of a Tryton as a source: the rules that checked legacy data go on checking what people enter.

Beside each object's own fields a row says which record it is and who made and changed it, when, and in which department
that person works, so that error rates can be told by department. Orders offer their lines as a table of their own
("open_sales.lines"). Nothing is written here but by `archive` and `restore`, the clean-up that can be taken back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from golive.connectors.protocol import FieldInfo, Health, ObjectInfo, Refused, SourceError, Unavailable
from golive.connectors.tryton.building import Field, read_paths, read_value, value_at
from golive.connectors.tryton.client import Client, LoginFailed
from golive.connectors.tryton.objects import BY_NAME, OBJECTS, TrytonObject
from golive.connectors.tryton.target import StockLine, TrytonTarget

WHO = (
    FieldInfo("_record", "integer", "Record", required=True),
    FieldInfo("_created_by", "text", "Created by"),
    FieldInfo("_created_at", "datetime", "Created at"),
    FieldInfo("_changed_by", "text", "Changed by"),
    FieldInfo("_changed_at", "datetime", "Changed at"),
    FieldInfo("_department", "text", "Department of who changed it last, else of who made it"),
)
_PATHS = ("id", "create_uid.login", "create_date", "write_uid.login", "write_date")


@dataclass(frozen=True)
class LedgerLine:
    """Posted balance of one account at the end of a day. kind: receivable, payable, stock, or ""."""

    account: str
    name: str
    kind: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


@dataclass(frozen=True)
class Archived:
    """The answer for one record of a clean-up: code "" when done, else not_found, already, in_use, changed_since,
    cannot_be_archived; `text` names it or what stands in the way."""

    object: str
    record: int
    code: str
    text: str


class TrytonSource:
    """A `protocol.Source`. The client's user needs to read, and for clean-ups to write, what it is asked for."""

    def __init__(self, client: Client, language: int = 0) -> None:
        self._client = client
        self._target = TrytonTarget(client, language)
        self._language = language
        self._departments: dict[str, str] | None = None
        self.name = self._target.name

    def describe(self) -> list[ObjectInfo]:
        found = []
        for one in OBJECTS:
            info = one.info(self._language)
            own = tuple(field for field in info.fields if field.type != "list")
            found.append(ObjectInfo(one.name, info.label, (*own, *WHO), ("_record",)))
            for field in info.fields:
                if field.type == "list":
                    lines = (FieldInfo("_record", "integer"), FieldInfo("_line", "integer"), *field.fields)
                    found.append(ObjectInfo(f"{one.name}.{field.name}", field.label, lines, ("_record", "_line")))
        return found

    def read(
        self, object_name: str, fields: Sequence[str] | None = None, batch: int = 1000
    ) -> Iterator[dict[str, Any]]:
        """Rows in order of the records' ids, archived ones left out, as Tryton itself does."""
        name, _, lines = object_name.partition(".")
        one = _object(name)
        rows = self._lines(one, lines, batch) if lines else self._records(one, batch)
        for row in rows:
            yield row if fields is None else {field: row.get(field) for field in fields}

    def count(self, object_name: str) -> int:
        if "." in object_name:
            return sum(1 for _ in self.read(object_name))
        return self._target.count(object_name)

    def health(self) -> Health:
        return self._target.health()

    def stock(self, day: dt.date) -> list[StockLine]:
        """Quantity and value by location and product at the end of the day. Of a day to come Tryton gives what is planned."""
        return self._target.totals(day)

    def ledger(self, day: dt.date) -> list[LedgerLine]:
        """Posted balances at the end of the day. Stock and ledger agree when the value of `stock` is the balance of the
        accounts of kind stock."""
        return [LedgerLine(**line) for line in self._ask("model.golive.reconcile.ledger", day)]

    def archive(self, run: str, object_name: str, records: Sequence[int]) -> list[Archived]:
        """Deactivate records that nobody needs; what open documents, open items or stock still need is refused."""
        one = _object(object_name)
        answers = self._ask("model.golive.cleanup.archive", run, one.model, list(records))
        return [Archived(object_name, record, code, text) for record, code, text in answers]

    def restore(self, run: str) -> list[Archived]:
        """Take a clean-up back; what somebody changed since is left to him and named."""
        names = {one.model: one.name for one in reversed(OBJECTS)}
        answers = self._ask("model.golive.cleanup.restore", run)
        return [Archived(names.get(model, model), record, code, text) for model, record, code, text in answers]

    # --- reading -----------------------------------------------------------------------------------

    def _records(self, one: TrytonObject, batch: int) -> Iterator[dict[str, Any]]:
        fields = [field for field in one.fields if not field.is_lines and not field.unread]
        for record in self._pages(one, fields, batch):
            row = {field.name: read_value(record, field) for field in fields}
            yield row | self._who(record)

    def _lines(self, one: TrytonObject, name: str, batch: int) -> Iterator[dict[str, Any]]:
        field = one.by_name.get(name)
        if field is None or not field.is_lines:
            raise SourceError("no_such_table", f"{one.name} has no lines {name}", table=f"{one.name}.{name}")
        for record in self._pages(one, [field], batch):
            for number, line in enumerate(read_value(record, field), 1):
                yield {"_record": record["id"], "_line": number, **line}

    def _pages(self, one: TrytonObject, fields: Sequence[Field], batch: int) -> Iterator[dict[str, Any]]:
        paths = [*_PATHS, *(path for field in fields for path in read_paths(field))]
        last = 0
        while True:
            domain = [*self._target._domain(one), ["id", ">", last]]
            order = [["id", "ASC"]]
            page = self._ask(f"model.{one.model}.search_read", domain, 0, batch, order, list(dict.fromkeys(paths)))
            yield from page
            if len(page) < batch:
                return
            last = page[-1]["id"]

    def _who(self, record: dict[str, Any]) -> dict[str, Any]:
        made, changed = value_at(record, "create_uid.login"), value_at(record, "write_uid.login")
        return {
            "_record": record["id"],
            "_created_by": made,
            "_created_at": record.get("create_date"),
            "_changed_by": changed,
            "_changed_at": record.get("write_date"),
            "_department": self._department(changed or made),
        }

    def _department(self, login: str | None) -> str | None:
        """By the employee that stands with the user."""
        if self._departments is None:
            users = self._ask("model.res.user.search_read", [], 0, None, None, ["login", "employee.department"])
            found = {str(user["login"]): value_at(user, "employee.department") for user in users}
            self._departments = {login: department for login, department in found.items() if department}
        return self._departments.get(login or "")

    def _ask(self, method: str, *params: object) -> Any:
        try:
            return self._client.ask(method, *params)
        except LoginFailed as error:
            raise SourceError("database_error", str(error), database=self.name, said=str(error)) from error
        except (Refused, Unavailable) as error:
            raise SourceError("database_error", str(error), database=self.name, said=str(error)) from error


def _object(name: str) -> TrytonObject:
    if name not in BY_NAME:
        raise SourceError("no_such_table", f"{name} is none of {', '.join(BY_NAME)}", table=name)
    return BY_NAME[name]
