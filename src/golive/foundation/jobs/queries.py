"""Reads of jobs."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE
from golive.foundation.accounts.permissions import may_administer
from golive.foundation.jobs.models import Job


def visible(actor: Any) -> QuerySet[Job]:
    """A project's jobs to the client's own people, and to everybody what he started while he has a place there."""
    mine = Q(actor=actor.pk) & (Q(project__isnull=True) | Q(project__in=access.projects_of(actor)))
    seen = mine | Q(project__in=access.projects_as(actor, *INSIDE))
    if may_administer(actor):
        seen |= Q(project__isnull=True)
    return Job.objects.filter(seen).select_related("actor", "project")


def active(actor: Any, project: Any) -> QuerySet[Job]:
    """What runs or waits in the project now, for the side column of a page."""
    return visible(actor).filter(project=project, state__in=Job.ACTIVE)
