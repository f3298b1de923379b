"""Gantt pictures of a project, ready for their templates: the whole plan, and a few rows around today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q

from golive.apps.plan import engine_io, gantt, queries
from golive.apps.plan.models import Link, Task
from golive.foundation import clock
from golive.foundation.accounts.models import Project

AROUND = 14  # days on both sides of today
CARD = 820  # pixels beside the list in a card as wide as a desk's screen


def whole_plan(project: Project, *, scale: str = "week", start: int = 0, everything: bool = False) -> dict[str, Any]:
    """Context of plan/gantt.html: the window, its printed pages and where the plan stands. Three queries."""
    tasks = _dated(project)
    links = list(Link.objects.filter(succ__project=project))
    days, now = engine_io.calendar(project), clock.now()
    page = gantt.page_of(tasks, links, days, now, scale=scale, start=start, everything=everything, paper=True)
    return {"page": page, "chart": page.chart, "standing": queries.standing(project, tasks), "tasks": len(tasks)}


def around_today(project: Project, *, most: int = 14) -> dict[str, Any]:
    """Context of plan/_gantt.html for a home page: what runs, is late, or comes within two weeks; for `_gantt.html`."""
    now = clock.now()
    near = timedelta(days=AROUND)
    rows = Task.objects.filter(project=project, is_summary=False, early_start__isnull=False).filter(
        Q(early_start__lt=now + near, actual_finish__isnull=True) | Q(actual_finish__gte=now - near / 2)
    )
    tasks = list(rows.select_related("owner").order_by("early_start", "position")[:most])
    page = gantt.page_of(tasks, [], engine_io.calendar(project), now, everything=True, wide=CARD)
    return {"page": page, "chart": page.chart, "tasks": len(tasks)}


def _dated(project: Project) -> list[Task]:
    rows = Task.objects.filter(project=project, early_start__isnull=False).select_related("owner")
    return list(rows.order_by("position", "id"))
