"""Reads of reports."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from golive.apps.reports.models import Reading, Report, Template
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.dispatch.models import Robot


def visible(actor: Any) -> QuerySet[Report]:
    """What was sent, for the client's side; drafts only for who writes them."""
    sent = Q(state=Report.State.SENT, project__in=access.projects_as(actor, *INSIDE))
    own = Q(project__in=access.projects_as(actor, Party.PM))
    mine = Reading.objects.filter(report=OuterRef("pk"), person=actor.pk)
    by_sponsor = Reading.objects.filter(
        report=OuterRef("pk"),
        person__memberships__project=OuterRef("project"),
        person__memberships__party=Party.SPONSOR,
    )
    rows = Report.objects.filter(sent | own).select_related("project", "sent_by")
    return rows.annotate(read_by_me=Exists(mine), read_by_sponsor=Exists(by_sponsor))


def readings(report: Report) -> QuerySet[Reading]:
    return report.readings.select_related("person")


def template_of(project: Any) -> Template | None:
    """The company's own Word file, where it gave one."""
    return Template.objects.filter(project=project, ended_at=None).select_related("file", "by").first()


def groups(project: Any) -> list[Robot]:
    """The robots a report can be given to."""
    return list(Robot.objects.filter(project=project, state=Robot.State.ACTIVE).order_by("id"))


def readers(project: Any) -> list[Any]:
    """To whom a report can be mailed: whoever may read it."""
    return access.people_as(project, *INSIDE)
