"""Tables as they really come: encodings, delimiters, headers in two languages, rows that do not fit; and Parquet and back."""

import random

import pytest
import xlsxwriter

from golive.engines.mining.log import EventLog, LogError, LogMapping, read_store
from golive.engines.mining.read import read_log
from golive.engines.mining.read.propose import day_or_month_first
from golive.engines.mining.write import save_log
from tests.engines.mining.plain import load, made_up

CHINESE = "采购订单号,环节名称,完成时间,办理人,金额\n4500001,提交申请,2024/3/1 8:05,张三,1200.50\n4500001,部门审批,2024/3/1 9:00,李四,1200.50\n"
CHINESE += "4500002,提交申请,2024/3/2 10:00,张三,80\n"


def write(tmp_path, text, name="log.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", "\t"), ("utf-16", ","), ("gb18030", ",")],
)
def test_chinese_tables_are_read_without_being_told_how(tmp_path, encoding, delimiter):
    path = write(tmp_path, CHINESE.replace(",", delimiter), encoding=encoding)
    with read_log(path, tz="Asia/Shanghai") as log:
        assert (log.events, log.cases) == (3, 2)
        assert set(log.activities.values()) == {"提交申请", "部门审批"}
        assert set(log.resources.values()) == {"张三", "李四"}
        assert log.meta["proposal"]["sure"]
        assert log.one("SELECT min(ts) - epoch_us(TIMESTAMP '2024-03-01 00:05:00') FROM step") == (0,)


def test_a_workbook_of_excel(tmp_path):
    path = tmp_path / "log.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        book.add_worksheet("Info").write(0, 0, "about")
        sheet = book.add_worksheet("Log")
        import datetime as dt

        sheet.write_row(0, 0, ["Case ID", "Activity", "Complete Timestamp", "User", "Amount"])
        for n, activity in enumerate(("ask", "sign", "pay"), start=1):
            sheet.write_row(n, 0, [4711, activity])
            sheet.write_datetime(n, 2, dt.datetime(2024, 3, n, 8, 30))  # noqa: DTZ001 - Excel has wall-clock times
            sheet.write_row(n, 3, ["Li", 12.5])
    with read_log(path) as log:
        assert (log.events, log.cases) == (3, 1)
        assert log.rows("SELECT case_key FROM cases") == [("4711",)]
        assert [a.name for a in log.attributes] == ["Amount"]


def test_rows_that_do_not_fit_are_told_by_line(tmp_path):
    path = write(
        tmp_path,
        CHINESE + "4500003,只有两格\n4500003,提交申请,2024/3/3 8:00,王五,1,多了\n4500003,关闭,2024/3/4 8:00,王五,9\n",
    )
    with read_log(path) as log:
        account = log.account
        assert (account.rows_read, account.rows_kept) == (6, 4)
        assert [(d.reason, d.rows) for d in account.dropped] == [("ragged", 2)]
        assert [line for line, _ in account.dropped[0].sample] == [5, 6]


