"""No page asks the database more often than recorded, and none more for many rows than for few.

query_counts.json holds the number of queries of each page that the project manager sees. Fewer is always good; more needs
a look, then UPDATE_QUERY_COUNTS=1 (or of one app: UPDATE_QUERY_COUNTS=control -k control).
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
from tests.arch.test_doors import APPS, address, reachable

RECORD = Path(__file__).with_name("query_counts.json")
UPDATE = os.environ.get("UPDATE_QUERY_COUNTS", "")
MOST = 40  # no page at all may ask more often than this, recorded or not


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_pages_ask_the_database_no_more_than_recorded(cast, app):
    found = counts(cast, app)
    everything = json.loads(RECORD.read_text())
    if UPDATE in {"1", app}:
        everything = {name: n for name, n in everything.items() if name.split(":")[0] != app} | found
        RECORD.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n")
    recorded = {name: n for name, n in everything.items() if name.split(":")[0] == app}
    assert sorted(found) == sorted(recorded), (
        f"pages came or went: UPDATE_QUERY_COUNTS={app}, then look at the difference"
    )
    more = [f"{name}: {n} queries, recorded are {recorded[name]}" for name, n in found.items() if n > recorded[name]]
    assert more == []
    assert {name: n for name, n in found.items() if n > MOST} == {}


def counts(cast, app) -> dict[str, int]:
    """Queries of each page that answers the project manager with 200, on its second visit."""
    client = Client()
    client.force_login(cast.pm, "allauth.account.auth_backends.AuthenticationBackend")
    all_pages = [p for p in reachable() if p.app == app]
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
