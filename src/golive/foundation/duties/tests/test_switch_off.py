"""duties.switch_off and duties.switch_on: by a decision only, with a reason that stays visible."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.matrix.matrix import matrix
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
DECISION = "/p/x/governance/decisions/1/"


@pytest.fixture
def risks(cast, prove):
    """The assignment of M3, with one week done and one open, on Monday 9 March."""
    prove("M3").fact("2026-03-06 10:00")
    with clock.at(local("2026-03-09 10:00")):
        evaluate(cast.project)
        yield Assignment.objects.get(duty_id="M3")


def rows():
    return dict(Obligation.objects.filter(duty_id="M3").values_list("key", "state"))


def row_of(cast, duty_id):
    return next(r for _name, found in matrix(cast.project).parties for r in found if r.duty.id == duty_id)


def test_what_is_open_is_no_longer_owed_and_the_reason_is_seen(cast, risks):
    services.switch_off(system_actor(), risks, by=cast.sponsor, reason="小项目", decision=DECISION)
    evaluate(cast.project)
    assert rows()["2026-W10"] == "met"
    assert rows()["2026-W11"] == "withdrawn"
    shown = row_of(cast, "M3")
    assert (shown.state, shown.gap) == ("switched_off", False)
    row = Assignment.objects.get(duty_id="M3")
    assert (row.switched_off_by, row.switched_off_reason) == (cast.sponsor, "小项目")
    assert row.switched_off_decision == DECISION


def test_it_is_owed_again_when_switched_on(cast, risks):
    services.switch_off(system_actor(), risks, by=cast.sponsor, reason="小项目", decision=DECISION)
    evaluate(cast.project)
    services.switch_on(cast.sponsor, risks)
    evaluate(cast.project)
    assert rows()["2026-W11"] == "due"
    assert row_of(cast, "M3").off == []
    assert Assignment.objects.get(duty_id="M3").switched_off_decision == ""


@pytest.mark.parametrize(
    ("code", "given"),
    [("reason_needed", {"reason": "  ", "decision": DECISION}), ("decision_needed", {"reason": "x", "decision": ""})],
)
def test_a_reason_and_a_decision_are_needed(cast, risks, code, given):
    with pytest.raises(Refused) as refusal:
        services.switch_off(system_actor(), risks, by=cast.sponsor, **given)
    assert refusal.value.code == code
    assert Assignment.objects.get(duty_id="M3").switched_off_at is None


OTHERS = ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"]


@pytest.mark.parametrize("who", ["sponsor", "pm", *OTHERS])
def test_nobody_does_it_around_the_decision(cast, risks, who):
    with pytest.raises(PermissionDenied):
        services.switch_off(getattr(cast, who), risks, by=cast.sponsor, reason="x", decision=DECISION)


@pytest.mark.parametrize("who", OTHERS)
def test_others_do_not_switch_it_on(cast, risks, who):
    with pytest.raises(PermissionDenied):
        services.switch_on(getattr(cast, who), risks)
