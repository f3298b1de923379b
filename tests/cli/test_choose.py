"""`golive choose` as people and checks call it: workbooks as they are really made."""

import json
import time

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from golive.cli import main

SCORES = [
    ["评分表", None, None, None],
    ["", "功能", "价格", "服务"],
    ["权重", 50, 30, 20],
    ["方向", "效益", "成本", "效益"],
    ["满分", 10, None, 10],
    ["甲", 8.5, 120, 6],
    ["乙", 7, 100, 8],
    ["丙", 5, "110", 5],
]
PAIRS = [["", "功能", "价格", "服务"], ["功能", 1, 2, 4], ["价格", None, 1, 2], ["服务", "1/4", None, 1]]


@pytest.fixture
def run(tmp_path):
    def call(sheets: dict, *options: str):
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        file = tmp_path / "matrix.xlsx"
        book.save(file)
        return CliRunner().invoke(main, ["choose", str(file), *options])

    return call


def answer(found):
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


def test_as_json_it_is_one_document_reckoned_by_hand(run):
    found = answer(run({"评分": SCORES}, "--json"))
    # 功能 and 服务 of full marks, 价格 by ratio with the cheapest
    sums = {r["alternative"]: r["score"] for r in found["weighted_sum"]}
    by_hand = {
        "甲": 0.5 * 0.85 + 0.3 * 100 / 120 + 0.2 * 0.6,
        "乙": 0.5 * 0.7 + 0.3 + 0.2 * 0.8,
        "丙": 0.5 * 0.5 + 0.3 * 100 / 110 + 0.2 * 0.5,
    }
    assert sums == pytest.approx(by_hand)
    assert found["winner"] == "乙" and [r["rank"] for r in found["topsis"]] == [1, 2, 3]
    assert [c["kind"] for c in found["criteria"]] == ["benefit", "cost", "benefit"]
    assert sum(c["weight"] for c in found["criteria"]) == pytest.approx(1)
    assert not found["decisive"] and "one_weight" in {w["code"] for w in found["why_not"]}
    assert found["sensitivity"]["weighted_sum"][0]["above"] == pytest.approx(
        {"weight": 0.18 / 0.33, "change": 0.18 / 0.33 - 0.5, "winner": "甲"}
    )
    assert found["share_of_wins"]["any_weights"]["weighted_sum"]["丙"] == 0
    assert found["ahp"] == []


def test_the_other_way_round_and_in_english_is_the_same(run):
    turned = [list(row) for row in zip(*SCORES[1:], strict=True)]
    turned[0][:4] = ["criterion", "weight", "type", "full marks"]
    english = {"效益": "benefit", "成本": "cost"}
    turned = [[english.get(v, v) for v in row] for row in turned]
    one, other = answer(run({"x": SCORES}, "--json")), answer(run({"x": turned}, "--json"))
    assert one == other


def test_weights_by_pairs_from_several_judges(run):
    other = [["", "功能", "价格", "服务"], ["功能", 1, 1, 9], ["价格", None, 1, 1 / 9], ["服务", None, None, 1]]
    rows = [row for row in SCORES if row[0] != "权重"]
    one = answer(run({"评分": rows, "王": PAIRS}, "--json"))
    assert [c["weight"] for c in one["criteria"]] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert one["ahp"][0]["consistency_ratio"] == pytest.approx(0) and one["ahp"][0]["acceptable"]
    two = answer(run({"评分": rows, "王": PAIRS, "李": other}, "--json"))
    assert [a["sheet"] for a in two["ahp"]] == ["王", "李"] and not two["ahp"][1]["acceptable"]
    assert ("inconsistent", "李") in {(w["code"], w["name"]) for w in two["why_not"]}


