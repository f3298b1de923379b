"""Wrong cells found without anybody having said what is right: on made-up orders with planted faults, on clean ones, and
on two published sets with labels (Raha's hospital and beers), where those are at hand."""

import csv
import random

import pytest

from golive.connectors.files import FileSource
from golive.engines.migration.suspects import suspect
from golive.engines.migration.table import Workbench
from tests.shared_data import shared

CITIES = {"上海": "021", "北京": "010", "苏州": "0512", "深圳": "0755", "杭州": "0571", "成都": "028"}


def orders(rows=800):
    """Orders of 60 customers: their name, city and area code follow from the number."""
    dice = random.Random(7)
    customers = []
    for number in range(60):
        city = dice.choice(sorted(CITIES))
        customers.append((f"C{number:04d}", f"{city}第{number}精密机械有限公司", city, CITIES[city]))
    made = []
    for number in range(rows):
        code, name, city, area = dice.choice(customers)
        made.append({
            "单号": f"SO2026{number:05d}", "客户编号": code, "客户名称": name, "城市": city, "区号": area,
            "日期": f"2026-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}",
            "金额": f"{dice.lognormvariate(7, 1):.2f}", "状态": dice.choice(["已发货", "已发货", "未发货"]),
        })  # fmt: skip
    return made


def spoil(rows):
    """Two cells in a hundred, each in one of the ways in which people and programs spoil them."""
    dice = random.Random(8)
    spoilt = set()
    for number, row in enumerate(rows, 1):
        for column in list(row):
            if column == "单号" or dice.random() > 0.02:
                continue
            value = row[column]
            ways = {
                "日期": [value.replace("-", "/"), "45000", None],
                "金额": [value + "元", "N/A", "#REF!", value + "000000"],
            }
            place = dice.randrange(len(value))
            slips = [value[:place] + "X" + value[place + 1 :], None, dice.choice(rows)[column]]
            row[column] = dice.choice(ways.get(column, slips))
            if row[column] != value:
                spoilt.add((number, column))
    return spoilt


def suspected(rows):
    with Workbench() as bench:
        found = suspect(bench, bench.load("t", list(rows[0]), rows))
        return list(found.cells())


def measured(cells, wrong):
    found = {(cell.row, cell.column) for cell in cells}
    return len(found & wrong) / len(found), len(found & wrong) / len(wrong)


def test_planted_faults_are_found_and_little_else():
    rows = orders()
    right = [dict(row) for row in rows]
    wrong = spoil(rows)
    cells = suspected(rows)
    precision, recall = measured(cells, wrong)
    assert precision > 0.95
    assert recall > 0.9
    told = [cell for cell in cells if cell.expected is not None]
    agreed = sum(cell.expected == right[cell.row - 1][cell.column] for cell in told)
    assert agreed / len(told) > 0.9


def test_what_is_right_is_left_alone():
    assert suspected(orders()) == []


def test_one_wrong_determinant_does_not_accuse_the_rest():
    rows = orders(400)
    other = next(row for row in rows if row["城市"] != rows[0]["城市"])
    rows[0] = rows[0] | {"客户编号": other["客户编号"]}
    assert [(cell.row, cell.column, cell.expected) for cell in suspected(rows)] == [
        (1, "客户编号", next(row["客户编号"] for row in rows[1:] if row["客户名称"] == rows[0]["客户名称"]))
    ]


@pytest.mark.parametrize(("name", "precision", "recall"), [("hospital", 0.93, 0.98), ("beers", 0.97, 0.98)])
def test_published_sets(name, precision, recall):
    """By position: in these two the rows of both files are in the same order (their keys are compared first)."""
    dirty, clean = (shared(f"migration/raha/{name}/{which}.csv") for which in ("dirty", "clean"))
    source = FileSource(dirty)
    with clean.open(encoding="utf-8-sig", newline="") as file:
        right = list(csv.DictReader(file))
    rows = list(source.read("dirty"))
    assert len(rows) == len(right)
    wrong = {(n, c) for n, row in enumerate(rows, 1) for c in row if (row[c] or "") != right[n - 1][c]}
    found = measured(suspected(rows), wrong)
    assert found[0] > precision
    assert found[1] > recall
