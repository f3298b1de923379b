"""duties.take_letter: the letter ends, its time stays on record."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.models import Assignment, Holder
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(cast):
    """The team member does the risk reviews since Monday 9 March."""
    risks = Assignment.objects.create(project=cast.project, duty_id="M3", accountable=cast.pm)
    with clock.at(local("2026-03-09 10:00")):
        yield services.give_letter(cast.pm, risks, person=cast.team, letter="R")


def test_it_ends_and_is_not_deleted(cast, held):
    with clock.at(local("2026-03-12 10:00")):
        services.take_letter(cast.sponsor, held)
    with clock.at(local("2026-03-13 10:00")):
        services.take_letter(cast.pm, held)
    row = Holder.objects.get(letter="R")
    assert (row.person, row.until) == (cast.team, local("2026-03-12 10:00"))


def test_the_accountable_is_replaced_not_taken(cast, held):
    services.assign(cast.pm, cast.project, duty_id="M3", accountable=cast.team)
    row = Holder.objects.get(letter="A", assignment=held.assignment, until=None)
    with pytest.raises(Refused) as refusal:
        services.take_letter(cast.pm, row)
    assert refusal.value.code == "accountable_stays"
    assert Holder.objects.get(pk=row.pk).until is None


@pytest.mark.parametrize("who", ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"])
def test_others_do_not_take(cast, held, who):
    with pytest.raises(PermissionDenied):
        services.take_letter(getattr(cast, who), held)
