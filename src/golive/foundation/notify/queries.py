"""Reads of messages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from golive.foundation.accounts import access
from golive.foundation.notify.models import Notification


def visible(actor: Any) -> QuerySet[Notification]:
    """The person's own messages, except those of projects he has left."""
    mine = Notification.objects.filter(person=actor.pk).select_related("project")
    return mine.filter(Q(project__isnull=True) | Q(project__in=access.projects_of(actor)))


def unread(actor: Any) -> int:
    """The number on the bell."""
    return visible(actor).filter(read_at__isnull=True).count()
