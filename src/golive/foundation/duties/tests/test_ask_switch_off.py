"""duties.ask_switch_off: the question goes to whoever records decisions, with all that the decision needs."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation.accounts.queries import system_actor
from golive.foundation.duties import registry, services
from golive.foundation.duties.models import Assignment
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
OTHERS = ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"]


@pytest.fixture
def risks(cast):
    return Assignment.objects.create(project=cast.project, duty_id="M3", accountable=cast.pm)


@pytest.fixture
def asked(monkeypatch):
    """What was asked; nobody decides."""
    questions = []

    def asker(actor, project, **question):
        questions.append(question)
        return "/decision/7/"

    monkeypatch.setattr(registry, "_asker", asker)
    return questions


def test_the_question_is_put_and_the_duty_stays_owed(cast, risks, asked):
    row = services.ask_switch_off(cast.pm, risks, reason="十人小厂，没有专职风险管理")
    (question,) = asked
    assert (row.switched_off_at, row.switched_off_decision) == (None, "/decision/7/")
    assert "M3" in question["question"]
    assert (question["act"], question["params"]) == ("duties.switch_off", {"subject_id": risks.pk})
    assert question["reason"] == "十人小厂，没有专职风险管理"
    assert len(question["options"]) == 2


def test_a_question_is_put_in_the_language_of_the_project(cast, risks, asked):
    services.ask_switch_off(cast.pm, risks, reason="x")
    cast.project.language = "en"
    risks.project = cast.project
    services.ask_switch_off(cast.pm, risks, reason="x")
    assert [q["options"][1]["text"] for q in asked] == ["保留", "Keep it"]


def test_what_is_off_is_not_asked_again_and_a_reason_is_needed(cast, risks, asked):
    with pytest.raises(Refused) as refusal:
        services.ask_switch_off(cast.pm, risks, reason=" ")
    assert refusal.value.code == "reason_needed"
    services.switch_off(system_actor(), risks, by=cast.sponsor, reason="x", decision="/decision/7/")
    with pytest.raises(Refused) as refusal:
        services.ask_switch_off(cast.pm, risks, reason="x")
    assert refusal.value.code == "switched_off_already"
    assert asked == []


@pytest.mark.parametrize("who", OTHERS)
def test_others_do_not_ask(cast, risks, asked, who):
    with pytest.raises(PermissionDenied):
        services.ask_switch_off(getattr(cast, who), risks, reason="x")
