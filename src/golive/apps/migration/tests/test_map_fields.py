"""The mapping field by field: proposals with their reasons, accepted, altered or refused; lines; versions with their difference."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from golive.apps.migration import services
from golive.apps.migration.engine_io import proposing, tables
from golive.apps.migration.engine_io.proposing import Choice
from golive.apps.migration.targets import target_fields
from golive.foundation.errors import Refused

from .erp_double import ErpDouble
from .factories import fresh, loading_into, work
from .test_pages import BACKEND

PRODUCTS = "料号,品名,单位,采购价,类型\nP1,泵,台,12.50,商品\nP2,阀,件,,服务\nP3,轴,件,3,商品\n"
ORDERS = "订单号,客户编码,订单日期,产品编码,数量,单价\nSO1,K1,2025-12-01,P1,3,15\nSO1,K1,2025-12-01,P3,2,4.5\nSO2,K1,2025-12-02,P1,1,15\n"


def taken(cast, key, text, name):
    source = services.add_source(
        cast.it, cast.project, upload=ContentFile(text.encode(), f"{name}.csv"), encoding="utf-8"
    )
    work()
    source.refresh_from_db()
    services.take_extract(cast.it, fresh(cast)[key], source=source, table=name)
    work()
    return fresh(cast)[key]


@pytest.fixture
def products(cast):
    services.add_objects(cast.pm, cast.project, chosen=["products", "open_sales", "customers"])
    return taken(cast, "products", PRODUCTS, "wl")


def proposed_for(found):
    target = proposing.target_of(found)
    return proposing.propose_for(found, target, target_fields(found.project, target))


def test_proposals_have_a_column_a_score_and_a_reason(products):
    found = proposed_for(products)
    best = {name: each.column for name, each in found.by_field.items()}
    assert best["name"] == "品名" and best["unit"] == "单位" and best["code"] == "料号"
    assert found.by_field["name"].score > 0.5 and found.by_field["name"].by_name
    assert found.key == ["料号"]


def test_what_a_person_chose_becomes_the_next_version(cast, products):
    before = products.mappings.first()
    choices = {
        "code": Choice("column", "料号"),
        "name": Choice("column", "品名"),
        "unit": Choice("column", "单位", values=proposing.NEW),
        "cost_price": Choice("column", "采购价", default="1"),
        "type": Choice("column", "类型", values=proposing.NEW),
        "salable": Choice("constant", "是"),
        "list_price": Choice("expression", 'num(col("采购价")) * 2'),
    }
    saved = services.map_fields(cast.it, products, key=["料号"], choices=choices)
    assert saved.version == before.version + 1 and saved.confirmed
    mapping = tables.parse_mapping(saved.yaml)
    by_name = {each.to: each for each in mapping.fields}
    assert by_name["salable"].constant is True and by_name["cost_price"].default == "1"
    assert mapping.value_maps["unit"] == {"件": "件", "台": "台"} and "category" not in by_name
    assert set(products.value_maps.values_list("name", flat=True)) == {"unit", "type"}
    with pytest.raises(Refused, match="no_key"):
        services.map_fields(cast.it, products, key=[], choices=choices)


def test_head_and_lines_in_one_table_become_orders_with_lines(cast, products):
    services.map_object(cast.it, products)
    customers = taken(cast, "customers", "客户编码,客户名称\nK1,苏州恒泰\n", "kh")
    services.map_object(cast.it, customers)
    orders = taken(cast, "open_sales", ORDERS, "dd")
    mapping = tables.mapping_of(orders)
    assert mapping.group and mapping.key == ("订单号",)
    services.map_object(cast.it, orders)
    erp = ErpDouble()
    with loading_into(erp):
        cycle = services.open_cycle(cast.pm, cast.project)
        simulated = services.simulate(cast.it, cycle)
        work()
        simulated.refresh_from_db()
        assert simulated.counts["open_sales"]["refused"] == 0, (
            "customers and products are looked up before they are there"
        )
        services.start_load(cast.it, cycle)
        work()
        services.reconcile(cast.it, cycle)
        work()
    assert erp.count("open_sales") == 2
    statement = cycle.reconciliations.get(data_object=orders)
    assert statement.rows == 2 and statement.balanced, statement.differences


def test_the_page_shows_proposals_and_keeps_what_was_typed(client, cast, products):
    client.force_login(cast.it, BACKEND)
    url = reverse("migration:map_fields", kwargs={"project": cast.project.code, "pk": products.pk})
    text = client.get(url).content.decode()
    assert "采购价" in text and "%" in text
    answer = client.post(url, {"key": "没有这列", "way_0": "constant", "text_0": ""})
    assert answer.status_code == 200 and "没有这列" in answer.content.decode()
    places = [place.name for place in proposed_for(products).places]
    chosen = {"code": "料号", "name": "品名", "unit": "单位"}
    data = {f"way_{places.index(name)}": f"column:{column}" for name, column in chosen.items()}
    answer = client.post(url, {"key": "料号", **data})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    text = client.get(answer["Location"].split("#")[0]).content.decode()
    assert 'id="difference"' in text and "-- {to: cost_price" in text
    client.force_login(cast.consultant, BACKEND)
    assert client.get(url).status_code == 404, "consultants see no rows"


def test_choosing_defining_and_the_guarantees_on_the_page(client, cast):
    client.force_login(cast.pm, BACKEND)

    def at(name):
        return reverse(f"migration:{name}", kwargs={"project": cast.project.code})

    assert client.get(at("add_objects")).content.decode().count('name="chosen"') == 20
    assert client.post(at("add_objects"), {"chosen": ["suppliers", "accounts"]}).status_code == 302
    assert client.get(at("collection_workbook")).content[:2] == b"PK"
    wrong = client.post(at("define_object"), {"title": "外协", "key": "wx", "mapping": "fields: ["})
    assert wrong.status_code == 200 and "fields: [" in wrong.content.decode(), "what was pasted is still there"
    text = client.get(at("guarantees")).content.decode()
    assert "Tryton 8.0" in text and "PostgreSQL" in text and "golive_load_key" in text
