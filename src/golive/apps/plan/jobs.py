"""The plan by itself: every night it is computed for the new day."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import services
from golive.foundation.accounts.models import Project
from golive.foundation.jobs.registry import job, periodic


@periodic("20 0 * * *")
@job("plan.recompute_all", label=_("Compute all plans for the new day"))
def recompute_all(ctx: Any) -> dict[str, int]:
    """Only projects whose plan is being carried out: elsewhere no date depends on today."""
    running = Project.objects.filter(state__in=[Project.State.RUNNING, Project.State.IN_CARE])
    projects = running.filter(tasks__baseline_finish__isnull=False).distinct()
    for n, project in enumerate(projects, start=1):
        services.recompute(ctx.actor, project)
        ctx.progress(n, len(projects), project.name)
    return {"projects": len(projects)}
