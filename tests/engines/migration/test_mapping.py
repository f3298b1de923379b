"""Mappings: each way to fill a field, each refusal, the order of objects, and YAML that survives a round trip."""

from datetime import date
from decimal import Decimal

import pytest

from golive.engines.migration.children import children_of, heads, orphans
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import Exclusion, Refusal
from golive.engines.migration.load import Loader
from golive.engines.migration.map_rows import ledger_references, map_rows
from golive.engines.migration.mapping import MappingError, ObjectMap, load_order, read_mapping, write_mapping
from golive.engines.migration.port import Ref
from golive.engines.migration.table import Workbench

from .doubles import SqliteTarget

TEXT = """
format: golive-mapping
version: 2
object: products
source: {table: Products, key: [Code]}
target: product.product
after: [warehouses]
fields:
  - {to: name, from: [Name, ShortName], steps: [trim, half_width], required: true}
  - {to: active, constant: true}
  - {to: price, from: Price, as: decimal, scale: "10000", default: "0"}
  - {to: count, from: Count, as: integer}
  - {to: since, from: Since, as: date}
  - {to: buyable, from: Buy, as: boolean, default: false}
  - {to: unit, from: Unit, values: units}
  - {to: category, from: Category, lookup: categories}
  - {to: note, template: "{City}-{Name}"}
  - to: addresses
    lines:
      - [{to: street, from: Street}, {to: city, from: City}]
      - [{to: street, from: Street2}]
value_maps:
  units: {箱: box, 个: unit}
"""
ROW = {
    "_key": "P1", "Code": "P1", "Name": " Ａ型螺栓 ", "ShortName": "s", "Price": "1,234.5", "Count": "3", "Buy": "是",
    "Since": "2026年1月5日", "Unit": "箱", "Category": "7", "City": "上海", "Street": "南京路 1 号", "Street2": None,
}  # fmt: skip


def mapped(**changes):
    known = {"categories": {"7": "70"}}
    lookups = []

    def references(name, keys):
        lookups.append((name, sorted(keys)))
        return {key: known[name][key] for key in keys if key in known[name]}

    (answer,) = map_rows(read_mapping(TEXT), [{**ROW, **changes}], "old", references)
    assert lookups in ([("categories", [changes.get("Category", "7")])], [])
    return answer


def test_every_way_to_fill_a_field():
    row = mapped()
    assert row.key == "old/products/P1"
    assert row.values == {
        "name": "A型螺栓", "active": True, "price": Decimal("12345000.0"), "count": 3, "since": date(2026, 1, 5),
        "buyable": True, "unit": "box", "category": "70", "note": "上海-Ａ型螺栓",
        "addresses": [{"street": "南京路 1 号", "city": "上海"}],
    }  # fmt: skip


def test_blank_values_take_the_default_or_stay_blank():
    values = mapped(Price=" ", Buy=None, Category=None, Since="", Unit=None, Name=None, Street2="后门").values
    assert (values["price"], values["buyable"], values["category"], values["unit"]) == (Decimal(0), False, None, None)
    assert values["name"] == "s"
    assert values["addresses"][1] == {"street": "后门"}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"Name": " ", "ShortName": None}, ("required_blank", "name")),
        ({"Unit": "打"}, ("value_not_mapped", "unit: 打")),
        ({"Price": "三元"}, ("not_a_number", "price: 三元")),
        ({"Price": "NaN"}, ("not_a_number", "price: NaN")),
        ({"Count": "2.5"}, ("not_a_whole_number", "count: 2.5")),
        ({"Since": "2026-02-30"}, ("not_a_date", "since: 2026-02-30")),
        ({"Since": "soon"}, ("not_a_date", "since: soon")),
        ({"Buy": "maybe"}, ("not_a_boolean", "buyable: maybe")),
        ({"Category": "8"}, ("lookup_missing", "category: categories 8")),
    ],
)
def test_what_cannot_be_mapped_says_which_field_and_value(changes, refusal):
    assert mapped(**changes) == Refusal("old/products/P1", *refusal)


def test_the_digest_follows_the_values():
    assert mapped().digest == mapped().digest
    assert mapped(Count="4").digest != mapped().digest


def test_yaml_survives_the_round_trip():
    mapping = read_mapping(TEXT)
    assert read_mapping(write_mapping(mapping)) == mapping
    assert write_mapping(read_mapping(write_mapping(mapping))) == write_mapping(mapping)
    assert mapping.depends_on == {"categories", "warehouses"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("format: golive-mapping", "format: x", "not_a_mapping_file"),
        ("steps: [trim, half_width]", "steps: [trimm]", "unknown_step"),
        ("as: integer", "as: money", "unknown_type"),
        ("values: units", "values: unit", "unknown_value_map"),
        ("constant: true", "constants: true", "one_way_needed"),
        ("{to: active, constant: true}", "{to: active, constant: true, from: X}", "one_way_needed"),
        ("as: integer}", "as: integer, dflt: 1}", "unknown_word"),
        ("source: {table: Products, key: [Code]}", "source: {table: Products}", "malformed"),
        ("fields:", "fields: [", "not_yaml"),
    ],
)
def test_wrong_mappings_say_what_is_wrong(old, new, code):
    with pytest.raises(MappingError) as caught:
        read_mapping(TEXT.replace(old, new))
    assert caught.value.code == code


def test_columns_that_the_source_lacks_are_named():
    with pytest.raises(MappingError, match="Street2"):
        read_mapping(TEXT).require(set(ROW) - {"Street2"})
    read_mapping(TEXT).require(ROW)


