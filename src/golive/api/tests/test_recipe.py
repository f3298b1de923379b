"""The program of docs/recipes/use-the-api.md runs as it stands there, against a real server."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from golive.apps.projects.models import SpecialDay

RECIPE = Path(__file__).resolve().parents[4] / "docs" / "recipes" / "use-the-api.md"
pytestmark = pytest.mark.django_db(transaction=True)


def run(cast: Any, address: str, username: str = "") -> dict[str, Any]:
    code = "\n".join(re.findall(r"```python\n(.*?)```", RECIPE.read_text("utf8"), re.S))
    for said, here in (
        ("http://127.0.0.1:8000", address),
        ("chen.li", username or cast.pm.username),
        ("huadong-demo", "correct horse battery"),
        ("huadong-erp", cast.project.code),
    ):
        assert said in code, f"the recipe no longer says {said}"
        code = code.replace(said, here)
    names: dict[str, Any] = {}
    exec(compile(code, str(RECIPE), "exec"), names)
    return names


def test_the_program_of_the_recipe_reads_and_acts(cast, live_server, settings, capsys):
    settings.SIMULATION = True
    names = run(cast, live_server.url)
    assert names["api"].me["username"] == cast.pm.username
    assert names["made"]["record"] == f"projects.specialday:{SpecialDay.objects.get(day=date(2026, 12, 31)).pk}"
    said = capsys.readouterr().out
    assert re.search(r"^M\d+ \w+ ", said, re.M), "the project manager's duties are printed"
    assert said.count("2026-12-") >= 3, "a line for each played week"


def test_a_wrong_password_and_a_refusal_are_seen(cast, live_server):
    with pytest.raises(HTTPError) as unknown:
        run(cast, live_server.url, username="nobody.here")
    assert unknown.value.code == 401
    with pytest.raises(HTTPError) as refused:
        run(cast, live_server.url, username=cast.vendor.username)
    assert refused.value.code == 403 and not SpecialDay.objects.exists()
