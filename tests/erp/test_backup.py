"""A backup that can be restored, and the drill that proves it; damage is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from golive.connectors.protocol import key_prefix
from golive.connectors.tryton import backups, lifecycle, server
from golive.connectors.tryton.place import INTEGRATION, ErpError, Place
from golive.connectors.tryton.target import TrytonTarget
from tests.erp import rows
from tests.erp.conftest import COMPANY

pytestmark = pytest.mark.erp


@pytest.fixture(scope="module")
def backup(erp: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = TrytonTarget(server.client(erp, INTEGRATION))
    target.write("customers", "b", rows.customers("kept", 30))
    folder = tmp_path_factory.mktemp("backups") / "one"
    backups.backup(erp, folder, "2026-11-22T12:00:00+00:00")
    return folder


def test_a_backup_of_the_running_erp_is_sound(erp: Place, backup: Path) -> None:
    manifest = backups.verify(backup)
    assert manifest.tables["party_party"] >= 31
    assert manifest.company == COMPANY.name
    assert "password" not in (backup / "manifest.json").read_text()
    with pytest.raises(ErpError, match="already there"):
        backups.backup(erp, backup, "later")


def test_the_drill_starts_a_server_on_the_copy_and_logs_in(
    erp: Place, backup: Path, new_place: Callable[[Path], Place], tmp_path: Path
) -> None:
    scratch = new_place(tmp_path / "scratch")
    drill = backups.drill(backup, scratch)
    print(f"\ndrill: {drill.seconds} s, {drill.tables} tables, {drill.rows} rows")
    assert drill.parties_answered == backups.verify(backup).tables["party_party"]
    assert drill.version == "8.0"
    assert not scratch.root.exists()
    assert server.status(erp).state == "running"  # the real one did not notice


def test_a_restored_erp_goes_on_where_the_backup_ended(
    erp: Place, backup: Path, new_place: Callable[[Path], Place], tmp_path: Path
) -> None:
    place = new_place(tmp_path / "restored")
    backups.restore(backup, place)
    with pytest.raises(ErpError, match="already"):
        backups.restore(backup, place)
    lifecycle.up(place, COMPANY)
    try:
        target = TrytonTarget(server.client(place, INTEGRATION))
        held = target.held("customers", key_prefix("kept", "customers"))
        assert set(held) == {one.key for one in rows.customers("kept", 30)}
        target.write("customers", "again", rows.customers("kept", 30))  # the keys came along: nothing twice
        assert target.count("customers") == 30
        assert place.password("admin") != erp.password("admin")
    finally:
        server.stop(place)


@pytest.mark.parametrize("damage", ["one byte", "cut off", "rows missing", "manifest broken", "content missing"])
def test_damage_is_found(backup: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(backup, folder)
    content, manifest = folder / "erp.sqlite", folder / "manifest.json"
    if damage == "one byte":
        data = bytearray(content.read_bytes())
        data[len(data) // 2] ^= 1
        content.write_bytes(data)
    elif damage == "cut off":
        content.write_bytes(content.read_bytes()[:-4096])
    elif damage == "rows missing":  # also with the right hash: the manifest's counts are compared
        import sqlite3

        from golive.connectors.tryton import database

        with sqlite3.connect(content) as connection:
            connection.execute("DELETE FROM golive_load_key WHERE id = (SELECT max(id) FROM golive_load_key)")
        connection.close()
        told = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({**told, "sha256": database.sha256(content)}))
    elif damage == "manifest broken":
        manifest.write_text("{")
    else:
        content.unlink()
    with pytest.raises(ErpError) as found:
        backups.verify(folder)
    assert found.value.code == "backup_damaged"
