"""Another company's table: rules follow its columns, what cannot be asked is told, files that people wrote keep their form."""

import sqlite3

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from golive.apps.migration import services
from golive.apps.migration.engine_io import tables
from golive.apps.migration.engine_io.yaml_text import edited
from golive.apps.migration.models import Source
from golive.apps.migration.said import refusal_said, unasked_said

from .factories import fresh, work
from .test_map_fields import taken
from .test_pages import BACKEND, page

ITEMS = "item_no,item_name,uom\nW1,六角螺栓,支\nW1,垫圈,支\n,螺母,KG\n"
HAND = """# written by hand
format: golive-mapping
version: 3
object: products
source: {table: wl, key: [item_no]}
target: products
fields:
  # the code first
  - {to: code, from: [item_no]}   # as in the old system
  - {to: name, from: [item_name]}
  - to: unit
    from: [uom]
    values: units
value_maps:
  units: {支: 个, KG: kg}   # agreed with the stores
"""


@pytest.fixture
def products(cast):
    services.add_objects(cast.pm, cast.project, chosen=["products"])
    return taken(cast, "products", ITEMS, "item_master")


def test_rules_of_the_template_find_the_columns_of_the_table(cast, products):
    rules = {rule.id: rule.columns for rule in tables.rules_of(products).rules}
    assert rules["key.unique"] == ("item_no",) and rules["name.filled"] == ("item_name",)
    services.check(cast.it, products)
    work()
    found = fresh(cast)["products"]
    assert found.by_rule["key.unique"]["rows"] == 2, "the code that stands there twice"
    assert found.score is not None and found.checked_revision == found.revision


def test_a_rule_of_a_column_that_is_not_there_is_told_and_stops_nothing(client, cast, products):
    text = (
        "format: golive-rules\nversion: 9\nobject: products\nrules:\n"
        "- {id: uom.filled, kind: completeness, columns: [uom], severity: error}\n"
        "- {id: brand.filled, kind: completeness, columns: [brand], severity: error}\n"
        "- {id: place.known, kind: reference, columns: [uom], object: places, column: code, severity: error}\n"
        "- {id: odd, kind: sql, columns: [uom], expression: 'no_such_name > 1', severity: error}\n"
    )
    services.save_rules(cast.it, products, yaml=text)
    work()
    found = fresh(cast)["products"]
    assert set(found.unasked) == {"brand.filled", "place.known", "odd"} and found.score == 1
    said = {rule: unasked_said(why) for rule, why in found.unasked.items()}
    assert "brand" in said["brand.filled"] and "places" in said["place.known"] and "no_such_name" in said["odd"]
    assert "无法检查" in page(client, cast.it, "rules", cast.project, pk=found.pk).content.decode()
    assert "无法检查的规则" in page(client, cast.it, "object", cast.project, pk=found.pk).content.decode()


def test_a_mapping_written_by_hand_keeps_its_form(cast, products):
    services.map_object(cast.it, products, yaml=HAND)
    work()
    units = products.value_maps.get(name="units")
    services.edit_values(cast.it, units, value="千支", target="个")
    kept = products.mappings.first().yaml.splitlines()
    changed = [line for line in kept if line not in HAND.splitlines()]
    assert changed == ["version: 4", "  units: {支: 个, KG: kg, 千支: 个}"]


def test_what_is_changed_always_reads_as_it_was_meant():
    for text in (HAND, "a: 1\nb:\n- {to: x}\n", "{a: 1, b: 2}\n", "a:\n  b:\n    c: [1, 2]\n  d: '是'\n", ""):
        for change in (
            lambda data: {**data, "a": [{"to": "y", "fields": [{"to": "z"}]}]},
            lambda data: {name: value for name, value in data.items() if name != "a"},
            lambda data: {**data, "fields": [{"to": "code", "from": ["x"]}, *data.get("fields", [])[1:]]},
            lambda data: {**data, "value_maps": {"units": {"on": True, "1": "2"}, "new": {}}},
        ):
            kept = []
            found = edited(text, lambda data, change=change, kept=kept: kept.append(change(data)) or kept[0])
            assert (yaml.safe_load(found) or {}) == kept[0], found


def test_every_state_of_a_source_is_a_word(client, cast):
    client.force_login(cast.it, BACKEND)
    url = reverse("migration:add_source", kwargs={"project": cast.project.code})
    text = client.post(url, {"upload": SimpleUploadedFile("wl.csv", ITEMS.encode())}, follow=True).content.decode()
    assert "正在读取" in text and ">reading<" not in text
    broken = "编码,名称\n" + "".join(f"W{n},六角螺栓\n" for n in range(40))
    data = broken.encode("gb18030").replace("W9,六".encode("gb18030"), b"W9,\xff", 1)
    client.post(url, {"upload": SimpleUploadedFile("旧表.csv", data)})
    work()
    found = Source.objects.get(name="旧表.csv")
    assert found.encoding == "gb18030" and not found.encoding_confirmed, "a person looks at it first"
    text = page(client, cast.it, "source", cast.project, pk=found.pk).content.decode()
    assert "第 11 行" in text and found.file.sha256 not in text.split("异常之处")[1], "told by line, under its own name"
    text = page(client, cast.it, "sources", cast.project).content.decode()
    assert ">ready<" not in text


def test_a_sqlite_database_is_a_source(cast, tmp_path):
    with sqlite3.connect(tmp_path / "legacy.db") as db:
        db.execute('CREATE TABLE "往来单位" ("编号" TEXT, "名称" TEXT)')
        db.execute("INSERT INTO \"往来单位\" VALUES ('K01', '宁波永固')")
    upload = SimpleUploadedFile("legacy.db", (tmp_path / "legacy.db").read_bytes())
    services.add_source(cast.it, cast.project, upload=upload)
    work()
    assert Source.objects.get().tables["往来单位"]["first"] == [["K01", "宁波永固"]]


def test_refusals_of_the_mapping_are_sentences():
    assert refusal_said("required_blank", "name") == "name：必须填写"
    assert refusal_said("from_the_erp", "there is no unit") == "there is no unit"


def test_rules_without_words_of_their_own_are_said_in_words(client, cast, products):
    services.check(cast.it, products)
    work()
    text = page(client, cast.it, "worklist", cast.project, pk=products.pk).content.decode()
    assert "item_no 不应重复" in text and ">key.unique<" not in text
    text = page(client, cast.it, "work", cast.project).content.decode()
    assert "item_no 不应重复" in text
    text = page(client, cast.it, "mapping", cast.project, pk=products.pk).content.decode()
    assert "去首尾空格" in text and ">trim" not in text
