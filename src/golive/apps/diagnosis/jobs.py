"""Long work of the diagnosis: reading logs, figures of a part, simulation, comparison. No transaction is held meanwhile."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis import engine_io, queries, services
from golive.apps.diagnosis.models import ProcessLog
from golive.foundation.errors import Refused
from golive.foundation.jobs.context import Cancelled
from golive.foundation.jobs.registry import job, periodic
from golive.foundation.use_cases import may
from golive.foundation.words import words


@job("diagnosis.read", label=_("Read an event log and look for findings"), single=True)
def read(ctx: Any, *, log_id: int, part_id: int | None = None, only_news: bool = False) -> dict[str, str]:
    log = queries.visible_logs(ctx.actor).get(pk=log_id)
    part = log.parts.select_related("file").filter(pk=part_id).first() if part_id else None
    try:
        found = engine_io.read(log, lambda n, of, what: ctx.progress(n, of, what), part, only_news)
    except Refused as refusal:
        services.keep_failure(ctx.actor, log, fault=refusal.words, part=part)
        raise
    except Cancelled:
        fault = words("Reading was cancelled. The file is kept; read it again.")
        services.keep_failure(ctx.actor, log, fault=fault, part=part)
        raise
    if found is None:
        services.keep_no_news(ctx.actor, log)
        return {"url": log.get_absolute_url()}
    services.keep_reading(ctx.actor, log, found=found)
    for saved in log.filters.all():  # what people come back to is there when they come
        services.ask_analysis(ctx.actor, log, steps=saved.steps)
    return {"url": log.get_absolute_url()}


@periodic("20 2 * * *")
@job("diagnosis.follow_sources", label=_("Take logs of systems again"))
def follow_sources(ctx: Any) -> None:
    """By those who brought them in; who may do so no longer is passed over."""
    rows = ProcessLog.objects.filter(nightly=True, state=ProcessLog.State.READY).exclude(origin="file")
    for log in rows.select_related("project", "added_by"):
        if may("diagnosis.refresh_log", log.added_by, log):
            services.refresh_log(log.added_by, log)


@job("diagnosis.analyse", label=_("Compute the figures of a part of a log"), single=True)
def analyse(ctx: Any, *, log_id: int, steps: list[dict[str, Any]]) -> dict[str, str]:
    log = queries.visible_logs(ctx.actor).get(pk=log_id)
    ctx.progress(0, 1, log.name)
    found = engine_io.analyse(log, steps)
    services.keep_analysis(ctx.actor, log, steps=steps, found=found)
    ctx.progress(1, 1)
    return {"url": f"{log.get_absolute_url()}map/?filter={engine_io.hash_of(steps)}"}


@job("diagnosis.simulate", label=_("Simulate a to-be process"), single=True)
def simulate(ctx: Any, *, design_id: int) -> dict[str, str]:
    design = queries.visible_designs(ctx.actor).get(pk=design_id)
    of = design.content_hash
    ctx.progress(0, 1, design.title)
    found = engine_io.simulate(design)
    if ctx.cancelled():
        raise Cancelled
    services.keep_simulation(ctx.actor, design, found=found, of=of)
    ctx.progress(1, 1)
    return {"url": design.get_absolute_url()}


@job("diagnosis.compare", label=_("Compare before and after"), single=True)
def compare(ctx: Any, *, evaluation_id: int) -> dict[str, str]:
    evaluation = queries.visible_evaluations(ctx.actor).get(pk=evaluation_id)
    ctx.progress(0, 1, evaluation.title)
    found = engine_io.compare(evaluation)
    if ctx.cancelled():
        raise Cancelled
    services.keep_comparison(ctx.actor, evaluation, found=found)
    ctx.progress(1, 1)
    return {"url": evaluation.get_absolute_url()}
