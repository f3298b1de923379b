"""Lines of a second table: joined, checked, corrected, mapped, loaded with their records; every row of both accounted for."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from golive.apps.migration import services
from golive.apps.migration.engine_io import proposing, tables
from golive.apps.migration.engine_io.proposing import Choice
from golive.apps.migration.models import DataObject, LedgerEntry, Source
from golive.apps.migration.targets import target_fields
from golive.engines.migration.verify import verify
from golive.foundation.errors import Refused
from golive.foundation.files import storage

from .erp_double import ErpDouble
from .factories import fresh, loading_into, storekeeper, work
from .test_map_fields import taken
from .test_pages import BACKEND, page

CUSTOMERS = "编号,单位名称\nK1,宁波永固\n"
ITEMS = "料号,品名,单位\nP1,泵,台\nP2,阀,件\nP3,轴,件\n"
ORDERS = (
    "订单号,客户编码,订单日期\nSO1,K1,2025-12-01\nSO2,K1,2025-12-02\nSO3,K1,2025-12-03\nSO4,K1,哪天\n"
    "SO5,K1,2025-12-05\nSO2,K1,2025-12-02\n"
)
LINES = (
    "order_no,line_no,item_no,qty,price\n"
    "SO1,10,P1,3,15\nSO1,2,P3,2,4.5\nSO2,1,P2,1,15\nSO4,1,P1,5,1\nSO4,2,P2,5,1\nSO9,1,P1,1,1\n"
    "SO1,3,P2,7,2\nSO5 ,1,P3,4,2\n,1,P3,4,2\n"
)


@pytest.fixture
def orders(cast):
    """Orders and their lines, as two files of a database that nobody prepared."""
    services.add_objects(
        cast.pm, cast.project, chosen=["customers", "products", "open_sales"],
        owners=dict.fromkeys(["customers", "products", "open_sales"], cast.stores),
    )  # fmt: skip
    taken(cast, "customers", CUSTOMERS, "wldw")
    taken(cast, "products", ITEMS, "wl")
    return taken(cast, "open_sales", ORDERS, "orders")


def with_lines(cast, orders, text=LINES, name="order_lines", **more):
    upload = services.add_source(cast.it, cast.project, upload=_file(text, name), encoding="utf-8")
    work()
    upload.refresh_from_db()
    services.set_lines(cast.it, orders, source=upload, table=name, **more)
    work()
    return fresh(cast)["open_sales_lines"]


def _file(text, name):
    return ContentFile(text.encode(), f"{name}.csv")


def mapped(cast):
    """The orders mapped field by field, as the page does it."""
    found = fresh(cast)["open_sales"]
    target = proposing.target_of(found)
    proposed = proposing.propose_for(found, target, target_fields(found.project, target))
    choices = {
        "number": Choice("column", "订单号"),
        "party": Choice("column", "客户编码", lookup=True),
        "date": Choice("column", "订单日期"),
        "lines.product": Choice("column", "item_no", lookup=True),
        "lines.quantity": Choice("column", "qty"),
        "lines.unit_price": Choice("column", "price"),
    }
    assert set(proposed.of(next(p for p in proposed.places if p.lines))) >= {"item_no", "qty", "price"}
    services.map_fields(cast.it, found, key=["订单号"], choices=choices)
    for key in ("customers", "products"):
        services.map_object(cast.it, fresh(cast)[key])
    work()


def states(cycle, key):
    rows = LedgerEntry.objects.filter(prefix=f"{cycle.system}/{key}/")
    return {row.key.split("/", 2)[2]: (row.state, row.reason_code) for row in rows}


def test_the_column_that_joins_them_is_found_and_both_sides_are_told(client, cast, orders):
    lines = with_lines(cast, orders, order="line_no")
    assert lines.preparation["by"] == ["order_no"] and lines.lines_of == orders and lines.rows == 9
    services.check(cast.it, lines)
    services.check(cast.it, orders)
    work()
    found = fresh(cast)
    assert found["open_sales_lines"].by_rule["lines.record"]["rows"] == 3, (
        "SO9, a blank one, and SO5 with a blank behind it"
    )
    assert found["open_sales"].by_rule["record.lines"] == {"rows": 2, "severity": "warning"}, "SO3 and SO5"
    text = page(client, cast.it, "object", cast.project, pk=orders.pk).content.decode()
    assert "2 张单据没有明细" in text and "3 行明细找不到所属单据" in text
    text = page(client, cast.it, "object", cast.project, pk=lines.pk).content.decode()
    assert "3 行明细找不到所属单据" in text and orders.get_absolute_url() in text


def test_a_correction_of_the_lines_is_seen_by_the_records(cast, orders):
    lines = with_lines(cast, orders)
    services.check(cast.it, lines)
    services.check(cast.it, orders)
    work()
    services.transform(cast.it, fresh(cast)["open_sales_lines"], column="order_no", kind="trim", reason="空格")
    work()
    found = fresh(cast)
    assert found["open_sales_lines"].by_rule["lines.record"]["rows"] == 2
    assert found["open_sales"].by_rule["record.lines"]["rows"] == 1, "SO5 has its line now, and was checked again"


def test_rules_of_the_template_about_lines_are_asked_of_the_lines(cast, orders):
    lines = with_lines(cast, orders, LINES.replace("SO2,1,P2,1,15", "SO2,1,,ein,15"))
    before = {rule.id for rule in tables.rules_of(lines).rules}
    mapped(cast)
    of_lines = {rule.id: rule.columns for rule in tables.rules_of(lines).rules}
    assert of_lines["line.product.filled"] == ("item_no",) and of_lines["line.quantity.type"] == ("qty",)
    assert "lines.record" in before | of_lines.keys()
    assert not any(rule.id.startswith("line.") and rule.id in of_lines for rule in tables.rules_of(orders).rules)
    services.check(cast.it, lines)
    work()
    found = fresh(cast)["open_sales_lines"]
    assert found.by_rule["line.product.filled"]["rows"] == found.by_rule["line.quantity.type"]["rows"] == 1


def test_every_row_of_both_tables_is_accounted_for(cast, orders):
    lines = with_lines(cast, orders, order="line_no")
    mapped(cast)
    services.transform(cast.it, lines, column="order_no", kind="trim", reason="空格")
    work()
    services.exclude(cast.it, lines, keys=["SO1#3"], reason="已取消的行")
    erp = ErpDouble()
    with loading_into(erp):
        cycle = services.open_cycle(cast.pm, cast.project)
        simulated = services.simulate(cast.it, cycle)
        work()
        simulated.refresh_from_db()
        assert simulated.counts["open_sales_lines"] == {"accepted": 4, "refused": 4, "left_out": 1}
        assert set(simulated.refusals.filter(object="open_sales_lines").values_list("code", flat=True)) == {
            "parent_missing"
        }
        assert erp.count("open_sales") == 0
        services.start_load(cast.it, cycle)
        work()
        assert states(cycle, "open_sales") == {
            "SO1": ("LOADED", ""), "SO2": ("LOADED", ""), "SO2#2": ("REJECTED", "key_repeated"),
            "SO3": ("LOADED", ""), "SO4": ("REJECTED", "not_a_date"), "SO5": ("LOADED", ""),
        }  # fmt: skip
        assert states(cycle, "open_sales_lines") == {
            "SO1": ("LOADED", ""), "SO1#2": ("LOADED", ""), "SO1#3": ("EXCLUDED", "decision"), "SO2": ("LOADED", ""),
            "SO4": ("REJECTED", "record_refused"), "SO4#2": ("REJECTED", "record_refused"), "SO5 ": ("LOADED", ""),
            "SO9": ("REJECTED", "parent_missing"), "#9": ("REJECTED", "parent_missing"),
        }  # fmt: skip
        body = {row["number"]: row["lines"] for row in erp.read("open_sales", ["number", "lines"])}
        assert [line["quantity"] for line in body["SO1"]] == ["2", "3"], (
            "in the order of the line numbers, without the third"
        )
        assert len(body["SO2"]) == 1 and body["SO3"] == []
        certificate = _certified(cast, cycle)
        statement = cycle.reconciliations.filter(data_object__key="open_sales_lines").last()
        assert statement.balanced and statement.rows == 9
        assert {state: n for state, n in statement.by_state.items() if n} == {"LOADED": 4, "REJECTED": 4, "EXCLUDED": 1}
        _verified(certificate)
        services.undo_load(cast.it, cycle, reason="再来一次")
        work()
    assert erp.count("open_sales") == 0
    assert {state for state, _why in states(cycle, "open_sales_lines").values()} == {"PENDING", "REJECTED", "EXCLUDED"}


def _certified(cast, cycle):
    keeper = storekeeper(cast)
    services.reconcile(cast.it, cycle)
    work()
    for statement in cycle.reconciliations.all():
        assert statement.balanced, (statement.data_object.key, statement.differences)
        services.sign_reconciliation(
            keeper if statement.data_object.owner_id == cast.stores.pk else cast.business, statement
        )
    return services.issue_certificate(cast.pm, cycle)


def _verified(certificate):
    with storage.open_file(certificate.json_file) as file:
        document = json.load(file)
    assert verify(document) == []
    found = {each["name"]: each for each in document["objects"]}["open_sales_lines"]
    assert found["source"]["rows"] == len(found["dispositions"]) == 9
    assert found["target_keys"]["count"] == 4


def test_a_line_that_the_erp_lost_or_grew_is_found(cast, orders):
    with_lines(cast, orders)
    mapped(cast)
    erp = ErpDouble()
    with loading_into(erp):
        cycle = services.open_cycle(cast.pm, cast.project)
        services.start_load(cast.it, cycle)
        work()
        one, two = (
            erp.db.execute("SELECT id, body FROM record WHERE code LIKE ?", (f"%{code}",)).fetchone()
            for code in ("SO1", "SO2")
        )
        lost, grown = json.loads(one[1]), json.loads(two[1])
        lost["lines"], grown["lines"] = lost["lines"][:-1], grown["lines"] * 2
        for body, row in ((lost, one), (grown, two)):
            erp.db.execute("UPDATE record SET body = ? WHERE id = ?", (json.dumps(body), row[0]))
        services.reconcile(cast.it, cycle)
        work()
    statement = cycle.reconciliations.get(data_object__key="open_sales_lines")
    assert not statement.balanced
    assert {(each["code"], each["key"].split("/")[-1]) for each in statement.differences} == {
        ("missing_in_target", "SO1#3"), ("extra_in_target", "SO2"),
    }  # fmt: skip


def test_what_does_not_fit_is_refused_with_a_way_on(cast, orders):
    source = Source.objects.get(name="wl.csv")
    with pytest.raises(Refused, match="lines_by_unknown"):
        services.set_lines(cast.it, orders, source=source, table="wl")
    with pytest.raises(Refused, match="no_such_table"):
        services.set_lines(cast.it, orders, source=source, table="x", by=["料号"])
    with pytest.raises(Refused, match="lines_order_unknown"):
        services.set_lines(cast.it, orders, source=source, table="wl", by=["料号"], order="没有")
    assert not DataObject.objects.filter(lines_of=orders).exists()
    text = """format: golive-mapping