def test_headers_nobody_knows_are_told_by_their_content(tmp_path):
    rng = random.Random(3)
    rows = [f"X{n // 4:03},{rng.choice('abc')},2024-01-{1 + n % 28:02} 0{n % 9}:00:00,{n}" for n in range(120)]
    path = write(tmp_path, "k1,k2,k3,k4\n" + "\n".join(rows) + "\n")
    with read_log(path) as log:
        assert (log.cases, log.meta["proposal"]["sure"]) == (30, False)
        assert log.meta["mapping"]["activity"] == ("k2",) or log.meta["mapping"]["activity"] == ["k2"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["13/02/2024 09:30", "01/03/2024 10:00"], ("%d/%m/%Y %H:%M", False)),
        (["02/13/2024 9:30 PM", "01/03/2024 10:00 AM"], ("%m/%d/%Y %I:%M %p", False)),
        (["01/02/2024", "03/04/2024"], ("%m/%d/%Y", True)),
        (["01.02.2024 10:00:00", "03.04.2024 11:00:00"], ("%d.%m.%Y %H:%M:%S", False)),
        (["2024-01-02", "2024-02-03"], (None, False)),
    ],
)
def test_day_or_month_first(values, expected):
    assert day_or_month_first(values) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty_log"), ("a,b\n", "mapping_incomplete"), ("just one line of prose\n", "mapping_incomplete")],
)
def test_what_holds_no_log_is_refused(tmp_path, text, code):
    with pytest.raises(LogError) as refused:
        read_log(write(tmp_path, text))
    assert refused.value.code == code


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("target", ["a.parquet", "a.xes.gz", "a.csv", "store"])
def test_every_format_and_back_is_the_same_log(tmp_path, seed, target):
    """Values that files stumble over: quotation marks, line breaks, blanks, nothing at all, names that differ in case."""
    rng = random.Random(seed)
    odd = ["", None, 'say "hi"', "two\nlines", "逗号，", "a,b;c", "  blank ", "<&>", "NULL", "1.50"]
    rows = [
        {**row, "Note": rng.choice(odd), "note": rng.choice(odd), "case:Org": rng.choice(odd)}
        for row in made_up(seed, 20)
    ]
    with load(rows) as log:
        log.mark_system(["batch_01"])
        save_log(log, tmp_path / target)
        with read_log(tmp_path / target) as back:
            assert (back.events, back.cases) == (log.events, log.cases)
            assert back.content_hash == log.content_hash
            known = {"note_2" if a.name == "note" and target == "a.csv" else a.name for a in log.attributes}
            assert {a.name for a in back.attributes} == known
            if target in ("a.parquet", "store"):
                assert back.attributes == log.attributes and back.account == log.account
                assert back.rows("SELECT name FROM resource WHERE is_system") == [("batch_01",)]


def test_a_parquet_file_of_others_is_read(tmp_path):
    with load(made_up(1, 10)) as log:
        log.con.execute(
            f'COPY (SELECT case_key AS "case:concept:name", name AS "concept:name", make_timestamptz(ts) AS "time:timestamp" '
            f"FROM step JOIN cases USING (case_id) JOIN activity ON act_id = act ORDER BY seq) TO '{tmp_path / 'o.parquet'}'"
        )
        with read_log(tmp_path / "o.parquet") as back, EventLog.from_parquet(tmp_path / "o.parquet") as direct:
            assert back.events == direct.events == log.events


def test_a_damaged_parquet_file_is_refused(tmp_path):
    with load(made_up(1, 10)) as log:
        save_log(log, tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[: len(data) // 2])
    with pytest.raises(LogError) as refused:
        read_log(tmp_path / "a.parquet")
    assert refused.value.code == "damaged"
    with pytest.raises(LogError):
        read_store(tmp_path)


def test_a_mapping_of_several_columns(tmp_path):
    path = write(tmp_path, "plant,order,step,sub,at\nA,1,make,x,2024-01-01\nB,1,make,y,2024-01-02\n")
    with read_log(path, LogMapping(("plant", "order"), ("step", "sub"), "at")) as log:
        assert log.rows("SELECT case_key FROM cases ORDER BY 1") == [("A|1",), ("B|1",)]
        assert sorted(log.activities.values()) == ["make|x", "make|y"]
        assert {a.name for a in log.attributes} == {"plant", "order", "step", "sub"}


def test_a_text_that_mixes_ends_of_lines_is_read_and_its_bad_rows_told(tmp_path) -> None:
    path = tmp_path / "joined.csv"
    path.write_bytes(b"case;step;at\r\nA;x;2026-03-02 09:00\r\nbroken;row\nB;x;2026-03-02 10:00\r\n")
    with read_log(path, LogMapping(("case",), ("step",), "at")) as log:
        assert log.events == 2 and log.account.rows_read == 3
        assert [(d.reason, d.rows) for d in log.account.dropped] == [("ragged", 1)]
