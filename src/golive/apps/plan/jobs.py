"""The plan by itself: every night it is computed for the new day."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io, paper, risk_page, services
from golive.foundation.accounts.models import Project
from golive.foundation.jobs.context import Cancelled
from golive.foundation.jobs.registry import job, periodic, result_at
from golive.foundation.words import words


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


@job("plan.level", label=_("Look for a plan in which nobody is overbooked"), single=True)
def level(ctx: Any, *, seconds: int, seed: int) -> dict[str, str]:
    """The search holds no transaction; only what it found is written in one."""
    ctx.progress(0, 1, words("At most %(n)s seconds", n=seconds))
    proposal = engine_io.propose(engine_io.compute(ctx.project), seed, seconds)
    if ctx.cancelled():
        raise Cancelled
    row = services.propose_levelling(ctx.actor, ctx.project, proposal=proposal, seed=seed)
    ctx.progress(1, 1)
    return {"url": reverse("plan:levellings-detail", args=[ctx.project.code, row.pk])}


@job("plan.simulate", label=_("Simulate the plan"), single=True)
def simulate(ctx: Any) -> dict[str, str]:
    """The runs hold no transaction; only what came of them is written in one."""
    ctx.progress(0, 1, words("%(n)s runs through the plan", n=risk_page.ITERATIONS))
    found = risk_page.simulated(ctx.project)
    if ctx.cancelled():
        raise Cancelled
    run = services.keep_simulation(ctx.actor, ctx.project, found=found, iterations=risk_page.ITERATIONS, seed=1)
    ctx.progress(1, 1)
    return {"url": reverse("plan:risk", args=[ctx.project.code]) + f"?run={run.pk}"}


@job("plan.paper", label=_("The plan as a PDF"), single=True)
def paper_of_plan(ctx: Any, *, language: str, person: int) -> dict[str, str]:
    """A sheet for every 38 rows; `person` asked, so that two people get two papers."""
    ctx.progress(0, 1, words("Sheets are drawn"))
    with translation.override(language):
        content = paper.gantt_pdf(ctx.project)
    if ctx.cancelled():
        raise Cancelled
    row = services.keep_paper(ctx.actor, ctx.project, content=content)
    ctx.progress(1, 1)
    return result_at(row.file.get_absolute_url(), "PDF")
