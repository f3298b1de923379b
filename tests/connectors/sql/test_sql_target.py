"""A database as target: keys in the same transaction, simulation rolled back, lines, references, undo."""

import sqlite3
from datetime import date
from decimal import Decimal

import pytest

from golive.connectors.protocol import Ref, Refused, Unavailable, WriteRow, key_prefix, load_key
from golive.connectors.sql.target import KEYS, SqlTarget

SCHEMA = """
CREATE TABLE customer (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, credit NUMERIC(12, 2));
CREATE TABLE sales_order (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, ordered DATE,
  CHECK (ordered >= '2000-01-01'));
CREATE TABLE sales_order_line (id INTEGER PRIMARY KEY, sales_order INTEGER NOT NULL REFERENCES sales_order, item TEXT,
  quantity NUMERIC(10, 3) NOT NULL);
CREATE TABLE note (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customer, text TEXT);
"""


@pytest.fixture
def file(tmp_path):
    with sqlite3.connect(tmp_path / "erp.db") as database:
        database.executescript(SCHEMA)
    return tmp_path / "erp.db"


@pytest.fixture
def target(file):
    return SqlTarget(f"sqlite:///{file}")


def row(table, key, /, **values):
    return WriteRow(load_key("old", table, key), f"digest {key}", values)


def customers(count, bad=()):
    return [
        row("customer", f"C{n}", code=f"C{n}", name=None if n in bad else f"客户{n}", credit=Decimal("10.50"))
        for n in range(count)
    ]


def order(key, customer, *quantities):
    lines = [{"item": f"泵{n}", "quantity": quantity} for n, quantity in enumerate(quantities)]
    return row(
        "sales_order", key, customer=Ref("customer", load_key("old", "customer", customer)),
        ordered=date(2026, 1, 5), sales_order_line=lines,
    )  # fmt: skip


def rows_in(file, table):
    with sqlite3.connect(file) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_what_is_written_comes_back_and_a_known_key_is_skipped(target, file):
    first = target.write("customer", "b1", customers(3))
    again = target.write("customer", "b2", customers(5))
    assert {key: again[key] for key in first} == first
    assert rows_in(file, "customer") == rows_in(file, KEYS) == 5
    target.write("sales_order", "b3", [order("1", "C1", Decimal("2.5"), Decimal(3)), order("2", "C0")])
    key = load_key("old", "sales_order", "1")
    back = target.read_back("sales_order", [key], ["customer.id", "ordered", "sales_order_line"])[key]
    assert back["customer.id"] == first[load_key("old", "customer", "C1")]
    assert back["ordered"] == date(2026, 1, 5)
    assert [(line["item"], line["quantity"]) for line in back["sales_order_line"]] == [
        ("泵0", Decimal("2.5")),
        ("泵1", 3),
    ]
    held = target.held("customer", key_prefix("old", "customer"))
    assert {one.batch_id for one in held.values()} == {"b1", "b2"} and len(held) == 5


def test_a_refused_row_refuses_its_batch_and_says_why(target, file):
    for bad, code in (
        (row("customer", "x", code="x", name=None), "constraint"),
        (row("customer", "x", code="x", name="y", colour="red"), "unknown_field"),
        (row("customer", "x", code="x", name="y", credit="viel"), "bad_value"),
    ):
        with pytest.raises(Refused) as refused:
            target.write("customer", "b", [*customers(2), bad])
        assert refused.value.reason_code == code
        (answer,) = target.simulate("customer", [bad])
        assert (answer.accepted, answer.reason_code) == (False, code)
    with pytest.raises(Refused) as refused:
        target.write("sales_order", "b", [order("1", "nobody")])
    assert refused.value.reason_code == "reference_missing"
    assert rows_in(file, "customer") == rows_in(file, KEYS) == rows_in(file, "sales_order") == 0


def test_a_simulation_answers_row_by_row_and_leaves_nothing(target, file):
    answers = target.simulate("customer", customers(9, bad=(3, 7)))
    assert [one.key for one in answers if not one.accepted] == [load_key("old", "customer", c) for c in ("C3", "C7")]
    wrong = order("2", "C1")._replace(values={**order("2", "C1").values, "ordered": date(1990, 1, 1)})
    answers = target.simulate(
        "sales_order", [order("1", "C1", Decimal(1)), wrong, order("3", "C99")], [("customer", customers(2))]
    )
    assert [(one.accepted, one.reason_code) for one in answers] == [
        (True, ""),
        (False, "constraint"),
        (False, "reference_missing"),
    ]
    assert [rows_in(file, name) for name in ("customer", "sales_order", "sales_order_line", KEYS)] == [0] * 4


def test_undo_refuses_what_changed_and_what_is_leaned_on(target, file):
    target.write("customer", "b", customers(4))
    target.write("sales_order", "b", [order("1", "C1", Decimal(1)), order("2", "C1", Decimal(1))])
    with sqlite3.connect(file) as database:
        database.execute("UPDATE customer SET name = '改名' WHERE code = 'C0'")
        database.execute("UPDATE sales_order_line SET quantity = 7 WHERE sales_order = 2")
        database.execute("INSERT INTO note (customer, text) SELECT id, 'x' FROM customer WHERE code = 'C2'")
    keys = [load_key("old", "customer", f"C{n}") for n in range(4)]
    assert [one.reason_code for one in target.undo("customer", keys)] == [
        "changed_since",
        "depended_on",
        "depended_on",
        "",
    ]
    orders = [load_key("old", "sales_order", n) for n in ("1", "2", "9")]
    assert [one.reason_code for one in target.undo("sales_order", orders)] == ["", "changed_since", "not_found"]
    assert (rows_in(file, "customer"), rows_in(file, "sales_order"), rows_in(file, "sales_order_line")) == (3, 1, 1)
    target.write("sales_order", "b", [order("1", "C1", Decimal(1))])
    assert rows_in(file, "sales_order") == 2


def test_a_record_deleted_by_hand_is_not_held_any_more(target, file):
    target.write("customer", "b", customers(2))
    with sqlite3.connect(file) as database:
        database.execute("DELETE FROM customer WHERE code = 'C0'")
    assert set(target.find("customer", [one.key for one in customers(2)])) == {customers(2)[1].key}
    target.write("customer", "b", customers(2))
    assert rows_in(file, "customer") == 2


def test_what_it_promises_and_what_it_is(target, tmp_path):
    assert target.guarantees().key == target.guarantee == "atomic_key"
    assert target.health().ok
    assert "customer" in {info.name for info in target.describe()} and KEYS not in {i.name for i in target.describe()}
    with pytest.raises(Unavailable):
        SqlTarget(f"sqlite:///{tmp_path}/no/such/folder.db").find("customer", ["x"])
    with pytest.raises(Refused) as refused:
        target.write("nothing", "b", [])
    assert refused.value.reason_code == "unknown_object"
