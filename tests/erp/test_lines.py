"""Northwind's orders and their lines, two tables of one database, through the product into a real Tryton and out again."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile

from golive.apps.migration import queries, services
from golive.apps.migration.models import LedgerEntry
from golive.apps.migration.standards import Standard
from golive.apps.migration.tests.factories import fresh, loading_into, work
from golive.engines.migration.verify import verify
from golive.foundation import sealing
from golive.foundation.files import storage
from tests.erp.test_migration import PARTY, PRODUCTS, RULES
from tests.shared_data import shared

pytestmark = pytest.mark.erp

ORDERS = """format: golive-mapping
version: 1
object: open_sales
source: {table: Orders, key: [OrderID]}
target: open_sales
fields:
- {to: number, from: [OrderID]}
- {to: party, from: [CustomerID], lookup: customers, required: true}
- {to: date, from: [OrderDate], as: date}
- to: lines
  children: {table: Order Details, by: [OrderID], order: [ProductID]}
  fields:
  - {to: product, from: [ProductID], lookup: products, required: true}
  - {to: quantity, from: [Quantity], as: decimal, required: true}
  - {to: unit_price, expression: 'round(num(UnitPrice) * (1 - num(Discount)), 4)', required: true}
exclude:
- {when: ShippedDate, reason: 已发货}
"""
TOTALS = {"totals": [{"name": "quantity", "field": "lines.quantity", "group": ""}]}
OPEN = 21


def northwind() -> list[Standard]:
    customers = PARTY.format(
        object="customers", table="Customers", key="CustomerID", code="from: [CustomerID], steps: [trim]"
    )
    return [
        Standard("customers", RULES.format(object="customers", column="CompanyName"), customers, {}),
        Standard("products", RULES.format(object="products", column="ProductName"), PRODUCTS, {}),
        Standard("open_sales", RULES.format(object="open_sales", column="CustomerID"), ORDERS, TOTALS),
    ]


@pytest.mark.django_db
def test_orders_and_their_lines_are_loaded_and_every_row_of_both_is_accounted_for(
    cast, target, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT, settings.DATA = tmp_path / "files", tmp_path
    content = (shared("migration/northwind") / "create_sqlite.sql").read_bytes()
    keys = ("customers", "products", "open_sales")
    services.set_up_objects(cast.pm, cast.project, owners=dict.fromkeys(keys, cast.sales), given=northwind())
    source = services.add_source(cast.it, cast.project, upload=ContentFile(content, "northwind.sql"), encoding="utf-8")
    work()
    source.refresh_from_db()
    for key in keys:
        services.take_extract(cast.it, fresh(cast)[key], source=source)
        work()
    lines = services.set_lines(
        cast.it, fresh(cast)["open_sales"], source=source, table="Order Details", order="ProductID"
    )
    work()
    assert lines.preparation["by"] == ["OrderID"], "found by the values"
    for key in keys:
        services.map_object(cast.it, fresh(cast)[key])
        work()
    found = fresh(cast)["open_sales_lines"]
    assert found.rows == 2155 and found.by_rule.get("lines.record", {}).get("rows", 0) == 0
    with loading_into(target):
        cycle = services.open_cycle(cast.pm, cast.project)
        simulation = services.simulate(cast.it, cycle)
        work()
        simulation.refresh_from_db()
        assert simulation.counts["open_sales"] == {"accepted": OPEN, "refused": 0, "left_out": 830 - OPEN}
        open_lines = simulation.counts["open_sales_lines"]["accepted"]
        assert simulation.counts["open_sales_lines"] == {
            "accepted": open_lines, "refused": 0, "left_out": 2155 - open_lines
        }  # fmt: skip
        assert target.count("open_sales") == 0
        load = services.start_load(cast.it, cycle)
        work()
        load.refresh_from_db()
        assert target.count("open_sales") == OPEN
        assert load.counts["open_sales_lines"]["LOADED"] == open_lines > OPEN
        services.reconcile(cast.it, cycle)
        work()
        statements = queries.statements(cycle)
        assert [s.differences for s in statements.values()] == [[]] * 4
        by_key = {statement.data_object.key: statement for statement in statements.values()}
        assert by_key["open_sales_lines"].rows == 2155 and by_key["open_sales_lines"].balanced
        for statement in statements.values():
            services.sign_reconciliation(cast.business, statement)
        certificate = services.issue_certificate(cast.pm, cycle)
        with storage.open_file(certificate.json_file) as file:
            document = json.loads(file.read())
        assert verify(document, sealing.fingerprint()) == []
        proved = {each["name"]: each for each in document["objects"]}["open_sales_lines"]
        assert proved["target_keys"]["count"] == open_lines and len(proved["dispositions"]) == 2155
        services.undo_load(cast.it, cycle, reason="试迁移结束")
        work()
    assert target.count("open_sales") == 0
    assert not LedgerEntry.objects.filter(state="LOADED").exists()
