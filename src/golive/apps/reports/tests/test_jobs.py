from __future__ import annotations

from types import SimpleNamespace

from golive.apps.plan.tests.factories import at
from golive.apps.reports.jobs import write_all
from golive.apps.reports.models import Report
from golive.apps.reports.tests.factories import WEEK, meeting, sent
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.accounts.queries import system_actor
from golive.foundation.jobs.registry import PERIODIC


def test_friday_noon_writes_the_drafts_of_running_projects(cast):
    assert PERIODIC["reports.write_all"] == "0 12 * * *"
    Project.objects.filter(pk=cast.other_project.pk).update(state=Project.State.CLOSED)
    ctx = SimpleNamespace(actor=system_actor(), progress=lambda *args: None)
    with clock.at(at("2026-03-06 12:00")):
        assert write_all(ctx) == {"reports": 1}
        row = Report.objects.get()
        assert (row.project, row.period, row.state) == (cast.project, WEEK, "draft")
        sent(cast)
        assert write_all(ctx) == {"reports": 0}


def test_the_last_days_of_a_month_and_the_eve_of_a_meeting_have_their_drafts(cast):
    ctx = SimpleNamespace(actor=system_actor(), progress=lambda *args: None)
    Project.objects.filter(pk=cast.other_project.pk).update(state=Project.State.CLOSED)
    with clock.at(at("2026-03-25 12:00")):
        meeting(cast, "steering", days=6)
        assert write_all(ctx) == {"reports": 0}
    with clock.at(at("2026-03-30 12:00")):  # a Monday
        write_all(ctx)
        assert set(Report.objects.values_list("kind", "period")) == {("monthly", "2026-03"), ("steering", "M-001")}
