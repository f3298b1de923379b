"""Tryton's tables as they lie in its database: the same log by its SQL and through JSON-RPC's rows."""

import sqlite3
from contextlib import closing
from datetime import datetime

import pytest

from golive.connectors.sql import SqlSource
from golive.engines.mining.analyse import variants
from golive.engines.mining.sources import TEMPLATES, log_of_rows, log_of_tables

AT = "2026-03-0{} 0{}:00:00.000000"


def moment(day, hour):
    return datetime.fromisoformat(AT.format(day, hour))


def record(key, day, hour, who=1, **more):
    return {"id": key, "create_date": moment(day, hour), "create_uid": who, **more}


def logged(number, resource, event, target, day, hour, who=2):
    return record(number, day, hour, who, resource=resource, event=event, target=target, user=who)


# Requisition 7 becomes request, purchase 1, receipt 3 and invoice 5; purchase 2 is a draft.
TABLES = {
    "res.user": [{"id": 1, "login": "buyer"}, {"id": 2, "login": "chief"}],
    "party.party": [{"id": 9, "name": "苏州供应商"}],
    "currency.currency": [{"id": 1, "code": "CNY"}],
    "purchase.requisition": [record(7, 1, 8)],
    "purchase.requisition.line": [{"id": 70, "requisition": 7}],
    "purchase.request": [{"id": 700, "purchase_line": 10, "origin": "purchase.requisition.line,70"}],
    "purchase.purchase": [
        record(1, 2, 8, number="PO1", party=9, currency=1),
        record(2, 2, 9, number=None, party=None, currency=1),
    ],
    "purchase.line": [{"id": 10, "purchase": 1}, {"id": 11, "purchase": 1}, {"id": 20, "purchase": 2}],
    "stock.move": [{"id": 30, "shipment": "stock.shipment.in,3", "origin": "purchase.line,10"}],
    "stock.shipment.in": [record(3, 3, 8)],
    "account.invoice": [record(5, 4, 8)],
    "account.invoice.line": [
        {"id": 50, "invoice": 5, "origin": "purchase.line,10"},
        {"id": 51, "invoice": 5, "origin": "purchase.line,11"},
        {"id": 52, "invoice": None, "origin": "purchase.line,20"},
    ],
    "ir.model.log": [
        logged(1, "purchase.requisition,7", "button", "wait", 1, 9),
        logged(2, "purchase.requisition,7", "transition", "state:waiting", 1, 9),
        logged(3, "purchase.requisition,7", "transition", "state:approved", 1, 9),
        logged(4, "purchase.purchase,1", "transition", "state:confirmed", 2, 9),
        logged(5, "account.invoice,5", "button", "post", 4, 9),
        logged(6, "account.invoice,5", "write", "reference", 4, 9),
        logged(7, "party.party,9", "write", "name", 4, 9),
    ],
}
EXPECTED = (
    "requisition created", "requisition wait", "requisition waiting", "requisition approved", "purchase created",
    "purchase confirmed", "receipt created", "supplier invoice created", "supplier invoice post",
)  # fmt: skip


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "erp.sqlite"
    with closing(sqlite3.connect(path)) as con, con:
        for model, fields in TEMPLATES["purchase-to-pay"].models.items():
            names = ", ".join(f'"{name}"' for name in ("id", *fields))
            con.execute(f"CREATE TABLE {model.replace('.', '_')} ({names})")
            for row in TABLES.get(model, ()):
                values = [str(v) if isinstance(v, datetime) else v for v in (row.get(n) for n in ("id", *fields))]
                con.execute(f"INSERT INTO {model.replace('.', '_')} VALUES ({', '.join('?' * len(values))})", values)
    return path


def test_purchase_to_pay_by_sql_and_by_rpc(database):
    template = TEMPLATES["purchase-to-pay"]
    with (
        log_of_tables(template, TABLES) as by_rpc,
        log_of_rows(template, SqlSource(f"sqlite:///{database}").ask(template.sql)) as by_sql,
    ):
        for log in (by_rpc, by_sql):
            assert (log.cases, log.account.rows_dropped) == (2, 0)
            assert {v.activities for v in variants(log)} == {EXPECTED, ("purchase created",)}
            attributes = (
                "SELECT \"number\", party, currency FROM case_attr JOIN cases USING (case_id) WHERE case_key = '1'"
            )
            assert log.rows(attributes) == [("PO1", "苏州供应商", "CNY")]
            assert set(log.resources.values()) == {"buyer", "chief"}
        assert by_rpc.content_hash == by_sql.content_hash


def test_order_to_cash():
    tables = {
        **{model: TABLES[model] for model in ("res.user", "party.party", "currency.currency")},
        "sale.sale": [record(4, 1, 8, number="SO4", party=9, currency=1)],
        "sale.line": [{"id": 40, "sale": 4}],
        "stock.move": [{"id": 41, "shipment": "stock.shipment.out,6", "origin": "sale.line,40"}],
        "stock.shipment.out": [record(6, 2, 8)],
        "account.invoice": [record(8, 3, 8)],
        "account.invoice.line": [{"id": 80, "invoice": 8, "origin": "sale.line,40"}],
        "ir.model.log": [
            logged(1, "sale.sale,4", "transition", "state:quotation", 1, 9),
            logged(2, "stock.shipment.out,6", "transition", "state:done", 2, 9),
            logged(3, "account.invoice,8", "button", "post", 3, 9),
        ],
    }
    with log_of_tables(TEMPLATES["order-to-cash"], tables) as log:
        (variant,) = variants(log)
        expected = "sale created, sale quotation, shipment created, shipment done, customer invoice created, customer invoice post"
        assert ", ".join(variant.activities) == expected
