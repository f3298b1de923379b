"""Reads of weekly reports."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from golive.apps.reports.models import Reading, WeeklyReport
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party


def visible(actor: Any) -> QuerySet[WeeklyReport]:
    """What was sent, for the client's side; drafts only for who writes them."""
    sent = Q(state=WeeklyReport.State.SENT, project__in=access.projects_as(actor, *INSIDE))
    own = Q(project__in=access.projects_as(actor, Party.PM))
    mine = Reading.objects.filter(report=OuterRef("pk"), person=actor.pk)
    by_sponsor = Reading.objects.filter(
        report=OuterRef("pk"),
        person__memberships__project=OuterRef("project"),
        person__memberships__party=Party.SPONSOR,
    )
    rows = WeeklyReport.objects.filter(sent | own).select_related("project", "sent_by")
    return rows.annotate(read_by_me=Exists(mine), read_by_sponsor=Exists(by_sponsor))


def readings(report: WeeklyReport) -> QuerySet[Reading]:
    return report.readings.select_related("person")
