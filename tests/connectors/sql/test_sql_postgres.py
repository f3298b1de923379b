"""The same promises of the database target on PostgreSQL (python tools/postgres.py … sees to one)."""

import os
import secrets

import pytest
from sqlalchemy import create_engine, text

from golive.connectors.protocol import Refused, key_prefix
from golive.connectors.sql.target import SqlTarget
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from tests.connectors import kills
from tests.connectors.sql.test_sql_target import customers, order

pytestmark = pytest.mark.postgres
SCHEMA = """
CREATE TABLE customer (id SERIAL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, credit NUMERIC(12, 2));
CREATE TABLE sales_order (id SERIAL PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, ordered DATE);
CREATE TABLE sales_order_line (id SERIAL PRIMARY KEY, sales_order INTEGER NOT NULL REFERENCES sales_order, item TEXT,
  quantity NUMERIC(10, 3) NOT NULL);
"""
PREFIX = key_prefix("old", "customer")


@pytest.fixture
def url():
    given = os.environ["GOLIVE_DATABASE_URL"]
    base = "postgresql+psycopg://" + given.partition("://")[2]
    schema = f"t{secrets.token_hex(4)}"
    mark = "&" if "?" in base else "?"
    engine = create_engine(base)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = f"{base}{mark}options=-csearch_path%3D{schema}"
    mine = create_engine(own)
    with mine.begin() as connection:
        for statement in SCHEMA.split(";\n"):
            if statement.strip():
                connection.execute(text(statement))
    mine.dispose()
    yield own
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def test_write_simulate_read_back_and_undo(url):
    target = SqlTarget(url)
    assert target.health().ok
    answers = target.simulate("customer", customers(9, bad=(3, 7)))
    assert [one.key.removeprefix(PREFIX) for one in answers if not one.accepted] == ["C3", "C7"]
    assert target.count("customer") == 0
    with pytest.raises(Refused) as refused:
        target.write("customer", "b", customers(5, bad=(2,)))
    assert refused.value.reason_code == "constraint" and target.count("customer") == 0
    first = target.write("customer", "b1", customers(3))
    again = target.write("customer", "b2", customers(5))
    assert {key: again[key] for key in first} == first and target.count("customer") == 5
    target.write("sales_order", "b", [order("1", "C1", 2, 3)])
    back = target.read_back("sales_order", [order("1", "C1").key], ["customer.id", "sales_order_line"])
    (found,) = back.values()
    assert found["customer.id"] == first[f"{PREFIX}C1"] and len(found["sales_order_line"]) == 2
    assert target.undo("customer", [f"{PREFIX}C1"])[0].reason_code == "depended_on"
    assert target.undo("sales_order", [order("1", "C1").key])[0].undone
    assert all(one.undone for one in target.undo("customer", list(again)))
    assert target.count("customer") == 0 and target.held("customer", PREFIX) == {}


@pytest.mark.parametrize("step", kills.STEPS)
def test_killed_at_every_step_boundary(url, tmp_path, step):
    rows = customers(30, bad=(3, 17))

    def opened():
        return SqlTarget(url, batch=7)

    assert kills.killed_at(step, opened, "customer", PREFIX, rows, tmp_path / "ledger.db")
    kills.load(opened, "customer", PREFIX, rows, tmp_path / "ledger.db", lambda now: None)
    wanted = {row.key for row in rows} - {f"{PREFIX}C3", f"{PREFIX}C17"}
    assert opened().held("customer", PREFIX).keys() == wanted and opened().count("customer") == 28
    with FileLedger(tmp_path / "ledger.db") as ledger:
        assert {entry.key for entry in ledger.entries(PREFIX, {State.LOADED})} == wanted
