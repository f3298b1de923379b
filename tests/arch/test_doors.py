"""Every page, tried by every persona, against a checked-in table.

doors.csv: one line a page and method, one column a persona with the status of the answer. `stranger` is the
project manager of another project; `elsewhere` is the cast's people at the same page of another project; `mixed` is the project manager asking, under his own project's address,
for an object of another project. A page that is not in the table fails: run with UPDATE_DOORS=1, then READ the
new lines as a reviewer (200 and 302 mean: let in) before you commit them.

POST is tried on acts, with nothing in the form, and is rolled back. Asked for JSON, a rule that says no answers 409 (to a
browser it is a message on the page he came from), so 302 means: done, or on to sign in.
"""

from __future__ import annotations

import csv
import logging
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from golive.foundation.accounts.tests.factories import make_cast
from golive.foundation.pages import READS
from golive.foundation.use_cases import REGISTRY
from tests.arch.pages import Page, pages
from tests.arch.samples import SAMPLES, arguments

TABLE = Path(__file__).with_name("doors.csv")
PARTIES = ["sponsor", "pm", "business", "it", "vendor", "consultant", "team", "user", "qa", "care"]
OUTSIDERS = ["pm", "vendor"]  # one of each side asks elsewhere: the door of a project is one line of code for all pages
COLUMNS = ["anonymous", *PARTIES, "stranger", "elsewhere", "mixed"]
UPDATE = bool(os.environ.get("UPDATE_DOORS"))
LET_IN = {"200"}
SHUT = {"404", "405"}  # a method that is not taken at all is refused before anybody is looked at
NOT_OBJECTS = {"duty", "name", "part", "register"}  # names from a catalogue, the same in every project
Table = dict[str, dict[str, str]]


def test_every_page_names_what_it_shows_or_does():
    nameless = [p.name for p in pages() if p.acts not in REGISTRY and p.reads not in READS]
    assert pages() and nameless == [], "wrap the view in @reads or @acts"


def test_every_page_about_one_object_has_a_sample():
    bare = [p.name for p in pages() if p.keys - {"project"} and p.name not in SAMPLES]
    assert bare == [], "add a sample in tests/arch/samples.py"


@pytest.mark.django_db
def test_every_door_opens_only_to_whom_the_table_says(cast):
    """`walk` also refuses a server error anywhere, with or without a table."""
    found = walk(cast)
    if UPDATE:
        write(found)
    known = read()
    assert sorted(found) == sorted(known), "UPDATE_DOORS=1 pytest tests/arch/test_doors.py, then review doors.csv"
    wrong = [
        f"{door}: {column} got {found[door][column]}, the table says {known[door][column]}"
        for door in found
        for column in COLUMNS
        if found[door][column] != known[door][column]
    ]
    assert wrong == []


def test_no_table_can_let_a_stranger_in():
    """What the table says is judged as well: it can be regenerated, this cannot."""
    wrong = []
    inside = {p.door for p in pages() if "project" in p.keys}
    for door, row in read().items():
        name = door.split()[1]
        wrong += [f"{door}: anonymous gets {row['anonymous']}"] * (row["anonymous"] in LET_IN)
        if name in inside:
            wrong += [f"{door}: {who} gets {row[who]}" for who in ("stranger", "elsewhere") if row[who] not in SHUT]
            wrong += [f"{door}: mixed gets {row['mixed']}"] * (row["mixed"] not in {*SHUT, ""})
    assert wrong == []


def walk(cast: Any) -> Table:
    """Ask every page as everybody; nothing that is done stays."""
    all_pages = reachable()
    names = {p.name for p in all_pages}
    other = make_cast()
    here, there = arguments(names, cast), arguments(names, other)
    found: Table = {}
    for page, method in doors(all_pages):
        own, foreign = address(page, cast.project, here), address(page, other.project, there)
        pm = ask(cast.pm, method, own)
        if method == "GET" and pm == "405":
            continue  # a page that only takes POST
        row = {"anonymous": ask(None, method, own)}
        row |= {who: pm if who == "pm" else ask(getattr(cast, who), method, own) for who in PARTIES}
        row["stranger"] = ask(cast.stranger, method, own)
        row["elsewhere"] = row["mixed"] = ""
        if "project" in page.keys:
            row["elsewhere"] = "/".join(sorted({ask(getattr(cast, who), method, foreign) for who in OUTSIDERS}))
            if page.keys - {"project"} - NOT_OBJECTS:
                row["mixed"] = ask(cast.pm, method, address(page, cast.project, there))
        found[f"{method} {page.door}"] = row
    broken = [f"{door} as {who}" for door, row in found.items() for who, status in row.items() if "500" in status]
    assert broken == [], "a page broke"
    return found


def reachable() -> list[Page]:
    """Pages that can be asked for; one without a sample has its own red test."""
    return [p for p in pages() if p.name in SAMPLES or not p.keys - {"project"}]


def doors(all_pages: list[Page]) -> Iterator[tuple[Page, str]]:
    for page in all_pages:
        yield page, "GET"
        if page.acts:
            yield page, "POST"


def address(page: Page, project: Any, samples: dict[str, dict[str, Any]]) -> str:
    keys = dict(samples.get(page.name, {}))
    if "project" in page.keys:
        keys["project"] = project.code
    return reverse(page.name, kwargs=keys)


def ask(person: Any, method: str, url: str) -> str:
    client = visitor(person)
    with transaction.atomic():
        answer = client.generic(method, url, headers={"accept": "application/json"})
        transaction.set_rollback(True)
    return str(answer.status_code)


@lru_cache(maxsize=32)
def visitor(person: Any) -> Client:
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture(autouse=True)
def _nobody_stays_signed_in():
    yield
    visitor.cache_clear()


@pytest.fixture(autouse=True)
def _shut_doors_make_no_noise(caplog):
    """Two thousand refusals are what is asked for here; only what breaks is worth a line."""
    caplog.set_level(logging.ERROR, logger="django.request")


def read() -> Table:
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf8", newline="") as file:
        return {line["door"]: {c: line[c] for c in COLUMNS} for line in csv.DictReader(file)}


def write(found: Table) -> None:
    with TABLE.open("w", encoding="utf8", newline="") as file:
        table = csv.DictWriter(file, ["door", *COLUMNS], lineterminator="\n")
        table.writeheader()
        table.writerows({"door": door, **found[door]} for door in sorted(found))
