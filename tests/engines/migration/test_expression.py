"""The language of mappings: what it computes, and that nothing of Python can be reached through it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golive.engines.migration.expression import Expression, ExpressionError

ROW = {
    "数量": "1,200",
    "单价": "2.50",
    "折扣": "0.15",
    "city": " 苏州 ",
    "country": "China",
    "空": "  ",
    "no": None,
    "Unit Price": "9",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("round(数量 * 单价 * (1 - num(折扣)), 2)", Decimal("2550.00")),
        ("数量 + 1", Decimal(1201)),
        ("数量 * 空", None),
        ("-单价", Decimal("-2.50")),
        ('col("Unit Price") / 2', Decimal("4.5")),
        ('trim(city) + "市"', "苏州市"),
        ("空 or no or country", "China"),
        ('"CN" if country == "China" else ""', "CN"),
        ('when(数量 >= 1200, "many", "few")', "many"),
        ('country in ("Japan", "China")', True),
        ("left('100201', 4)", "1002"),
        ("right('100201', 2) + '-' + mid('100201', 1, 2)", "01-10"),
        ('part("A/B/C", "/", 2)', "B"),
        ("pad(7, 4)", "0007"),
        ('join("-", city, 空, country)', "苏州-China"),
        ('date("2026年1月5日") < date("2026-02-01")', True),
        ('date("20260105") + 30', date(2026, 2, 4)),
        ('date("2026-02-01") - date("2026-01-01")', Decimal(31)),
        ("blank(空) and not blank(city)", True),
        ("数量 == 1200", True),
        ("least(数量, 单价, 空)", Decimal("2.50")),
        ("空", None),
    ],
)
def test_what_it_computes(text, expected):
    assert Expression(text)(ROW) == expected


def test_it_says_which_columns_it_reads():
    assert Expression('数量 * col("Unit Price") if country else no').reads == {"数量", "Unit Price", "country", "no"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("数量 +", "expression_malformed"),
        ("__import__('os')", "expression_unknown_function"),
        ("city.upper()", "expression_not_allowed"),
        ("[x for x in city]", "expression_not_allowed"),
        ("(lambda: 1)()", "expression_not_allowed"),
        ("city[0]", "expression_not_allowed"),
        ("f'{city}'", "expression_not_allowed"),
        ("9 ** 9 ** 9", "expression_not_allowed"),
        ("1 << 9", "expression_not_allowed"),
        ("left(city)", "expression_wrong_number"),
        ("round(x=1)", "expression_not_allowed"),
        ("(a := 1)", "expression_not_allowed"),
        ("1 < 2 < 3", "expression_not_allowed"),
        ("+".join(["1"] * 600), "expression_too_long"),
        ("(" * 40 + "1" + ")" * 40 + "+1" * 40, "expression_too_deep"),
    ],
)
def test_what_it_refuses(text, code):
    with pytest.raises(ExpressionError) as caught:
        Expression(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("city * 2", "not_a_number"),
        ("1 / 0", "not_computable"),
        ('date("31.12.2025")', "not_a_date"),
        ('pad("x", 9) * 2', "not_a_number"),
        ('date("2026-01-01") * 2', "not_computable"),
    ],
)
def test_what_fails_on_a_row_says_why(text, code):
    with pytest.raises(ExpressionError) as caught:
        Expression(text)(ROW)
    assert caught.value.code == code


@given(st.text(alphabet="ab1 +-*/%()[]{}.,'\"_:=<>!|&lambdfornit\\", max_size=60))
def test_any_text_is_computed_or_refused(text):
    try:
        found = Expression(text)({"a": "1", "b": "x"})
    except ExpressionError:
        return
    assert found is None or isinstance(found, (str, Decimal, bool, date))
