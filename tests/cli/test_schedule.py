"""`golive schedule compute` as people and checks call it."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from click.testing import CliRunner

from golive.cli import main
from golive.cli.schedule_words import driver_words
from golive.engines.schedule import Driver, LagKind, Link, LinkType
from tests.cli.plans import STAGES, plan, task


@pytest.fixture
def run(tmp_path):
    def call(text: str, *options: str):
        file = tmp_path / "plan.xml"
        file.write_text(text, "utf8")
        return CliRunner().invoke(main, ["schedule", "compute", str(file), *options])

    return call


def test_json_is_one_document_with_the_agreed_keys(run):
    result = run(STAGES, "--json")
    assert result.exit_code == 0 and result.stderr == ""
    answer = json.loads(result.stdout)
    assert (answer["start"], answer["finish"]) == ("2026-11-20T08:00:00", "2026-11-23T17:00:00")
    by_name = {t["name"]: t for t in answer["tasks"]}
    assert by_name["培训"] == {
        "uid": 3,
        "name": "培训",
        "summary": False,
        "early_start": "2026-11-20T08:00:00",
        "early_finish": "2026-11-20T17:00:00",
        "late_start": "2026-11-23T08:00:00",
        "late_finish": "2026-11-23T17:00:00",
        "total_slack_minutes": 480,
        "free_slack_minutes": 480,
        "critical": False,
        "longest_path": False,
        "driver": {"kind": "project_start"},
    }
    assert by_name["准备"]["summary"] and by_name["准备"]["critical"]
    assert by_name["上线"]["driver"] == {"kind": "link", "task": 1, "link": "FS"}


def test_data_date_moves_what_is_not_done(run):
    answer = json.loads(run(STAGES, "--json", "--data-date", "2026-11-23").stdout)
    assert answer["finish"] == "2026-11-25T17:00:00"  # the 24th is free in this calendar
    assert answer["tasks"][1]["driver"] == {"kind": "data_date"}


def test_the_table_names_tasks_and_reasons(run):
    shown = run(STAGES)
    assert shown.exit_code == 0
    assert "上线" in shown.stdout and "2026-11-23" in shown.stdout


@pytest.mark.parametrize(
    ("lag", "kind", "words"),
    [
        (480, LagKind.WORKING, "1 working days"),
        (2160, LagKind.ELAPSED, "1.5 calendar days"),
        (50, LagKind.PERCENT, "50 % of its duration"),
    ],
)
def test_a_lag_is_part_of_the_reason(lag, kind, words):
    driver = Driver.of_link(1, Link(1, 2, LinkType.FS, lag, kind))
    assert driver_words(driver, {1: "Install"}) == f"FS link from 1 Install with a lag of {words}"


def test_a_circle_is_refused_with_its_tasks_on_stderr(run):
    result = run(plan(task(1, "Install", 8, 2), task(2, "Test", 8, 1)), "--json")
    assert result.exit_code == 1 and result.stdout == ""
    assert "1 Install" in result.stderr and "2 Test" in result.stderr


@pytest.mark.parametrize("text", ["", "<x/>", "not xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_what_is_no_plan_is_refused(run, text):
    result = run(text, "--json")
    assert result.exit_code == 1 and result.stdout == "" and "MS Project" in result.stderr


def test_wrong_usage_is_2(run):
    assert run(STAGES, "--data-date", "yesterday").exit_code == 2
    assert CliRunner().invoke(main, ["schedule", "compute", "nowhere.xml"]).exit_code == 2
    assert CliRunner().invoke(main, ["no-such-command"]).exit_code == 2


def convert(*arguments) -> object:
    return CliRunner().invoke(main, ["schedule", "convert", *map(str, arguments)])


def test_convert_there_and_back_with_a_report(tmp_path):
    source, middle, target = tmp_path / "a.xml", tmp_path / "b.json", tmp_path / "c.xml"
    source.write_text(STAGES, "utf8")
    assert json.loads(convert(source, middle, "--json").stdout) == {
        "tasks": 4,
        "links": 1,
        "differences": [],
        "notes": [],
    }
    assert convert(middle, target).exit_code == 0
    first, last = (
        json.loads(CliRunner().invoke(main, ["schedule", "compute", str(f), "--json"]).stdout) for f in (source, target)
    )
    assert first == last
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a.xml", "b.json", "c.xml"]


def test_convert_refuses_and_leaves_the_target_alone(tmp_path):
    source, target = tmp_path / "a.xml", tmp_path / "b.json"
    source.write_text(plan(task(1, "Install", 8, 1)), "utf8")
    target.write_text("mine", "utf8")
    assert convert(source, target).exit_code == 1 and target.read_text("utf8") == "mine"
    assert convert(source, tmp_path / "b.doc").exit_code == 2
    source.write_text(STAGES, "utf8")
    assert convert(source, tmp_path / "no" / "folder.json").exit_code == 1


def test_convert_to_excel_and_back(tmp_path):
    source, middle, target = tmp_path / "a.xml", tmp_path / "b.xlsx", tmp_path / "c.xml"
    source.write_text(STAGES, "utf8")
    there = json.loads(convert(source, middle, "--json").stdout)
    assert there["differences"] == [] and there["tasks"] == 4
    assert json.loads(convert(middle, target, "--json").stdout)["differences"] == []
    first, last = (
        json.loads(CliRunner().invoke(main, ["schedule", "compute", str(f), "--json"]).stdout) for f in (source, target)
    )
    assert first == last


def test_a_workbook_that_cannot_be_read_names_its_cells(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "plan.xlsx")) as book:
        sheet = book.add_worksheet("计划")
        sheet.write_row(0, 0, ["任务名称", "工期"])
        sheet.write_row(1, 0, ["准备", "很久"])
    result = CliRunner().invoke(main, ["schedule", "compute", str(tmp_path / "plan.xlsx"), "--start", "2026-12-01"])
    assert result.exit_code == 1 and result.stdout == ""
    assert "计划!B2: “很久” is not a duration. Write 5d" in result.stderr


def test_files_of_other_programs_need_an_extra(tmp_path, monkeypatch):
    monkeypatch.setattr("golive.engines.schedule.foreign.find_spec", lambda name: None)
    (tmp_path / "plan.mpp").write_bytes(b"x")
    result = CliRunner().invoke(main, ["schedule", "compute", str(tmp_path / "plan.mpp")])
    assert result.exit_code == 1 and ".mpp" in result.stderr and "golive[mpxj]" in result.stderr


def test_files_of_other_programs_are_read_in_a_process_of_their_own(tmp_path, monkeypatch):
    """A stand-in for that process: it gets source and target, and what it writes is the plan."""
    (tmp_path / "plan.xer").write_text("anything", "utf8")

    def run(command, **_):
        assert command[1:3] == ["-m", "golive.engines.schedule.foreign"] and command[3].endswith("plan.xer")
        if "fail" in (tmp_path / "plan.xer").read_text("utf8"):
            return SimpleNamespace(returncode=1, stderr="Traceback\nValueError: no XER")
        Path(command[4]).write_text(STAGES, "utf8")
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr("golive.engines.schedule.foreign.available", lambda: True)
    monkeypatch.setattr("golive.engines.schedule.foreign.subprocess.run", run)
    found = CliRunner().invoke(main, ["schedule", "compute", str(tmp_path / "plan.xer"), "--json"])
    assert json.loads(found.stdout)["finish"] == "2026-11-23T17:00:00"
    (tmp_path / "plan.xer").write_text("fail", "utf8")
    refused = CliRunner().invoke(main, ["schedule", "compute", str(tmp_path / "plan.xer")])
    assert refused.exit_code == 1 and "no XER" in refused.stderr
