"""A database as a source: described, counted, read in order, never written."""

import sqlite3

import pytest

from golive.connectors.open_source import open_source
from golive.connectors.protocol import Source, SourceError
from golive.connectors.sql import SqlSource
from tests.shared_data import shared


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "old.db"
    db = sqlite3.connect(path)
    db.executescript(
        "CREATE TABLE city (code TEXT PRIMARY KEY, name TEXT NOT NULL);"
        "CREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR(40), city TEXT REFERENCES city, since DATE);"
        "INSERT INTO city VALUES ('SH', '上海');"
        "INSERT INTO customer VALUES (3, '丙', 'SH', '2020-01-02'), (1, '甲', NULL, NULL);"
        "CREATE VIEW named AS SELECT name FROM customer;"
    )
    db.close()
    return path


def test_describe_read_and_count(database):
    source = open_source(str(database))
    assert isinstance(source, Source)
    objects = {info.name: info for info in source.describe()}
    assert set(objects) == {"city", "customer", "named"}
    assert objects["customer"].key == ("id",)
    fields = {field.name: field for field in objects["customer"].fields}
    assert (fields["city"].type, fields["city"].refers_to) == ("reference", "city")
    assert fields["name"].max_length == 40
    assert [row["id"] for row in source.read("customer")] == [1, 3]
    assert list(source.read("customer", ["name"], batch=1)) == [{"name": "甲"}, {"name": "丙"}]
    assert source.count("customer") == 2
    assert source.health().ok


@pytest.mark.parametrize("way", ["file", "url"])
def test_the_source_cannot_be_written(database, way):
    source = open_source(str(database) if way == "file" else f"sqlite:///{database}")
    with pytest.raises(Exception, match=r"readonly|read-only"), source._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM customer")
    assert source.count("customer") == 2


def test_errors_say_what_is_wrong_and_no_password(database, tmp_path):
    source = open_source(str(database))
    for call, code in (
        (lambda: source.count("none"), "no_such_table"),
        (lambda: list(source.read("city", ["x"])), "no_such_column"),
        (lambda: SqlSource("nonsense://x"), "url_not_understood"),
        (lambda: SqlSource(f"sqlite:///{tmp_path}/misspelt.db"), "file_missing"),
    ):
        with pytest.raises(SourceError) as caught:
            call()
        assert caught.value.code == code
    assert not (tmp_path / "misspelt.db").exists()


def test_chinook_is_read_whole():
    source = open_source(str(shared("migration/chinook/Chinook_Sqlite.sqlite")))
    rows = {info.name: source.count(info.name) for info in source.describe()}
    assert len(rows) == 11
    assert sum(rows.values()) == 15_607
    assert sum(1 for _ in source.read("PlaylistTrack", batch=500)) == rows["PlaylistTrack"]


def test_a_view_is_told_from_a_table(tmp_path):
    path = tmp_path / "v.db"
    with sqlite3.connect(path) as db:
        db.executescript("CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t")
    assert {each.name: each.derived for each in SqlSource(f"sqlite:///{path}").describe()} == {"t": False, "v": True}
