"""`golive mine convert`, `summary`, `map`, `variants` as people and checks call them."""

import json
import sqlite3
from contextlib import closing

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from golive.cli import main

CSV = "case,step,at,who\nA,ask,2024-01-01 08:00,Li\nA,pay,2024-01-01 10:00,Wang\nB,ask,2024-01-02 08:00,Li\nB,pay,2024-01-02 12:00,Li\nB,,2024-01-03,Li\n"


def run(*arguments):
    return CliRunner().invoke(main, ["mine", *map(str, arguments)])


@pytest.fixture
def log_file(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(CSV, "utf8")
    return path


def test_summary(log_file):
    found = json.loads(run("summary", log_file, "--json").stdout)
    assert {k: found[k] for k in ("events", "cases", "activities", "resources", "variants")} == {
        "events": 4, "cases": 2, "activities": 2, "resources": 2, "variants": 1
    }  # fmt: skip
    assert found["account"]["dropped"] == [
        {"reason": "no_activity", "rows": 1, "sample": [{"row": 5, "value": "B | 2024-01-03"}]}
    ]
    assert found["duration"]["median"] == 3 * 3600
    shown = run("summary", log_file)
    assert "4 events, 2 cases" in shown.stdout and "1 rows have no activity" in shown.stderr


def test_map_and_variants(log_file):
    found = json.loads(run("map", log_file, "--json").stdout)
    edge = found["edges"][0]
    assert {k: edge[k] for k in ("source", "target", "frequency", "cases", "mean", "median")} == {
        "source": "ask", "target": "pay", "frequency": 2, "cases": 2, "mean": 10800.0, "median": 10800.0
    }  # fmt: skip
    found = json.loads(run("variants", log_file, "--json").stdout)
    assert found["variants"][0]["activities"] == ["ask", "pay"] and found["variants"][0]["cases"] == 2
    assert "ask → pay" in run("variants", log_file).stdout


def test_convert_counts_what_it_wrote_and_back(log_file, tmp_path):
    source = log_file
    for target in ("a.parquet", "b.xes.gz", "c.csv", "d/", "e.parquet"):
        result = run("convert", source, tmp_path / target if target != "d/" else f"{tmp_path}/d/", "--json")
        found = json.loads(result.stdout)
        assert found["reconciled"] and found["counts"] == found["read_back"] == {"events": 4, "cases": 2}
        source = tmp_path / target.rstrip("/")
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 4
    first = json.loads(run("variants", log_file, "--json").stdout)
    assert json.loads(run("variants", tmp_path / "e.parquet", "--json").stdout) == first


def test_a_query_on_a_database(tmp_path):
    path = tmp_path / "erp.sqlite"
    with closing(sqlite3.connect(path)) as con, con:
        con.execute("CREATE TABLE history (doc TEXT, what TEXT, at TEXT)")
        con.executemany("INSERT INTO history VALUES (?, ?, ?)", [("1", "a", "2024-01-01"), ("1", "b", "2024-01-02")])
    query = "SELECT doc AS case_id, what AS activity, at AS ts FROM history"
    found = json.loads(run("summary", f"sqlite:///{path}", "--query", query, "--json").stdout)
    assert (found["events"], found["cases"]) == (2, 1)


def test_refusals_say_what_to_do(tmp_path, log_file):
    assert run("summary", tmp_path / "none.xes").exit_code == 1
    text = tmp_path / "prose.txt"
    text.write_text("hello\nworld\n", "utf8")
    result = run("summary", text)
    assert result.exit_code == 1 and "--case" in result.stderr
    assert run("summary", log_file, "--case", "case").exit_code == 2
    result = run("map", log_file, "--case", "nr", "--activity", "step", "--time", "at")
    assert result.exit_code == 1 and "nr" in result.stderr
    assert run("convert", log_file, tmp_path / "x.docx").exit_code == 1


def test_filters_apply_to_every_command(log_file, tmp_path):
    chosen = tmp_path / "filters.json"
    chosen.write_text('[{"kind": "path", "source": "ask", "target": "pay", "low_us": 10800000000}]', "utf8")
    found = json.loads(run("summary", log_file, "--filters", chosen, "--json").stdout)
    assert (found["cases"], found["events"]) == (1, 2)
    found = json.loads(run("map", log_file, "--filters", chosen, "--json").stdout)
    assert found["edges"][0]["frequency"] == 1
    chosen.write_text('[{"kind": "moon"}]', "utf8")
    result = run("variants", log_file, "--filters", chosen)
    assert result.exit_code == 1 and "moon" in result.stderr
