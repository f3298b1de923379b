"""Reads of tickets."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from golive.apps.selection.queries import visible_obligations
from golive.apps.support.models import ServiceLevel, Ticket
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE


def visible(actor: Any) -> QuerySet[Ticket]:
    """The client's side sees all tickets, so that nobody reports a thing twice; outsiders what concerns them."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE))
    own = Q(reported_by=actor.pk) | Q(assignee=actor.pk)
    return Ticket.objects.filter(inside | (own & Q(project__in=access.projects_of(actor))))


def overdue(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.filter(answered_at__isnull=True, due_at__lt=clock.now())


def visible_levels(actor: Any) -> QuerySet[ServiceLevel]:
    """With the contract they belong to: a vendor reads his own."""
    rows = ServiceLevel.objects.filter(obligation__in=visible_obligations(actor))
    return rows.select_related("obligation__contract__project")
