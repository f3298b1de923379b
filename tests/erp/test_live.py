"""The live ERP as a source: the same rules run on it, who entered what, clean-up with undo, stock against ledger."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from golive.connectors.protocol import Ref, Source, load_key
from golive.connectors.tryton import server
from golive.connectors.tryton.place import INTEGRATION, Place
from golive.connectors.tryton.source import TrytonSource
from golive.connectors.tryton.target import TrytonTarget
from golive.engines.migration.check import check
from golive.engines.migration.rules import read_rules
from golive.engines.migration.table import Workbench
from tests.erp.rows import row
from tests.erp.samples import sample

pytestmark = pytest.mark.erp
RULES = """
format: golive-rules
version: 1
object: customers
rules:
- {id: phone.filled, kind: completeness, columns: [phone], severity: warning, message: {zh: 没有电话, en: No telephone}}
- {id: code.unique, kind: uniqueness, columns: [code], severity: error, message: {zh: 编码重复, en: Code repeated}}
"""


@pytest.fixture(scope="module")
def live(erp: Place) -> TrytonSource:
    """An ERP at work: everything of the sample loaded, and one customer that a clerk of the sales department entered."""
    loader = TrytonTarget(server.client(erp, INTEGRATION))
    planned = sample("live")
    from golive.connectors.tryton.objects import OBJECTS

    for one in OBJECTS:
        loader.write(one.name, "live", planned[one.name])
    admin = server.client(erp)
    (company,) = admin.ask("model.company.company.search", [], 0, 1, None)
    (clerk,) = admin.call(
        "model.res.user.create",
        [
            {
                "name": "赵敏",
                "login": "zhaomin",
                "password": "long-password-1",
                "companies": [["add", [company]]],
                "company": company,
            }
        ],
    )
    (employee,) = admin.ask("model.company.employee.search", [["party.code", "=", "live-E1"]], 0, 1, None)
    (group,) = admin.ask("model.res.group.search", [["name", "like", "%arty%dmin%"]], 0, 1, None) or [None]
    admin.call("model.res.user.write", [clerk], {"employees": [["add", [employee]]], "employee": employee})
    if group:
        admin.call("model.res.user.write", [clerk], {"groups": [["add", [group]]]})
    category = admin.ask("model.ir.model.data.get_id", "golive", "category_customer")
    from golive.connectors.tryton.client import Client
    from golive.connectors.tryton.place import DATABASE, HOST

    port = erp.remembered()["port"]
    mine = Client(HOST, int(port), DATABASE, "zhaomin", "long-password-1")
    mine.call("model.party.party.create", [{"name": "新客户", "code": "live-N1", "categories": [["add", [category]]]}])
    return TrytonSource(server.client(erp, INTEGRATION))


def test_it_is_a_source_whose_rows_say_who_entered_them(live: TrytonSource) -> None:
    source: Source = live  # mypy compares the signatures
    assert source.health().ok
    names = [info.name for info in source.describe()]
    assert {"customers", "open_sales", "open_sales.lines", "boms.lines"} <= set(names)
    rows = {one["code"]: one for one in source.read("customers", batch=2)}
    assert set(rows) == {"live-C1", "live-C2", "live-N1"}
    assert (rows["live-N1"]["_created_by"], rows["live-N1"]["_department"]) == ("zhaomin", "销售部")
    assert (rows["live-C1"]["_created_by"], rows["live-C1"]["_department"]) == ("golive", None)
    assert isinstance(rows["live-C1"]["_created_at"], dt.datetime)
    lines = list(source.read("open_sales.lines"))
    assert [(one["product"], one["quantity"], one["_line"]) for one in lines] == [("live-F1", 3, 1), ("live-R1", 12, 2)]
    assert source.count("open_sales.lines") == 2
    for info in source.describe():
        first = next(iter(source.read(info.name)), None)
        assert first is None or {field.name for field in info.fields} <= {*first, "base"}, info.name


def test_the_same_rules_run_on_the_live_records_and_count_errors_by_department(live: TrytonSource) -> None:
    with Workbench() as bench:
        (info,) = [info for info in live.describe() if info.name == "customers"]
        table = bench.load("customers", [field.name for field in info.fields], live.read("customers"), ["_record"])
        result = check(bench, table, read_rules(RULES))
        found = {finding.key for finding in result.findings()}
        rows = {str(one["_key"]): one for one in bench.rows(table)}
    assert {rows[key]["code"] for key in found} == {"live-C1", "live-N1"}
    assert [rows[key]["_department"] for key in found if rows[key]["code"] == "live-N1"] == ["销售部"]


def test_stock_and_ledger_are_read_for_comparison(live: TrytonSource) -> None:
    day = dt.date(2026, 12, 31)
    ledger = {line.account: line for line in live.ledger(day)}
    assert (ledger["1122"].kind, ledger["1122"].balance) == ("receivable", Decimal("11860.50"))
    assert (ledger["2202"].kind, ledger["2202"].balance) == ("payable", Decimal("-61860.50"))
    assert sum(line.balance for line in ledger.values()) == 0
    assert live.ledger(dt.date(2025, 12, 31)) == []
    value = sum(line.value for line in live.stock(live._client.ask("model.ir.date.today")))
    assert value == 4 * Decimal("1250.00") + 120 * Decimal("88.50") + Decimal("1375.28")


def test_a_clean_up_archives_what_nobody_needs_and_comes_back(live: TrytonSource, erp: Place) -> None:
    rows = {one["code"]: one["_record"] for one in live.read("customers")}
    answers = live.archive("clean-1", "customers", [rows["live-N1"], rows["live-C1"], 999999])
    assert [one.code for one in answers] == ["", "in_use", "not_found"]
    assert "live-N1" not in {one["code"] for one in live.read("customers")}
    assert [one.code for one in live.archive("clean-1", "customers", [rows["live-N1"]])] == ["already"]
    products = {one["code"]: one["_record"] for one in live.read("products")}
    assert [one.code for one in live.archive("clean-2", "products", [products["live-F1"]])] == ["in_use"], (
        "it has stock"
    )
    assert [one.code for one in live.archive("clean-3", "open_sales", [1])] == ["cannot_be_archived"]
    assert [(one.object, one.code) for one in live.restore("clean-1")] == [("customers", "")]
    assert "live-N1" in {one["code"] for one in live.read("customers")}
    assert live.restore("clean-1") == [], "a second time there is nothing left to bring back"
    live.archive("clean-4", "customers", [rows["live-N1"]])
    server.client(erp).call("model.party.party.write", [rows["live-N1"]], {"name": "有人改过"})
    assert [one.code for one in live.restore("clean-4")] == ["changed_since"]


def test_undo_refuses_what_live_documents_lean_on(live: TrytonSource) -> None:
    loader = TrytonTarget(live._client)
    (answer,) = loader.undo("customers", [load_key("live", "customers", "C1")])
    assert (answer.undone, answer.reason_code) == (False, "depended_on")
    late = row("live", "open_sales", "O9", {"number": "live-SO9", "party": Ref("customers", load_key("live", "customers", "C9")), "lines": [{"product": "live-F1", "quantity": Decimal(1), "unit_price": Decimal(1)}]})  # fmt: skip
    (refused,) = loader.simulate("open_sales", [late])
    assert (refused.accepted, refused.reason_code, refused.fields) == (False, "reference_missing", ("party",))


def test_the_live_erp_is_opened_by_name_like_any_source(live: TrytonSource, erp: Place) -> None:
    from golive.connectors.open_source import open_source

    opened = open_source(f"tryton:{erp.root.parent}")
    assert isinstance(opened, TrytonSource)
    assert opened.count("suppliers") == 1
