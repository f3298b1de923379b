import pytest
from django.db import DatabaseError, connection, transaction

from golive.foundation.accounts import services as accounts
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import person
from golive.foundation.audit import services as audit
from golive.foundation.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(cast):
    for n in range(4):
        accounts.name_member(
            cast.pm, cast.project, person=person(f"p{n}", cast.project.client), party=Party.TEAM, role_title="成员"
        )
    return list(audit.entries_of(cast.project))


def test_the_chain_holds(trail):
    assert [e.seq for e in trail] == [4, 3, 2, 1] and audit.verify() == []


@pytest.mark.parametrize("change", [{"actor_name": "nobody"}, {"seq": 3}])
def test_the_database_refuses_to_change_a_line(trail, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.filter(pk=trail[0].pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        trail[0].delete()


def _without_guard(sql, *params):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry")
        cursor.execute(sql, params)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit_entry SET actor_name = 'somebody' WHERE id = %s",
        "UPDATE audit_entry SET detail = '{}' WHERE id = %s",
        "UPDATE audit_entry SET at = '2001-01-01T00:00:00+00:00' WHERE id = %s",
        "DELETE FROM audit_entry WHERE id = %s",
    ],
)
@pytest.mark.parametrize("line", [0, 1, 3])
def test_whoever_gets_round_the_guard_is_found_out(trail, forgery, line):
    _without_guard(forgery, trail[line].pk)
    assert audit.verify()


def test_the_export_carries_what_the_hash_covers(cast, trail):
    document = audit.export(cast.project)
    assert [e["seq"] for e in document["entries"]] == [1, 2, 3, 4]
    assert document["entries"][1]["prev_hash"] == document["entries"][0]["hash"]
