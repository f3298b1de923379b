"""Installing, starting and stopping the embedded ERP, interrupted and repeated."""

from __future__ import annotations

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from golive.connectors.tryton import install, lifecycle, server
from golive.connectors.tryton.place import ErpError, Place
from tests.erp.conftest import COMPANY

pytestmark = pytest.mark.erp
ROOT = Path(__file__).parents[2]


def test_what_stands_after_up(erp: Place) -> None:
    admin = server.client(erp)
    accounts = admin.ask(
        "model.account.account.search_read",
        [],
        0,
        None,
        None,
        ["code", "name", "party_required", "closed", "type.receivable", "type.payable"],
    )
    by_code = {one["code"]: one for one in accounts if one["code"]}
    assert len(by_code) >= 80
    assert by_code["1122"]["name"] == "应收账款"
    assert by_code["1122"]["type."]["receivable"]
    assert by_code["2202"]["type."]["payable"]
    assert by_code["1122"]["party_required"]
    assert by_code["6001"]["name"] == "主营业务收入"
    defaults = admin.ask(
        "model.account.configuration.read", [1], ["default_account_receivable.code", "default_account_payable.code"]
    )[0]
    assert defaults["default_account_receivable."]["code"] == "1122"
    assert defaults["default_account_payable."]["code"] == "2202"
    assert admin.ask("model.account.period.search_count", []) == 12
    (company,) = admin.ask("model.company.company.search_read", [], 0, None, None, ["rec_name", "currency.code"])
    assert (company["rec_name"], company["currency."]["code"]) == ("华东精工有限公司", "CNY")
    assert erp.password_file("admin").stat().st_mode & 0o077 == 0


def test_a_second_up_changes_nothing_and_is_quick(erp: Place) -> None:
    pid, began = server.status(erp).pid, time.monotonic()
    steps: list[str] = []
    lifecycle.up(erp, COMPANY, lambda code, done, total, detail: steps.append(code))
    took = time.monotonic() - began
    assert server.status(erp).pid == pid
    assert list(dict.fromkeys(steps)) == list(lifecycle.STEPS)
    assert server.client(erp).ask("model.account.period.search_count", []) == 12
    assert took < 10


def test_the_server_outlives_its_starter_and_down_stops_it(new_place: Callable[[Path], Place], tmp_path: Path) -> None:
    place = new_place(tmp_path)
    install.install(place)
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from golive.connectors.tryton import server; from golive.connectors.tryton.place import Place\n"
        "place = Place(*[Path(one) for one in sys.argv[1:5]])\n"
        "server.start(place); os.killpg(os.getpgid(0), signal.SIGKILL)\n"
    )
    paths = [str(one) for one in (place.root, place.venv, place.cache, place.module)]
    starter = subprocess.run(
        [sys.executable, "-c", code, *paths],
        cwd=ROOT,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
    )
    assert starter.returncode == -signal.SIGKILL, starter.stderr
    now = server.status(place)
    assert (now.state, now.version) == ("running", "8.0")
    assert now.rss_bytes is not None and now.rss_bytes > 10_000_000
    assert now.seconds is not None
    assert lifecycle.down(place) is True
    assert server.status(place).state == "stopped"
    assert lifecycle.down(place) is False


def test_a_stranger_on_the_port_makes_it_choose_another(new_place: Callable[[Path], Place], tmp_path: Path) -> None:
    place = new_place(tmp_path)
    install.install(place)
    port = place.remembered()["port"]
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", port))
        stranger.listen()
        now = server.start(place)
    assert now.port != port
    assert server.start(place).pid == now.pid  # running already
    server.stop(place)
    assert server.start(place).port == now.port  # remembered
    server.stop(place)


def test_stopped_between_steps_and_started_again(new_place: Callable[[Path], Place], tmp_path: Path) -> None:
    place = new_place(tmp_path)
    for enough in range(1, 5):
        seen: set[str] = set()
        with pytest.raises(install.Cancel):
            install.install(place, *_watch_until(seen, enough))
        assert len(seen) == enough
    install.install(place)
    assert place.database.exists()


def test_killed_while_making_the_database_and_started_again(
    new_place: Callable[[Path], Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = new_place(tmp_path)

    def killed(source: Path, target: Path) -> None:
        target.write_bytes(b"half a copy")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("golive.connectors.tryton.database.copy", killed)
        with pytest.raises(KeyboardInterrupt):
            install.install(place)
    assert server.status(place).state == "absent"
    install.install(place)
    server.start(place)
    assert server.status(place).state == "running"
    server.stop(place)


def test_only_one_works_on_an_erp_at_a_time(new_place: Callable[[Path], Place], tmp_path: Path) -> None:
    place = new_place(tmp_path)
    with place.locked(), pytest.raises(ErpError) as busy, place.locked():
        pass
    assert busy.value.code == "busy"


def test_a_server_that_cannot_start_says_why(new_place: Callable[[Path], Place], tmp_path: Path) -> None:
    place = new_place(tmp_path)
    install.install(place)
    place.database.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(ErpError) as failed:
        server.start(place)
    assert failed.value.code == "database_damaged"
    assert server.status(place).state == "stopped"


def test_a_server_that_ends_at_once_says_why(new_place: Callable[[Path], Place], tmp_path: Path) -> None:
    place = new_place(tmp_path)
    install.install(place)
    broken = dataclasses.replace(place, venv=tmp_path / "venv")
    broken.python().parent.mkdir(parents=True)
    broken.python().write_text("#!/bin/sh\necho waitress: no such module\nexit 3\n")
    broken.python().chmod(0o755)
    with pytest.raises(ErpError) as failed:
        server.start(broken)
    assert failed.value.code == "start_failed"
    assert "no such module" in failed.value.text


def _watch_until(seen: set[str], enough: int) -> tuple[install.Progress, install.Cancelled]:
    return lambda code, done, total, detail: seen.add(code), lambda: len(seen) >= enough