version: 9
object: open_sales
source: {table: orders, key: [订单号]}
target: open_sales
fields:
- {to: number, from: [订单号]}
- to: lines
  children: {table: order_lines, by: [order_no]}
  fields:
  - {to: quantity, from: [qty], as: decimal}
"""
    with pytest.raises(Refused, match="lines_missing"):
        services.map_object(cast.it, orders, yaml=text)
    lines = with_lines(cast, orders)
    with pytest.raises(Refused, match="lines_without_columns"):
        services.map_object(cast.it, orders, yaml=text.replace("[qty]", "[quantity]"))
    with pytest.raises(Refused, match="lines_by_other_key"):
        services.map_object(cast.it, orders, yaml=text.replace("by: [order_no]", "by: [order_no, line_no]"))
    with pytest.raises(Refused, match="lines_of_lines"):
        services.set_lines(cast.it, lines, source=source, table="wl", by=["料号"])
    saved = services.map_object(cast.it, orders, yaml=text)
    assert saved.confirmed and tables.mapping_of(orders).tables == {"order_lines"}


def test_the_lines_are_chosen_on_a_page(client, cast, orders):
    client.force_login(cast.it, BACKEND)
    source = services.add_source(cast.it, cast.project, upload=_file(LINES, "order_lines"), encoding="utf-8")
    work()
    url = reverse("migration:set_lines", kwargs={"project": cast.project.code, "pk": orders.pk})
    assert "order_lines.csv · order_lines" in client.get(url).content.decode()
    text = client.post(url, {"table": f"{source.pk}:order_lines", "by": "没有", "order": ""}).content.decode()
    assert "order_no" in text, "what the table has is said"
    answer = client.post(url, {"table": f"{source.pk}:order_lines", "by": "", "order": "line_no"})
    assert answer.status_code == 302
    work()
    found = fresh(cast)["open_sales_lines"]
    assert answer["Location"] == found.get_absolute_url() and found.rows == 9
    text = page(client, cast.it, "map_fields", cast.project, pk=orders.pk).content.decode()
    assert "column:item_no" in text
    assert page(client, cast.it, "mapping", cast.project, pk=found.pk).status_code == 302
