"""Posted invoices of suppliers, read only: what was bought, by invoice and account."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from golive.connectors.tryton.client import Client

PAGE = 500
STATES = ["posted", "paid", "cancelled"]  # a draft is nobody's debt yet


@dataclass(frozen=True, slots=True)
class SupplierInvoice:
    """What one invoice books on one account, without tax. `key` names it for ever: database, invoice, account."""

    key: str
    number: str
    reference: str  # the supplier's own number
    supplier_code: str
    supplier: str
    account: str
    account_name: str
    text: str
    amount: Decimal
    currency: str
    on: dt.date | None
    cancelled: bool


INVOICE = ["number", "reference", "party.code", "party.name", "currency.code", "invoice_date", "state"]
LINE = ["invoice", "account.code", "account.name", "description", "amount"]


def supplier_invoices(client: Client, since: dt.date) -> list[SupplierInvoice]:
    """Those dated `since` or later, the oldest first; amounts of lines of one account are added up."""
    domain = [["type", "=", "in"], ["state", "in", STATES], ["invoice_date", ">=", since]]
    heads = {row["id"]: row for row in _all(client, "account.invoice", domain, INVOICE, "invoice_date")}
    lines: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    numbers = list(heads)
    for start in range(0, len(numbers), PAGE):
        asked = [["invoice", "in", numbers[start : start + PAGE]], ["type", "=", "line"]]
        for line in _all(client, "account.invoice.line", asked, LINE, "id"):
            lines[line["invoice"], str(_of(line, "account", "code") or "")].append(line)
    found = [_invoice(client, heads[pk], account, rows) for (pk, account), rows in lines.items()]
    return sorted(found, key=lambda i: (i.on or dt.date.min, i.number, i.account))


def _all(client: Client, model: str, domain: list[Any], fields: list[str], order: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        by = [[order, "ASC"], ["id", "ASC"]] if order != "id" else [["id", "ASC"]]
        page = client.ask(f"model.{model}.search_read", domain, len(found), PAGE, by, fields)
        found += page
        if len(page) < PAGE:
            return found


def _of(row: dict[str, Any], record: str, name: str) -> Any:
    """Tryton answers "party.name" with {"party.": {"name": …}}."""
    return (row.get(f"{record}.") or {}).get(name)


def _invoice(client: Client, head: dict[str, Any], account: str, lines: list[dict[str, Any]]) -> SupplierInvoice:
    said = "；".join(dict.fromkeys(str(line["description"]) for line in lines if line.get("description")))
    return SupplierInvoice(
        key=f"{client.database}/{head['id']}/{account}",
        number=head["number"] or f"#{head['id']}",
        reference=head["reference"] or "",
        supplier_code=_of(head, "party", "code") or "",
        supplier=_of(head, "party", "name") or "",
        account=account,
        account_name=_of(lines[0], "account", "name") or "",
        text=said,
        amount=sum((Decimal(str(line["amount"] or 0)) for line in lines), Decimal(0)),
        currency=_of(head, "currency", "code") or "",
        on=head["invoice_date"],
        cancelled=head["state"] == "cancelled",
    )
