"""Objects are chosen from the templates or defined by the project, in an order in which each comes after what it needs."""

import pytest
from django.core.files.base import ContentFile

from golive.apps.migration import services
from golive.apps.migration.engine_io import order, tables, templates
from golive.apps.migration.models import DataObject
from golive.connectors.tryton.objects import OBJECTS
from golive.foundation.errors import Refused

from .erp_double import ErpDouble
from .factories import fresh, loading_into, work

OWN = """format: golive-mapping
version: 1
object: outsourcers
source: {table: wxdw, key: [bh]}
target: suppliers
fields:
- {to: code, from: [bh], steps: [trim], required: true}
- {to: name, from: [mc], steps: [trim], required: true}
"""


def test_every_template_can_be_chosen_and_stands_in_its_order(cast):
    keys = [each.key for each in templates.templates()]
    assert len(keys) == len(OBJECTS) == 20
    services.add_objects(cast.pm, cast.project, chosen=["stock", "products"], owners={"stock": cast.stores})
    services.add_objects(cast.pm, cast.project, chosen=keys)
    found = list(DataObject.objects.filter(project=cast.project).order_by("order"))
    assert [each.key for each in found] == keys
    before = order.needs(found)
    places = {each.key: each.order for each in found}
    assert all(places[other] < places[key] for key, needed in before.items() for other in needed)
    assert before["stock"] == ["products", "locations", "lots"] or set(before["stock"]) == {
        "products",
        "locations",
        "lots",
    }
    assert fresh(cast)["stock"].owner == cast.stores
    for each in found:
        assert tables.rules_of(each).rules and str(each) and each.preparation["documentation"]["zh"]
    with pytest.raises(Refused, match="nothing_chosen"):
        services.add_objects(cast.pm, cast.project, chosen=["stock"])


def test_the_projects_own_object_is_checked_before_it_is_kept(cast):
    define = {"key": "outsourcers", "title": "外协单位", "owner": cast.sales}
    with loading_into(ErpDouble()):
        for wrong, why in (
            (OWN.replace("target: suppliers", "target: sellers"), "no_such_target"),
            (OWN.replace("to: name", "to: nome"), "no_such_field"),
            (OWN.replace("object: outsourcers", "object: others"), "mapping_of_other"),
            (OWN.replace("required: true", "needed: true", 1), "mapping_wrong"),
            ("fields: [", "mapping_wrong"),
        ):
            with pytest.raises(Refused, match=why):
                services.define_object(cast.pm, cast.project, mapping=wrong, **define)
        with pytest.raises(Refused, match="rules_wrong"):
            services.define_object(cast.pm, cast.project, mapping=OWN, rules="rules: 3", **define)
        with pytest.raises(Refused, match="key_taken"):
            services.define_object(cast.pm, cast.project, mapping=OWN, **{**define, "key": "customers"})
        assert not DataObject.objects.exists(), "nothing is half saved"
        made = services.define_object(cast.pm, cast.project, mapping=OWN, **define)
    assert str(made) == "外协单位" and made.preparation["template"] == "suppliers"
    services.remove_object(cast.pm, made)
    assert not DataObject.objects.exists()


def test_an_object_of_its_own_is_loaded_beside_the_templates(cast):
    services.add_objects(cast.pm, cast.project, chosen=["suppliers"])
    made = services.define_object(
        cast.pm, cast.project, key="outsourcers", title="外协单位", owner=cast.sales, mapping=OWN
    )
    text = "bh,mc\nW1,苏州电镀厂\nW2,无锡热处理厂\n"
    source = services.add_source(cast.it, cast.project, upload=ContentFile(text.encode(), "wxdw.csv"))
    other = services.add_source(
        cast.it, cast.project, upload=ContentFile("编号,单位名称,电话\nS1,南京华腾,025-84400001\n".encode(), "gys.csv")
    )
    work()
    for each in (source, other):
        each.refresh_from_db()
    services.take_extract(cast.it, made, source=source)
    services.take_extract(cast.it, fresh(cast)["suppliers"], source=other, table="gys")
    work()
    suppliers = fresh(cast)["suppliers"]
    mapping = tables.mapping_of(suppliers)
    assert {each.to: each.columns for each in mapping.fields} == {
        "code": ("编号",), "name": ("单位名称",), "phone": ("电话",),
    }, "what nobody has confirmed gives way to what is proposed for the table"  # fmt: skip
    with pytest.raises(Refused, match="object_has_rows"):
        services.remove_object(cast.pm, made)
    erp = ErpDouble()
    with loading_into(erp):
        for each in fresh(cast).values():
            services.map_object(cast.it, each)
        cycle = services.open_cycle(cast.pm, cast.project)
        services.start_load(cast.it, cycle)
        work()
        services.reconcile(cast.it, cycle)
        work()
    assert erp.count("suppliers") == 3
    statements = {each.data_object.key: each for each in cycle.reconciliations.all()}
    assert all(each.balanced for each in statements.values()) and statements["outsourcers"].rows == 2
