"""kill -9 of a process that loads into a database: nothing lost, nothing twice; without keys, twice."""

import random
import sqlite3

import pytest

from golive.connectors.protocol import key_prefix
from golive.connectors.sql.target import SqlTarget
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from tests.connectors import kills
from tests.connectors.sql.test_sql_target import SCHEMA, customers

PREFIX = key_prefix("old", "customer")


class Keyless(SqlTarget):
    """The negative control: it writes, forgets the key, and knows of nothing."""

    def _write(self, connection, name, batch, rows):
        ids = super()._write(connection, name, batch, rows)
        connection.execute(self._keys.delete())
        return ids

    def find(self, object_name, keys):
        return {}


@pytest.fixture
def place(tmp_path):
    with sqlite3.connect(tmp_path / "erp.db") as database:
        database.executescript(SCHEMA.replace("code TEXT NOT NULL UNIQUE", "code TEXT NOT NULL"))
    return tmp_path


def opened(place, kind=SqlTarget, batch=7):
    return lambda: kind(f"sqlite:///{place}/erp.db", batch=batch)


def codes(place):
    with sqlite3.connect(place / "erp.db") as database:
        return sorted(row[0] for row in database.execute("SELECT code FROM customer"))


def check(place, rows, bad):
    wanted = {row.key for row in rows} - {f"{PREFIX}C{n}" for n in bad}
    assert codes(place) == sorted(key.removeprefix(PREFIX) for key in wanted)
    assert opened(place)().held("customer", PREFIX).keys() == wanted
    with FileLedger(place / "ledger.db") as ledger:
        assert {entry.key for entry in ledger.entries(PREFIX, {State.LOADED})} == wanted
        assert ledger.totals(PREFIX)[State.REJECTED] == len(bad)


@pytest.mark.parametrize("step", kills.STEPS)
def test_killed_at_every_step_boundary(place, step):
    rows, bad = customers(30, bad=(3, 17)), (3, 17)
    assert kills.killed_at(step, opened(place), "customer", PREFIX, rows, place / "ledger.db"), f"{step} not reached"
    kills.load(opened(place), "customer", PREFIX, rows, place / "ledger.db", lambda now: None)
    check(place, rows, bad)


def hammered(place, kind, number):
    """(kills that hit, INTENTs found written, INTENTs found unwritten)"""
    dice, hits, written, unwritten = random.Random(11), 0, 0, 0
    rows = customers(2400, bad=(5, 700))
    for _ in range(number):
        hits += kills.killed_at_random(
            dice, opened(place, kind, 5), "customer", PREFIX, rows, place / "ledger.db", 0.012
        )
        held, free = kills.open_intents(opened(place), "customer", PREFIX, place / "ledger.db")
        written, unwritten = written + bool(held), unwritten + bool(free)
    kills.load(opened(place, kind), "customer", PREFIX, rows, place / "ledger.db", lambda now: None)
    return rows, hits, written, unwritten


@pytest.mark.slow
def test_a_hundred_random_kills_lose_and_double_nothing(place):
    rows, hits, written, unwritten = hammered(place, SqlTarget, 100)
    assert hits >= 90
    assert written and unwritten, "both windows of the protocol were hit"
    check(place, rows, (5, 700))


@pytest.mark.slow
def test_negative_control_without_keys_the_kills_double_records(place):
    hammered(place, Keyless, 40)
    found = codes(place)
    assert len(found) > len(set(found))
