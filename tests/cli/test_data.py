"""`golive data`: on files, with JSON that holds what cli.md promises and exit codes that scripts rely on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from golive.cli import main

CUSTOMERS = "编号,名称,额度,城市\n1,甲公司,100,上海\n2,乙公司,12万元,\n2,,-5,北京\n"
RULES = """
format: golive-rules
version: 1
object: customers
rules:
  - {id: filled, kind: completeness, columns: [名称], message: {zh: 名称不能为空, en: no name}}
  - {id: unique, kind: uniqueness, columns: [编号]}
  - {id: number, kind: type, columns: [额度], type: decimal, severity: warning}
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("customers.csv").write_text(CUSTOMERS, encoding="gb18030")
    Path("rules.yaml").write_text(RULES, encoding="utf-8")
    return lambda *arguments: CliRunner().invoke(main, ["data", *arguments])


def test_profile(place):
    answer = place("profile", "customers.csv", "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    assert document["encoding"]["name"] == "gb18030"
    (table,) = document["tables"]
    columns = {column["name"]: column for column in table["columns"]}
    assert (columns["城市"]["nulls"], columns["编号"]["distinct"]) == (1, 2)
    assert [fault["code"] for fault in columns["额度"]["faults"]] == ["unit_in_number"]
    assert "12万元" in place("profile", "customers.csv").stdout


def test_check_finds_rows_and_fails_with_a_reason(place):
    answer = place("check", "customers.csv", "--rules", "rules.yaml", "--json", "--out", "found.csv")
    assert answer.exit_code == 1
    assert "2 of 3 rows break a rule" in answer.stderr
    document = json.loads(answer.stdout)
    assert [(each["rule"], each["row"], each["value"]) for each in document["findings"]] == [
        ("number", 2, "12万元"),
        ("unique", 2, "2"),
        ("filled", 3, None),
        ("unique", 3, "2"),
    ]
    assert {each["id"]: each["rows"] for each in document["rules"]} == {"filled": 1, "unique": 2, "number": 1}
    assert len(Path("found.csv").read_text("utf-8").splitlines()) == 5
    Path("good.csv").write_text("编号,名称,额度\n1,甲,5\n", encoding="utf-8")
    assert place("check", "good.csv", "--rules", "rules.yaml").exit_code == 0


def test_suggested_rules_are_a_rule_file(place):
    answer = place("check", "customers.csv", "--suggest")
    Path("suggested.yaml").write_text(answer.stdout, encoding="utf-8")
    assert answer.exit_code == 0
    again = place("check", "customers.csv", "--rules", "suggested.yaml", "--json")
    assert json.loads(again.stdout)["rows"] == 3


def test_auto_finds_wrong_cells_without_rules(place):
    rows = [f"{n},K{n % 9},{'上海' if n % 9 < 5 else '北京'}" for n in range(200)]
    rows[20] = "20,K2,北京"
    rows[30] = "30,K3,无"
    Path("auto.csv").write_text("\n".join(["id,code,city", *rows]), encoding="utf-8")
    answer = place("check", "auto.csv", "--rules", "auto", "--json", "--out", "auto-found.csv")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    assert [(each["row"], each["column"], each["value"], each["expected"]) for each in document["cells"]] == [
        (21, "city", "北京", "上海"),
        (31, "city", "无", "上海"),
    ]
    assert {each["column"] for each in document["findings"]} == {"city"}
    assert "format: golive-rules" in document["suggested"]
    assert "expected" in Path("auto-found.csv").read_text("utf-8")
    assert "2 of 600 cells" in place("check", "auto.csv", "--rules", "auto").stdout
    assert "code determines city" in place("profile", "auto.csv").stdout


def test_compare(place):
    Path("a.csv").write_text("id,x\n1,a\n2,b\n3,c\n", encoding="utf-8")
    Path("b.csv").write_text("x,id\na,1\nB,2\nd,4\n", encoding="utf-8")
    answer = place("compare", "a.csv", "b.csv", "--key", "id", "--json")
    assert answer.exit_code == 0
    document = json.loads(answer.stdout)
    assert {name: document[name] for name in ("equal", "missing", "extra", "changed")} == {
        "equal": 1, "missing": 1, "extra": 1, "changed": 1,
    }  # fmt: skip
    assert document["rows"][0] == {"kind": "changed", "key": "2", "column": "x", "first": "b", "second": "B"}
    assert "missing" in place("compare", "a.csv", "b.csv", "--key", "id").stdout


def test_compare_says_what_is_wrong_with_the_keys_and_takes_a_tolerance(place):
    Path("a.csv").write_text("id,x\n1,1.00\n1,2\n,3\n5,7\n", encoding="utf-8")
    Path("b.csv").write_text("id,x\n1,1\n1,2\n5,7.004\n", encoding="utf-8")
    answer = place("compare", "a.csv", "b.csv", "--key", "id", "--json", "--tolerance", "0.01")
    document = json.loads(answer.stdout)
    assert (document["equal"], document["missing"], document["changed"]) == (3, 1, 0)
    assert document["keys"] == {"first": {"repeated": 1, "blank": 1}, "second": {"repeated": 1, "blank": 0}}
    shown = place("compare", "a.csv", "b.csv", "--key", "id").stdout
    assert "A: 1 rows repeat a key, 1 rows have no key" in shown
    assert "Changed by column: x 2" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("profile", "none.csv"), 1, "There is no file none.csv"),
        (("profile", "customers.csv", "--encoding", "utf-8"), 1, "not in utf-8"),
        (("profile", "customers.csv", "--table", "x"), 1, "no table x"),
        (("check", "customers.csv"), 2, "--rules"),
        (("check", "customers.csv", "--rules", "bad.yaml"), 1, "kind magic"),
        (("check", "customers.csv", "--rules", "none.yaml"), 2, "no rule file none.yaml"),
        (("compare", "customers.csv", "customers.csv", "--key", "id"), 1, "no column id"),
        (("compare", "customers.csv", "customers.csv"), 2, "--key"),
        (("compare", "customers.csv", "customers.csv", "--key", "编号", "--tolerance", "x"), 2, "not a number"),
        (("compare", "customers.csv", "customers.csv", "--key", "编号", "--tolerance", "-1"), 1, "0 or more"),
    ],
)
def test_refusals_say_why(place, arguments, code, words):
    Path("bad.yaml").write_text("{format: golive-rules, rules: [{id: a, kind: magic}]}", encoding="utf-8")
    answer = place(*arguments)
    assert (answer.exit_code, answer.stdout) == (code, "")
    assert words in answer.stderr
