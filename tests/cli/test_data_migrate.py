"""`golive data simulate / load / reconcile / undo`: a migration on files, with what goes wrong in one."""

from __future__ import annotations

import json
import sqlite3

import pytest
from click.testing import CliRunner

from golive.cli import main
from tests.cli.migrations import PROJECT, firm, rows


@pytest.fixture
def run(tmp_path):
    project = firm(tmp_path)

    def call(verb, *arguments):
        done = CliRunner().invoke(main, ["data", verb, str(project), *arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return done.exit_code, json.loads(done.stdout) if "--json" in arguments else done.output

    return call


def states(answer, name):
    (found,) = [each for each in answer["objects"] if each["object"] == name]
    return {state: number for state, number in found["states"].items() if number}


def test_a_migration_from_simulation_to_certificate_and_back(run, tmp_path):
    code, answer = run("simulate", "--json")
    refused = {each["key"]: each["reason_code"] for one in answer["objects"] for each in one["refused"]}
    assert code == 1
    assert refused == {
        "jxc/customers/C4": "required_blank",
        "jxc/orders/D3": "lookup_missing",
        "jxc/orders/D5": "head_differs",
    }
    assert rows(tmp_path, "customer") == 0 and (tmp_path / "project.ledger.db").stat().st_size != 0
    code, answer = run("load", "--run", "r1", "--json")
    assert code == 1
    assert {(each["key"], each["code"]) for each in answer["rejected"]} == set(refused.items()), (
        "the simulation's reasons"
    )
    assert answer["guarantees"]["key"] == "atomic_key"
    assert (rows(tmp_path, "customer"), rows(tmp_path, "sales_order"), rows(tmp_path, "sales_order_line")) == (2, 2, 3)
    run("load", "--run", "r2", "--json")
    assert rows(tmp_path, "customer") == 2, "loaded again, nothing is there twice"
    code, answer = run("reconcile", "--sign", "王芳", "--json")
    assert (code, answer["balanced"]) == (0, True)
    assert states(answer, "customers") == {"LOADED": 2, "MERGED": 1, "REJECTED": 1, "EXCLUDED": 1}
    assert states(answer, "orders") == {"LOADED": 2, "REJECTED": 2, "EXCLUDED": 1}
    (total,) = [each for one in answer["objects"] for each in one["totals"] if each["name"] == "quantity"]
    assert (total["source"], total["loaded"], total["target"]) == ("18.5", "6.5", "6.500")
    certificate = tmp_path / "project.certificate-1.json"
    assert certificate.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert CliRunner().invoke(main, ["verify", str(certificate)]).exit_code == 0
    run("reconcile", "--json")
    second = ["verify", str(tmp_path / "project.certificate-2.json"), "--previous", str(certificate)]
    assert CliRunner().invoke(main, second).exit_code == 0, "each certificate names the one before it"
    code, answer = run("undo", "--reason", "试迁移结束", "--json")
    assert (code, answer["undone"]) == (0, {"orders": 2, "customers": 2})
    assert rows(tmp_path, "customer") == rows(tmp_path, "sales_order_line") == rows(tmp_path, "golive_load_key") == 0


def test_what_somebody_changed_in_the_target_is_seen_and_stays(run, tmp_path):
    run("load", "--json")
    with sqlite3.connect(tmp_path / "erp.db") as database:
        database.execute("UPDATE customer SET credit = 99 WHERE code = 'C1'")
        database.execute("DELETE FROM sales_order_line WHERE item = '阀'")
        database.execute("DELETE FROM customer WHERE code = 'C2'")
    code, answer = run("reconcile", "--json")
    assert (code, answer["balanced"]) == (1, False)
    found = {(each["code"], each["key"], each["field"]) for one in answer["objects"] for each in one["differences"]}
    assert found == {
        ("value_differs", "jxc/customers/C1", "credit"),
        ("value_differs", "jxc/orders/D1", "sales_order_line/count"),
        ("missing_in_target", "jxc/customers/C2", ""),
        ("total_differs", "", "credit"),
        ("total_differs", "", "quantity"),
    }
    code, answer = run("undo", "--reason", "x", "--json")
    assert code == 1
    assert {(each["key"], each["code"]) for each in answer["refused"]} == {
        ("jxc/orders/D1", "changed_since"),
        ("jxc/customers/C1", "changed_since"),
    }


def test_an_explained_difference_is_accounted_for_and_named(run, tmp_path):
    run("load", "--json")
    with sqlite3.connect(tmp_path / "erp.db") as database:
        database.execute("UPDATE customer SET name = '苏州恒泰机械' WHERE code = 'C1'")
    words = "\n  explained: [{code: value_differs, key: C1, field: name, reason: 上线当日更名，见会议纪要}]\n"
    (tmp_path / "project.yaml").write_text(PROJECT.rstrip() + words, "utf-8")
    code, answer = run("reconcile", "--json")
    assert (code, answer["balanced"]) == (0, True)
    certificate = json.loads((tmp_path / "project.certificate-1.json").read_text("utf-8"))
    (difference,) = [each for one in certificate["objects"] for each in one["differences"]]
    assert difference["explained"] == "上线当日更名，见会议纪要"
    assert CliRunner().invoke(main, ["verify", str(tmp_path / "project.certificate-1.json")]).exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: sql", "kind: sap", "tryton or sql"),
        ("from: [名称]", "from: [名字]", "no column 名字"),
        ("source: firms", "source: nowhere", "no source nowhere"),
        ("lookup: customers", "lookup: clients", "clients"),
        ("num(额度) * 10000'}\n  totals", "num(额度) ** 2'}\n  totals", "not part of the expression language"),
        ("location: kehu.csv", "location: gone.csv", "no file"),
        ("{key: C9,", "{key: C99,", "C99"),
        ("format: golive-migration", "format: x", "golive-migration"),
    ],
)
def test_a_wrong_project_file_says_what_and_where_and_loads_nothing(run, tmp_path, old, new, words):
    assert old in PROJECT
    (tmp_path / "project.yaml").write_text(PROJECT.replace(old, new), "utf-8")
    code, output = run("load")
    assert code == 1 and words in output
    assert rows(tmp_path, "customer") == 0


def test_for_people(run):
    code, output = run("load")
    assert code == 1 and "exactly once" in output and "must be filled" in output
    code, output = run("reconcile")
    assert code == 0 and "Control totals" in output


def test_a_folder_to_begin_with(tmp_path):
    folder = tmp_path / "start"
    done = CliRunner().invoke(
        main, ["data", "template", "--to", str(folder), "--object", "customers", "--name", "华东精工"]
    )
    assert done.exit_code == 0, done.output
    assert {file.name for file in folder.iterdir()} == {"data.xlsx", "project.yaml", "customers.rules.yaml"}
    again = CliRunner().invoke(main, ["data", "template", "--to", str(folder)])
    assert again.exit_code == 1 and "not empty" in again.output
    wrong = CliRunner().invoke(main, ["data", "template", "--to", str(tmp_path / "x"), "--object", "clients"])
    assert wrong.exit_code == 1 and "open_sales" in wrong.output
    code = CliRunner().invoke(main, ["data", "check", str(folder / "data.xlsx"), "--rules", str(folder / "customers.rules.yaml")])  # fmt: skip
    assert code.exit_code == 0, code.output
