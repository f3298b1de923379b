"""duties.end_cover: back early."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(cast, prove):
    """The project manager is away from Monday 9 to Friday 13 March."""
    prove("M4").fact("2026-03-06 10:00")
    with clock.at(local("2026-03-09 08:00")):
        yield services.cover(
            cast.pm,
            cast.project,
            person=cast.pm,
            stand_in=cast.it,
            first_day=date(2026, 3, 9),
            last_day=date(2026, 3, 13),
        )


def test_who_is_back_does_it_himself_and_the_days_are_free_again(cast, away):
    with clock.at(local("2026-03-11 09:00")):
        evaluate(cast.project)
        row = Obligation.objects.get(duty_id="M4", key="2026-W11")
        assert row.acting == cast.it
        services.end_cover(cast.pm, away)
        evaluate(cast.project)
        row.refresh_from_db()
        assert row.acting is None
        again = {"first_day": date(2026, 3, 12), "last_day": date(2026, 3, 13)}
        services.cover(cast.pm, cast.project, person=cast.pm, stand_in=cast.qa, **again)


def test_what_is_over_is_not_ended_again(cast, away):
    with clock.at(local("2026-03-14 09:00")), pytest.raises(Refused) as refusal:
        services.end_cover(cast.pm, away)
    assert refusal.value.code == "cover_over"
    services.end_cover(cast.sponsor, away)
    with pytest.raises(Refused):
        services.end_cover(cast.sponsor, away)


@pytest.mark.parametrize("who", ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"])
def test_others_do_not_call_him_back(cast, away, who):
    with pytest.raises(PermissionDenied):
        services.end_cover(getattr(cast, who), away)
