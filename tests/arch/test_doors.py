"""Every page, tried by every persona, against a checked-in table; one test an app, so that all cores walk.

Every run walks as those who must stay outside (the pages of who is inside are opened in `test-full`).

doors.csv: one line a page and method, one column a persona with the status of the answer. `stranger` is the
project manager of another project; `elsewhere` is the cast's people at the same page of another project; `mixed` is the project manager asking, under his own project's address,
for an object of another project. A page that is not in the table fails: run with UPDATE_DOORS=1 (or of one app:
UPDATE_DOORS=control -k control), then READ the new lines as a reviewer (200 and 302 mean: let in) before you commit them.

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
UPDATE = os.environ.get("UPDATE_DOORS", "")
APPS = sorted({p.app for p in pages()})
OUTSIDE = ("anonymous", "stranger", "elsewhere", "mixed")
INSIDE = tuple(PARTIES)
LET_IN = {"200"}
SHUT = {"404", "405"}  # a method that is not taken at all is refused before anybody is looked at
NOT_OBJECTS = {"duty", "ending", "name", "part", "register", "step"}  # names and kinds, the same in every project
Table = dict[str, dict[str, str]]


def test_every_page_names_what_it_shows_or_does():
    nameless = [p.name for p in pages() if p.acts not in REGISTRY and p.reads not in READS]
    assert pages() and nameless == [], "wrap the view in @reads or @acts"


def test_every_page_about_one_object_has_a_sample():
    bare = [p.name for p in pages() if p.keys - {"project"} and p.name not in SAMPLES]
    assert bare == [], "add a sample in tests/arch/samples.py"


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize(
    "who",
    [pytest.param(OUTSIDE, id="outside"), pytest.param(INSIDE, id="inside", marks=[pytest.mark.slow] * (not UPDATE))],
)
def test_every_door_opens_only_to_whom_the_table_says(cast, app, who):
    """`walk` also refuses a server error anywhere, with or without a table."""
    found = walk(cast, app, who)
    if UPDATE in {"1", app}:
        write(app, found)
    known = {door: row for door, row in read().items() if app_of(door) == app}
    if who is OUTSIDE:  # a page that only takes POST is told from one that does not exist by those inside only
        found = {door: row for door, row in found.items() if door in known or set(row.values()) - {*SHUT, ""} - {"302"}}
    assert sorted(found) == sorted(known), f"UPDATE_DOORS={app} pytest tests/arch/test_doors.py, then review doors.csv"
    wrong = [
        f"{door}: {column} got {found[door][column]}, the table says {known[door][column]}"
        for door in found
        for column in who
        if found[door][column] != known[door][column]
    ]
    assert wrong == []


def test_the_table_names_no_app_that_is_gone():
    assert {app_of(door) for door in read()} - set(APPS) == set()


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


def app_of(door: str) -> str:
    return door.split()[1].split(":")[0]


def walk(cast: Any, app: str, who: tuple[str, ...]) -> Table:
    """Ask every page of an app as `who`; nothing that is done stays."""
    all_pages = [p for p in reachable() if p.app == app]
    names = {p.name for p in all_pages}
    other = make_cast()
    here, there = arguments(names, cast), arguments(names, other)
    found: Table = {}
    for page, method in doors(all_pages):
        own, foreign = address(page, cast.project, here), address(page, other.project, there)
        row = dict.fromkeys(who, "")
        for column in row:
            if column == "elsewhere":
                if "project" in page.keys:
                    row[column] = "/".join(sorted({ask(getattr(cast, who), method, foreign) for who in OUTSIDERS}))
            elif column == "mixed":
                if "project" in page.keys and page.keys - {"project"} - NOT_OBJECTS:
                    row[column] = ask(cast.pm, method, address(page, cast.project, there))
            else:
                row[column] = ask(None if column == "anonymous" else getattr(cast, column), method, own)
                if row[column] == "405" and method == "GET" and column != "anonymous":
                    break  # a page that only takes POST
        else:
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


def write(app: str, found: Table) -> None:
    """The table with what was found of one app."""
    before = read()
    empty = dict.fromkeys(COLUMNS, "")
    table = {door: row for door, row in before.items() if app_of(door) != app}
    table |= {door: {**before.get(door, empty), **row} for door, row in found.items()}
    with TABLE.open("w", encoding="utf8", newline="") as file:
        lines = csv.DictWriter(file, ["door", *COLUMNS], lineterminator="\n")
        lines.writeheader()
        lines.writerows({"door": door, **table[door]} for door in sorted(table))
