"""Files as they come in the worst case: each gives what can be had with the loss told, or is refused with a reason."""

import gzip
import io
import json
import sqlite3
import zipfile

import pytest

from golive.engines.mining.log import EventLog, LogError, LogMapping
from golive.engines.mining.ocel import open_log, read_ocel
from golive.engines.mining.read import streams
from tests.shared_data import shared

CSV = "case,activity,time\n" + "".join(f"{n},{a},2024-01-0{n + 1} 08:00\n" for n in range(4) for a in "ab")


def _xes() -> bytes:
    return shared("mining/xes/running-example.xes").read_bytes()


def _ocel(ending: str) -> bytes:
    return shared(f"mining/ocel/ocel20_example.{ending}").read_bytes()


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


REFUSED = {
    "cut.xes.gz": (lambda: gzip.compress(_xes())[:600], "damaged"),
    "checksum.xes.gz": (lambda: gzip.compress(_xes())[:-8] + b"12345678", "damaged"),
    "noise.xes.gz": (lambda: b"\x1f\x8b" + bytes(range(256)) * 2, "damaged"),
    "entities.xes": (lambda: b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + _xes(), "not_readable"),
    "encoding.xes": (lambda: _xes().replace(b"UTF-8", b"x-nonsense", 1), "not_readable"),
    "deep.xes": (lambda: b"<log>" + b"<a>" * 100_000, "damaged"),
    "zeros.csv": (lambda: bytes(1000), "empty_log"),
    "header.csv": (lambda: b"case,activity,time\n", "mapping_incomplete"),
    "mixed.csv": (lambda: CSV.replace("a,", "审批,").encode("gb18030") + b"\xff\xfe\xfa", "not_readable"),
    "cut.csv.gz": (lambda: gzip.compress(CSV.encode() * 1000)[:80], "damaged"),
    "cut.xlsx": (lambda: _zip(a=b"x" * 500)[:100], "not_readable"),
    "other.xlsx": (lambda: _zip(a=b"hello"), "not_readable"),
    "cut.jsonocel": (lambda: _ocel("jsonocel")[:3000], "damaged"),
    "deep.json": (lambda: b"[" * 200_000, "damaged"),
    "types.json": (lambda: b'{"objectTypes": 3, "objects": "x", "events": 7}', "not_a_log"),
    "foreign.json": (lambda: b'{"a": 1}', "not_a_log"),
    "cut.sqlite": (lambda: _ocel("sqlite")[:20_000], "damaged"),
    "cut.parquet": (lambda: b"PAR1" + b"x" * 100, "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_reason(tmp_path, name):
    content, code = REFUSED[name]
    (tmp_path / name).write_bytes(content())
    with pytest.raises(LogError) as refused:
        open_log(tmp_path / name)
    assert refused.value.code == code, refused.value


@pytest.mark.parametrize("name", ["half.xes", "broken.xes", "swapped.xmlocel"])
def test_what_breaks_off_gives_what_came_before_and_says_so(tmp_path, name):
    xes, ocel = _xes(), _ocel("xmlocel")
    content = {
        "half.xes": xes[: len(xes) // 2],
        "broken.xes": xes.replace(b"</trace>", b"</trac>", 1),
        "swapped.xmlocel": ocel.replace(b"</event>", b"</evnt>", 1),
    }[name]
    (tmp_path / name).write_bytes(content)
    with open_log(tmp_path / name) as log:
        assert log.events > 0 and "damaged" in {note.code for note in log.account.notes}


def test_headers_that_stand_twice_and_rows_that_do_not_fit(tmp_path):
    path = tmp_path / "twice.csv"
    lines = CSV.splitlines()
    path.write_text("\n".join(["case,activity,time,note,note", *(f"{line},x,y" for line in lines[1:]), "9,a"]))
    with open_log(path) as log:
        assert (log.events, log.account.rows_dropped) == (8, 1)
        assert log.rows('SELECT DISTINCT "note", "note (2)" FROM event_attr') == [("x", "y")]


@pytest.mark.parametrize("name", ["flood.xes.gz", "flood.csv.gz", "flood.json.gz", "flood.xlsx"])
def test_a_small_file_that_unpacks_into_a_flood_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr(streams, "UNPACKED", 1 << 20)
    monkeypatch.setattr("golive.engines.mining.read.sheets.UNPACKED", 1 << 20)
    flood = b"a" * (8 << 20)
    content = {
        "flood.xes.gz": lambda: gzip.compress(b'<log><trace><event><string key="a" value="' + flood),
        "flood.csv.gz": lambda: gzip.compress(b"case,activity,time\n" + flood),
        "flood.json.gz": lambda: gzip.compress(b'{"events": "' + flood),
        "flood.xlsx": lambda: _zip(a=flood),
    }[name]()
    assert len(content) * streams.TIMES < len(flood)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LogError, match="unpacks"):
        open_log(tmp_path / name)


def test_objects_that_refer_to_each_other_in_a_circle_are_kept(tmp_path):
    document = json.loads(_ocel("jsonocel"))
    names = [each["id"] for each in document["objects"]]
    for each, following in zip(document["objects"], names[1:] + names[:1], strict=True):
        each["relationships"] = [{"objectId": following, "qualifier": "next"}]
    document["objects"][0]["relationships"].append({"objectId": names[0], "qualifier": "itself"})
    (tmp_path / "circle.jsonocel").write_text(json.dumps(document))
    assert len(read_ocel(tmp_path / "circle.jsonocel").o2o) == len(names) + 1
    with (
        open_log(tmp_path / "circle.jsonocel") as log,
        open_log(shared("mining/ocel/ocel20_example.jsonocel")) as plain,
    ):
        assert log.events == plain.events


def test_a_database_that_is_none_of_ours(tmp_path):
    with sqlite3.connect(tmp_path / "x.sqlite") as con:
        con.execute("CREATE TABLE x (a)")
    with pytest.raises(LogError, match="not_a_log"):
        open_log(tmp_path / "x.sqlite")


def test_a_table_none_of_whose_rows_can_be_used_is_an_empty_log_with_its_account():
    rows = [{"case": f"c{n}", "step": "a", "at": "yesterday"} for n in range(3)]
    with EventLog.from_rows(rows, LogMapping(("case",), ("step",), "at")) as log:
        assert (log.events, log.cases) == (0, 0)
        assert [(d.reason, d.rows) for d in log.account.dropped] == [("bad_time", 3)]
