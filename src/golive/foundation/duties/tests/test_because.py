"""Every state says why in one sentence, in both languages, with rule, calendar, records and what is missing."""

import pytest
from django.utils import translation

from golive.foundation import clock
from golive.foundation.duties.because import because
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.holding.tailored import held
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.registry import Missing, calendar_of
from golive.foundation.duties.states import State
from golive.foundation.duties.tests.factories import local

pytestmark = pytest.mark.django_db


def why(cast, duty_id, key, when, language="zh-hans"):
    with clock.at(local(when)), translation.override(language):
        evaluate(cast.project)
        row = Obligation.objects.get(duty_id=duty_id, key=key)
        return because(row, held(cast.project).duties[duty_id], calendar_of(cast.project))


def test_a_date_that_the_calendar_moved_says_why(cast, prove):
    prove("M4")
    said = why(cast, "M4", "2026-W40", "2026-09-28 10:00")  # Friday 2 October lies in the National Day week
    assert "10-02 为国庆节，按项目工作日历调整到 09-30" in said
    assert said.endswith("。") and said.count("。") == 1
    english = why(cast, "M4", "2026-W40", "2026-09-28 10:00", "en")
    assert "10-02 is National Day" in english and english.count(". ") == 0


def test_records_and_what_is_missing_are_named(cast, prove):
    proof = prove("M4")
    for n in range(5):
        proof.fact("2026-03-04 10:00", f"记录 {n}", period="2026-W10")
    proof.missing.append(Missing("发起人阅签", period="2026-W10"))
    said = why(cast, "M4", "2026-W10", "2026-03-05 10:00")
    assert "已有记录：记录 2、记录 3、记录 4等，另有 2 项" in said and "尚缺：发起人阅签" in said


def test_what_does_not_count_and_what_was_lost_is_said(cast, prove):
    proof = prove("M4")
    proof.fact("2026-03-04 10:00", "周报", who=cast.vendor.pk, period="2026-W10")
    assert "由非责任人完成、不计入的记录：周报" in why(cast, "M4", "2026-W10", "2026-03-05 10:00")
    proof.fact("2026-03-05 10:00", "周报", who=cast.pm.pk, period="2026-W10")
    assert "未超过期限" in why(cast, "M4", "2026-W10", "2026-03-05 11:00")
    proof.facts.pop()
    assert "原有证据自 2026-03-06 11:00 起已不存在" in why(cast, "M4", "2026-W10", "2026-03-06 11:00")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_has_a_sentence_of_its_own(cast, prove, state, language):
    prove("M4")
    with clock.at(local("2026-03-04 10:00")):
        evaluate(cast.project)
        row = Obligation.objects.get(duty_id="M4", key="2026-W10")
        row.state, row.met_at = state, local("2026-03-05 10:00")
        with translation.override(language):
            said = because(row, held(cast.project).duties["M4"], calendar_of(cast.project))
    assert len(said) > 20 and ("每周五" in said or "Friday" in said or state == State.WITHDRAWN)
