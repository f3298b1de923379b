"""Every kind of rule finds what it should, and says which row, column and value."""

import duckdb
import pytest

from golive.engines.migration import rule_rows
from golive.engines.migration.check import check
from golive.engines.migration.profile import profile
from golive.engines.migration.rules import Rule, RuleError, RuleSet, read_rules, write_rules
from golive.engines.migration.suggest import suggest
from golive.engines.migration.table import TableError, Workbench

ROWS = [
    {"id": "1", "name": "甲", "qty": "5", "low": "1", "high": "2", "city": "SH", "day": "2026-01-05", "code": "A1"},
    {"id": "2", "name": " ", "qty": "x", "low": "3", "high": "2", "city": "XX", "day": "2026-13-05", "code": "a1"},
    {"id": "2", "name": None, "qty": "-1", "low": None, "high": "2", "city": None, "day": None, "code": "A1 "},
    {"id": None, "name": "丁丁", "qty": None, "low": "2", "high": "2", "city": "BJ", "day": "20260105", "code": None},
    {"id": None, "name": "戊", "qty": "1,000", "low": "a", "high": "2", "city": " SH ", "day": "x", "code": ""},
]
CASES = [
    ("completeness", ["name"], {}, [2, 3]),
    ("type", ["qty"], {"type": "decimal"}, [2]),
    ("type", ["qty"], {"type": "integer"}, [2, 5]),
    ("type", ["day"], {"type": "date"}, [2, 5]),
    ("range", ["qty"], {"min": 0, "max": 100}, [2, 3, 5]),
    ("range", ["day"], {"min": "2026-01-06", "type": "date"}, [1, 2, 4, 5]),
    ("pattern", ["code"], {"pattern": "[A-Z]\\d"}, [2]),
    ("format", ["code"], {"format": "uscc"}, [1, 2, 3]),
    ("length", ["name"], {"max": 1}, [4]),
    ("in_set", ["city"], {"values": ["SH", "BJ"]}, [2]),
    ("reference", ["city"], {"object": "cities", "column": "code"}, [2]),
    ("uniqueness", ["id"], {}, [2, 3]),
    ("uniqueness", ["id"], {"nulls": "ignore"}, [2, 3]),
    ("uniqueness", ["id"], {"nulls": "duplicate"}, [2, 3, 4, 5]),
    ("uniqueness", ["id"], {"nulls": "violate"}, [2, 3, 4, 5]),
    ("uniqueness", ["id", "high"], {"nulls": "ignore"}, [2, 3]),
    ("uniqueness", ["code"], {}, [1, 3]),
    ("cross_field", ["low", "high"], {"operator": "<="}, [2, 5]),
    ("cross_field", ["low", "high"], {"operator": "<", "type": "text"}, [2, 4, 5]),
    ("sql", ["qty"], {"expression": "gl_number(qty) <> 5"}, [1]),
    ("sql", [], {"expression": "city in (select code from cities where code is not null) -- note"}, [2, 5]),
]


@pytest.fixture
def bench():
    with Workbench() as bench:
        bench.load("cities", ["code"], [{"code": "SH"}, {"code": "BJ"}, {"code": None}])
        bench.load("t", list(ROWS[0]), ROWS, ["id"])
        yield bench


@pytest.mark.parametrize(("kind", "columns", "parameters", "rows"), CASES)
def test_each_kind(bench, kind, columns, parameters, rows):
    result = check(bench, bench.table("t"), RuleSet("t", (Rule("r", kind, tuple(columns), parameters),)))
    assert [finding.row for finding in result.findings()] == rows
    assert result.rules[0].rows == len(rows)
    assert result.score == pytest.approx(1 - len(rows) / 5)


def test_findings_name_row_key_column_and_value(bench):
    rules = RuleSet("t", (Rule("q", "type", ("qty",), {"type": "integer"}),))
    found = [tuple(finding) for finding in check(bench, bench.table("t"), rules).findings()]
    assert found == [("q", "error", 2, "2", "qty", "x", None), ("q", "error", 5, "#5", "qty", "1,000", None)]


def test_warnings_do_not_lower_the_score(bench):
    rules = RuleSet("t", (
        Rule("a", "completeness", ("name",), severity="warning"),
        Rule("b", "in_set", ("city",), {"values": ["SH", "BJ"]}),
    ))  # fmt: skip
    result = check(bench, bench.table("t"), rules)
    assert (result.findings_count, result.rows_with_errors, result.score) == (3, 1, 0.8)
    assert [score.score for score in result.rules] == [0.6, 0.8]


