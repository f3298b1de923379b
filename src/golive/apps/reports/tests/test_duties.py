from __future__ import annotations

from golive.apps.plan.tests.factories import at
from golive.apps.reports import services
from golive.apps.reports.duties import reports_are_sent
from golive.apps.reports.tests.factories import WEEK, monthly_meeting, planned, report, sent
from golive.foundation import clock
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.registry import EVIDENCE


def weekly(cast, key=WEEK):
    evaluate(cast.project)
    return Obligation.objects.get(project=cast.project, duty_id="M4", key=key)


def of_weeks(cast):
    return [m for m in reports_are_sent(cast.project).missing if "-W" in m.period]


def test_m4_a_week_without_report_is_missing_by_name(cast):
    assert EVIDENCE["M4"] is reports_are_sent
    with clock.at(at("2026-03-06 12:00")):
        found = reports_are_sent(cast.project)
        assert [(m.period, m.text.msgid) for m in found.missing if "-W" in m.period] == [(WEEK, "The weekly report")]
        report(cast)
        assert "not sent" in reports_are_sent(cast.project).missing[0].text.msgid


def test_m4_is_met_by_sending_and_names_the_reading_that_is_missing(cast):
    planned(cast)
    with clock.at(at("2026-03-06 12:00")):
        assert weekly(cast).state == "due"
        row = sent(cast)
        assert weekly(cast).state == "met"
        assert [m.text.msgid for m in of_weeks(cast)] == ["The sponsor's reading"]
        services.read(cast.sponsor, row)
        found = reports_are_sent(cast.project)
        assert of_weeks(cast) == []
    assert [f.who_id for f in found.facts] == [cast.pm.pk, cast.sponsor.pk]


def test_m4_sent_on_monday_is_late_for_its_week(cast):
    planned(cast)
    with clock.at(at("2026-03-09 12:00")):
        assert weekly(cast).state == "overdue"
        sent(cast, period=WEEK)
        assert weekly(cast).state == "met_late"
        assert weekly(cast, "2026-W11").state != "met"


def test_m4_a_month_needs_its_report_and_its_meeting(cast):
    """Either alone stands beside and proves nothing; together they are met when the second is there."""
    with clock.at(at("2026-03-30 12:00")):
        planned_at = {m.text.msgid for m in reports_are_sent(cast.project).missing if m.period == "2026-03"}
        assert planned_at == {"The monthly report", "The monthly project meeting and its minutes"}
        sent(cast, kind="monthly")
        assert weekly(cast, "2026-03").state == "due"
    with clock.at(at("2026-03-31 10:00")):
        monthly_meeting(cast)
        assert weekly(cast, "2026-03").state == "met"
        (fact,) = [f for f in reports_are_sent(cast.project).facts if f.period == "2026-03" and not f.aside]
        assert fact.at == clock.now()


def test_m4_a_month_without_its_report_is_overdue(cast):
    with clock.at(at("2026-03-30 12:00")):
        monthly_meeting(cast)
    with clock.at(at("2026-04-02 12:00")):
        assert weekly(cast, "2026-03").state == "overdue"
        assert reports_are_sent(cast.project).complete.get("2026-03") is None
        sent(cast, kind="monthly", period="2026-03")
        assert weekly(cast, "2026-03").state == "met_late"
