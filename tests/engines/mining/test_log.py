"""The tables of a log against what can be counted by hand, and the account of every row."""

import json

import pytest

from golive.engines.mining.log import Account, Dropped, EventLog, LogError, LogMapping

MAPPING = LogMapping(("case",), ("step",), "at", start="begun", resource="who")
ROWS = [
    {"case": "B", "step": "ask", "at": "2024-01-02 09:00:00", "begun": None, "who": "Li", "Amount": "10"},
    {"case": "A", "step": "ask", "at": "2024-01-01 09:00:00", "begun": None, "who": "Wang", "Amount": "7"},
    {
        "case": "A",
        "step": "pay",
        "at": "2024-01-01 11:00:00",
        "begun": "2024-01-01 10:30:00",
        "who": None,
        "Amount": "7",
    },
    {"case": "B", "step": "sign", "at": "2024-01-02 09:00:00", "begun": None, "who": "Li", "Amount": "10"},
    {"case": "B", "step": "pay", "at": "2024-01-02 08:00:00", "begun": None, "who": "Wang", "Amount": "11"},
]
HOUR = 3_600_000_000


def test_steps_stand_by_case_time_and_the_order_of_the_file():
    with EventLog.from_rows(ROWS, MAPPING) as log:
        names = "SELECT c.case_key, s.pos, a.name, s.seq FROM step s JOIN cases c USING (case_id) JOIN activity a ON a.act_id = s.act"
        assert log.rows(names + " ORDER BY s.case_id, s.pos") == [
            ("B", 0, "pay", 5),
            ("B", 1, "ask", 1),
            ("B", 2, "sign", 4),
            ("A", 0, "ask", 2),
            ("A", 1, "pay", 3),
        ]
        begin, end = log.one("SELECT start_us, end_us FROM cases WHERE case_key = 'A'")
        assert end - begin == 2 * HOUR
        waits = "SELECT wait_us, nts - ts FROM step ORDER BY case_id, pos"
        assert log.rows(waits) == [(None, HOUR), (HOUR, 0), (0, None), (None, 2 * HOUR), (1.5 * HOUR, None)]
        neighbours = "SELECT p.name, a.name, n.name, r.name FROM step s JOIN activity a ON a.act_id = s.act "
        neighbours += "LEFT JOIN activity p ON p.act_id = s.prv LEFT JOIN activity n ON n.act_id = s.nxt "
        neighbours += "LEFT JOIN resource r ON r.res_id = s.nres ORDER BY s.case_id, s.pos"
        assert log.rows(neighbours)[:3] == [
            (None, "pay", "ask", "Li"),
            ("pay", "ask", "sign", "Li"),
            ("ask", "sign", None, None),
        ]
        assert [a.name for a in log.attributes] == ["Amount"]


def test_every_row_is_kept_or_dropped_with_a_reason():
    bad = [
        *ROWS,
        {"case": " ", "step": "ask", "at": "2024-01-02 09:00:00"},
        {"case": "C", "step": "", "at": "2024-01-02 09:00:00"},
        {"case": "C", "step": "ask", "at": None},
        {"case": "C", "step": "ask", "at": "31.02.2024"},
        {"case": "A", "step": "ask", "at": "2024-01-03", "begun": "yesterday"},
    ]
    with EventLog.from_rows(bad, MAPPING) as log:
        account = log.account
        assert (account.rows_read, account.rows_kept, account.rows_dropped) == (10, 6, 4)
        assert {d.reason: (d.rows, d.sample[0][0]) for d in account.dropped} == {
            "no_case": (1, 6),
            "no_activity": (1, 7),
            "no_time": (1, 8),
            "bad_time": (1, 9),
        }
        assert "31.02.2024" in account.dropped[1].sample[0][1] or "31.02.2024" in str(account.dropped)
        assert any(n.code == "bad_start" and n.params == {"rows": 1} for n in account.notes)
        assert log.cases == 2
        assert Account.from_json(json.loads(json.dumps(account.as_json()))) == account


