"""What was typed beside what the evidence says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from golive.apps.governance.tests.factories import question
from golive.apps.plan.tests.factories import at
from golive.apps.reports import services
from golive.apps.reports.tests.factories import planned, report
from golive.foundation import clock


def test_nothing_behind_is_green(cast):
    planned(cast)
    with clock.at(at("2026-03-02 12:00")):
        assert report(cast).proven == "green"


@pytest.mark.parametrize(("day", "proven"), [("2026-03-05 12:00", "yellow"), ("2026-03-13 12:00", "red")])
def test_critical_tasks_make_yellow_and_after_five_working_days_red(cast, day, proven):
    planned(cast)
    with clock.at(at(day)):
        row = report(cast)
    assert row.proven == proven
    assert "critical" in row.content["evidence"]["reasons"][0]["words"]["msgid"].lower()


def test_an_overdue_decision_counts(cast):
    with clock.at(at("2026-03-02 12:00")):
        question(cast, deadline=clock.now() + timedelta(days=1))
    with clock.at(at("2026-03-04 12:00")):
        assert report(cast).proven == "yellow"


def test_green_typed_over_red_evidence_stands_in_red_at_the_top(cast, client):
    planned(cast)
    with clock.at(at("2026-03-13 12:00")):
        row = services.edit(cast.pm, report(cast), status="green")
    assert row.contradicts
    client.force_login(cast.pm)
    page = client.get(f"/p/{cast.project.code}/reports/reports/{row.pk}/", headers={"Accept-Language": "zh-hans"})
    text = page.content.decode()
    assert text.index("填报状态与证据不符") < text.index('class="kpi"')
    assert ('class="versus"' in text and "填报为" in text) or "录入" in text


def test_a_worse_status_than_the_evidence_is_no_contradiction(cast):
    row = services.edit(cast.pm, report(cast), status="red")
    assert not row.contradicts
