"""duties.waive: the sponsor does without, for a reason and until a day."""

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
def overdue(cast, prove):
    prove("M3")
    with clock.at(local("2026-03-09 10:00")):
        evaluate(cast.project)
    return Obligation.objects.get(duty_id="M3", key="2026-W10")


def state_on(cast, row, when):
    with clock.at(local(when)):
        evaluate(cast.project)
    row.refresh_from_db()
    return row.state


def test_waived_until_the_day_is_over(cast, overdue):
    assert overdue.state == "overdue"
    with clock.at(local("2026-03-09 11:00")):
        services.waive(cast.sponsor, overdue, reason="节后补", until=date(2026, 3, 10))
    assert state_on(cast, overdue, "2026-03-09 12:00") == "waived"
    assert state_on(cast, overdue, "2026-03-10 23:00") == "waived"
    assert state_on(cast, overdue, "2026-03-11 00:30") == "overdue"


def test_a_waiver_needs_a_reason_and_a_day_to_come(cast, overdue):
    with clock.at(local("2026-03-09 11:00")):
        for code, given in {
            "reason_needed": {"reason": "", "until": date(2026, 3, 10)},
            "until_in_the_past": {"reason": "x", "until": date(2026, 3, 8)},
        }.items():
            with pytest.raises(Refused) as refusal:
                services.waive(cast.sponsor, overdue, **given)
            assert refusal.value.code == code


def test_what_is_done_is_not_waived(cast, overdue):
    overdue.state = "met"
    with clock.at(local("2026-03-09 11:00")), pytest.raises(Refused):
        services.waive(cast.sponsor, overdue, reason="x", until=date(2026, 3, 10))


@pytest.mark.parametrize("who", ["pm", "business", "it", "vendor", "consultant", "team", "user", "qa", "stranger"])
def test_only_the_sponsor_waives(cast, overdue, who):
    with pytest.raises(PermissionDenied):
        services.waive(getattr(cast, who), overdue, reason="x", until=date(2026, 3, 10))
