"""Approximate dependencies, against a reckoning by hand; and what is none."""

import random
from collections import Counter, defaultdict

import pytest

from golive.engines.migration import dependencies
from golive.engines.migration.dependencies import find_dependencies
from golive.engines.migration.table import Workbench


def found(columns, rows):
    with Workbench() as bench:
        table = bench.load("t", columns, [dict(zip(columns, row, strict=True)) for row in rows])
        distinct = {name: len({row[place] for row in rows} - {None}) for place, name in enumerate(columns)}
        return {(each.determinant, each.column): each for each in find_dependencies(bench, table, distinct)}


def by_hand(rows, left, right):
    groups = defaultdict(Counter)
    for row in rows:
        if row[left] is not None and row[right] is not None:
            groups[row[left]][row[right]] += 1
    several = [group for group in groups.values() if group.total() > 1]
    agreeing = sum(max(group.values()) - 1 for group in several) / sum(group.total() - 1 for group in several)
    breaking = sum(group.total() - max(group.values()) for group in several)
    return round(agreeing, 4), len(several), breaking


@pytest.mark.parametrize("seed", range(4))
def test_measured_as_by_hand(seed):
    dice = random.Random(seed)
    rows = []
    for _ in range(400):
        city = dice.randrange(30)
        code = f"c{city}" if dice.random() > 0.04 else f"c{dice.randrange(30)}"
        rows.append((f"city {city}", code if dice.random() > 0.05 else None, str(dice.random())))
    each = found(["city", "code", "x"], rows)[(("city",), "code")]
    assert (each.agreement, each.groups, each.breaking) == by_hand(rows, 0, 1)
    assert each.strong


def test_chance_is_no_dependency():
    dice = random.Random(1)
    columns = ["a", "b", "mostly", "id"]
    rows = [
        (str(dice.randrange(20)), str(dice.randrange(20)), "yes" if dice.random() < 0.98 else "no", str(number))
        for number in range(1000)
    ]
    assert found(columns, rows) == {}


def test_two_columns_together():
    dice = random.Random(2)
    price = {(item, size): str(dice.randrange(10_000)) for item in range(12) for size in range(12)}
    pairs = [(dice.randrange(12), dice.randrange(12)) for _ in range(1500)]
    rows = [(f"i{item}", f"s{size}", price[item, size]) for item, size in pairs]
    assert found(["item", "size", "price"], rows)[(("item", "size"), "price")].strength == 1.0


def test_contradicting_observers_and_changing_prices():
    dice = random.Random(3)
    flights, prices = [], []
    for flight in range(40):
        right, wrong = f"{flight}:{flight}", [f"{flight}:x{n}" for n in range(6)]
        for source in range(20):
            flights.append((f"F{flight}", f"S{source}", right if dice.random() < 0.7 else dice.choice(wrong)))
        for _ in range(20):
            prices.append((f"P{flight}", right if dice.random() < 0.7 else dice.choice(wrong)))
    assert not found(["flight", "source", "time"], flights)[(("flight",), "time")].strong
    assert (("product",), "price") not in found(["product", "price"], prices)


def test_large_tables_are_measured_on_whole_groups(monkeypatch):
    monkeypatch.setattr(dependencies, "SAMPLE", 500)
    rows = [(f"k{n // 4}", f"v{n // 4}" if n % 50 else "odd") for n in range(4000)]
    each = found(["k", "v"], rows)[(("k",), "v")]
    assert each.sampled
    assert each.strength == pytest.approx(0.95, abs=0.03)
