"""Another company's database through `golive data` into a real Tryton: masters, stock, open orders, receivables, staff."""

from __future__ import annotations

import json
import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from golive.cli import main
from golive.connectors.tryton import server
from golive.connectors.tryton.place import Place
from golive.connectors.tryton.target import TrytonTarget
from tests.erp.test_target import everything
from tests.shared_data import shared

pytestmark = pytest.mark.erp
EXPECTED = {
    "customers": 93, "suppliers": 29, "categories": 8, "products": 77, "warehouses": 4, "stock": 72, "open_sales": 21,
    "open_purchases": 17, "receivables": 90, "employees": 9,
}  # fmt: skip


@pytest.fixture
def project(erp: Place, tmp_path: Path) -> Path:
    shutil.copy(shared("migration/northwind") / "create_sqlite.sql", tmp_path / "northwind.sql")
    text = (Path(__file__).parent / "northwind" / "project.yaml").read_text("utf-8")
    (tmp_path / "project.yaml").write_text(text.replace("data: erp-data", f"data: {erp.root.parent}"), "utf-8")
    return tmp_path / "project.yaml"


def golive(verb: str, project: Path, *more: str) -> dict[str, object]:
    done = CliRunner().invoke(main, ["data", verb, str(project), *more, "--json"])
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_northwind_goes_into_the_erp_by_the_command_line(project: Path, erp: Place, target: TrytonTarget) -> None:
    before = everything(target)
    found = golive("simulate", project)
    assert {one["object"]: one["accepted"] for one in found["objects"]} == EXPECTED  # type: ignore[attr-defined]
    assert everything(target) == before
    loaded = golive("load", project, "--run", "cutover")
    assert {name: one["loaded"] for name, one in loaded["objects"].items()} == EXPECTED  # type: ignore[attr-defined]
    again = golive("load", project)
    assert {name: one["loaded"] for name, one in again["objects"].items()} == dict.fromkeys(EXPECTED, 0)  # type: ignore[attr-defined]
    reconciled = golive("reconcile", project, "--sign", "Andrew Fuller")
    assert reconciled["balanced"] is True
    check_against_northwind(project, erp, reconciled)
    assert CliRunner().invoke(main, ["verify", str(reconciled["certificate"])]).exit_code == 0
    undone = golive("undo", project, "--reason", "mock load")
    assert undone["undone"] == EXPECTED
    assert everything(target) == before


def check_against_northwind(project: Path, erp: Place, reconciled: dict[str, object]) -> None:
    """The ERP's own figures against SQL on the source, neither through GoLive's mapping."""
    source = sqlite3.connect(":memory:")
    source.executescript((project.parent / "northwind.sql").read_text("utf-8"))
    admin = server.client(erp)
    (money,) = source.execute(
        "SELECT sum(round(UnitPrice * (1 - Discount), 4) * Quantity) FROM [Order Details] JOIN Orders USING (OrderID)"
        " WHERE ShippedDate IS NULL"
    ).fetchone()
    sales = admin.ask("model.sale.sale.search_read", [], 0, 999, None, ["untaxed_amount", "state"])
    assert {one["state"] for one in sales} == {"processing"}
    assert sum(one["untaxed_amount"] for one in sales) == pytest.approx(Decimal(str(money)), abs=Decimal("0.50"))
    (stock,) = source.execute("SELECT sum(UnitsInStock) FROM Products").fetchone()
    totals = {
        (total["name"], total["group"]): total
        for one in reconciled["objects"]  # type: ignore[attr-defined]
        for total in one["totals"]
        if one["object"] == "stock"
    }
    assert {group for _, group in totals} == {"R1", "R2", "R3", "R4"}
    assert sum(Decimal(total["target"]) for total in totals.values()) == stock
    (owed,) = source.execute("SELECT sum(Freight) FROM Orders WHERE ShippedDate >= '1998-04-01'").fetchone()
    (account,) = admin.ask("model.account.account.search_read", [["code", "=", "1122"]], 0, 9, None, ["balance"])
    assert account["balance"] == pytest.approx(Decimal(str(owed)), abs=Decimal("0.005"))
