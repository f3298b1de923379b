"""Chinook, a shop that nobody here wrote, from its SQLite file into another database: staff with their superiors, invoices
with their lines, 3,503 tracks."""

from __future__ import annotations

import json
import sqlite3

import pytest
from click.testing import CliRunner

from golive.cli import main
from tests.shared_data import shared

PROJECT = """
format: golive-migration
system: chinook
target: {kind: sql, url: "sqlite:///shop.db"}
sources: {chinook: {location: "%s"}}
objects:
- name: staff
  source: chinook
  mapping:
    source: {table: Employee, key: [EmployeeId]}
    target: person
    fields:
    - {to: name, expression: 'join(" ", FirstName, LastName)'}
    - {to: title, from: [Title]}
    - {to: boss, from: [ReportsTo], lookup: staff}
- name: tracks
  source: chinook
  mapping:
    source: {table: Track, key: [TrackId]}
    target: item
    fields:
    - {to: name, from: [Name], required: true}
    - {to: price, from: [UnitPrice], as: decimal}
  totals: [{name: price, column: UnitPrice, field: price}]
- name: customers
  source: chinook
  mapping:
    source: {table: Customer, key: [CustomerId]}
    target: customer
    fields:
    - {to: name, expression: 'Company or join(" ", FirstName, LastName)', required: true}
    - {to: keeper, from: [SupportRepId], lookup: staff}
    - {to: country, from: [Country]}
- name: invoices
  source: chinook
  mapping:
    source: {table: Invoice, key: [InvoiceId]}
    target: bill
    fields:
    - {to: customer, from: [CustomerId], lookup: customers, required: true}
    - {to: made, from: [InvoiceDate], as: date}
    - {to: country, from: [BillingCountry]}
    - to: bill_line
      children: {table: InvoiceLine, by: [InvoiceId], order: [InvoiceLineId]}
      fields:
      - {to: item, from: [TrackId], lookup: tracks, required: true}
      - {to: amount, expression: 'num(UnitPrice) * num(Quantity)'}
  totals:
  - name: amount
    field: bill_line.amount
    children: {field: bill_line, expression: 'num(UnitPrice) * num(Quantity)'}
    group: {column: BillingCountry, field: country}
"""
SCHEMA = """
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT, boss INTEGER REFERENCES person);
CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price NUMERIC(10, 2));
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, keeper INTEGER REFERENCES person, country TEXT);
CREATE TABLE bill (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer, made DATE, country TEXT);
CREATE TABLE bill_line (id INTEGER PRIMARY KEY, bill INTEGER NOT NULL REFERENCES bill ON DELETE CASCADE,
  item INTEGER NOT NULL REFERENCES item, amount NUMERIC(10, 2));
"""


@pytest.mark.slow
def test_chinook_arrives_whole(tmp_path):
    chinook = shared("migration/chinook/Chinook_Sqlite.sqlite")
    (tmp_path / "project.yaml").write_text(PROJECT % chinook, "utf-8")
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        shop.executescript(SCHEMA)

    def golive(verb, *more):
        done = CliRunner().invoke(main, ["data", verb, str(tmp_path / "project.yaml"), *more, "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    golive("simulate")
    golive("load")
    found = golive("reconcile", "--sign", "Andrew Adams")
    assert found["balanced"] is True
    assert {one["object"]: one["rows"] for one in found["objects"]} == {
        "staff": 8,
        "tracks": 3503,
        "customers": 59,
        "invoices": 412,
    }
    ask = "SELECT BillingCountry, round(sum(UnitPrice * Quantity), 2) FROM Invoice JOIN InvoiceLine USING (InvoiceId) GROUP BY 1"
    wanted = dict(sqlite3.connect(chinook).execute(ask))
    totals = {
        one["group"]: float(one["target"])
        for each in found["objects"]
        for one in each["totals"]
        if one["name"] == "amount"
    }
    assert totals == pytest.approx(wanted)
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        bosses = dict(shop.execute("SELECT p.name, b.name FROM person p LEFT JOIN person b ON b.id = p.boss"))
    assert bosses["Jane Peacock"] == "Nancy Edwards" and bosses["Andrew Adams"] is None
    golive("undo", "--reason", "mock load")
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        assert [
            shop.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("person", "item", "bill", "bill_line")
        ] == [0] * 4
