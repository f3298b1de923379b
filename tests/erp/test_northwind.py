"""Northwind, a system that nobody here wrote, loaded through the target into a real Tryton and compared with its answer."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from decimal import Decimal

import pytest

from golive.connectors.protocol import Values, WriteRow, key_prefix
from golive.connectors.tryton.target import TrytonTarget
from tests.erp.rows import row
from tests.shared_data import shared

pytestmark = pytest.mark.erp
SOURCE = "northwind"


@pytest.fixture(scope="module")
def northwind() -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:")
    database.row_factory = sqlite3.Row
    database.executescript((shared("migration/northwind") / "create_sqlite.sql").read_text("utf-8"))
    yield database
    database.close()


def party(found: sqlite3.Row, code: str) -> Values:
    """One customer's id is "Val2 " in the data; Tryton keeps no blanks at the ends, so the mapping removes them."""
    values = {
        "code": code,
        "name": found["CompanyName"],
        "contact": found["ContactName"],
        "street": found["Address"],
        "city": ", ".join(part for part in (found["City"], found["Country"]) if part),
        "postal_code": found["PostalCode"],
        "phone": found["Phone"],
        "fax": found["Fax"],
    }
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def objects(northwind: sqlite3.Connection) -> dict[str, list[WriteRow]]:
    """The rows in order of dependence, mapped by hand."""

    def rows(name: str, table: str, key: str, values) -> list[WriteRow]:  # type: ignore[no-untyped-def]
        return [row(SOURCE, name, str(one[key]), values(one)) for one in northwind.execute(f"SELECT * FROM {table}")]

    categories = {one["CategoryID"]: one["CategoryName"] for one in northwind.execute("SELECT * FROM Categories")}
    return {
        "customers": rows("customers", "Customers", "CustomerID", lambda one: party(one, one["CustomerID"])),
        "suppliers": rows("suppliers", "Suppliers", "SupplierID", lambda one: party(one, f"S{one['SupplierID']}")),
        "product_categories": rows(
            "product_categories", "Categories", "CategoryID", lambda one: {"name": one["CategoryName"]}
        ),
        "products": rows(
            "products",
            "Products",
            "ProductID",
            lambda one: {
                "code": f"NW{one['ProductID']:03}",
                "name": one["ProductName"],
                "unit": "个",
                "list_price": Decimal(str(one["UnitPrice"])),
                "cost_price": Decimal(str(one["UnitPrice"])) / 2,
                "category": categories[one["CategoryID"]],
                "salable": str(one["Discontinued"]) == "0",
            },
        ),
        "opening_stock": rows(
            "opening_stock",
            "Products",
            "ProductID",
            lambda one: {
                "product": f"NW{one['ProductID']:03}",
                "location": "STO",
                "quantity": Decimal(one["UnitsInStock"]),
            },
        ),
    }


def given(values: Values) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def test_northwind_arrives_complete_and_equal(northwind: sqlite3.Connection, target: TrytonTarget) -> None:
    planned = objects(northwind)
    earlier: list[tuple[str, list[WriteRow]]] = []
    for name, rows in planned.items():
        refused = [one for one in target.simulate(name, rows, assuming=earlier) if not one.accepted]
        assert refused == [], name
        earlier.append((name, rows))
    assert target.count("customers") == target.count("products") == 0
    for name, rows in planned.items():
        step = target.batch_limit(name)
        for start in range(0, len(rows), step):
            target.write(name, f"{name}-{start}", rows[start : start + step])
    for name, rows in planned.items():
        keys = [one.key for one in rows]
        assert set(target.held(name, key_prefix(SOURCE, name))) == set(keys), name
        fields = list(rows[0].values)
        back = target.read_back(name, keys, fields)
        assert {key: given(values) for key, values in back.items()} == {one.key: given(one.values) for one in rows}, (
            name
        )
    total = northwind.execute("SELECT sum(UnitsInStock), sum(UnitsInStock * UnitPrice) FROM Products").fetchone()
    lines = target.totals(dt.date(2100, 1, 1))
    assert sum(line.quantity for line in lines) == total[0]
    assert sum(line.value for line in lines) == pytest.approx(Decimal(str(total[1])) / 2, abs=Decimal("0.5"))
    for name in reversed(planned):
        assert all(one.undone for one in target.undo(name, [one.key for one in planned[name]])), name
    assert target.totals(dt.date(2100, 1, 1)) == []
