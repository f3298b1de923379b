"""Records that the module stamps after two specimens are, column by column, those that Tryton makes one after another."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from golive.connectors.protocol import Refused, WriteRow, load_key
from golive.connectors.tryton import lifecycle, server
from golive.connectors.tryton.place import INTEGRATION, Place
from golive.connectors.tryton.target import TrytonTarget
from tests.erp.conftest import COMPANY

pytestmark = pytest.mark.erp

PASSING = {"create_date", "write_date", "batch", "timestamp"}
"""What differs between any two loads."""
REFERENCES = {
    "party": "party_party",
    "template": "product_template",
    "product": "product_product",
    "category": "product_category",
}
LOADED = {"party_party", "product_template", "product_category", "ir_translation", "golive_load_key"}


def customers(count: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        row = {
            "code": f"C-{n * 7:05}x",
            "name": f" 客户 {n} ",
            "street": f"人民路 {n} 号",
            "city": ("苏州", "无锡")[n % 2],
        }
        if n % 3:
            row |= {"phone": f"0512-6500 {1000 + n}", "email": f"who{n}@example.com"}
        if n % 3 == 2:
            row |= {"tax_identifier": uscc(n)}
        yield row


def uscc(number: int) -> str:
    """A social credit code with its check digit."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91320500MA1W{number:05}"
    total = sum(signs.index(sign) * 3**place % 31 for place, sign in enumerate(body))
    return body + signs[-total % 31]


def products(count: int) -> Iterator[dict[str, Any]]:
    for n in range(count):
        row: dict[str, Any] = {"code": f"P{n:04}", "name": f"水泵 {n}", "unit": ("台", "个")[n % 2]}
        row |= {"list_price": Decimal(n % 9) / 4, "cost_price": Decimal(n), "category": f"类 {n % 3}"}
        if n % 5 == 0:
            row |= {"salable": False}
        if n % 4 == 0:
            row |= {"type": "service"}
        yield row


def written(name: str, found: Iterator[dict[str, Any]]) -> list[WriteRow]:
    return [WriteRow(load_key("stamp", name, str(number)), "", row) for number, row in enumerate(found)]


@pytest.fixture(scope="module")
def twins(new_place: Callable[[Path], Place], tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    places = [new_place(tmp_path_factory.mktemp("twin")) for _ in range(2)]
    for place in places:
        lifecycle.up(place, COMPANY)
    return places


def test_a_stamped_load_leaves_the_database_that_a_load_in_small_parts_leaves(twins: list[Place]) -> None:
    groups = [WriteRow(load_key("stamp", "g", f"类 {n}"), "", {"name": f"类 {n}"}) for n in range(3)]
    for place, step in zip(twins, (1000, 5), strict=True):  # five rows of a shape are too few to be stamped
        target = TrytonTarget(server.client(place, INTEGRATION))
        target.write("product_categories", "b", groups)
        for name, found in (("customers", customers(120)), ("products", products(150))):
            rows = written(name, found)
            for start in range(0, len(rows), step):
                target.write(name, "b", rows[start : start + step])
        server.stop(place)
    stamped, made = (contents(place.database) for place in twins)
    assert stamped.keys() == made.keys()
    for table, rows_made in made.items():
        assert stamped[table] == rows_made, table
    assert in_order(twins[1]) and not in_order(twins[0]), "nothing was stamped"
    assert sum(made["party_party"].values()) > 120 and sum(made["product_cost_price"].values()) > 150


def in_order(place: Place) -> bool:
    """Whether the products have their ids in the order of the rows: what is stamped comes after its two specimens."""
    with closing(sqlite3.connect(place.database)) as base:
        codes = [code for (code,) in base.execute("SELECT code FROM product_template ORDER BY id")]
    return codes == sorted(codes)


def contents(file: Path) -> dict[str, Counter[str]]:
    """{table: its rows}, where a reference is replaced by the row that it names."""
    with closing(sqlite3.connect(file)) as base:
        tables = {}
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            found = base.execute(f'SELECT * FROM "{name}"')
            columns = [each[0] for each in found.description]
            if name in LOADED or (
                REFERENCES.keys() & {*columns} and not name.startswith("account_")
            ):  # whose templates are others
                tables[name] = {row[columns.index("id")]: dict(zip(columns, row, strict=True)) for row in found}

    def text(name: str, row: dict[str, Any]) -> str:
        keys = dict(REFERENCES)
        if name == "ir_translation" and row["type"] == "model":
            keys["res_id"] = row["name"].partition(",")[0].replace(".", "_")
        if name == "golive_load_key":
            keys["record"] = row["model"].replace(".", "_")
        said = []
        for column, value in sorted(row.items()):
            if column != "id" and column not in PASSING:
                named = tables.get(keys.get(column, ""), {}).get(value)
                said.append(f"{column}={value!r}" if named is None else f"{column}=({text(keys[column], named)})")
        return " ".join(said)

    return {name: Counter(text(name, row) for row in found.values()) for name, found in tables.items()}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"code": "W00003"}, "constraint"),
        ({"tax_identifier": "91320500MA1W00001X"}, "invalid_identifier_code"),
    ],
)
def test_among_many_of_a_shape_a_wrong_one_is_refused_in_trytons_words_and_nothing_is_kept(
    target: TrytonTarget, spoil: dict[str, str], code: str
) -> None:
    before = target.count("customers")
    rows: Sequence[dict[str, Any]] = [
        {"code": f"W{n:05}", "name": f"户 {n}", "email": f"a{n}@example.com", "tax_identifier": uscc(n)}
        for n in range(40)
    ]
    rows[30].update(spoil)
    with pytest.raises(Refused) as refused:
        target.write("customers", "b", written("customers", iter(rows)))
    assert refused.value.reason_code == code
    assert target.count("customers") == before
    answers = target.simulate("customers", [WriteRow(f"k{n}", "", row) for n, row in enumerate(rows)])
    wrong = [answer.key for answer in answers if not answer.accepted]
    assert wrong == ["k30"]
