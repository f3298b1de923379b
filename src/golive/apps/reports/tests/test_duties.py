from __future__ import annotations

from golive.apps.plan.tests.factories import at
from golive.apps.reports import services
from golive.apps.reports.duties import reports_are_sent
from golive.apps.reports.tests.factories import WEEK, planned, report, sent
from golive.foundation import clock
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.registry import EVIDENCE


def weekly(cast, key=WEEK):
    evaluate(cast.project)
    return Obligation.objects.get(project=cast.project, duty_id="M4", key=key)


def test_m4_a_week_without_report_is_missing_by_name(cast):
    assert EVIDENCE["M4"] is reports_are_sent
    with clock.at(at("2026-03-06 12:00")):
        found = reports_are_sent(cast.project)
        assert [(m.period, m.text.msgid) for m in found.missing] == [(WEEK, "The weekly report")]
        report(cast)
        assert "not sent" in reports_are_sent(cast.project).missing[0].text.msgid


def test_m4_is_met_by_sending_and_names_the_reading_that_is_missing(cast):
    planned(cast)
    with clock.at(at("2026-03-06 12:00")):
        assert weekly(cast).state == "due"
        row = sent(cast)
        assert weekly(cast).state == "met"
        assert [m.text.msgid for m in reports_are_sent(cast.project).missing] == ["The sponsor's reading"]
        services.read_weekly(cast.sponsor, row)
        found = reports_are_sent(cast.project)
    assert found.missing == [] and [f.who_id for f in found.facts] == [cast.pm.pk, cast.sponsor.pk]


def test_m4_sent_on_monday_is_late_for_its_week(cast):
    planned(cast)
    with clock.at(at("2026-03-09 12:00")):
        assert weekly(cast).state == "overdue"
        sent(cast, week=WEEK)
        assert weekly(cast).state == "met_late"
        assert weekly(cast, "2026-W11").state != "met"
