"""RACI rows: one accountable at a time, nothing deleted, a fixed number of queries."""

import pytest

from golive.foundation.duties.holding import holders
from golive.foundation.duties.models import Assignment, Holder
from golive.foundation.duties.tests.factories import local

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = local("2026-03-09 10:00"), local("2026-03-10 10:00")


def rows(letter="A"):
    found = Holder.objects.filter(letter=letter).order_by("since", "id")
    return [(h.person, h.since, h.until) for h in found]


@pytest.fixture
def risks(cast):
    return Assignment.objects.create(project=cast.project, duty_id="M3", accountable=cast.pm)


def test_one_is_accountable_at_a_time_and_the_past_stays(cast, risks):
    holders.begin(risks, cast.pm, "A", MONDAY)
    holders.begin(risks, cast.pm, "A", TUESDAY)
    holders.begin(risks, cast.team, "A", TUESDAY)
    assert rows() == [(cast.pm, MONDAY, TUESDAY), (cast.team, TUESDAY, None)]


def test_any_number_are_responsible(cast, risks):
    for person in (cast.team, cast.it):
        holders.begin(risks, person, "R", MONDAY)
    assert holders.end(risks, "R", TUESDAY, cast.it) == 1
    assert rows("R") == [(cast.team, MONDAY, None), (cast.it, MONDAY, TUESDAY)]


def test_the_rows_follow_many_assignments_with_the_same_queries(cast, risks, django_assert_max_num_queries):
    many = [risks] + [
        Assignment.objects.create(
            project=cast.project, duty_id="B2", place=f"department:{n}", accountable=cast.business
        )
        for n in range(20)
    ]
    holders.follow(many, MONDAY)
    risks.accountable = None
    many[1].accountable = cast.team
    with django_assert_max_num_queries(3):
        holders.follow(many, TUESDAY)
    assert rows().count((cast.business, MONDAY, None)) == 19
    assert (cast.pm, MONDAY, TUESDAY) in rows()
    assert (cast.team, TUESDAY, None) in rows()
    holders.follow(many, TUESDAY)
    assert len(rows()) == 22
