from __future__ import annotations

from types import SimpleNamespace

from golive.apps.plan.tests.factories import at
from golive.apps.reports.jobs import write_all
from golive.apps.reports.models import WeeklyReport
from golive.apps.reports.tests.factories import WEEK, sent
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.accounts.queries import system_actor
from golive.foundation.jobs.registry import PERIODIC


def test_friday_noon_writes_the_drafts_of_running_projects(cast):
    assert PERIODIC["reports.write_all"] == "0 12 * * 5"
    Project.objects.filter(pk=cast.other_project.pk).update(state=Project.State.CLOSED)
    ctx = SimpleNamespace(actor=system_actor(), progress=lambda *args: None)
    with clock.at(at("2026-03-06 12:00")):
        assert write_all(ctx) == {"reports": 1}
        row = WeeklyReport.objects.get()
        assert (row.project, row.week, row.state) == (cast.project, WEEK, "draft")
        sent(cast)
        assert write_all(ctx) == {"reports": 0}
