"""Simulating, loading, reconciling and taking back, in the background."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration import running, services
from golive.apps.migration.models import Run
from golive.apps.migration.statements import draw_up
from golive.foundation.jobs.registry import job


def _run(ctx: Any, run_id: int) -> Run:
    return Run.objects.select_related("cycle__project", "started_by").get(pk=run_id, cycle__project=ctx.project)


def _finished(ctx: Any, run: Run, counts: dict[str, dict[str, int]], label: Any) -> dict[str, Any]:
    services.finish_run(ctx.actor, run, counts=counts)
    return {"url": run.get_absolute_url(), "label": str(label)}


@job("migration.simulate", label=_("Simulate the load"), single=True)
def simulate(ctx: Any, *, run_id: int) -> dict[str, Any]:
    run = _run(ctx, run_id)
    return _finished(ctx, run, running.simulate(ctx, run), _("See what would be refused"))


@job("migration.load", label=_("Load into the ERP"), resumable=True, single=True, max_attempts=50)
def load(ctx: Any, *, run_id: int) -> dict[str, Any]:
    """Killed at any moment, it goes on where it was: the ledger and the keys in the ERP see to that."""
    run = _run(ctx, run_id)
    return _finished(ctx, run, running.load(ctx, run), _("See the result"))


@job("migration.reconcile", label=_("Reconcile with the ERP"), resumable=True, single=True)
def reconcile(ctx: Any, *, run_id: int) -> dict[str, Any]:
    run = _run(ctx, run_id)
    return _finished(ctx, run, draw_up(ctx, run), _("See the statements"))


@job("migration.undo", label=_("Take a load back"), resumable=True, single=True)
def undo(ctx: Any, *, run_id: int) -> dict[str, Any]:
    run = _run(ctx, run_id)
    return _finished(ctx, run, running.take_back(ctx, run), _("See the result"))
