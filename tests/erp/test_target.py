"""What the target promises, asked of a real Tryton."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from decimal import Decimal

import pytest

from golive.connectors.protocol import Erp, Refused, WriteRow, key_prefix
from golive.connectors.tryton import server
from golive.connectors.tryton.client import LoginFailed
from golive.connectors.tryton.place import INTEGRATION, Place
from golive.connectors.tryton.target import TrytonTarget
from tests.erp import rows

pytestmark = pytest.mark.erp
TODAY = dt.date(2100, 1, 1)  # any day after the load; stock is counted up to it


GOOD: dict[str, dict[str, object]] = {
    "customers": {"name": "好客户"},
    "products": {"name": "好产品", "code": "good", "unit": "个"},
    "opening_stock": {"product": "good-P00000", "location": "STO", "quantity": 1},
}


def load(target: TrytonTarget, name: str, found: Sequence[WriteRow]) -> None:
    step = target.batch_limit(name)
    for start in range(0, len(found), step):
        target.write(name, "batch", found[start : start + step])


def load_stock(target: TrytonTarget, source: str, count: int) -> None:
    load(target, "products", rows.products(source, count))
    load(target, "locations", rows.locations(source))
    load(target, "opening_stock", rows.stock(source, count))


def everything(target: TrytonTarget) -> dict[str, int]:
    return {info.name: target.count(info.name) for info in target.describe()}


def test_speaks_the_protocol(target: TrytonTarget) -> None:
    erp: Erp = target  # mypy compares the signatures
    assert erp.guarantee == "atomic_key"
    assert target.health().ok
    assert target.health().version == "8.0"
    assert [info.name for info in target.describe()].index("products") < [i.name for i in target.describe()].index(
        "opening_stock"
    )


def test_loads_500_parties_200_products_and_their_stock(target: TrytonTarget) -> None:
    began = time.monotonic()
    parties = rows.customers("big", 500)
    load(target, "customers", parties)
    load_stock(target, "big", 200)
    print(f"\n500 parties, 200 products, 200 stock lines in {time.monotonic() - began:.1f} s")
    assert target.count("customers") == 500
    assert target.count("products") == 200
    held = target.held("customers", key_prefix("big", "customers"))
    assert {key: one.digest for key, one in held.items()} == {one.key: one.digest for one in parties}
    lines = {(line.product, line.location): line for line in target.totals(TODAY) if line.product.startswith("big")}
    assert {place: line.quantity for place, line in lines.items()} == {
        (str(one.values["product"]), str(one.values["location"])): one.values["quantity"]
        for one in rows.stock("big", 200)
    }
    costs = {one.values["code"]: one.values["cost_price"] for one in rows.products("big", 200)}
    assert all(line.value == line.quantity * costs[line.product] for line in lines.values())


def test_a_known_key_is_skipped_and_its_record_named(target: TrytonTarget) -> None:
    some = rows.customers("again", 5)
    first = target.write("customers", "one", some[:3])
    before = target.count("customers")
    second = target.write("customers", "two", some)
    assert {key: second[key] for key in first} == first
    assert target.count("customers") == before + 2
    assert {one.batch_id for one in target.held("customers", key_prefix("again", "customers")).values()} == {
        "one",
        "two",
    }


def test_reads_back_what_was_written_typed_as_written(target: TrytonTarget) -> None:
    party = rows.row(
        "back",
        "suppliers",
        "1",
        {
            "code": "back-1",
            "name": "苏州轴承有限公司",
            "tax_identifier": "914403001922038216",
            "contact": "王芳",
            "street": "平江路 1 号",
            "city": "苏州",
            "postal_code": "215000",
            "country": "CN",
            "phone": "0512-1",
            "mobile": "13900000000",
            "email": "a@example.com",
        },
    )
    target.write("suppliers", "b", [party])
    assert target.read_back("suppliers", [party.key], list(party.values)) == {party.key: party.values}
    load_stock(target, "back", 2)
    for name, found in (("products", rows.products("back", 2)), ("opening_stock", rows.stock("back", 2))):
        for one in found:
            assert target.read_back(name, [one.key], list(one.values)) == {one.key: one.values}


@pytest.mark.parametrize(
    ("name", "values", "code", "fields"),
    [
        ("customers", {"code": "x"}, "required", ("name",)),
        ("customers", {"name": "x", "colour": "red"}, "unknown_field", ("colour",)),
        (
            "customers",
            {"name": "x", "tax_identifier": "91310000132221217X"},
            "invalid_identifier_code",
            ("tax_identifier",),
        ),
        ("products", {"name": "x", "code": "x", "unit": "朵"}, "reference_missing", ("unit",)),
        ("products", {"name": "x", "code": "x", "unit": "个", "type": "wind"}, "not_a_choice", ("type",)),
        ("opening_stock", {"product": "none", "location": "STO", "quantity": 1}, "reference_missing", ("product",)),
    ],
)
def test_says_what_is_wrong_and_where_and_writes_nothing(
    target: TrytonTarget, name: str, values: dict[str, object], code: str, fields: tuple[str, ...]
) -> None:
    load(target, "products", rows.products("good", 1))
    before = everything(target)
    good = rows.row("wrong", name, "good", GOOD[name])
    bad = rows.row("wrong", name, "bad", values)
    with pytest.raises(Refused) as refused:
        target.write(name, "b", [good, bad])
    assert (refused.value.reason_code, refused.value.fields) == (code, fields)
    assert refused.value.text
    (answer,) = target.simulate(name, [bad])
    assert (answer.accepted, answer.reason_code, answer.fields) == (False, code, fields)
    assert everything(target) == before
    assert target.find(name, [good.key, bad.key]) == {}


def test_simulation_answers_as_the_real_run_and_leaves_nothing(target: TrytonTarget, erp: Place) -> None:
    sample = rows.customers("sim", 40)
    twice = sample[7]._replace(key=sample[7].key + "-again")  # the same code under another key
    before, tables = everything(target), _fingerprint(erp)
    answers = target.simulate("customers", [*sample, twice])
    assert [one.key for one in answers if not one.accepted] == [twice.key]
    assert answers[-1].reason_code == "constraint"
    assert everything(target) == before
    assert _fingerprint(erp) == tables
    with pytest.raises(Refused):
        target.write("customers", "b", [*sample, twice])
    assert everything(target) == before


def test_simulation_may_assume_rows_that_come_before(target: TrytonTarget) -> None:
    earlier = [("products", rows.products("assume", 60)), ("locations", rows.locations("assume"))]
    sample = rows.stock("assume", 61)
    before = everything(target)
    alone = target.simulate("opening_stock", sample[:1])
    assert alone[0].reason_code == "reference_missing"
    answers = target.simulate("opening_stock", sample, assuming=earlier)
    assert [one.key for one in answers if not one.accepted] == [sample[60].key]
    assert everything(target) == before


def test_undo_takes_back_in_reverse_order_and_refuses_what_changed_or_is_used(target: TrytonTarget, erp: Place) -> None:
    load(target, "customers", rows.customers("undo", 4))
    load_stock(target, "undo", 3)
    keys = {
        name: [one.key for one in found]
        for name, found in (
            ("customers", rows.customers("undo", 4)),
            ("products", rows.products("undo", 3)),
            ("locations", rows.locations("undo")),
            ("opening_stock", rows.stock("undo", 3)),
        )
    }
    admin = server.client(erp)
    changed = target.find("customers", keys["customers"])[keys["customers"][0]]
    admin.call("model.party.party.write", [int(changed)], {"name": "改名"})
    (address,) = admin.ask("model.party.address.search", [["party.code", "=", "undo-C00001"]], 0, 1, None)
    admin.call("model.party.address.write", [address], {"city": "上海"})
    answers = {one.key: one for one in target.undo("customers", keys["customers"])}
    assert [answers[key].reason_code for key in keys["customers"]] == ["changed_since", "changed_since", "", ""]
    used = target.undo("products", keys["products"])
    assert {(one.undone, one.reason_code) for one in used} == {(False, "depended_on")}
    for name in ("opening_stock", "products", "locations"):
        assert all(one.undone for one in target.undo(name, keys[name])), name
        assert target.find(name, keys[name]) == {}
    assert not [line for line in target.totals(TODAY) if line.product.startswith("undo")]
    assert target.undo("products", keys["products"][:1])[0].reason_code == "not_found"
    load_stock(target, "undo", 3)  # and the way is free to load again
    assert len(target.find("opening_stock", keys["opening_stock"])) == 3


def test_undo_of_stock_refuses_what_has_left_the_location(target: TrytonTarget, erp: Place) -> None:
    load_stock(target, "gone", 2)
    admin = server.client(erp)
    (product,) = admin.ask("model.product.product.search", [["code", "=", "gone-P00001"]], 0, 1, None)
    (place,) = admin.ask("model.stock.location.search", [["code", "=", "gone-B"]], 0, 1, None)
    counted = {"location": place, "lines": [["create", [{"product": product, "quantity": 0.0}]]]}
    (count,) = admin.call("model.stock.inventory.create", [counted])
    admin.call("model.stock.inventory.complete_lines", [count])
    admin.call("model.stock.inventory.confirm", [count])
    answers = target.undo("opening_stock", [one.key for one in rows.stock("gone", 2)])
    assert [(one.undone, one.reason_code) for one in answers] == [(True, ""), (False, "depended_on")]


def test_a_record_deleted_by_hand_is_no_longer_held_and_can_be_loaded_again(target: TrytonTarget, erp: Place) -> None:
    (one,) = rows.customers("lost", 1)
    first = target.write("customers", "b", [one])
    server.client(erp).call("model.party.party.delete", [int(first[one.key])])
    assert target.find("customers", [one.key]) == {}
    assert target.held("customers", key_prefix("lost", "customers")) == {}
    target.write("customers", "b", [one])
    assert len(target.find("customers", [one.key])) == 1


def test_the_integration_user_may_not_configure(erp: Place) -> None:
    with pytest.raises(Refused):
        server.client(erp, INTEGRATION).call("model.golive.setup.user", 1, "intruder", "x", "long-password-1")
    wrong = server.client(erp)
    wrong._password = "wrong"
    with pytest.raises(LoginFailed):
        wrong.login()


def test_read_walks_all_pages(target: TrytonTarget) -> None:
    load(target, "customers", rows.customers("pages", 7))
    found = [one["code"] for one in target.read("customers", ["code"], batch=3)]
    assert len(found) == target.count("customers")
    assert {one.values["code"] for one in rows.customers("pages", 7)} <= set(found)


def _fingerprint(erp: Place) -> dict[str, int]:
    """Rows of every table but those of sessions and of the log of logins."""
    import sqlite3

    with sqlite3.connect(erp.database) as database:
        names = [one[0] for one in database.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
            if "session" not in name and "login" not in name
        }


def test_prices_keep_their_decimals(target: TrytonTarget) -> None:
    exact = rows.row(
        "dec", "products", "1", {"code": "dec-1", "name": "垫片", "unit": "个", "cost_price": Decimal("0.0123")}
    )
    target.write("products", "b", [exact])
    assert target.read_back("products", [exact.key], ["cost_price"])[exact.key] == {"cost_price": Decimal("0.0123")}


def test_flags_come_back_as_flags(target: TrytonTarget) -> None:
    """On SQLite the ERP answers 0 and 1 for what a template lends to its product; a reconciliation would see differences."""
    values = {"code": "flag-1", "name": "泵盖", "unit": "件", "salable": False, "purchasable": True}
    one = rows.row("flag", "products", "1", values)
    target.write("products", "b", [one])
    back = target.read_back("products", [one.key], ["salable", "purchasable"])[one.key]
    assert back["salable"] is False and back["purchasable"] is True
