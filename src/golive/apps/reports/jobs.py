"""On Friday noon every running project has the draft of its weekly report."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.reports import services
from golive.apps.reports.models import WeeklyReport
from golive.apps.reports.week import week_of
from golive.foundation.accounts.models import Project
from golive.foundation.duties.evaluate import fresh
from golive.foundation.jobs.registry import job, periodic


@periodic("0 12 * * 5")
@job("reports.write_all", label=_("Write the weekly reports of all projects"))
def write_all(ctx: Any) -> dict[str, int]:
    """Drafts; what was sent already is left alone."""
    projects = list(Project.objects.filter(state=Project.State.RUNNING).order_by("id"))
    written = 0
    for n, project in enumerate(projects, start=1):
        sent = WeeklyReport.objects.filter(project=project, state=WeeklyReport.State.SENT)
        if not sent.filter(week=week_of(project).key).exists():
            fresh(project)
            services.write_weekly(ctx.actor, project)
            written += 1
        ctx.progress(n, len(projects), project.name)
    return {"reports": written}
