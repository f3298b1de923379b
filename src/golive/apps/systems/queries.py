"""Reads of environments, their newest checks, backups and drills."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from golive.apps.systems.models import Backup, Check, Drill, Environment
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE


def visible(actor: Any) -> QuerySet[Environment]:
    return Environment.objects.filter(project__in=access.projects_of(actor)).select_related("project")


def visible_backups(actor: Any) -> QuerySet[Backup]:
    rows = Backup.objects.filter(project__in=access.projects_as(actor, *INSIDE))
    return rows.select_related("environment__project", "by")


def visible_drills(actor: Any) -> QuerySet[Drill]:
    return Drill.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related(
        "backup__environment", "by"
    )


def newest_checks(environment: Environment) -> list[Check]:
    """The checks of the newest look."""
    last = environment.checks.order_by("-id").values_list("at", flat=True).first()
    return list(environment.checks.filter(at=last).order_by("id")) if last else []


def is_green(environment: Environment) -> bool:
    checks = newest_checks(environment)
    return bool(checks) and all(c.ok for c in checks)