def test_groups_share_out_their_weight(run):
    rows = [["", "a", "b", "c"], ["分组", "组一", "组一", "组二"], ["权重", 3, 1, 1], ["x", 9, 1, 1], ["y", 1, 9, 9]]
    pairs = [["", "组一", "组二"], ["组一", 1, 1], ["组二", 1, 1]]
    plain = answer(run({"s": rows}, "--json"))
    assert [c["weight"] for c in plain["criteria"]] == pytest.approx([0.6, 0.2, 0.2])
    assert [g["name"] for g in plain["sensitivity"]["groups"]] == ["组一", "组二"]
    by_pairs = answer(run({"s": rows, "p": pairs}, "--json"))
    assert [c["weight"] for c in by_pairs["criteria"]] == pytest.approx([0.375, 0.125, 0.5])


def test_a_whole_hierarchy_of_pairs(run):
    two = [["价格", "x", "y"], ["x", 1, 3], ["y", None, 1]]
    sheets = {
        "criteria": [["", "价格", "功能"], ["价格", 1, 1], ["功能", 1, 1]],
        "p1": two,
        "功能": [["", "x", "y"], ["x", 1, None], ["y", 1, 1]],
    }
    found = answer(run(sheets, "--json"))
    assert found["winner"] == "x" and {a["about"] for a in found["ahp"]} == {"", "价格", "功能"}
    # by ratio with the best: 1 and 1/3, 1 and 1
    assert [r["score"] for r in found["weighted_sum"]] == pytest.approx([1, 2 / 3])


def test_in_words(run):
    found = run({"评分": SCORES})
    assert found.exit_code == 0 and "Not decisive: the result leans towards 乙." in found.stdout
    assert "percentage points of weight for “功能” make 甲 the first" in found.stdout
    clear = run({"s": [["", "a", "b"], ["weight", 1, 1], ["x", 9, 9], ["y", 2, 3]]})
    assert "Decisive: x is first" in clear.stdout


@pytest.mark.parametrize(
    ("sheets", "options", "said"),
    [
        ({"s": [["nothing"]]}, (), "No sheet of the workbook"),
        ({"s": [["", "a", "b"], ["x", 1, 2], ["y", 2, 1]]}, (), "no weight: a"),
        ({"s": [["", "a", "b"], ["weight", 1, 1], ["x", 1, None], ["y", 2, 1]]}, (), "x / b"),
        ({"s": [["", "a", "b"], ["weight", 1, 1], ["x", 1, "gut"], ["y", 2, 1]]}, (), "s: x / b gut"),
        ({"s": [["", "a", "b"], ["weight", 1, 1], ["type", "cost", "?"], ["x", 1, 1], ["y", 2, 1]]}, (), "benefit or cost"),
        ({"评分": SCORES, "王": [["", "功能", "价格", "服务"], ["功能", 1, 2, None], ["价格", None, 1, 2], ["服务", None, None, 1]]}, (), "功能 – 服务"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(run, sheets, options, said):
    found = run(sheets, *options)
    assert found.exit_code == 1 and said in found.stderr and found.stdout == ""


def test_a_gap_is_filled_when_asked_and_said(run):
    gap = [["", "功能", "价格", "服务"], ["功能", 1, 2, None], ["价格", None, 1, 2], ["服务", None, None, 1]]
    found = run({"评分": SCORES, "王": gap}, "--fill")
    assert found.exit_code == 0 and "功能 – 服务" in found.stderr


def test_it_is_quick_for_a_real_choice(run):
    rows = [["", *(f"c{n}" for n in range(40))], ["weight", *range(1, 41)]]
    rows += [[f"a{k}", *((k * 7 + n * 3) % 11 for n in range(40))] for k in range(12)]
    began = time.process_time()
    assert run({"s": rows}, "--json").exit_code == 0
    assert time.process_time() - began < 3


def test_no_workbook_is_refused(tmp_path):
    file = tmp_path / "x.xlsx"
    file.write_text("no")
    found = CliRunner().invoke(main, ["choose", str(file)])
    assert found.exit_code == 1 and "not a readable Excel workbook" in found.stderr
