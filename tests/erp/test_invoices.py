"""Posted invoices of suppliers as a real Tryton answers them: what the cost sheet is offered."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from golive.connectors.tryton import server
from golive.connectors.tryton.invoices import supplier_invoices
from golive.connectors.tryton.place import ADMINISTRATOR, INTEGRATION

pytestmark = pytest.mark.erp
DAY = dt.date(2026, 3, 10)


class Books:
    """The accountant's hands, in the ERP."""

    def __init__(self, erp):
        self.boss = server.client(erp, ADMINISTRATOR)
        self.company = self.boss.ask("model.company.company.search", [], 0, 1, None)[0]
        self.context = {"company": self.company}
        currency = self.boss.ask("model.company.company.read", [self.company], ["currency"])[0]["currency"]
        journal = self.boss.ask("model.account.journal.search", [["type", "=", "expense"]], 0, 1, None)[0]
        (party,) = self.boss.call(
            "model.party.party.create", [{"name": "上海服务器商行", "addresses": [["create", [{"city": "上海"}]]]}]
        )
        address = self.boss.ask("model.party.address.search", [["party", "=", party]], 0, 1, None)[0]
        self.payable = self._accounts([["type.payable", "=", True]])[0]
        self.expenses = self._accounts([["type.expense", "=", True], ["closed", "=", False]])
        self.party = self.boss.ask("model.party.party.read", [party], ["code", "name"])[0]
        self.head = {
            "type": "in",
            "company": self.company,
            "party": party,
            "invoice_address": address,
            "currency": currency,
            "journal": journal,
            "account": self.payable["id"],
        }

    def _accounts(self, domain):
        return self.boss.ask("model.account.account.search_read", domain, 0, None, [["id", "ASC"]], ["code", "name"])

    def invoice(self, *lines, on=DAY, reference="", then=("validate_invoice", "post")):
        """`lines`: (account, text, quantity, price)."""
        rows = [
            {
                "type": "line",
                "account": account["id"],
                "description": text,
                "quantity": quantity,
                "unit_price": Decimal(price),
                "currency": self.head["currency"],
                "company": self.company,
            }
            for account, text, quantity, price in lines
        ]
        values = self.head | {"invoice_date": on, "reference": reference, "lines": [["create", rows]]}
        (pk,) = self.boss.call("model.account.invoice.create", [values], context=self.context)
        for act in then:
            self.boss.call(f"model.account.invoice.{act}", [pk], context=self.context)
        return pk


@pytest.fixture(scope="module")
def books(erp):
    return Books(erp)


def test_what_is_posted_comes_by_account_and_nothing_else(erp, books):
    one, other = books.expenses[:2]
    posted = books.invoice(
        (one, "服务器", 2, "15000.00"),
        (one, "内存", 4, "500.50"),
        (other, "安装", 1, "800.00"),
        reference="FP-20260310",
    )
    credit = books.invoice((other, "退回安装费", -1, "300.00"), on=DAY + dt.timedelta(days=1), reference="FP-CN")
    books.invoice((one, "还没过账", 1, "9.00"), then=())
    books.invoice((one, "去年的", 1, "7.00"), on=dt.date(2026, 1, 5), reference="FP-OLD")

    reader = server.client(erp, INTEGRATION)
    found = supplier_invoices(reader, since=dt.date(2026, 2, 1))

    said = [(i.key.split("/", 1)[1], i.amount, i.account_name, i.on, i.cancelled) for i in found]
    first = sorted([one, other], key=lambda a: str(a["code"] or ""))
    amounts = {one["id"]: Decimal("32002.00"), other["id"]: Decimal("800.00")}
    assert said == [
        *((f"{posted}/{a['code'] or ''}", amounts[a["id"]], a["name"], DAY, False) for a in first),
        (f"{credit}/{other['code'] or ''}", Decimal("-300.00"), other["name"], DAY + dt.timedelta(days=1), False),
    ]
    assert {(i.supplier, i.supplier_code, i.currency) for i in found} == {
        (books.party["name"], books.party["code"], "CNY")
    }
    assert [i.text for i in found if i.account == (one["code"] or "")] == ["服务器；内存"]
    assert {i.reference for i in found} == {"FP-20260310", "FP-CN"} and all(i.number for i in found)


def test_more_than_a_page_of_them_comes_whole(erp, books, monkeypatch):
    monkeypatch.setattr("golive.connectors.tryton.invoices.PAGE", 2)
    made = [
        books.invoice((books.expenses[0], f"第 {n} 张", 1, "10.00"), on=dt.date(2026, 5, 6), reference=f"P{n}")
        for n in range(5)
    ]
    found = supplier_invoices(server.client(erp, INTEGRATION), since=dt.date(2026, 5, 1))
    assert sorted(int(i.key.split("/")[1]) for i in found) == sorted(made)