def graph(**edges):
    return [ObjectMap(name, name, (), name, (), {}, tuple(after)) for name, after in edges.items()]


def test_order_of_objects():
    assert load_order(graph(orders=["customers", "products"], products=["units"], units=[], customers=["customers"])) == [
        "units", "customers", "products", "orders",
    ]  # fmt: skip
    with pytest.raises(MappingError, match=r"a → b → a|b → a → b"):
        load_order(graph(a=["b"], b=["a"], c=[]))
    with pytest.raises(MappingError) as caught:
        load_order(graph(a=["nowhere"]))
    assert caught.value.code == "unknown_object"


def test_references_come_from_what_was_loaded(tmp_path):
    """Two objects through workbench, mapping, loader and ledger; the child of a rejected parent is refused by name."""
    target, ledger = SqliteTarget(tmp_path / "t.db"), FileLedger(tmp_path / "l.db")
    parent = read_mapping(
        "{format: golive-mapping, object: categories, source: {table: c, key: [id]}, target: category,"
        " fields: [{to: name, from: name}]}"
    )
    child = read_mapping(
        "{format: golive-mapping, object: items, source: {table: i, key: [a, b]}, target: item,"
        " fields: [{to: name, from: a}, {to: category, from: cat, lookup: categories}]}"
    )
    with Workbench() as bench:
        tables = {
            "categories": bench.load(
                "c", ["id", "name"], [{"id": "1", "name": "x"}, {"id": "2", "name": "bad"}], ["id"]
            ),
            "items": bench.load("i", ["a", "b", "cat"], [{"a": "p", "b": "q", "cat": c} for c in "12"], ["a", "b"]),
        }
        for mapping in (parent, child):
            rows = map_rows(mapping, bench.rows(tables[mapping.object]), "old", ledger_references(ledger, "old"))
            Loader(target, mapping.target, ledger, f"old/{mapping.object}/", "run").load(rows)
    items = {entry.key: (entry.state.value, entry.text) for entry in ledger.entries("old/items/")}
    assert items == {
        "old/items/p|q": ("LOADED", ""),
        "old/items/p|q#2": ("REJECTED", "category: categories 2"),
    }
    assert target.bodies()[1] == {"name": "p", "category": "1"}


ORDERS = """
format: golive-mapping
object: orders
source: {table: o, key: [nr]}
target: order
fields:
  - {to: nr, from: nr}
  - {to: total, expression: "round(num(net) * 1.13, 2)"}
  - to: lines
    children: {table: l, by: [order_no], order: [pos]}
    fields:
      - {to: product, from: p, lookup: products, required: true}
      - {to: quantity, from: q, as: decimal}
exclude:
  - {when: "closed == '是'", reason: 已关闭}
"""


def mapped_orders(orders, lines, known=("a", "b")):
    with Workbench() as bench:
        table = bench.load("o", ["nr", "net", "closed"], orders, ["nr"])
        bench.load("l", ["order_no", "pos", "p", "q"], lines)
        mapping = read_mapping(ORDERS)
        assert read_mapping(write_mapping(mapping)) == mapping
        mapping.require(table.columns)
        mapping.require_of("l", bench.table("l").columns)

        def references(name, keys):
            return {key: Ref(name, key) for key in keys if key in known}

        answers = list(map_rows(mapping, bench.rows(table), "old", references, children_of(bench)))
        return answers, orphans(bench, mapping.fields[2].children, table)


def test_rows_of_another_table_become_lines_in_their_order():
    orders = [{"nr": "1", "net": "100"}, {"nr": "2", "net": ""}, {"nr": "3|x", "closed": "是"}]
    lines = [
        {"order_no": "1", "pos": "10", "p": "b", "q": "2"},
        {"order_no": "1", "pos": "9", "p": "a", "q": "1"},
        {"order_no": "9", "pos": "1", "p": "a", "q": "5"},
    ]
    (first, second, third), lost = mapped_orders(orders, lines)
    assert first.values["lines"] == [
        {"product": Ref("products", "a"), "quantity": Decimal(1)},
        {"product": Ref("products", "b"), "quantity": Decimal(2)},
    ]
    assert (first.values["total"], second.values["total"], second.values["lines"]) == (Decimal("113.00"), None, [])
    assert third == Exclusion("old/orders/3%7Cx", "mapping", "已关闭")
    assert lost == ["#3"], "a line without its order is told, not lost"
    (refused,), _ = mapped_orders(orders[:1], [{"order_no": "1", "pos": "1", "p": "c", "q": "1"}])
    assert refused == Refusal("old/orders/1", "lookup_missing", "product: products c")
    (wrong,), _ = mapped_orders([{"nr": "1", "net": "viel"}], [])
    assert wrong == Refusal("old/orders/1", "not_a_number", "total: viel")


def test_a_table_that_repeats_its_head_is_split_and_must_agree_with_itself():
    rows = [
        {"nr": n, "who": w, "p": p} for n, w, p in (("1", "A", "x"), ("1", "A", "y"), ("2", "B", "x"), ("2", "C", "x"))
    ]
    with Workbench() as bench:
        bench.load("t", ["nr", "who", "p"], rows)
        table, differing = heads(bench, "t", ["nr"], ["who"], "t heads")
        assert [row["_key"] for row in bench.rows(table)] == ["1", "2"]
        assert differing == ["2"]
