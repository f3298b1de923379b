from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from golive.apps.diagnosis import services
from golive.apps.diagnosis.duties import effects_are_evaluated
from golive.apps.diagnosis.tests import factories
from golive.foundation.errors import Refused
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


def two_sides(cast, target, skip=("总经理审批",)):
    before = factories.read(cast)
    after = factories.read(
        cast, name="采购（新 ERP）", moment="after", content=factories.purchase_csv("2026-03-02", 120, skip, 11)
    )
    row = services.add_evaluation(
        cast.consultant,
        cast.project,
        title="上线 30 天评估",
        horizon=30,
        before=before,
        after=after,
        go_live=date(2026, 3, 1),
        settling_days=2,
        target_days=target,
    )
    run_pending()
    row.refresh_from_db()
    return row


def test_improved_only_where_the_target_is_met(cast):
    row = two_sides(cast, Decimal("3"))
    assert row.state == "done" and row.verdict == "improved", row.result["headline"]
    duration = row.result["effects"][0]
    assert duration["after"] < duration["before"] and duration["high"] < 0 and duration["target_met"]
    missed = two_sides(cast, Decimal("0.1"))
    assert missed.verdict == "no_proven_change" and missed.result["effects"][0]["target_met"] is False


def test_the_same_process_twice_is_no_success(cast):
    assert two_sides(cast, None, skip=()).verdict == "no_proven_change"


def test_too_few_cases_are_told_and_nothing_is_issued(cast):
    row = factories.evaluation(cast, go_live=date(2030, 1, 1))
    run_pending()
    row.refresh_from_db()
    assert row.state == "draft"
    with pytest.raises(Refused, match="not_computed"):
        services.issue_evaluation(cast.consultant, row)


def test_issued_it_does_not_change_and_proves_c5(cast, client):
    """Duty "C5"."""
    row = two_sides(cast, Decimal("3"))
    services.conclude_evaluation(cast.consultant, row, conclusion="取消总经理审批有效。")
    row = services.issue_evaluation(cast.consultant, row)
    (fact,) = effects_are_evaluated(cast.project).facts
    assert fact.period == "D30"
    with pytest.raises(Refused, match="issued"):
        services.conclude_evaluation(cast.consultant, row, conclusion="改一下")
    client.force_login(cast.sponsor)
    here = [cast.project.code, row.pk]
    assert "已改善" in client.get(reverse("diagnosis:evaluation", args=here)).content.decode()
    assert client.get(reverse("diagnosis:evaluation-pdf", args=here)).content.startswith(b"%PDF")
    assert client.get(reverse("diagnosis:evaluation-word", args=here)).content.startswith(b"PK")
