"""Decisions: asked with options, decided once, in time, by the named person; they act; duty S3."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.governance import services
from golive.apps.governance.acts import ACTS, act
from golive.apps.governance.tests.factories import question
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted():
    done = []
    act("tests.note")(lambda actor, decision, choice: done.append((actor, decision.pk, choice)))
    yield done
    del ACTS["tests.note"]


def test_a_decision_is_made_once_and_acts(cast, noted):
    row = question(cast, act="tests.note")
    decided = services.decide(cast.sponsor, row, choice="B", reason="数据未就绪")
    assert (decided.choice, noted) == ("B", [(cast.sponsor, row.pk, "B")])
    with pytest.raises(Refused) as refusal:
        services.decide(cast.sponsor, row, choice="A", reason="改主意")
    assert refusal.value.code == "decided_already" and len(noted) == 1


def test_an_act_that_fails_leaves_the_question_open(cast):
    def fail(actor, decision, choice):
        raise Refused("no")

    act("tests.fail")(fail)
    try:
        row = question(cast, act="tests.fail")
        with pytest.raises(Refused):
            services.decide(cast.sponsor, row, choice="A", reason="试")
        row.refresh_from_db()
        assert row.state == row.State.OPEN
    finally:
        del ACTS["tests.fail"]


def test_only_the_named_person_decides(cast):
    row = question(cast)
    for actor in (cast.pm, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.decide(actor, row, choice="A", reason="越权")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"options": [{"key": "A", "text": "只有一个"}]}, "options_missing"),
        ({"act": "nothing.known"}, "act_unknown"),
    ],
)
def test_a_question_that_cannot_be_decided_is_refused(cast, values, code):
    with pytest.raises(Refused) as refusal:
        question(cast, **values)
    assert refusal.value.code == code


def test_a_stranger_cannot_be_the_decider(cast):
    with pytest.raises(Refused):
        question(cast, decider=cast.stranger)


def test_a_reason_is_owed(cast):
    with pytest.raises(Refused) as refusal:
        services.decide(cast.sponsor, question(cast), choice="A", reason="  ")
    assert refusal.value.code == "reason_missing"


def test_numbers_run_within_the_project(cast):
    assert [question(cast).code for _ in range(3)] == ["D-001", "D-002", "D-003"]


def test_duty_S3_is_owed_until_decided(cast):
    row = question(cast)
    (owed,) = EVIDENCE["S3"](cast.project).occurrences
    assert (owed.person_id, owed.due_at, owed.closed_at) == (cast.sponsor.pk, row.deadline, None)
    services.decide(cast.sponsor, row, choice="A", reason="按计划")
    (owed,) = EVIDENCE["S3"](cast.project).occurrences
    assert owed.closed_at


def test_a_withdrawn_question_is_owed_by_nobody(cast):
    services.withdraw_decision(cast.pm, question(cast))
    assert not EVIDENCE["S3"](cast.project).occurrences