def test_an_account_that_does_not_add_up_cannot_be_made():
    with pytest.raises(AssertionError):
        Account("x", "csv", 10, 8, (Dropped("no_case", 1),))


@pytest.mark.parametrize(
    ("text", "tz", "utc"),
    [
        ("2024-03-01 08:00", "Asia/Shanghai", "2024-03-01 00:00"),
        ("2024-03-01T08:00:00.250+08:00", "UTC", "2024-03-01 00:00:00.25"),
        ("2024-03-01T00:00:00Z", "Asia/Shanghai", "2024-03-01 00:00"),
        ("2024/3/1 8:00", "Asia/Shanghai", "2024-03-01 00:00"),
        ("2024年3月1日 8:00", "Asia/Shanghai", "2024-03-01 00:00"),
        ("20240301080000", "Asia/Shanghai", "2024-03-01 00:00"),
        ("01.03.2024 08:00", "Asia/Shanghai", "2024-03-01 00:00"),
        ("2024-07-01 02:00", "Europe/Amsterdam", "2024-07-01 00:00"),
    ],
)
def test_times_of_many_kinds_are_one_axis(text, tz, utc):
    mapping = LogMapping(("c",), ("a",), "t", tz=tz)
    with EventLog.from_rows([("1", "x", text)], mapping, ["c", "a", "t"]) as log:
        assert log.one(f"SELECT ts - epoch_us(TIMESTAMP '{utc}') FROM step") == (0,)


def test_columns_whose_names_differ_in_case_only_stay_apart():
    with EventLog.from_rows(
        [("1", "x", "2024-01-01", "a", "b", "c")], LogMapping(("c",), ("a",), "t"), ["c", "a", "t", "Pos", "pos", "seq"]
    ) as log:
        assert [log.attribute(name).column for name in ("Pos", "pos", "seq")] == ["Pos", "pos_2", "seq_2"]
        assert log.rows('SELECT "Pos", pos_2, seq_2 FROM event_attr') == [("a", "b", "c")]


def test_a_mapping_that_names_missing_columns_is_refused():
    with pytest.raises(LogError) as refused:
        EventLog.from_rows(ROWS, LogMapping(("case",), ("step",), "when"))
    assert refused.value.code == "no_such_column"
    with pytest.raises(LogError):
        LogMapping.from_json({"case": "a", "time": "t"})
    assert LogMapping.from_json(json.loads(json.dumps(MAPPING.as_json()))) == MAPPING


def test_the_content_hash_knows_content_not_order_of_cases():
    with EventLog.from_rows(ROWS, MAPPING) as one, EventLog.from_rows([*ROWS[1:3], ROWS[0], *ROWS[3:]], MAPPING) as two:
        assert one.content_hash == two.content_hash
    changed = [*ROWS[:4], {**ROWS[4], "Amount": "12"}]
    with EventLog.from_rows(changed, MAPPING) as three:
        assert three.content_hash != one.content_hash


def test_names_are_numbered_alike_within_arrow_and_within_the_database(monkeypatch):
    """Small logs go one way, large ones the other: rows that are dropped, blanks around names, nothing known at all."""
    from golive.engines.mining.log import build

    rows = [
        *ROWS,
        {"case": " A ", "step": " ask", "at": "2024-01-05", "begun": "x", "who": " "},
        {"case": "D", "step": "odd", "at": "?"},
    ]
    rows += [
        {"case": f"c{n % 7}", "step": "xyz"[n % 3], "at": f"2024-02-{1 + n % 28:02}", "who": None} for n in range(200)
    ]
    found = []
    for small in (10**6, 0):
        monkeypatch.setattr(build, "SMALL", small)
        with EventLog.from_rows(rows, MAPPING) as log:
            tables = [
                log.rows(f"SELECT * FROM {table} ORDER BY ALL") for table in ("step", "cases", "activity", "resource")
            ]
            found.append((tables, log.account, log.content_hash))
    assert found[0] == found[1]
