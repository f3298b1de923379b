"""Risks: recorded, reviewed each week, closed with a reason; duty M3."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.control import queries, services
from golive.apps.control.tests.factories import risk
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_review_changes_the_score_and_keeps_what_was_thought(cast):
    row = risk(cast)
    services.review_risk(cast.pm, row, probability=5, impact=4, note="供应商沉默")
    row.refresh_from_db()
    assert (row.score, row.is_high, row.reviews.get().note) == (20, True, "供应商沉默")


def test_a_high_risk_without_response_and_owner_is_missing_in_M3(cast):
    risk(cast, probability=5, impact=5)
    texts = {m.text.msgid for m in EVIDENCE["M3"](cast.project).missing}
    assert texts == {"An owner of %(code)s", "A response to %(code)s"}


def test_M3_is_proved_only_when_every_open_risk_was_reviewed_in_the_week(cast):
    first, second = risk(cast), risk(cast, title="人员流动")
    services.review_risk(cast.pm, first, probability=3, impact=3)
    assert [m.text.params["code"] for m in EVIDENCE["M3"](cast.project).missing] == [second.code]
    services.review_risk(cast.pm, second, probability=2, impact=2)
    proof = EVIDENCE["M3"](cast.project)
    assert len(proof.facts) == 2 and not proof.missing


def test_last_weeks_review_says_nothing_about_this_week(cast):
    row = risk(cast)
    services.review_risk(cast.pm, row, probability=3, impact=3)
    with clock.at(clock.now() + timedelta(days=7)):
        other = risk(cast, title="新风险")
        services.review_risk(cast.pm, other, probability=1, impact=1)
        weeks = [m.period for m in EVIDENCE["M3"](cast.project).missing]
    assert len(weeks) == 1


def test_a_closed_risk_is_not_reviewed(cast):
    row = services.close_risk(cast.pm, risk(cast), note="接口已验收")
    with pytest.raises(Refused):
        services.review_risk(cast.pm, row, probability=1, impact=1)
    assert not EVIDENCE["M3"](cast.project).missing


def test_the_vendor_neither_sees_nor_writes_risks(cast):
    row = risk(cast)
    assert not queries.visible_risks(cast.vendor).exists()
    with pytest.raises(PermissionDenied):
        services.edit_risk(cast.vendor, row, title="x")


def test_the_matrix_counts_open_risks(cast):
    risk(cast), risk(cast), services.close_risk(cast.pm, risk(cast), note="x")
    row = next(r for r in queries.matrix(cast.project) if r["probability"] == 4)
    assert [c["count"] for c in row["cells"]] == [0, 0, 2, 0, 0]