def test_yaml_there_and_back():
    text = """
format: golive-rules
version: 3
object: 客户
rules:
  - {id: a, kind: completeness, column: 名称, owner: 销售部, message: {zh: 不能为空, en: must be filled}}
  - {id: b, kind: uniqueness, columns: [编号, 公司], nulls: violate, severity: warning}
"""
    rules = read_rules(text)
    assert rules.version == 3
    assert rules.rules[0].columns == ("名称",)
    assert read_rules(write_rules(rules)) == rules
    assert "不能为空" in write_rules(rules)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x: [", "not_yaml"),
        ("format: other", "not_a_rule_file"),
        ("{format: golive-rules, rules: [{kind: type}]}", "rule_without_id_or_kind"),
        ("{format: golive-rules, rules: [{id: a, kind: magic, columns: [x]}]}", "unknown_kind"),
        ("{format: golive-rules, rules: [{id: a, kind: type, columns: [x]}]}", "wrong_parameters"),
        ("{format: golive-rules, rules: [{id: a, kind: type, columns: [x], type: date, tpye: x}]}", "wrong_parameters"),
        ("{format: golive-rules, rules: [{id: a, kind: completeness, columns: [x, y]}]}", "wrong_number_of_columns"),
        (
            "{format: golive-rules, rules: [{id: a, kind: completeness, columns: [x], severity: bad}]}",
            "unknown_severity",
        ),
        (
            "{format: golive-rules, rules: [{id: a, kind: completeness, column: x}, {id: a, kind: completeness, column: y}]}",
            "repeated_id",
        ),
    ],
)
def test_wrong_rule_files_say_which_rule(text, code):
    with pytest.raises(RuleError) as caught:
        read_rules(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule("a", "type", ("qty",), {"type": "money"}), "unknown_parameter_value"),
        (Rule("a", "pattern", ("qty",), {"pattern": "("}), "pattern_not_understood"),
        (Rule("a", "sql", (), {"expression": "true); DROP TABLE t; SELECT (true"}), "expression_not_understood"),
        (Rule("a", "sql", (), {"expression": "no_such_column > 1"}), "cannot_be_asked"),
        (
            Rule("a", "sql", (), {"expression": "(select count(*) from read_text('/etc/hostname')) > 0"}),
            "cannot_be_asked",
        ),
        (Rule("a", "range", ("qty",), {}), "wrong_parameters"),
    ],
)
def test_rules_that_cannot_be_asked(bench, rule, code):
    with pytest.raises(RuleError) as caught:
        check(bench, bench.table("t"), RuleSet("t", (rule,)))
    assert caught.value.code == code
    assert bench.ask("SELECT count(*) FROM t") == [(5,)]


def test_unknown_columns_and_objects(bench):
    for rule in (
        Rule("a", "completeness", ("none",)),
        Rule("a", "reference", ("city",), {"object": "none", "column": "x"}),
    ):
        with pytest.raises(TableError):
            check(bench, bench.table("t"), RuleSet("t", (rule,)))


def test_export(tmp_path):
    with Workbench(export_to=tmp_path) as bench:
        bench.load("t", ["a"], [{"a": None}, {"a": "1"}])
        result = check(bench, bench.table("t"), RuleSet("t", (Rule("r", "completeness", ("a",)),)))
        result.export(tmp_path / "f.parquet")
        result.export(tmp_path / "f.csv")
    assert duckdb.sql(f"SELECT rule, row, key FROM '{tmp_path}/f.parquet'").fetchall() == [("r", 1, "#1")]
    assert (tmp_path / "f.csv").read_text().startswith("rule,severity,row,key,column,value")


def test_suggested_rules_hold_for_clean_rows_and_catch_the_odd_one():
    rows = [{"id": str(i), "qty": str(i * 2), "day": f"2026-01-{i % 28 + 1:02}", "city": "SH" if i % 2 else "BJ"} for i in range(100)]  # fmt: skip
    with Workbench() as bench:
        table = bench.load("t", ["id", "qty", "day", "city"], rows)
        rules = suggest(profile(bench, table))
        assert {rule.kind for rule in rules.rules} == {
            "completeness",
            "type",
            "range",
            "in_set",
            "uniqueness",
            "dependency",
        }
        assert check(bench, table, rules).findings_count == 0
        odd = bench.load("u", table.columns, [*rows[:3], {"id": "1", "qty": "-4", "day": "soon", "city": "MARS"}])
        broken = {finding.rule for finding in check(bench, odd, rules).findings()}
        assert broken == {"t.qty.range", "t.day.type", "t.city.in_set", "t.key"}
        assert read_rules(write_rules(rules)) == rules


def test_a_reference_keeps_its_column_in_the_file():
    rule = Rule("ref", "reference", ("code",), {"object": "products", "column": "wlbh"})
    assert read_rules(write_rules(RuleSet("stock", (rule,)))).rules == (rule,)


def test_a_number_that_few_records_share_is_suggested_to_be_unique_and_a_telephone_is_not():
    rows = [{"编码": f"G{n - (n % 50 == 7):05}", "电话": f"138{n - (n % 50 == 7):08}"} for n in range(200)]
    with Workbench() as bench:
        table = bench.load("suppliers", ["编码", "电话"], rows)
        rules = suggest(profile(bench, table))
        (rule,) = [each for each in rules.rules if each.kind == "uniqueness"]
        assert (rule.columns, rule.severity) == (("编码",), "warning")
        assert "4" in rule.message["en"]
        found = check(bench, table, RuleSet("suppliers", (rule,)))
        assert {each.row for each in found.findings()} == {n + 1 for n in range(200) if n % 50 in (6, 7)}


def test_asked_once_a_value_or_once_a_row_the_findings_are_the_same(monkeypatch):
    columns = list(ROWS[0])
    rows = [dict(row) for row in ROWS * 40]
    wanted = [case for case in CASES if case[0] in rule_rows.KINDS]
    rules = RuleSet("t", tuple(Rule(f"r{n}", kind, tuple(c), p) for n, (kind, c, p, _) in enumerate(wanted)))
    found = []
    for repeating in (set(), set(columns), {"city", "name"}):
        monkeypatch.setattr(rule_rows, "_repeating", lambda *_, repeating=repeating: repeating)
        with Workbench() as bench:
            result = check(bench, bench.load("t", columns, rows, ["id"]), rules)
            found.append(sorted(map(repr, result.findings())))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 40 * sum(len(rows_) for *_, rows_ in wanted)


def test_what_repeats_is_seen_by_a_sample():
    rows = [{"number": f"{n}", "city": f"{n % 7}", "blank": None} for n in range(400)]
    with Workbench() as bench:
        table = bench.load("t", ["number", "city", "blank"], rows)
        assert rule_rows._repeating(("number", "city", "blank"), table, bench) == {"city", "blank"}
        assert rule_rows._repeating((), table, bench) == set()
