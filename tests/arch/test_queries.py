"""No page asks the database more often than recorded, and none more for many rows than for few.

query_counts.json holds the number of queries of each page that the project manager sees. Fewer is always good; more needs
a look, then UPDATE_QUERY_COUNTS=1.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.arch.samples import arguments
from tests.arch.test_doors import address, reachable

RECORD = Path(__file__).with_name("query_counts.json")
MOST = 40  # no page at all may ask more often than this, recorded or not


@pytest.mark.django_db
def test_pages_ask_the_database_no_more_than_recorded(cast):
    found = counts(cast)
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        RECORD.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    recorded = json.loads(RECORD.read_text())
    assert sorted(found) == sorted(recorded), "pages came or went: UPDATE_QUERY_COUNTS=1, then look at the difference"
    more = [f"{name}: {n} queries, recorded are {recorded[name]}" for name, n in found.items() if n > recorded[name]]
    assert more == []
    assert {name: n for name, n in found.items() if n > MOST} == {}


def counts(cast) -> dict[str, int]:
    """Queries of each page that answers the project manager with 200, on its second visit."""
    client = Client()
    client.force_login(cast.pm, "allauth.account.auth_backends.AuthenticationBackend")
    all_pages = reachable()
    samples = arguments({p.name for p in all_pages}, cast)
    found = {}
    for page in all_pages:
        url = address(page, cast.project, samples)
        with transaction.atomic():
            first = client.get(url)
            if first.status_code == 200:
                with CaptureQueriesContext(
                    connection,
                ) as asked:
                    client.get(url)
                found[page.door] = len([q for q in asked if "SAVEPOINT" not in q["sql"]])
            transaction.set_rollback(True)
    return found
