"""`golive schedule risk`, `evm` and `check` as people and checks call them."""

import json

import pytest
from click.testing import CliRunner

from golive.cli import main
from tests.cli.plans import STAGES, plan, task

BASELINE = (
    "<ActualStart>2026-11-20T08:00:00</ActualStart><PercentComplete>50</PercentComplete>"
    "<Baseline><Number>0</Number><Start>2026-11-20T08:00:00</Start><Finish>2026-11-23T17:00:00</Finish>"
    "<Duration>PT16H0M0S</Duration><Cost>100000</Cost></Baseline>"
)
AGREED = plan(task(1, "清洗数据", 16, more=BASELINE))


@pytest.fixture
def run(tmp_path):
    def call(command: str, text: str, *options: str):
        file = tmp_path / "plan.xml"
        file.write_text(text, "utf8")
        return CliRunner().invoke(main, ["schedule", command, str(file), *options])

    return call


def test_risk_as_json_is_one_document_and_repeats(run):
    first = run("risk", STAGES, "--iterations", "300", "--seed", "4", "--target", "2026-11-25", "--json")
    assert first.exit_code == 0 and first.stderr == ""
    answer = json.loads(first.stdout)
    assert answer["finish"]["planned"] == "2026-11-23T17:00:00"
    assert list(answer["finish"]["percentiles"]) == [f"P{p}" for p in range(5, 100, 5)]
    assert answer["finish"]["target"] == "2026-11-25T23:59:00"
    assert answer["finish"]["target_probability"] == 1
    assert answer["criticality_index"] == {"2": 1.0, "4": 1.0, "3": 0.0}
    assert answer["tornado"][0]["name"] == "2 清洗数据"
    assert answer["what_to_do"][0]["p80_gain_days"] > 0
    assert answer["cost"] is None
    assert {a["code"] for a in answer["assumptions"]} == {"spread", "correlation"}
    again = run("risk", STAGES, "--iterations", "300", "--seed", "4", "--target", "2026-11-25", "--json")
    assert again.stdout == first.stdout


def test_risk_in_words_with_a_file_of_risks(run, tmp_path):
    risks = tmp_path / "risks.yaml"
    risks.write_text(
        "spread: null\nestimates: {2: [1, 2, 6]}\ngroups: {data: {tasks: [2, 3], correlation: 0.5}}\n"
        "events:\n  - {code: R1, name: 接口延期, probability: 0.5, tasks: [3], days: 20, cost: [100, 200, 900]}\n"
    )
    shown = run("risk", STAGES, "--iterations", "400", "--risks", str(risks), "--budget", "150")
    assert shown.exit_code == 0, shown.stderr
    for text in ("P80", "R1 接口延期", "Prevent R1", "2 清洗数据", "Cost within 150", "2026-11-23 17:00"):
        assert text in shown.stdout
    assert "no estimate" not in shown.stderr
    for broken, named in (("estimates: {99: 3}", "99"), ("estimates: {2: [3, 2, 1]}", "rise"), ("oops: 1", "oops")):
        risks.write_text(broken)
        refused = run("risk", STAGES, "--risks", str(risks))
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert named in refused.stderr


def test_evm_as_json_has_the_agreed_figures(run):
    result = run("evm", AGREED, "--data-date", "2026-11-23T17:00", "--json")
    assert result.exit_code == 0 and result.stderr == ""
    answer = json.loads(result.stdout)
    figures = ("BAC", "PV", "EV", "SV", "SPI", "ES", "AT", "SV(t)", "SPI(t)")
    assert [answer[f] for f in figures] == [1000, 1000, 500, -500, 0.5, 1, 2, -1, 0.5]
    assert set(answer) > {"AC", "CV", "CPI", "EAC", "ETC", "VAC", "TCPI"}
    assert answer["finish_by_pace"] == "2026-11-26T17:00:00"  # two days at half the pace, the 24th is free
    assert answer["tasks"][0]["name"] == "清洗数据"
    assert answer["curve"][-1] == {"date": "2026-11-23T17:00:00", "PV": 1000, "EV": 500, "AC": answer["AC"]}
    assert json.loads(run("evm", AGREED, "--data-date", "2026-11-20", "--json").stdout)["PV"] == 500  # all of that day


def test_evm_in_words_and_without_a_date(run):
    shown = run("evm", AGREED, "--data-date", "2026-11-23")
    assert shown.exit_code == 0
    assert "1,000.00" in shown.stdout and "SPI(t)" in shown.stdout
    asked = run("evm", AGREED)
    assert asked.exit_code == 1 and "--data-date" in asked.stderr


def test_check_names_the_tasks_and_fails_with_exit_code_1(run):
    result = run("check", STAGES, "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert [p["number"] for p in answer["points"]] == list(range(1, 15))
    by_code = {p["code"]: p for p in answer["points"]}
    assert by_code["resources"]["tasks"] == [{"uid": 2, "name": "清洗数据"}, {"uid": 3, "name": "培训"}]
    assert by_code["resources"]["advice"]["zh"] and by_code["bei"]["missing"] == "data_date"
    assert by_code["relationship_types"]["comparison"] == ">="
    assert f"{answer['failed']} of {answer['failed'] + answer['passed']}" in result.stderr
    shown = run("check", STAGES)
    assert "Missing resources" in shown.stdout


def test_check_of_a_sound_plan_succeeds(run):
    costed = "<FixedCost>100</FixedCost><Cost>100</Cost>"
    chain = plan(task(1, "a", 8, more=costed), task(2, "b", 8, 1, more=costed))
    assert run("check", chain, "--json").exit_code == 0


def test_what_cannot_be_computed_is_refused_alike(run):
    for command in ("risk", "evm", "check"):
        circle = run(command, plan(task(1, "a", 8, 2), task(2, "b", 8, 1)), "--json")
        assert (circle.exit_code, circle.stdout) == (1, "")
        assert "circle" in circle.stderr
