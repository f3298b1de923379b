"""On Friday noon every running project has the draft of its weekly report, in the last days of a month that of the month;
four times an hour it is looked at how each project stands."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Kind as Meetings
from golive.apps.governance.models import Meeting
from golive.apps.reports import health, services
from golive.apps.reports.models import Report
from golive.apps.reports.period import Kind, period_of
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.evaluate import fresh
from golive.foundation.jobs.registry import job, periodic

log = logging.getLogger("golive.reports")


@periodic("0 12 * * *")
@job("reports.write_all", label=_("Write the reports of all projects"))
def write_all(ctx: Any) -> dict[str, int]:
    """Drafts; what was sent already is left alone."""
    projects = list(Project.objects.filter(state=Project.State.RUNNING).order_by("id"))
    written = 0
    for n, project in enumerate(projects, start=1):
        sent = set(Report.objects.filter(project=project, state=Report.State.SENT).values_list("kind", "period"))
        due = [kind for kind in _due(project) if (kind, period_of(project, kind).key) not in sent]
        if due:
            fresh(project)
        for kind in due:
            services.write(ctx.actor, project, kind=kind)
            written += 1
        ctx.progress(n, len(projects), project.name)
    return {"reports": written}


@periodic("*/15 * * * *")
@job("reports.look", label=_("Look at how all projects stand"), single=True)
def look(ctx: Any) -> dict[str, int]:
    """Those in which something was done, or an hour went by; one that fails does not keep the others waiting."""
    rows = health.stale(Project.objects.exclude(state=Project.State.CLOSED).order_by("id"))
    looked = 0
    for n, project in enumerate(rows, start=1):
        try:
            health.look(project)
            looked += 1
        except Exception:
            log.exception("the standing of project %s could not be looked at", project.code)
        ctx.progress(n, len(rows), project.name)
    return {"looked": looked, "failed": len(rows) - looked}


def _due(project: Any) -> Iterator[str]:
    """Fridays the week; from three days before the end of a month the month; two days before a meeting of the committee
    its pack; a week before a gate's day, and past it, the phase."""
    today = clock.today(project.timezone)
    if today.weekday() == FRIDAY:
        yield Kind.WEEKLY
    if (period_of(project, Kind.MONTHLY).last - today).days < DAYS_OF_MONTH:
        yield Kind.MONTHLY
    meetings = Meeting.objects.filter(project=project, kind=Meetings.STEERING, state=Meeting.State.PLANNED)
    coming = meetings.filter(starts_at__gte=clock.now()).order_by("starts_at").first()
    if coming and (coming.starts_at - clock.now()).days < DAYS_OF_MEETING:
        yield Kind.STEERING
    phase = next((p for p in project.phases.order_by("order") if p.state == p.State.CURRENT), None)
    if phase and (phase.ends_on - today).days < DAYS_OF_GATE:
        yield Kind.PHASE


FRIDAY = 4
DAYS_OF_MONTH, DAYS_OF_MEETING, DAYS_OF_GATE = 3, 2, 7
