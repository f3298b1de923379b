"""Records read in bulk are those of the ORM; what has not changed is not written."""

import pytest

from golive.foundation import bulk
from golive.foundation.accounts.models import Membership

pytestmark = pytest.mark.django_db


def test_read_gives_what_the_orm_gives_and_the_rest_is_deferred(cast):
    rows = bulk.read(Membership, ("person", "party", "valid_from"), project=cast.project.pk)
    known = {m.pk: m for m in Membership.objects.filter(project=cast.project)}
    assert {r.pk for r in rows} == known.keys()
    for row in rows:
        assert (row.person_id, row.party, row.valid_from) == (
            known[row.pk].person_id, known[row.pk].party, known[row.pk].valid_from
        )  # fmt: skip
        assert row.get_deferred_fields() and row.availability == known[row.pk].availability and row == known[row.pk]
