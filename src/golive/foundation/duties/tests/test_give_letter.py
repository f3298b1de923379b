"""duties.give_letter: who does the work, who is asked, who is told."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.models import Assignment, Holder
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def risks(cast):
    return Assignment.objects.create(project=cast.project, duty_id="M3", accountable=cast.pm)


def standing():
    return sorted((h.letter, h.person.pk) for h in Holder.objects.filter(until=None))


def test_any_number_have_a_letter_and_each_has_one(cast, risks):
    with clock.at(local("2026-03-09 10:00")):
        services.give_letter(cast.pm, risks, person=cast.team, letter="C")
        services.give_letter(cast.sponsor, risks, person=cast.it, letter="R")
    with clock.at(local("2026-03-10 10:00")):
        services.give_letter(cast.pm, risks, person=cast.team, letter="R")
        services.give_letter(cast.pm, risks, person=cast.team, letter="R")
    assert standing() == sorted([("R", cast.it.pk), ("R", cast.team.pk)])
    before = Holder.objects.get(letter="C")
    assert (before.since, before.until) == (local("2026-03-09 10:00"), local("2026-03-10 10:00"))


def test_who_is_accountable_is_named_not_given_and_nobody_comes_from_outside(cast, risks):
    for code, given in {
        "letter_not_given": {"person": cast.team, "letter": "A"},
        "not_a_member": {"person": cast.stranger, "letter": "R"},
    }.items():
        with pytest.raises(Refused) as refusal:
            services.give_letter(cast.pm, risks, **given)
        assert refusal.value.code == code
    assert standing() == []


@pytest.mark.parametrize("who", ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"])
def test_others_do_not_give(cast, risks, who):
    with pytest.raises(PermissionDenied):
        services.give_letter(getattr(cast, who), risks, person=cast.team, letter="R")
