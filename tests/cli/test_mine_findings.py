"""`golive mine findings`, `discover`, `conform`, `compare`, `simulate` as people and checks call them."""

import csv
import json
from datetime import datetime, timedelta

import pytest
import yaml
from click.testing import CliRunner

from golive.cli import main
from golive.engines.mining.model.bpmn_file import read_bpmn


def run(*arguments, code=0):
    result = CliRunner().invoke(main, ["mine", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def told(*arguments):
    """--json: one document on stdout and nothing else."""
    return json.loads(run(*arguments, "--json").stdout)


@pytest.fixture(scope="module")
def log_file(tmp_path_factory):
    """Ask, wait 30 hours for an approval that never rejects (from June on: none), pay."""
    path = tmp_path_factory.mktemp("log") / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case", "step", "at", "who", "amount"])
        for i in range(300):
            begin = datetime(2025, 1, 1, 8) + timedelta(hours=24 * i)  # noqa: DTZ001 - as a file has it
            wait = 30 + i % 5 if i < 150 else 0
            steps = [("ask", 0), *([("经理审批", wait)] if wait else []), ("pay", wait + 4 + i % 3)]
            for step, hours in steps:
                when = begin + timedelta(hours=hours)
                rows.writerow([f"c{i}", step, when.isoformat(" "), f"p{i % 7}" if step == "ask" else step, 10 * i])
    return path


@pytest.fixture(scope="module")
def model(log_file):
    target = log_file.parent / "model.bpmn"
    run("discover", log_file, target)
    return target


def test_findings(log_file, tmp_path):
    found = told("findings", log_file)
    first = next(f for f in found["findings"] if f["rule"] == "removable_approval")
    assert first["subject"] == "经理" and first["n"] == 150 and first["cases"]["count"] == 150
    assert (
        first["sentence"]["zh"].startswith("“经理”审批了 150 次") and "without one rejection" in first["sentence"]["en"]
    )
    assert (
        first["interval"]["of"] == "median_wait_days" and first["interval"]["low"] <= 4 / 3 <= first["interval"]["high"]
    )
    assert (
        first["days"] == pytest.approx(150 * 32 / 24)
        and first["money"] is None
        and first["owner"]["code"] == "process_owner"
    )
    assert [f["rank"] for f in found["findings"]] == list(range(1, len(found["findings"]) + 1))
    shown = run("findings", log_file, "--propose", tmp_path / "c.yaml").stdout
    assert "1. " in shown and "cases behind it" in shown
    proposed = yaml.safe_load((tmp_path / "c.yaml").read_text("utf-8"))
    assert proposed["approvals"][0]["approve"] == ["经理审批"]
    (tmp_path / "c.yaml").write_text("cost_per_hour: 60\nminutes_per_step: 30\n", "utf-8")
    priced = told("findings", log_file, "--config", tmp_path / "c.yaml", "--calendar", "china")
    assert priced["days_are"] == "working"
    assert next(f for f in priced["findings"] if f["rule"] == "removable_approval")["money"] == 150 * 30


def test_what_is_wrong_is_told(log_file, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("aprovals: []", "utf-8")
    assert "aprovals" in run("findings", log_file, "--config", wrong, code=1).stderr
    wrong.write_text("a: [", "utf-8")
    assert "YAML" in run("findings", log_file, "--config", wrong, code=1).stderr
    run("findings", log_file, "--calendar", "moon", code=2)
    wrong.write_text("hours: 9-18-7", "utf-8")
    assert "wrong.yaml" in run("findings", log_file, "--calendar", wrong, code=1).stderr
    assert "BPMN" in run("conform", log_file, wrong, code=1).stderr
    run("compare", log_file, code=2)
    run("compare", log_file, "--split", "sometime", code=2)
    assert "30" in run("compare", log_file, "--split", "2025-10-20", code=1).stderr
    run("findings", tmp_path / "nowhere.csv", code=1)


def test_discover_and_conform(log_file, model, tmp_path):
    drawn = read_bpmn(model.read_bytes())
    assert {node.name for node in drawn.tasks()} == {"ask", "经理审批", "pay"} and drawn.boxes
    found = told("conform", log_file, model)
    assert found["fitness"] == 1 and found["perfect_share"] == 1 and found["deviations"] == []
    net = tmp_path / "net.pnml"
    assert told("discover", log_file, net, "--noise", "0")["fitness"] == 1
    assert told("conform", log_file, net)["cases"] == 300
    strict = model.read_text("utf-8").replace('name="经理审批"', 'name="总经理审批"')
    (tmp_path / "strict.bpmn").write_text(strict, "utf-8")
    other = told("conform", log_file, tmp_path / "strict.bpmn")
    assert other["fitness"] < 1 and other["only_in_log"] == ["经理审批"] and other["only_in_model"] == ["总经理审批"]
    deviation = other["deviations"][0]
    assert deviation["activity"] == "经理审批" and deviation["kind"] == "unknown" and deviation["cases"]["count"] == 150
    assert deviation["extra_days"]["low"] > 1 and len(deviation["cases"]["keys"]) == 100
    run("discover", log_file, tmp_path / "model.txt", code=2)


def test_compare(log_file):
    found = told("compare", log_file, "--split", "2025-05-31", "--gap", "7", "--target", "duration:at_most=1")
    assert found["verdict"] == "improved" and found["measures"][0]["target_met"]
    assert found["cohorts"]["before"]["cases"] == 150 and 130 < found["cohorts"]["after"]["cases"] <= 143
    missed = told("compare", log_file, "--split", "2025-05-31", "--target", "duration:at_most=0.1")
    assert missed["verdict"] == "no_proven_change"
    same = told("compare", log_file, log_file)
    assert same["verdict"] == "no_proven_change" and same["measures"][0]["difference"]["value"] == 0
    assert "improved" in run("compare", log_file, "--split", "2025-05-31").stdout


def test_simulate(log_file, model, tmp_path):
    scenario = tmp_path / "s.yaml"
    document = {
        "name": "免批",
        "log": str(log_file),
        "cases": 200,
        "replications": 3,
        "changes": [{"drop": "经理审批"}],
    }
    scenario.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    found = told("simulate", model, "--scenario", scenario)
    mean = found["measures"][0]
    assert (
        mean["name"] == "cycle_mean"
        and mean["difference"]["high"] < -0.5
        and abs(found["calibration"]["error"]["mean"]) < 0.1
    )
    assert found["executions_per_case"]["经理审批"]["to_be"] == 0
    assert "Mean duration" in run("simulate", model, "--scenario", scenario).stdout
    scenario.write_text(yaml.safe_dump({**document, "changes": [{"drop": "nobody"}]}, allow_unicode=True), "utf-8")
    assert "nobody" in run("simulate", model, "--scenario", scenario, code=1).stderr


def test_simulate_without_a_log(model, tmp_path):
    scenario = tmp_path / "s.yaml"
    scenario.write_text(
        "process: {every_minutes: 60, steps: {经理审批: {work: 50, pool: boss, spread: exponential}}, pools: {boss: 1}}\n"
        "cases: 500\nreplications: 3\nchanges: [{probability: {step: 经理审批, value: 1}}, {capacity: {pool: boss, to: 2}}]\n",
        "utf-8",
    )
    found = told("simulate", model, "--scenario", scenario)
    assert found["calibration"] is None and found["utilisation"]["boss"]["as_is"] > 0.3
    queue = next(m for m in found["measures"] if m["name"] == "queue_minutes")
    assert queue["as_is"]["value"] > 0
    scenario.write_text("changes: []", "utf-8")
    run("simulate", model, "--scenario", scenario, code=2)
