"""`golive schedule level` as people and checks call it."""

import json
from datetime import datetime

import pytest
from click.testing import CliRunner

from golive.cli import main
from golive.engines.schedule import Assignment, Plan, Resource, Task, critical_path, read_mspdi, write_mspdi
from golive.engines.worktime import Calendar, week
from tests.engines.schedule.levelling.test_files import DEF, SM


@pytest.fixture
def run(tmp_path):
    def call(name: str, content: str | bytes, *options: str):
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return CliRunner().invoke(main, ["schedule", "level", str(file), "--schedules", "20", *options])

    return call


def clashing() -> bytes:
    calendar = Calendar("Standard", "UTC", week("08:00-12:00 13:00-17:00"))
    tasks = (Task(1, "清洗数据", duration=960), Task(2, "准备培训", duration=480, priority=400))
    held = (Assignment(1, 7, work=960, uid=1), Assignment(2, 7, work=480, uid=2))
    start = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - local
    plan = Plan(start, tasks, (), {"1": calendar}, "1", resources=(Resource(7, "王某"),), assignments=held)
    return write_mspdi(plan)


def test_psplib_answers_with_the_agreed_keys(run):
    result = run("one.sm", SM, "--json")
    assert result.exit_code == 0 and result.stderr == ""
    answer = json.loads(result.stdout)
    assert answer == {
        "makespan": 7,
        "lower_bound": 7,
        "optimal": True,
        "starts": answer["starts"],
        "assignments": {"1": [], "2": [1], "3": [1, 2], "4": []},
        "moves": [],
        "schedules": answer["schedules"],
    }
    assert sorted([answer["starts"]["2"], answer["starts"]["3"]]) in ([0, 3], [0, 4])


def test_imopse_says_who_does_what(run):
    answer = json.loads(run("one.def", DEF, "--json").stdout)
    assert answer["assignments"] == {"1": [1], "2": [2], "4": [1]} and answer["makespan"] == 7


def test_a_plan_is_levelled_and_every_move_explained(run):
    answer = json.loads(run("plan.xml", clashing(), "--json").stdout)
    assert (answer["makespan"], answer["lower_bound"], answer["optimal"]) == (1440, 1440, True)
    assert answer["starts"] == {"1": "2026-03-02T08:00:00", "2": "2026-03-04T08:00:00"}
    assert answer["assignments"] == {"1": [7], "2": [7]} and answer["unresolved"] == []
    (move,) = answer["moves"]
    assert (move["task"], move["cause"], move["other"], move["resource"], move["days"]) == (2, "busy", 1, 7, 2)
    assert move["sentence"]["zh"].startswith("任务“准备培训”推迟 2 天，因为同一个人（王某）正在做任务“清洗数据”")
    assert [row["day"] for row in answer["overloads"]] == ["2026-03-02"]


def test_the_levelled_plan_can_be_written_and_read(run, tmp_path):
    shown = run("plan.xml", clashing(), "--out", str(tmp_path / "levelled.xml"))
    assert shown.exit_code == 0 and "准备培训" in shown.stdout
    dates = critical_path(read_mspdi(tmp_path / "levelled.xml"))
    assert dates.tasks[2].start == datetime(2026, 3, 4, 8)  # noqa: DTZ001


def test_an_excel_plan_is_levelled_too(run, tmp_path):
    source, book = tmp_path / "source.xml", tmp_path / "plan.xlsx"
    source.write_bytes(clashing())
    assert CliRunner().invoke(main, ["schedule", "convert", str(source), str(book)]).exit_code == 0
    answer = json.loads(run("again.xlsx", book.read_bytes(), "--json").stdout)
    assert len(answer["moves"]) == 1 and answer["makespan"] == 1440


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bad.sm", "nothing", "PRECEDENCE RELATIONS"),
        ("bad.sm", SM.replace("    3    1", "    1    1"), "2, 3"),
        ("bad.def", DEF.replace("1\t10.3", "one\t10.3"), "one"),
        ("bad.xml", "<Project", "XML"),
        ("empty.sm", "", "PSPLIB"),
    ],
)
def test_bad_files_say_what_is_wrong(run, name, content, words):
    result = run(name, content)
    assert result.exit_code == 1 and result.stdout == "" and words in result.stderr


def test_out_is_for_plans(run, tmp_path):
    assert run("one.sm", SM, "--out", str(tmp_path / "x.xml")).exit_code == 2
    assert run("plan.xml", clashing(), "--out", str(tmp_path / "x.csv")).exit_code == 2
