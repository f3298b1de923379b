"""Corrections: each kind, their record, undoing them, and the extract that stays as it was."""

import pytest

from golive.engines.migration.clean import Correction, derive
from golive.engines.migration.table import TableError, Workbench

ROWS = [
    {"id": "1", "name": " Ａ　公司 ", "day": "2026年1月5日", "unit": "箱"},
    {"id": "2", "name": "乙", "day": "n/a", "unit": None},
    {"id": "3", "name": None, "day": "2026/2/3", "unit": "个"},
]


@pytest.fixture
def bench():
    with Workbench() as bench:
        bench.load("t", ["id", "name", "day", "unit"], ROWS, ["id"])
        yield bench


def fix(kind, column, number="c1", **more):
    return Correction(number, kind, column, "王芳", "统一写法", **more)


def column(bench, name, column):
    return [row[column] for row in bench.rows(bench.table(name))]


@pytest.mark.parametrize(
    ("correction", "after"),
    [
        (fix("trim", "name"), ["Ａ　公司", "乙", None]),
        (fix("squeeze", "name"), ["Ａ 公司", "乙", None]),
        (fix("half_width", "name"), [" A 公司 ", "乙", None]),
        (fix("date", "day"), ["2026-01-05", "n/a", "2026-02-03"]),
        (fix("blank_null_like", "day"), ["2026年1月5日", None, "2026/2/3"]),
        (fix("digits", "day"), ["202615", "", "202623"]),
        (fix("value_map", "unit", values={"箱": "box", "": "unit"}), ["box", "unit", "个"]),
        (fix("set_cell", "name", key="3", before=None, after="丙"), [" Ａ　公司 ", "乙", "丙"]),
    ],
)
def test_each_kind(bench, correction, after):
    found = derive(bench, bench.table("t"), [correction], "clean")
    before = column(bench, "t", correction.column)
    assert column(bench, "clean", correction.column) == after
    assert [(c.row, c.before, c.after) for c in found.changes("c1")] == [
        (number, old, new) for number, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new
    ]
    assert before == [row[correction.column] for row in ROWS]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("phone", "+86 138-1234-5678", "13812345678"),
        ("phone", "（０２１）５５５１２３４５", "021-55512345"),
        ("phone", "0512 6625 1234", "0512-66251234"),
        ("phone", "021-55512345-801", "021-55512345-801"),
        ("phone", "+49 30 123456", "+49 30 123456"),
        ("phone", "问王工", "问王工"),
        ("amount", "12万元", "120000"),
        ("amount", "3.5亿", "350000000"),
        ("amount", "￥1,250.50元", "1250.5"),
        ("amount", "-2.35 千元", "-2350"),
        ("amount", "0", "0"),
        ("amount", "100", "100"),
        ("amount", "面议", "面议"),
        ("amount", "5万美元", "5万美元"),
        ("lower", "ABC", "abc"),
    ],
)
def test_phones_and_amounts(kind, before, after):
    with Workbench() as bench:
        bench.load("t", ["id", "v"], [{"id": "1", "v": before}, {"id": "2", "v": None}], ["id"])
        derive(bench, bench.table("t"), [fix(kind, "v")], "clean")
        assert column(bench, "clean", "v") == [after, None]


def test_corrections_follow_one_another_and_can_be_undone(bench):
    first, second = fix("trim", "name"), fix("set_cell", "name", "c2", key="1", before="Ａ　公司", after="A 公司")
    both = derive(bench, bench.table("t"), [first, second], "clean")
    assert column(bench, "clean", "name") == ["A 公司", "乙", None]
    assert [(c.correction, c.key, c.after) for c in both.changes()] == [("c1", "1", "Ａ　公司"), ("c2", "1", "A 公司")]
    undone = Correction(**{**first.__dict__, "undone_by": "李工"})
    again = derive(bench, bench.table("t"), [undone, second], "clean")
    assert column(bench, "clean", "name")[0] == " Ａ　公司 "
    assert again.conflicts == ("c2",)


def test_a_correction_for_a_record_that_is_gone_is_a_conflict(bench):
    correction = fix("set_cell", "name", key="9", before="x", after="y")
    assert derive(bench, bench.table("t"), [correction], "clean").conflicts == ("c1",)


def test_text_of_people_is_never_sql(bench):
    evil = "'); DROP TABLE t; --"
    derive(bench, bench.table("t"), [fix("value_map", "unit", values={"箱": evil})], "clean")
    assert column(bench, "clean", "unit")[0] == evil


def test_the_extract_cannot_be_overwritten(bench):
    with pytest.raises(TableError):
        derive(bench, bench.table("t"), [], "t")
    with pytest.raises(TableError):
        derive(bench, bench.table("t"), [fix("trim", "none")], "clean")


def test_amounts_lose_their_currency_and_separators_and_nothing_else():
    prices = ["1,250.00元", "￥88", "面议", "5万", "１２.5", None]
    with Workbench() as bench:
        extract = bench.load("t", ["p"], [{"p": price} for price in prices])
        derive(bench, extract, [fix("number", "p")], "clean")
        assert column(bench, "clean", "p") == ["1250.00", "88", "面议", "5万", "12.5", None]


def test_many_records_of_one_value_are_set_at_once(bench):
    one = fix("set_rows", "name", keys=("1", "3"), before=None, after="丙")
    done = derive(bench, bench.table("t"), [one], "clean")
    assert column(bench, "clean", "name") == [" Ａ　公司 ", "乙", "丙"]
    assert done.conflicts == ("c1",), "record 1 is not blank: left alone, and said so"
    assert [change.key for change in done.changes()] == ["3"]
