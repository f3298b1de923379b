"""The duty engine's question to the sponsor: asked once, decided by him, carried out by his decision alone."""

import pytest

from golive.apps.governance import services
from golive.apps.governance.models import Decision
from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.duties import services as duties
from golive.foundation.duties.models import Assignment
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def risks(cast):
    with clock.at(local("2026-03-09 10:00")):
        yield Assignment.objects.create(project=cast.project, duty_id="M3", accountable=cast.pm)


def now(row):
    return Assignment.objects.get(pk=row.pk)


def test_the_manager_asks_and_the_sponsor_decides_for_it(cast, risks):
    duties.ask_switch_off(cast.pm, risks, reason="小项目")
    decision = Decision.objects.get(act="duties.switch_off")
    assert decision.decider == cast.sponsor
    assert decision.deadline == local("2026-03-12 18:00")
    assert now(risks).switched_off_at is None
    services.decide(cast.sponsor, decision, choice="A", reason="同意")
    row = now(risks)
    assert (row.switched_off_by, row.switched_off_reason) == (cast.sponsor, "同意")
    assert row.switched_off_decision.endswith(f"/decisions/{decision.pk}/")


def test_decided_against_it_stays_owed(cast, risks):
    duties.ask_switch_off(cast.pm, risks, reason="小项目")
    services.decide(cast.sponsor, Decision.objects.get(), choice="B", reason="风险太大")
    assert now(risks).switched_off_at is None


def test_the_sponsor_s_own_question_is_decided_in_one_step(cast, risks):
    row = duties.ask_switch_off(cast.sponsor, risks, reason="小项目")
    decision = Decision.objects.get()
    assert (decision.state, decision.choice, decision.reason) == ("decided", "A", "小项目")
    assert row.switched_off_at is not None
    assert row.switched_off_decision.endswith(f"/decisions/{decision.pk}/")


def test_an_open_question_is_not_put_twice(cast, risks):
    first = duties.ask_switch_off(cast.pm, risks, reason="小项目").switched_off_decision
    assert duties.ask_switch_off(cast.pm, risks, reason="再问一次").switched_off_decision == first
    assert Decision.objects.count() == 1
    duties.ask_switch_off(cast.sponsor, risks, reason="就这样")
    assert Decision.objects.get().reason == "就这样"
    assert now(risks).switched_off_at is not None


def test_without_a_sponsor_nobody_decides(cast, risks):
    Membership.objects.filter(party=Party.SPONSOR).delete()
    with pytest.raises(Refused) as refusal:
        duties.ask_switch_off(cast.pm, risks, reason="小项目")
    assert refusal.value.code == "nobody_decides"
