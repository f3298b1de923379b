"""What the engine itself proves: X2, that escalations are answered in time."""

from datetime import date

import pytest

from golive.foundation import clock
from golive.foundation.duties import registry, services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.evidence_own import escalations_are_answered
from golive.foundation.duties.models import Escalation, Obligation
from golive.foundation.duties.telling.telling import tell
from golive.foundation.duties.tests.factories import local

pytestmark = pytest.mark.django_db


@pytest.fixture
def laid(cast, prove):
    """The team's weekly progress laid before the project manager on 10 March; returns its proof."""
    proof = prove("T1")
    registry.EVIDENCE["X2"] = escalations_are_answered
    with clock.at(local("2026-03-10 09:00")):
        evaluate(cast.project)
        tell()
    return proof


def owed(cast, when):
    with clock.at(local(when)):
        evaluate(cast.project)
    return Obligation.objects.get(duty_id="X2", key=f"duties.escalation:{Escalation.objects.earliest('id').pk}")


def test_who_it_was_laid_before_owes_an_answer(cast, laid):
    row = owed(cast, "2026-03-10 10:00")
    assert (row.person, row.state) == (cast.pm, "due")
    assert row.due_at == local("2026-03-17 18:00")  # five working days


def test_an_answer_meets_it(cast, laid):
    with clock.at(local("2026-03-10 11:00")):
        services.answer_escalation(cast.pm, Escalation.objects.get(), answer="周四", promised_for=date(2026, 3, 12))
    row = owed(cast, "2026-03-10 12:00")
    assert (row.state, row.met_at) == ("met", local("2026-03-10 11:00"))


def test_so_does_what_was_owed_itself(cast, laid):
    laid.fact("2026-03-11 15:00", period="2026-W10", place=f"person:{cast.team.pk}")
    owed(cast, "2026-03-11 16:00")
    row = owed(cast, "2026-03-11 16:10")
    assert (row.state, row.met_at) == ("met", local("2026-03-11 15:00"))


def test_without_either_it_is_overdue_and_goes_to_the_sponsor_once(cast, laid):
    assert owed(cast, "2026-03-18 09:00").state == "overdue"
    tell(local("2026-03-19 09:00"))
    again = Escalation.objects.get(obligation__duty_id="X2")
    assert again.to == cast.sponsor
    owed(cast, "2026-03-19 10:00")
    assert not Obligation.objects.filter(duty_id="X2", key=f"duties.escalation:{again.pk}").exists()
