"""Kinds of rules that learn from the table, or look at more than one row."""

import pytest

from golive.engines.migration.check import check
from golive.engines.migration.rules import PARAMETERS, Rule, RuleError, RuleSet
from golive.engines.migration.table import Workbench
from tests.engines.migration.test_rules import CASES

LINES = [{"order": "1", "amount": "10"}, {"order": "1", "amount": "5.5"}, {"order": "2", "amount": "7"}]


def found(rule, columns, rows, others=()):
    with Workbench() as bench:
        for name, names, content in others:
            bench.load(name, names, content)
        table = bench.load("t", columns, [dict(zip(columns, row, strict=True)) for row in rows])
        return [
            (each.row, each.column, each.expected) for each in check(bench, table, RuleSet("t", (rule,))).findings()
        ]


def rule(kind, *columns, **parameters):
    return Rule("r", kind, columns, parameters)


def test_every_kind_is_tested():
    here = {"free_of", "aggregate", "cross_table", "dependency", "spelling", "unit", "date_style", "merged"}
    assert here | {case[0] for case in CASES} == set(PARAMETERS)


def test_dependency_names_what_the_others_have():
    rows = [
        ("A", "x"),
        ("A", "x"),
        ("A", "y"),
        ("A", None),
        ("B", "p"),
        ("B", "q"),
        (None, "x"),
        ("C", "z"),
        ("C", None),
    ]
    assert found(rule("dependency", "k", "v"), ["k", "v"], rows) == [(3, "v", "x"), (4, "v", "x")]
    assert found(rule("dependency", "k", "v", blanks=False), ["k", "v"], rows) == [(3, "v", "x")]
    assert found(rule("dependency", "k", "v", share=0.7), ["k", "v"], rows) == []
    # B's two differ: nobody knows which is right. A tie of three kinds says nothing either.
    assert found(rule("dependency", "k", "v", share=0.3), ["k", "v"], [("A", "x"), ("A", "y"), ("A", "z")]) == []


def test_dependency_on_two_columns():
    rows = [("A", "1", "x")] * 3 + [("A", "2", "y")] * 3 + [("A", "2", "x")]
    assert found(rule("dependency", "a", "b", "c"), ["a", "b", "c"], rows) == [(7, "c", "y")]


def test_spelling_is_a_slip_of_a_frequent_value_and_numbers_are_not():
    rows = (
        [("上海市浦东新区",)] * 20 + [("上海市浦乐新区",)] + [("Room 12",)] * 20 + [("Rom 13",)] + [("Shanghai",)] * 2
    )
    assert found(rule("spelling", "v"), ["v"], rows) == [(21, "v", "上海市浦东新区"), (42, "v", None)]
    assert found(rule("spelling", "v", ratio=30), ["v"], rows) == []
    assert found(rule("spelling", "v"), ["v"], [("10001",)] * 50 + [("10002",)]) == []


def test_unit():
    rows = [("12 kg",), ("12kg",), ("3 KG.",), ("500 g",), ("7",), ("kg",), (None,)]
    assert found(rule("unit", "v", unit="kg"), ["v"], rows) == [(3, "v", "3 kg"), (4, "v", None), (5, "v", None)]
    assert [row for row, *_ in found(rule("unit", "v", unit=""), ["v"], rows)] == [1, 2, 3, 4]


def test_date_style():
    rows = [("2026-01-05",), ("2026/1/5",), ("5/1/26",), ("20260230",), ("soon",), (None,)]
    assert found(rule("date_style", "v", style="iso"), ["v"], rows) == [
        (2, "v", "2026-01-05"), (3, "v", None), (4, "v", None),
    ]  # fmt: skip
    assert found(rule("date_style", "v", style="chinese"), ["v"], [("2026-01-05",)]) == [(1, "v", "2026年01月05日")]


def test_merged_fields():
    rows = [("Bend", "OR")] * 3 + [("Salem OR", None), ("Salem XX", None), ("Salem OR", "OR")]
    assert found(rule("merged", "city", "state"), ["city", "state"], rows) == [(4, "city", "Salem"), (4, "state", "OR")]


def test_free_of():
    rows = [("#REF!",), ("N/A",), ("9-Mar",), ("Mar",)]
    assert [row for row, *_ in found(rule("free_of", "v", fault="spreadsheet_error"), ["v"], rows)] == [1]
    assert [row for row, *_ in found(rule("free_of", "v", fault="null_like"), ["v"], rows)] == [2]
    assert [row for row, *_ in found(rule("free_of", "v", fault="spreadsheet_date"), ["v"], rows)] == [3]


@pytest.mark.parametrize(
    ("parameters", "rows"),
    [
        ({"aggregate": "sum", "max": 22}, [1]),
        ({"aggregate": "sum", "max": 22.5}, []),
        ({"aggregate": "sum", "min": 10, "by": ["order"]}, [3]),
        ({"aggregate": "count", "max": 1, "by": ["order"]}, [1]),
        ({"aggregate": "distinct", "min": 3}, []),
        ({"aggregate": "average", "min": 7.5, "max": 7.5}, []),
    ],
)
def test_aggregate(parameters, rows):
    lines = [tuple(line.values()) for line in LINES]
    assert [row for row, *_ in found(rule("aggregate", "amount", **parameters), ["order", "amount"], lines)] == rows


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, [(2, "total", "8.000000000"), (3, "total", "0.000000000")][1:]),
        ({"tolerance": 0.01, "operator": "="}, [(3, "total", "0.000000000")]),
        ({"operator": "<"}, [(1, "total", "15.500000000"), (2, "total", "7.000000000"), (3, "total", "0.000000000")]),
    ],
)
def test_cross_table(parameters, expected):
    total = rule(
        "cross_table", "total", object="lines", on={"no": "order"}, aggregate="sum", column="amount", **parameters
    )
    orders = [("1", "15.50"), ("2", "7"), ("3", "1"), ("4", None)]
    assert found(total, ["no", "total"], orders, [("lines", ["order", "amount"], LINES)]) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        rule("dependency", "a", "b", share="much"),
        rule("date_style", "a", style="roman"),
        rule("free_of", "a", fault="sin"),
        rule("aggregate", "a", aggregate="sum"),
        rule("aggregate", "a", aggregate="product", min=1),
        rule("aggregate", "a", aggregate="sum", min="one"),
        rule("cross_table", "a", object="t", on=[], aggregate="sum", column="a"),
        rule("cross_table", "a", object="t", on={"a": "x"}, aggregate="sum", column="a"),
        rule("cross_table", "a", object="t", on={"a": "a"}, aggregate="sum", column="a", operator="~"),
    ],
)
def test_wrong_parameters_are_said(wrong):
    with pytest.raises(RuleError) as caught:
        found(wrong, ["a", "b"], [("1", "2")])
    assert caught.value.rule == "r"
