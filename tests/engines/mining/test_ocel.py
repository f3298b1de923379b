"""Object-centric logs: counts of real files, every format and back, malformed files, cases from objects."""

import json
import sqlite3
from contextlib import closing

import pytest

from golive.engines.mining.log import LogError
from golive.engines.mining.ocel import case_type, flatten, is_ocel, open_log, read_ocel, write_ocel
from tests.shared_data import shared

TARGETS = ("a.jsonocel", "a.xmlocel", "a.sqlite", "folder")
FILES = {
    "ocel20_example.jsonocel": (13, 9, 20, 7),
    "ocel20_example.xmlocel": (13, 9, 20, 7),
    "ocel20_example.sqlite": (13, 9, 20, 7),
    "ocpa_p2p-normal.jsonocel": (720, 781, 3952, 0),
}


@pytest.mark.parametrize(("file", "counts"), FILES.items())
def test_real_files_lose_nothing_in_any_format_and_back(tmp_path, file, counts):
    ocel = read_ocel(shared(f"mining/ocel/{file}"))
    found = ocel.counts()
    assert (found["events"], found["objects"], found["e2o"], found["o2o"]) == counts
    for target in TARGETS:
        assert write_ocel(ocel, tmp_path / target, 2) == []
        assert is_ocel(tmp_path / target)
        back = read_ocel(tmp_path / target)
        assert back.content() == ocel.content(), target
        assert (back.event_types, back.object_types) == (ocel.event_types, ocel.object_types)


def test_the_three_files_of_one_example_are_one_log():
    """Two of them write local time without saying so: with the zone given, all three agree to the second."""
    zones = {"jsonocel": "UTC", "xmlocel": "Europe/Berlin", "sqlite": "Europe/Berlin"}
    read = [read_ocel(shared(f"mining/ocel/ocel20_example.{ending}"), tz) for ending, tz in zones.items()]
    assert [[n.code for n in each.notes] for each in read] == [[], ["naive_times"], ["naive_times"]]
    logs = [each.content() for each in read]
    for key in logs[0]:
        assert logs[0][key] == logs[1][key] == logs[2][key], key


@pytest.mark.parametrize("target", ["a.jsonocel", "a.xmlocel"])
def test_version_1_says_what_it_cannot_hold(tmp_path, target):
    old = read_ocel(shared("mining/ocel/ocpa_p2p-normal.jsonocel"))
    assert write_ocel(old, tmp_path / target, 1) == []
    assert read_ocel(tmp_path / target).content() == old.content()
    new = read_ocel(shared("mining/ocel/ocel20_example.jsonocel"))
    assert "o2o: 7" in write_ocel(new, tmp_path / target, 1)


def test_a_database_with_empty_tables_of_types_keeps_its_objects(tmp_path):
    """As real files have it: peers read through the tables of types and lose what is only in `object`."""
    path = tmp_path / "thin.sqlite"
    with closing(sqlite3.connect(path)) as con, con:
        con.executescript(
            """CREATE TABLE event (ocel_id TEXT, ocel_type TEXT); CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT); CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE event_Pay (ocel_id TEXT, ocel_time TIMESTAMP); CREATE TABLE object_Order (ocel_id TEXT, ocel_time TIMESTAMP);
            INSERT INTO event VALUES ('e1', 'Pay'), ('e2', 'Ship goods'); INSERT INTO object VALUES ('o1', 'Order'), ('o2', 'Item');
            INSERT INTO event_Pay VALUES ('e1', '2024-01-01 10:00:00');
            INSERT INTO event_object VALUES ('e1', 'o1', ''), ('e2', 'o9', 'gone'); INSERT INTO object_object VALUES ('o1', 'o2', NULL);
            INSERT INTO object_Order VALUES ('o7', '2024-01-01 00:00:00');"""
        )
    ocel = read_ocel(path)
    assert ocel.counts() | {"event_types": 0, "object_types": 0} == {
        "events": 2, "objects": 3, "event_attributes": 0, "object_attributes": 0, "e2o": 2, "o2o": 1, "event_types": 0, "object_types": 0
    }  # fmt: skip
    assert {note.code for note in ocel.notes} == {"dangling", "bad_time", "naive_times"}
    with flatten(ocel, "Order") as log:
        assert (log.account.rows_read, log.account.rows_kept) == (2, 1)
        assert {d.reason: d.rows for d in log.account.dropped} == {"no_case": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "damaged"),
        ("[]", "not_a_log"),
        ('{"a": 1}', "not_a_log"),
        ("<log><events><event id='1' type='a'", "damaged"),
    ],
)
def test_what_is_no_object_centric_log_is_refused(tmp_path, text, code):
    path = tmp_path / "x.jsonocel"
    path.write_text(text, "utf8")
    with pytest.raises(LogError) as refused:
        read_ocel(path)
    assert refused.value.code == code


def test_cases_of_a_type_and_the_account_of_events(tmp_path):
    path = shared("mining/ocel/ocel20_example.jsonocel")
    document = json.loads(path.read_text("utf8"))
    ocel = read_ocel(path)
    assert case_type(ocel) == "Invoice"
    of = {o["id"] for o in document["objects"] if o["type"] == "Purchase Order"}
    touching = [e for e in document["events"] if of & {r["objectId"] for r in e["relationships"]}]
    copies = sum(len(of & {r["objectId"] for r in e["relationships"]}) for e in touching)
    with open_log(path, object_type="Purchase Order") as log:
        assert (log.cases, log.events) == (len(of), copies)
        assert (log.account.rows_read, log.account.rows_kept) == (len(document["events"]), len(touching))
        assert log.one("SELECT po_quantity FROM case_attr JOIN cases USING (case_id) WHERE case_key = 'PO1'") == (
            "600",
        )
    with pytest.raises(LogError, match="no_such_type"):
        open_log(path, object_type="Ship")
