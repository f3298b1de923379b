"""Reads of deliverables and the quality plan."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from golive.apps.quality.models import Deliverable, QualityPlan
from golive.foundation import clock
from golive.foundation.accounts import access

DELIVERED, ACCEPTED, AGREED = "delivered", "accepted", "agreed"  # what the signatures stand for


def visible_deliverables(actor: Any) -> QuerySet[Deliverable]:
    """Every member sees what is owed to whom: both sides sign it."""
    return Deliverable.objects.filter(project__in=access.projects_of(actor))


def visible_plans(actor: Any) -> QuerySet[QualityPlan]:
    return QualityPlan.objects.filter(project__in=access.projects_of(actor))


def counting(project: Any) -> QuerySet[Deliverable]:
    return Deliverable.objects.filter(project=project).exclude(state=Deliverable.State.WITHDRAWN)


def late(rows: QuerySet[Deliverable]) -> QuerySet[Deliverable]:
    waiting = [Deliverable.State.PLANNED, Deliverable.State.RETURNED]
    return rows.filter(state__in=waiting, due_on__lt=clock.today())


def plan_of(project: Any) -> QualityPlan | None:
    return QualityPlan.objects.filter(project=project).prefetch_related("goals").first()
