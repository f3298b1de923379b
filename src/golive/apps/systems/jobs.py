"""Long work on the systems: installing, drilling, and the looks and backups that go by the clock."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from golive.apps.systems import engine_io, queries, services
from golive.apps.systems.models import Environment
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.errors import Refused
from golive.foundation.jobs.context import Cancelled
from golive.foundation.jobs.registry import job, periodic, result_at
from golive.foundation.words import words

STEPS = list(engine_io.STEPS)


@job("systems.install", label=_("Install and configure the ERP"), resumable=True, single=True)
def install(ctx: Any, *, environment_id: int) -> dict[str, str]:
    """Every step finds what an earlier, killed run has finished and goes on behind it."""
    environment = queries.visible(ctx.actor).get(pk=environment_id)
    said = ""

    def progress(code: str, done: int, total: int, detail: str) -> None:
        nonlocal said
        share = done / total if total else 0
        ctx.progress(round(100 * (STEPS.index(code) + share)), 100 * len(STEPS), words(engine_io.STEPS[code]))
        if detail and detail != said:
            said = detail
            ctx.log(detail)

    try:
        status = engine_io.install(environment, progress, ctx.cancelled, clock.now().year)
    except engine_io.Cancel as stop:
        services.record_failed(ctx.actor, environment, trouble=stop.text)
        raise Cancelled from stop
    except engine_io.ErpError as error:
        text = engine_io.trouble(error).render()
        services.record_failed(ctx.actor, environment, trouble=text)
        raise Refused(error.code, text) from error
    services.record_installed(ctx.actor, environment, version=status.version, address=f"127.0.0.1:{status.port}")
    services.check(ctx.actor, environment)
    return result_at(environment.get_absolute_url())


@job("systems.drill", label=_("Restore drill"))
def drill(ctx: Any, *, backup_id: int) -> dict[str, str]:
    backup = queries.visible_backups(ctx.actor).get(pk=backup_id)
    scratch = f"drills/{ctx.job.pk}"
    ctx.progress(0, 1, words("Restoring into a place of its own"))
    try:
        result = engine_io.drill(backup.environment, backup.folder, scratch)
    except engine_io.ErpError as error:
        text = engine_io.trouble(error).render()
        services.record_drill(ctx.actor, backup, ok=False, seconds=None, detail=text)
        raise Refused(error.code, text) from error
    finally:
        shutil.rmtree(Path(settings.DATA) / scratch, ignore_errors=True)
    detail = words("%(tables)s tables, %(rows)s rows equal to the manifest", tables=result.tables, rows=result.rows)
    services.record_drill(ctx.actor, backup, ok=True, seconds=result.seconds, detail=detail.render())
    return result_at(backup.environment.get_absolute_url())


@periodic("*/10 * * * *")
@job("systems.watch", label=_("Look at all environments"), single=True)
def watch(ctx: Any) -> None:
    """What should run and does not (the machine was restarted, the process died) is started again, then looked at."""
    watched = Environment.objects.filter(state__in=[Environment.State.RUNNING, Environment.State.FAILED])
    for environment in watched.filter(installed_at__isnull=False).select_related("project"):
        if not engine_io.is_up(environment):
            ctx.log(words("%(name)s does not run and is started again", name=environment.name))
            try:
                services.start(system_actor(), environment)
            except Refused as refusal:
                ctx.log(refusal.words, "error")
        services.check(system_actor(), environment)


@periodic("30 1 * * *")
@job("systems.nightly", label=_("Nightly backup of the ERP"))
def nightly(ctx: Any) -> None:
    """A backup a night, and once a week a drill of the newest one."""
    for environment in Environment.objects.filter(state=Environment.State.RUNNING).select_related("project"):
        backup = services.back_up(system_actor(), environment)
        last = (
            backup.environment.backups.filter(drills__ok=True)
            .order_by("-drills__at")
            .values_list("drills__at", flat=True)
        )
        if not last or last[0] < clock.now() - timedelta(days=7):
            services.drill(system_actor(), backup)
