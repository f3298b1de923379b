"""`golive erp` where no ERP is needed: what it refuses, what it says, what scripts rely on."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner, Result

from golive.cli import erp_words, main
from golive.connectors.tryton import backups, lifecycle
from golive.connectors.tryton.place import ErpError, Place
from golive.connectors.tryton.server import State, Status


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOLIVE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GOLIVE_BACKUPS", raising=False)
    return tmp_path / "data"


def golive(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["erp", *arguments])


def test_status_of_nothing_is_absent_and_says_what_to_do(data: Path) -> None:
    answer = golive("status", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["state"] == "absent"
    assert "golive erp up" in golive("status").stdout


def test_up_asks_for_the_company_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[lifecycle.Company] = []

    def up(place: Place, company: lifecycle.Company, progress: object) -> Status:
        seen.append(company)
        place.remember(company=company.name)
        return Status("running", 18123, 1, "8.0", 2**27, 0.01)

    monkeypatch.setattr(lifecycle, "up", up)
    refused = golive("up")
    assert refused.exit_code == 1
    assert "--company" in refused.stderr
    assert not seen
    first, again = golive("up", "--company", "华东精工", "--year", "2027", "--json"), golive("up")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert json.loads(first.stdout)["port"] == 18123
    assert (seen[0].name, seen[0].year) == ("华东精工", 2027)
    assert seen[1].name == "华东精工"


def test_down_and_backup_without_an_erp(data: Path) -> None:
    assert golive("down").exit_code == 0
    refused = golive("backup")
    assert refused.exit_code == 1
    assert "golive erp up" in refused.stderr
    assert not (data / "backups").exists()


def test_a_damaged_backup_is_refused_and_nothing_made(data: Path, tmp_path: Path) -> None:
    (tmp_path / "damaged").mkdir()
    refused = golive("restore", str(tmp_path / "damaged"), str(tmp_path / "new"))
    assert refused.exit_code == 1
    assert "manifest" in refused.stderr
    assert not (tmp_path / "new").exists()


def test_a_drill_leaves_the_real_place_alone(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[Place] = []

    def drill(folder: Path, scratch: Place, progress: object) -> backups.Drill:
        used.append(scratch)
        return backups.Drill(4.2, 230, 23000, 31, "8.0")

    monkeypatch.setattr(backups, "drill", drill)
    answer = golive("drill", str(tmp_path), "--json")
    assert json.loads(answer.stdout)["seconds"] == 4.2
    assert used[0].root != Place.at(data).root
    assert dataclasses.replace(used[0], root=Place.at(data).root) == Place.at(data)


def test_every_step_and_every_state_has_words() -> None:
    assert set(erp_words.STEPS) == set(lifecycle.STEPS)
    assert set(erp_words.STATES) == set(get_args(State))


def test_every_error_code_of_the_connector_has_words() -> None:
    import re

    from golive.connectors import tryton

    text = "".join(file.read_text("utf-8") for file in Path(tryton.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'ErpError\(\s*"(\w+)"', text)) | {"venv_failed", "packages_failed", "database_failed"}
    assert len(codes) > 8
    assert codes <= set(erp_words.ERRORS)
    assert "x" in erp_words.error_words(ErpError("unheard_of", "x"))
