"""Cycles and their runs. The work itself is done by the jobs, outside of any transaction (see running.py)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.locks import must_be_open
from golive.apps.migration import queries
from golive.apps.migration.models import Cycle, DataObject, Run, ValueMap
from golive.apps.migration.permissions import may_govern, may_prepare
from golive.apps.migration.services.evidence import READY, VALUES
from golive.apps.migration.targets import is_production, target_or_refusal
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case


@use_case("migration.open_cycle", permission=may_govern, label=_("Open a load cycle"))
def open_cycle(actor: Any, project: Project, *, kind: str = Cycle.Kind.MOCK) -> Cycle:
    """Its records have keys of their own, so a mock load and the cutover are never mistaken for each other."""
    latest = queries.latest_cycle(project)
    number = latest.number + 1 if latest is not None else 1
    return Cycle.objects.create(project=project, number=number, kind=kind, opened_by=actor, opened_at=clock.now())


@use_case("migration.simulate", permission=may_prepare, label=_("Simulate the load"))
def simulate(actor: Any, cycle: Cycle) -> Run:
    """Ask the ERP what it would refuse; it keeps nothing."""
    _prepared(cycle)
    return _start(actor, cycle, Run.Kind.SIMULATE)


@use_case("migration.start_load", permission=may_prepare, label=_("Load into the ERP"))
def start_load(actor: Any, cycle: Cycle) -> Run:
    """All objects of the cycle. Rejected records of the same cycle are tried again; loaded ones are not touched. What
    goes into production, and every cutover load, is locked until the go-live gate is passed."""
    if cycle.kind == Cycle.Kind.CUTOVER or is_production(cycle.project):
        must_be_open(cycle.project, step=_("Loading into production"))
    _prepared(cycle)
    unconfirmed = [
        o for o in _objects(cycle) if not o.mappings.order_by("-version").values_list("confirmed", flat=True).first()
    ]
    if unconfirmed:
        raise Refused(
            "mapping_unconfirmed",
            _("The mapping of %(objects)s is not confirmed. Nothing was loaded; look at it and confirm it first."),
            objects="、".join(str(o) for o in unconfirmed),
        )
    earlier = [c for c in Cycle.objects.filter(project=cycle.project).exclude(pk=cycle.pk) if queries.stands(c)]
    if earlier:
        raise Refused(
            "earlier_cycle_loaded",
            _(
                "What %(cycle)s loaded is still in the ERP, so this load would meet its own records. Take that back first."
            ),
            cycle=str(earlier[0]),
        )
    if cycle.kind == Cycle.Kind.CUTOVER:
        _signed_off(cycle)
    return _start(actor, cycle, Run.Kind.LOAD)


def _signed_off(cycle: Cycle) -> None:
    """The cut-over asks for names: every object ready, every value map signed, and a simulation that refused nothing or
    whose refusals the owners know from it."""
    if not cycle.runs.filter(kind=Run.Kind.SIMULATE, state=Run.State.DONE).exists():
        raise Refused("not_simulated", _("The cut-over is simulated before it is loaded. Nothing was loaded."))
    ready = queries.readiness(cycle.project)
    names = signatures.under(ready, READY)
    missing = {str(o) for o in _objects(cycle)} - {str(r.data_object) for r in ready if names[r.pk]}
    if missing:
        raise Refused(
            "not_signed_ready",
            _("The owners of %(objects)s have not signed that the data is ready. Nothing was loaded; ask them first."),
            objects="、".join(sorted(missing)),
        )
    maps = [m for m in ValueMap.objects.filter(data_object__project=cycle.project) if m.entries]
    signed = signatures.under(maps, VALUES)
    if unsigned := [str(m) for m in maps if not signed[m.pk]]:
        raise Refused(
            "values_not_signed",
            _("These value maps are not signed: %(maps)s. Nothing was loaded; ask their owners first."),
            maps="、".join(unsigned),
        )


@use_case("migration.reconcile", permission=may_prepare, label=_("Reconcile with the ERP"))
def reconcile(actor: Any, cycle: Cycle) -> Run:
    """Compare source, ledger and the ERP's own answer, row for row."""
    if not queries.stands(cycle):
        raise Refused("not_loaded", _("This cycle has loaded nothing that still stands. Load it first."))
    _no_other(cycle)
    return _start(actor, cycle, Run.Kind.RECONCILE)


@use_case("migration.undo_load", permission=may_prepare, label=_("Take a load back"))
def undo_load(actor: Any, cycle: Cycle, *, reason: str) -> Run:
    """Everything the cycle loaded leaves the ERP again, in the reverse order; its certificate falls."""
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the load is taken back. Nothing was changed."))
    if not queries.stands(cycle):
        raise Refused("not_loaded", _("This cycle has loaded nothing that still stands. Load it first."))
    _no_other(cycle)
    return _start(actor, cycle, Run.Kind.UNDO, reason.strip()[:300])


@use_case("migration.finish_run", permission=may_prepare, label=_("Finish a run"))
def finish_run(actor: Any, run: Run, *, counts: dict[str, dict[str, int]]) -> Run:
    """The job's result, kept for ever: how many records of each object came to which end."""
    run.counts, run.state, run.finished_at = counts, Run.State.DONE, clock.now()
    run.save(update_fields=["counts", "state", "finished_at"])
    return run


def _objects(cycle: Cycle) -> list[DataObject]:
    return list(DataObject.objects.filter(project=cycle.project).order_by("order"))


def _prepared(cycle: Cycle) -> None:
    """There is an ERP, every object has an extract, and nothing else of the project is running."""
    target_or_refusal(cycle.project)
    objects = _objects(cycle)
    bare = [o for o in objects if not o.extracts.filter(is_current=True).exists()]
    if bare or not objects:
        raise Refused(
            "no_extract",
            _("Nothing has been taken from a source for %(object)s yet. Add the source and take an extract first."),
            object="、".join(str(o) for o in bare) or str(cycle.project),
        )
    _no_other(cycle)


def _no_other(cycle: Cycle) -> None:
    active = Run.objects.filter(cycle__project=cycle.project, state=Run.State.RUNNING).select_related("job")
    if any(run.job is not None and run.job.active for run in active):
        raise Refused(
            "running_already", _("Another run of this project is under way. Wait for it, or cancel it first.")
        )


def _start(actor: Any, cycle: Cycle, kind: str, reason: str = "") -> Run:
    run = Run.objects.create(cycle=cycle, kind=kind, started_by=actor, started_at=clock.now(), reason=reason)
    run.job = enqueue(actor, f"migration.{kind}", cycle.project, run_id=run.pk)
    run.save(update_fields=["job"])
    return run
