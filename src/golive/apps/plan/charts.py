"""Gantt pictures of a project, ready for their templates: the whole plan, and a few rows around today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q

from golive.apps.plan import queries, windows
from golive.apps.plan.models import Task
from golive.foundation import clock
from golive.foundation.accounts.models import Project

AROUND = 14  # days on both sides of today
CARD = 820  # pixels beside the list in a card as wide as a desk's screen


def whole_plan(
    project: Project, *, scale: str = "week", everything: bool = False, drawn: Iterable[int] = (0,)
) -> dict[str, Any]:
    """Context of plan/_outline.html: the windows that are `drawn`, the axis of all, and where the plan stands."""
    page = windows.Picture(project, scale=scale, everything=everything).page(drawn)
    return {"page": page, "chart": page.axis, "standing": queries.standing(project), "tasks": page.rows}


def around_today(project: Project, *, most: int = 14) -> dict[str, Any]:
    """Context of plan/_gantt.html for a home page: what runs, is late, or comes within two weeks."""
    now = clock.now()
    near = timedelta(days=AROUND)
    rows = Task.objects.filter(project=project, is_summary=False, early_start__isnull=False).filter(
        Q(early_start__lt=now + near, actual_finish__isnull=True) | Q(actual_finish__gte=now - near / 2)
    )
    tasks = list(rows.select_related("owner").order_by("early_start", "position")[:most])
    return {"chart": windows.around(tasks, project, wide=CARD), "tasks": len(tasks)}
