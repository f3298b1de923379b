"""What happens before the newcomer's eyes: as soon as the ERP stands, the first mock load runs into it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration import queries
from golive.apps.migration import services as migration
from golive.apps.migration.models import Cycle, Run
from golive.apps.migration.targets import target_of
from golive.foundation.errors import Refused
from golive.foundation.jobs.registry import job, result_at

PATIENCE = 30 * 60  # seconds for a slow network to bring the ERP's packages


@job("demo.first_load", label=_("First mock load, as soon as the ERP stands"), resumable=True, single=True)
def first_load(ctx: Any, *, cycle_id: int) -> dict[str, str]:
    """Wait for the installation, load, wait, reconcile. Started again, it goes on with what is not done yet."""
    cycle = Cycle.objects.select_related("project").get(pk=cycle_id)
    _wait(ctx, 0, _("Waiting for the installation of the ERP"), lambda: _answers(cycle))
    if not cycle.runs.filter(kind=Run.Kind.LOAD, state=Run.State.DONE).exists():
        run = _running(cycle, Run.Kind.LOAD) or migration.start_load(ctx.actor, cycle)
        _wait(ctx, 1, _("The mock load runs"), lambda: _ended(run))
    if not queries.statements(cycle):
        run = _running(cycle, Run.Kind.RECONCILE) or migration.reconcile(ctx.actor, cycle)
        _wait(ctx, 2, _("Comparing source, ledger and ERP"), lambda: _ended(run))
    ctx.progress(3, 3)
    return result_at(run.get_absolute_url() if (run := cycle.runs.order_by("-id").first()) else "")


def _answers(cycle: Cycle) -> bool:
    target = target_of(cycle.project)
    return target is not None and target.health().ok


def _running(cycle: Cycle, kind: str) -> Run | None:
    run = cycle.runs.filter(kind=kind, state=Run.State.RUNNING).select_related("job").order_by("-id").first()
    return run if run is not None and run.job is not None and run.job.active else None


def _ended(run: Run) -> bool:
    run.refresh_from_db()
    if run.state == Run.State.DONE:
        return True
    run.job.refresh_from_db()
    if not run.job.active:
        raise Refused("run_failed", _("The run ended without a result: %(why)s"), why=run.job.error_text)
    return False


def _wait(ctx: Any, done: int, what: Any, ready: Callable[[], bool]) -> None:
    for _second in range(PATIENCE):
        ctx.progress(done, 3, what)
        if ready():
            return
        time.sleep(1)
    raise Refused("waited_in_vain", _("It took too long; nothing was lost. Look at the jobs above and start it again."))
