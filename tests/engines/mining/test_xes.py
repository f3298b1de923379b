"""XES: counts of real logs, damaged files, nested attributes."""

import gzip

import pytest

from golive.engines.mining.log import LogError
from golive.engines.mining.read import read_log
from tests.shared_data import shared

EVENT = '<event><string key="concept:name" value="{a}"/><date key="time:timestamp" value="2024-01-0{d}T09:00:00+08:00"/>{more}</event>'
TRACE = '<trace><string key="concept:name" value="{c}"/>{events}</trace>'


def document(*traces, head=""):
    return f"<?xml version='1.0' encoding='UTF-8'?><log xes.version='1.0'>{head}{''.join(traces)}</log>".encode()


def trace(case, *activities, more=""):
    return TRACE.format(c=case, events="".join(EVENT.format(a=a, d=n + 1, more=more) for n, a in enumerate(activities)))


def read(tmp_path, data, name="log.xes"):
    path = tmp_path / name
    path.write_bytes(data)
    return read_log(path)


@pytest.mark.parametrize(
    ("file", "events", "cases"),
    [("helpdesk.xes.gz", 21348, 4580), ("receipt.xes.gz", 8577, 1434), ("running-example.xes", 42, 6)],
)
def test_every_event_of_a_real_log_is_kept(file, events, cases):
    path = shared(f"mining/xes/{file}")
    data = gzip.decompress(path.read_bytes()) if file.endswith("gz") else path.read_bytes()
    with read_log(path) as log:
        assert (log.events, log.cases) == (events, cases) == (data.count(b"<event>"), data.count(b"<trace>"))
        assert log.account.rows_read == events


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path):
    whole = document(trace("1", "a", "b"), trace("2", "a", "b", "c"))
    cut = whole[: whole.rindex(b"2024-01-03")]
    with read(tmp_path, cut) as log:
        assert (log.events, log.cases, log.account.rows_read, log.account.rows_dropped) == (4, 2, 5, 1)
        assert log.account.dropped[0].reason == "damaged"
        assert log.rows("SELECT case_key FROM cases ORDER BY 1") == [("1",), ("2",)]


def test_a_packed_file_that_breaks_off_gives_what_came_before(tmp_path):
    path = shared("mining/xes/helpdesk.xes.gz")
    with read(tmp_path, path.read_bytes()[:200_000], "cut.xes.gz") as log:
        assert 5_000 < log.events < 21_348
        assert any(note.code == "damaged" for note in log.account.notes)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_log"),
        (b"<log></log>", "empty_log"),
        (b"<html></html>", "not_a_log"),
        (b"<log><trace><event>", "damaged"),
        (b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><log>&a;</log>", "not_readable"),
        (gzip.compress(b"<log></log>" * 9, mtime=0)[:12], "damaged"),
    ],
)
def test_what_is_no_log_is_refused_with_a_reason(tmp_path, data, code):
    with pytest.raises(LogError) as refused:
        read(tmp_path, data)
    assert refused.value.code == code


def test_events_without_time_or_name_are_dropped_with_a_reason(tmp_path):
    bad = "<event><string key='concept:name' value='x'/></event><event><date key='time:timestamp' value='2024-01-01'/></event>"
    bad += "<event><string key='concept:name' value='x'/><date key='time:timestamp' value='soon'/></event>"
    with read(tmp_path, document(trace("1", "a"), f"<trace>{bad}</trace>")) as log:
        assert {d.reason: d.rows for d in log.account.dropped} == {"no_time": 1, "no_activity": 1, "bad_time": 1}
        assert log.account.rows_kept == 1


def test_types_nesting_and_odd_values_are_kept(tmp_path):
    odd = (
        "<int key='n' value='99999999999999999999'/><float key='f' value='1.5'><string key='unit' value='CNY'/></float>"
    )
    odd += "<boolean key='b' value='true'/><list key='l'><values><string key='x' value='1'/></values></list><string key='e' value=''/>"
    odd += "<string key='Concept:Name' value='capital'/>"
    with read(
        tmp_path, document(trace("1", "a", more=odd), "<trace><string key='concept:name' value='empty'/></trace>")
    ) as log:
        found = {
            a.name: (a.kind, a.sql_type, log.one(f'SELECT "{a.column}" FROM event_attr')[0]) for a in log.attributes
        }
        assert found["n"] == ("int", "VARCHAR", "99999999999999999999")
        assert found["f"] == ("float", "DOUBLE", 1.5)
        assert found["f/below"] == ("nested", "VARCHAR", '[["string", "unit", "CNY", null]]')
        assert found["b"] == ("boolean", "BOOLEAN", True)
        assert found["l"] == ("list", "VARCHAR", '[["string", "x", "1", null]]')
        assert found["e"] == ("string", "VARCHAR", "")
        assert found["Concept:Name"][2] == "capital"
        assert log.rows("SELECT case_key FROM empty_case") == [("empty",)]


def test_two_traces_of_one_name_stay_two_cases(tmp_path):
    with read(tmp_path, document(trace("1", "a"), trace("1", "b"))) as log:
        assert log.cases == 2
        assert any(note.code == "duplicate_case_names" for note in log.account.notes)


def test_a_file_in_gb18030_is_read(tmp_path):
    text = document(trace("采购1", "提交申请", "审批")).decode().replace("UTF-8", "GB18030")
    with read(tmp_path, text.encode("gb18030")) as log:
        assert sorted(log.activities.values()) == sorted(["提交申请", "审批"])


def test_a_value_of_megabytes_is_kept(tmp_path):
    with read(tmp_path, document(trace("1", "a", more=f"<string key='x' value='{'y' * 3_000_000}'/>"))) as log:
        assert log.one("SELECT length(x) FROM event_attr") == (3_000_000,)
