"""`golive data match`: clusters with probability and why, from one source or two, with a spec, with labels."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from golive.cli import main

FIRMS = """编号,名称,电话,地址
1,上海华东精工有限公司,021-55512345,上海市浦东新区张江路88号
2,華東精工（上海）有限公司,021 5551 2345,浦东新区张江路８８号
3,苏州华东精工有限公司,0512-66612345,苏州工业园区星湖街1号
4,广州明珠电子厂,020-88880000,广州市天河区体育路5号
"""
OTHERS = """编号,名称,电话,地址
1,广州明珠电子厂（普通合伙）,(020)88880000,天河区体育路5号
2,武汉长江食品有限公司,027-66660000,武汉市江岸区江大路1号
"""
SPEC = "format: golive-match\nobject: firms\nkeys: [{columns: [电话], kind: phone}]\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("firms.csv", FIRMS), ("others.csv", OTHERS), ("spec.yaml", SPEC)):
        Path(name).write_text(text, encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(main, ["data", "match", *arguments])


def written(name):
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_duplicates_with_probability_and_why(place):
    answer = place("firms.csv", "--key", "编号", "--out", "pairs.csv", "--spec-out", "used.yaml", "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    (cluster,) = document["clusters"]
    assert (cluster["keys"], cluster["chained"], document["learned"]) == (["1", "2"], False, False)
    why = {each["column"]: each["zh"] for each in cluster["pairs"][0]["why"]}
    assert why == {"名称": "名称相同（不计法律形式与写法）", "电话": "号码相同", "地址": "地址相同"}
    (row,) = written("pairs.csv")
    assert (row["key_a"], row["key_b"], row["survivor"]) == ("1", "2", "1") and float(row["probability"]) > 0.999
    assert "名称: " in row["why"] and "×" in row["why"]
    again = place("firms.csv", "--key", "编号", "--spec", "used.yaml", "--json")
    assert json.loads(again.stdout)["clusters"] == document["clusters"]
    assert "1, 2" in place("firms.csv", "--key", "编号").stdout


def test_between_two_sources_and_not_within_one(place):
    answer = place("firms.csv", "others.csv", "--key", "编号", "--out", "pairs.csv", "--json")
    assert answer.exit_code == 0, answer.output
    assert [each["keys"] for each in json.loads(answer.stdout)["clusters"]] == [["A|4", "B|1"]]
    assert len(written("pairs.csv")) == 1


def test_labels_choose_the_threshold_and_doubtful_pairs_are_asked(place):
    answer = place("firms.csv", "--key", "编号", "--ask", "ask.csv")
    assert answer.exit_code == 0, answer.output
    asked = written("ask.csv")
    assert {frozenset((row["key_a"], row["key_b"])) for row in asked} >= {frozenset("12"), frozenset("13")}
    Path("labels.csv").write_text("key_a,key_b,same\n2,1,是\n1,3,否\n3,4,\n", encoding="utf-8")
    answer = place("firms.csv", "--key", "编号", "--labels", "labels.csv", "--json")
    quality = json.loads(answer.stdout)["quality"]
    assert (quality["right"], quality["wrong"], quality["missed"]) == (1, 0, 0)
    assert quality["precision_interval"][0] == pytest.approx(0.2065, abs=1e-3)
    Path("labels.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    answer = place("firms.csv", "--labels", "labels.csv")
    assert answer.exit_code == 1 and "key_a, key_b and same" in answer.stderr


def test_a_key_alone_and_what_is_refused(place):
    answer = place("firms.csv", "--spec", "spec.yaml", "--out", "pairs.csv", "--json")
    assert answer.exit_code == 0, answer.output
    assert [row["why"] for row in written("pairs.csv")] == ["电话 (phone) = 2155512345"]
    Path("spec.yaml").write_text(SPEC.replace("phone", "telefon"), encoding="utf-8")
    answer = place("firms.csv", "--spec", "spec.yaml")
    assert answer.exit_code == 1 and "There is no kind telefon" in answer.stderr
    Path("spec.yaml").write_text(SPEC.replace("电话", "手机"), encoding="utf-8")
    assert "has no column 手机" in place("firms.csv", "--spec", "spec.yaml").stderr
    Path("numbers.csv").write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    answer = place("numbers.csv")
    assert answer.exit_code == 1 and "No column was found" in answer.stderr
