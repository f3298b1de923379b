"""duties.answer_signal: by those concerned, once, and shown."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.models import Signal
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
NOW = local("2026-03-09 10:00")


@pytest.fixture
def drift(cast):
    """The team member did what the vendor must do."""
    with clock.at(NOW):
        yield Signal.objects.create(
            project=cast.project,
            kind="drift",
            key="drift:x",
            text={"msgid": "x", "params": {}},
            person=cast.team,
            other=cast.vendor,
            party="V",
            seen_at=NOW,
        )


@pytest.mark.parametrize("who", ["pm", "sponsor", "team", "vendor"])
def test_those_concerned_answer(cast, drift, who):
    actor = getattr(cast, who)
    services.answer_signal(actor, drift, answer=" 供应商生病，已补签 ")
    row = Signal.objects.get()
    assert (row.answer, row.answered_by, row.answered_at, row.ended_at) == ("供应商生病，已补签", actor, NOW, None)


@pytest.mark.parametrize("who", ["business", "it", "consultant", "user", "qa", "care", "stranger"])
def test_others_do_not(cast, drift, who):
    with pytest.raises(PermissionDenied):
        services.answer_signal(getattr(cast, who), drift, answer="x")


def test_one_mends_one_s_own_answer_and_nobody_else_s(cast, drift):
    services.answer_signal(cast.vendor, drift, answer="生病")
    services.answer_signal(cast.vendor, drift, answer="生病两天")
    with pytest.raises(Refused) as refusal:
        services.answer_signal(cast.pm, drift, answer="不对")
    assert refusal.value.code == "answered_by_another"
    assert Signal.objects.get().answer == "生病两天"


def test_words_are_needed_and_what_is_over_needs_none(cast, drift):
    with pytest.raises(Refused) as refusal:
        services.answer_signal(cast.pm, drift, answer="  ")
    assert refusal.value.code == "answer_needed"
    drift.ended_at = NOW
    drift.save()
    with pytest.raises(Refused) as refusal:
        services.answer_signal(cast.pm, drift, answer="x")
    assert refusal.value.code == "signal_over"
