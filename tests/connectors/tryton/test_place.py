"""Paths, passwords, locks and copies of the embedded ERP, without a Tryton."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from golive.connectors.tryton import backups, database, install, server
from golive.connectors.tryton.place import ErpError, Place, module_files, port_is_free


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.at(tmp_path, {})


def test_the_environment_moves_the_parts(tmp_path: Path) -> None:
    moved = Place.at(tmp_path, {"GOLIVE_ERP_VENV": "/v", "GOLIVE_ERP_CACHE": "/c", "GOLIVE_ERP_MODULE": "/m"})
    assert (moved.root, moved.venv, moved.cache, moved.module) == (tmp_path / "erp", *map(Path, ("/v", "/c", "/m")))
    plain = Place.at(tmp_path, {})
    assert plain.venv == tmp_path / "erp" / "venv"
    assert (plain.module / "tryton.cfg").is_file()  # in a checkout


def test_a_password_is_random_kept_and_private(place: Place) -> None:
    assert place.password("admin") == place.password("admin")
    assert place.password("admin") != place.password("golive")
    assert len(place.password("admin")) >= 20
    assert place.password_file("admin").stat().st_mode & 0o777 == 0o600


def test_the_fingerprint_follows_the_module(tmp_path: Path) -> None:
    module = tmp_path / "m"
    module.mkdir()
    (module / "tryton.cfg").write_text("[tryton]")
    mine = Place.at(tmp_path, {"GOLIVE_ERP_MODULE": str(module)})
    before = mine.fingerprint()
    assert before == mine.fingerprint()
    (module / "load.py").write_text("x")
    assert mine.fingerprint() != before


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    with pytest.raises(ErpError, match="GOLIVE_ERP_MODULE") as missing:
        module_files(tmp_path)
    assert missing.value.code == "module_missing"


def test_a_lock_is_free_when_its_holder_is_killed(place: Place) -> None:
    code = "import sys,time; from pathlib import Path; from golive.connectors.tryton.place import exclusive\n"
    code += "with exclusive(Path(sys.argv[1]), 'x'):\n print('held', flush=True); time.sleep(60)"
    place.root.mkdir(parents=True)
    holder = subprocess.Popen([sys.executable, "-c", code, str(place.root / "lock")], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(ErpError, match="another process"), place.locked():
        pass
    holder.kill()
    holder.communicate()
    with place.locked():
        pass


def test_a_program_s_lines_are_handed_on_and_its_failure_told() -> None:
    seen: list[str] = []
    with pytest.raises(ErpError) as failed:
        install._run(
            [sys.executable, "-c", "print('one'); print('two'); raise SystemExit(3)"],
            "packages_failed",
            seen.append,
            install.never,
        )
    assert seen == ["one", "two"]
    assert (failed.value.code, failed.value.params["status"]) == ("packages_failed", 3)
    assert "two" in failed.value.text


def test_a_program_is_ended_when_asked_to_stop() -> None:
    code = "import time; print('begun', flush=True); time.sleep(60)"
    with pytest.raises(install.Cancel):
        install._run([sys.executable, "-c", code], "packages_failed", lambda line: None, lambda: True)


def test_nothing_there_is_absent_and_cannot_be_started_or_saved(place: Place, tmp_path: Path) -> None:
    assert server.status(place).state == "absent"
    assert server.stop(place) is False
    for act in (
        lambda: server.start(place),
        lambda: server.client(place),
        lambda: backups.backup(place, tmp_path / "b", "now"),
    ):
        with pytest.raises(ErpError) as none:
            act()
        assert none.value.code == "not_installed"


def test_a_stranger_s_process_is_not_taken_for_the_server(place: Place) -> None:
    place.database.parent.mkdir(parents=True)
    place.database.touch()
    place.remember(port=18123)
    place.process.write_text(f'{{"pid": {os.getpid()}}}')
    assert server.status(place).state == "crashed"
    assert server.stop(place) is False  # and above all it is not killed


def test_a_server_just_made_is_ours_though_its_command_line_does_not_stand_yet(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the start of a program and its layout in memory the kernel shows an empty line for it."""
    place.remember(port=18123)
    seen = iter(["", "", "python -m waitress --listen=127.0.0.1:18123"])
    monkeypatch.setattr(server, "_command_line", lambda pid: next(seen))
    assert server._is_ours(os.getpid(), place)


def test_a_port_in_use_is_seen() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert not port_is_free(taken.getsockname()[1])


def test_a_copy_of_a_live_database_is_consistent_and_sound(tmp_path: Path) -> None:
    live, copied = tmp_path / "live.sqlite", tmp_path / "copy.sqlite"
    with sqlite3.connect(live) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (id INTEGER)")
        connection.executemany("INSERT INTO a VALUES (?)", [(n,) for n in range(10)])
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO a VALUES (99)")  # not committed: must not be in the copy
    database.copy(live, copied)
    connection.rollback()
    connection.close()
    assert database.row_counts(copied) == {"a": 10}
    assert database.problems(copied) == []
    assert not (tmp_path / "copy.sqlite-wal").exists()
    data = bytearray(copied.read_bytes())
    data[4096:4200] = b"\xff" * 104
    copied.write_bytes(data)
    assert database.problems(copied)


def test_no_gpl_code_is_in_our_package() -> None:
    """The Tryton module is a distribution of its own; nothing in ours imports Tryton or is under the GPL."""
    import golive

    for file in Path(golive.__file__).parent.rglob("*.py"):
        text = file.read_text("utf-8")
        assert "from trytond" not in text and "import trytond" not in text and "import proteus" not in text, file
    assert not list(Path(golive.__file__).parent.rglob("tryton.cfg"))


def test_the_requirements_are_pinned_and_shipped() -> None:
    from golive.connectors.tryton.place import REQUIREMENTS

    lines = [line for line in REQUIREMENTS.read_text().splitlines() if line]
    assert len(lines) == 37
    assert all("==" in line for line in lines)
