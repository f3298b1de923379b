"""What the profile says of columns, keys and faults; and the macros beneath it."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.connectors.files import FileSource
from golive.engines.migration.profile import profile
from golive.engines.migration.table import TableError, Workbench, source_key
from tests.shared_data import shared


@pytest.fixture(scope="module")
def macros():
    with Workbench() as bench:
        yield lambda call, *values: bench.ask(f"SELECT {call}", values)[0][0]


@pytest.fixture
def bench():
    with Workbench() as bench:
        yield bench


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-05", date(2026, 1, 5)), ("2026/1/5", date(2026, 1, 5)), ("2026.1.5", date(2026, 1, 5)),
        ("2026年1月5日", date(2026, 1, 5)), ("20260105", date(2026, 1, 5)), (" 2026-01-05 08:30 ", date(2026, 1, 5)),
        ("2026-02-30", None), ("20261301", None), ("5/1/2026", None), ("abc", None), (None, None),
    ],
)  # fmt: skip
def test_dates_in_five_styles(macros, text, value):
    assert macros("gl_date(?)", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.50", "1234.5"), ("-3", "-3"), ("+.5", "0.5"), ("1,23", None), ("3万", None), (".", None), ("", None)],
)
def test_numbers(macros, text, value):
    found = macros("gl_number(?)", text)
    assert (None if found is None else found.normalize()) == (None if value is None else Decimal(value).normalize())


@pytest.mark.parametrize(
    ("call", "good", "bad"),
    [
        ("gl_uscc(?)", "91350100M000100Y43", "91350100M000100Y34"),
        ("gl_citizen_id(?)", "11010519491231002X", "110105194912310021"),
        ("gl_bank_card(?)", "6222600260001072444", "6222600260001072445"),
    ],
)
def test_check_digits(macros, call, good, bad):
    assert macros(call, good) is True
    assert macros(call, bad) is False


def rows_of(**columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def profiled(bench, key=(), **columns):
    table = bench.load("t", list(columns), rows_of(**columns), key)
    found = profile(bench, table)
    return found, {column.name: column for column in found.columns}


def test_types_nulls_and_ranges(bench):
    found, columns = profiled(
        bench,
        code=["001", "002", "003", "004"],
        quantity=["3", "-1", None, "12"],
        price=["1.50", "20", "0", "  "],
        since=["2026-01-05", "2025/12/31", "2024年3月1日", None],
        active=["是", "否", "是", "是"],
        nothing=[None, "", " ", None],
    )
    assert {name: column.type for name, column in columns.items()} == {
        "code": "text", "quantity": "integer", "price": "decimal", "since": "date", "active": "boolean",
        "nothing": "empty",
    }  # fmt: skip
    assert (columns["quantity"].minimum, columns["quantity"].maximum) == ("-1", "12")
    assert (columns["price"].nulls, columns["price"].blanks, columns["price"].minimum) == (0, 1, "0")
    assert (columns["since"].minimum, columns["since"].maximum) == ("2024-03-01", "2026-01-05")
    assert dict(columns["since"].date_styles) == {"iso": 1, "slash": 1, "chinese": 1}
    assert columns["active"].top == (("是", 3), ("否", 1))
    assert found.candidate_keys == (("code",),)


def test_keys_of_two_columns(bench):
    found, _ = profiled(bench, order=["1", "1", "2"], line=["1", "2", "1"], text=["x", "x", "x"])
    assert found.candidate_keys == (("order", "line"),)


@pytest.mark.parametrize(
    ("code", "values", "count"),
    [
        ("edge_blanks", ["甲 ", "乙", "\u3000丙"], 2),
        ("inner_blanks", ["上 海", "北京", "a b"], 1),
        ("full_width", ["Ａ１", "（甲）", "B2"], 1),
        ("broken_encoding", ["锟斤拷", "好", "\ufffd"], 2),
        ("null_like", ["None", "无", "丁", "N/A"], 3),
        ("unit_in_number", ["12万元", "3.5 kg", "7"], 2),
        ("thousands_separator", ["1,234", "12", "1,2"], 1),
        ("spreadsheet_error", ["#REF!", "x"], 1),
        ("cut_number", ["6.2226E+18", "1"], 1),
        ("control_characters", ["a\u200bb", "ab"], 1),
        ("not_of_type", [*["1"] * 19, "一"], 1),
        ("mixed_date_styles", ["2026-01-01", "2026-01-02", "2026/1/3"], 1),
        ("no_such_date", [*["2026-01-01"] * 19, "2026-02-30"], 1),
        ("not_uscc", ["91350100M000100Y43", "91350100M000100Y34", "91350100M000100Y4"], 2),
        ("traditional", ["上海機械廠", "上海机械厂", "北京机械厂"], 1),
        ("written_differently", ["ABC", "abc", "ＡＢＣ", "x"], 2),
    ],
)
def test_each_fault_is_suspected_where_it_is_and_not_elsewhere(bench, code, values, count):
    _, columns = profiled(bench, c=values)
    faults = {fault.code: fault for fault in columns["c"].faults}
    assert faults[code].count == count
    clean, _ = profiled(Workbench(), c=["上海", "北京", "广州"])
    assert clean.columns[0].faults == ()


def test_phone_and_date_by_the_columns_name(bench):
    _, columns = profiled(
        bench,
        联系电话=["13812345678", "021-55512345", "1381234567"],
        开户日期=["45000", "45001", "2"],
        other=["13812345678", "021-55512345", "x"],
    )
    assert [(fault.code, fault.count) for fault in columns["联系电话"].faults] == [("not_phone_cn", 1)]
    assert [(fault.code, fault.count) for fault in columns["开户日期"].faults] == [("date_as_number", 2)]
    assert columns["other"].faults == ()


def test_addresses_without_a_known_division(bench):
    addresses = ["江苏省苏州市吴江区1号", "北京市海淀区2号", "上海浦东新区3号", "浦冬新区4号", None]
    _, columns = profiled(bench, 地址=addresses, 备注=addresses)
    assert [(fault.code, fault.examples) for fault in columns["地址"].faults] == [("no_such_region", ("浦冬新区4号",))]
    assert columns["备注"].faults == ()


def test_real_tables():
    source = FileSource(shared("migration/northwind/create_sqlite.sql"))
    with Workbench() as bench:
        for info in source.describe():
            if not source.count(info.name):
                continue
            columns = [field.name for field in info.fields]
            table = bench.load(info.name, columns, source.read(info.name), info.key)
            if info.name in ("Orders", "Order Details", "Products"):
                found = profile(bench, table)
                assert found.candidate_keys[0] == info.key
                assert all(column.type != "empty" for column in found.columns)


keys = st.lists(st.tuples(*[st.none() | st.text(alphabet="a|#%2", max_size=3)] * 2), max_size=25)


@given(keys)
@settings(max_examples=20, deadline=None)
def test_source_keys_are_unique_and_the_same_in_sql_and_python(pairs):
    with Workbench() as bench:
        table = bench.load("t", ["a", "b"], [{"a": a, "b": b} for a, b in pairs], ["a", "b"])
        found = [row["_key"] for row in bench.rows(table)]
    assert len(set(found)) == len(pairs)
    seen: dict[str, int] = {}
    expected = []
    for number, pair in enumerate(pairs, 1):
        base = source_key(pair, number)
        seen[base] = seen.get(base, 0) + 1
        expected.append(source_key(pair, number, seen[base]))
    assert found == expected


def test_the_workbench_reaches_no_files(bench, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    for statement in (f"SELECT * FROM '{tmp_path}/secret.csv'", f"COPY (SELECT 1) TO '{tmp_path}/x.csv'"):
        with pytest.raises(duckdb.Error):
            bench.ask(statement)
    with pytest.raises(duckdb.Error):
        bench.ask("SET enable_external_access = true")


def test_tables_say_what_is_wrong(bench):
    bench.load("t", ["a"], [])
    for call, code in (
        (lambda: bench.load("t", ["a"], []), "table_exists"),
        (lambda: bench.load("u", ["_KEY"], []), "reserved_column"),
        (lambda: bench.table("v"), "no_such_table"),
        (lambda: bench.table("t").require(["z"]), "no_such_column"),
    ):
        with pytest.raises(TableError) as caught:
            call()
        assert caught.value.code == code
    assert profile(bench, bench.table("t")).columns[0].type == "empty"
