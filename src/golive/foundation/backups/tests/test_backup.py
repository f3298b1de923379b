"""A backup comes back whole or is called damaged. The drill must go red on each kind of damage."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from golive.foundation.accounts.models import Organisation
from golive.foundation.backups import archive, crypt, drill, keys
from golive.foundation.backups import restore as restoring
from golive.foundation.backups.errors import Damaged, Impossible

KEY = bytes(range(32))
pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def product(tmp_path_factory) -> Path:
    """A data folder with a migrated database in a file, a few rows and one uploaded file."""
    data = tmp_path_factory.mktemp("product")
    (data / "files" / "2026").mkdir(parents=True)
    (data / "files" / "2026" / "合同.txt").write_text("销售合同")
    with closing(sqlite3.connect(data / "golive.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.executescript("CREATE TABLE firm (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE empty (id INTEGER)")
        database.executemany("INSERT INTO firm (name) VALUES (?)", [(f"公司 {n}",) for n in range(500)])
        database.commit()
    return data


@pytest.fixture
def live(product, settings, tmp_path):
    settings.DATA = product
    settings.MEDIA_ROOT = product / "files"
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": product / "golive.sqlite3"}}
    return tmp_path / "backups"


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_backup_comes_back_row_by_row_and_file_by_file(live, tmp_path):
    backup = archive.make(KEY, live)
    assert backup.manifest.tables["firm"].rows == 500 and backup.manifest.tables["empty"].rows == 0
    restoring.restore(backup.path, KEY, tmp_path / "new")
    assert (tmp_path / "new" / "files" / "2026" / "合同.txt").read_text() == "销售合同"
    with closing(sqlite3.connect(tmp_path / "new" / "golive.sqlite3")) as copied:
        assert copied.execute("SELECT name FROM firm WHERE id = 500").fetchone() == ("公司 499",)
    assert [p.name for p in live.iterdir()] == [backup.path.name]


def test_what_is_written_cannot_be_read_without_the_key(live):
    backup = archive.make(KEY, live)
    assert "公司".encode() not in backup.path.read_bytes()
    with pytest.raises(Damaged):
        archive.verify(backup.path, bytes(32))


@pytest.mark.parametrize("where", [0, 20, 45, -20, -1])
def test_one_changed_bit_is_found(live, where):
    backup = archive.make(KEY, live)
    flip(backup.path, where)
    with pytest.raises(Damaged):
        archive.verify(backup.path, KEY)


def test_pieces_cannot_be_cut_off_or_swapped(tmp_path):
    sealed = tmp_path / "sealed"
    with sealed.open("wb") as file, crypt.Sealer(file, KEY) as sealer:
        sealer.write(os.urandom(3 * crypt.PIECE))
    content = sealed.read_bytes()
    size = crypt.PIECE + crypt.TAG
    first, second = content[crypt.HEADER : crypt.HEADER + size], content[crypt.HEADER + size : crypt.HEADER + 2 * size]
    header, rest = content[: crypt.HEADER], content[crypt.HEADER + 2 * size :]
    for damaged in (header + second + first + rest, header + first + second, header + first + rest, header):
        sealed.write_bytes(damaged)
        with pytest.raises(Damaged), sealed.open("rb") as file:
            crypt.Opener(file, KEY).read()


def test_a_row_changed_in_the_copy_is_found(live, tmp_path):
    backup = archive.make(KEY, live)
    manifest = archive.unpack(backup.path, KEY, tmp_path / "new")
    with closing(sqlite3.connect(tmp_path / "new" / "golive.sqlite3")) as copied:
        copied.execute("UPDATE firm SET name = '别家' WHERE id = 7")
        copied.execute("DROP TABLE empty")
        copied.commit()
    from golive.foundation.backups.manifest import differences, sqlite_tables

    problems = differences(manifest, sqlite_tables(tmp_path / "new" / "golive.sqlite3"))
    assert problems == ["table empty: is missing", "table firm: the content of its 500 rows differs"]


def test_restore_refuses_a_place_that_holds_something(live, tmp_path):
    backup = archive.make(KEY, live)
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(Impossible, match="not empty"):
        restoring.restore(backup.path, KEY, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep me"


def test_a_backup_that_broke_off_leaves_nothing_that_looks_like_one(live, monkeypatch):
    monkeypatch.setattr(archive, "verify", lambda *_: (_ for _ in ()).throw(Damaged("disk")))
    with pytest.raises(Damaged):
        archive.make(KEY, live)
    assert list(live.iterdir()) == []


def test_the_key_is_never_kept_beside_the_data(tmp_path, monkeypatch):
    monkeypatch.delenv("GOLIVE_BACKUP_KEY", raising=False)
    monkeypatch.setenv("GOLIVE_BACKUP_KEY_FILE", str(tmp_path / "data" / "key"))
    with pytest.raises(Impossible, match="inside the data folder"):
        keys.backup_key(tmp_path / "data", make=True)
    monkeypatch.setenv("GOLIVE_BACKUP_KEY_FILE", str(tmp_path / "else" / "key"))
    with pytest.raises(Impossible, match="no backup key"):
        keys.backup_key(tmp_path / "data")
    made = keys.backup_key(tmp_path / "data", make=True)
    assert keys.backup_key(tmp_path / "data") == made
    assert (tmp_path / "else" / "key").stat().st_mode & 0o777 == 0o600


def test_the_drill_is_red_on_a_damaged_backup_and_says_why(live):
    backup = archive.make(KEY, live)
    flip(backup.path, -30)
    found = drill.run(KEY, backup.path)
    assert not found.ok
    assert [(c.name, c.ok) for c in found.checks] == [("opened", False)]


@pytest.mark.slow
def test_the_drill_is_red_when_the_product_does_not_live_in_the_copy(live):
    """The rows are as saved, but they are not those of a GoLive: no page can answer."""
    archive.make(KEY, live)
    found = drill.run(KEY, archive.newest(live))
    results = {c.name: c.ok for c in found.checks}
    assert results["opened"] and results["database"] and results["rows"]
    assert not results["migrations"] and not results["page"] and not found.ok


def test_there_is_nothing_to_drill_without_a_backup(live, monkeypatch):
    monkeypatch.setenv("GOLIVE_BACKUPS", str(live))
    with pytest.raises(Impossible, match="no backup"):
        drill.run(KEY)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_drill_of_the_product_itself_is_green(settings, tmp_path):
    """The whole way, on the database of the test run: SQLite, or PostgreSQL when the suite runs there."""
    Organisation.objects.create(name="华东精工")
    if connection.vendor == "sqlite":
        path = tmp_path / "golive.sqlite3"
        with closing(sqlite3.connect(path)) as target:
            connection.ensure_connection()
            connection.connection.backup(target)
        settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}}
    else:
        settings.DATABASES = {"default": {**connection.settings_dict}}
    settings.MEDIA_ROOT = tmp_path / "no files yet"
    backup = archive.make(KEY, tmp_path / "backups")
    assert backup.manifest.tables["accounts_organisation"].rows == 1
    found = drill.run(KEY, backup.path)
    assert found.ok, found.checks
    assert found.rto_seconds > 0 and found.rpo_seconds >= 0
