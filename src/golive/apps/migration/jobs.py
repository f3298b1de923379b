"""Simulating, loading, reconciling and taking back, in the background."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.migration import queries, running, services
from golive.apps.migration.engine_io import live, matching, snapshot, sources, tables
from golive.apps.migration.models import CleanUp, DataObject, Run, Source
from golive.apps.migration.statements import draw_up
from golive.apps.migration.targets import target_of
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.jobs.registry import job, periodic, result_at


def _run(ctx: Any, run_id: int) -> Run:
    return Run.objects.select_related("cycle__project", "started_by").get(pk=run_id, cycle__project=ctx.project)


def _finished(ctx: Any, run: Run, counts: dict[str, dict[str, int]], label: Any) -> dict[str, Any]:
    services.finish_run(ctx.actor, run, counts=counts)
    return result_at(run.get_absolute_url(), label)


def _object(ctx: Any, object_id: int) -> DataObject:
    return DataObject.objects.select_related("project", "owner").get(pk=object_id, project=ctx.project)


@job("migration.look_into", label=_("Look into a source"), single=True)
def look_into(ctx: Any, *, source_id: int, confirmed: bool) -> dict[str, Any]:
    source = Source.objects.select_related("project", "file").get(pk=source_id, project=ctx.project)
    try:
        opened = sources.inspect(source, source.encoding, source.header_row)
    except Refused as refusal:
        services.give_up_source(ctx.actor, source, why=refusal)
        raise
    services.keep_look(ctx.actor, source, opened=opened, confirmed=confirmed or source.encoding_confirmed)
    return result_at(source.get_absolute_url(), _("See what is in it"))


@job("migration.extract", label=_("Take an extract"), single=True)
def extract(ctx: Any, *, object_id: int, source_id: int, table: str) -> dict[str, Any]:
    data_object = _object(ctx, object_id)
    source = Source.objects.select_related("project", "file").get(pk=source_id, project=ctx.project)
    with sources.taken(source, table, ctx.progress) as taken:
        services.keep_extract(ctx.actor, data_object, source=source, table=table, taken=taken)
    return result_at(data_object.get_absolute_url())


@job("migration.profile", label=_("Profile an object"), single=True)
def profile(ctx: Any, *, object_id: int) -> dict[str, Any]:
    data_object = _object(ctx, object_id)
    figures, suggested, name = tables.profile_of(data_object, ctx.progress)
    services.keep_profile(ctx.actor, data_object, figures=figures, suggested=suggested, name=name)
    snapshot.throw_away(data_object)
    return result_at(data_object.get_absolute_url() + "#profile", _("See the profile"))


@job("migration.check", label=_("Check an object"), resumable=True, single=True)
def check(ctx: Any, *, object_id: int) -> dict[str, Any]:
    """Again while something was corrected meanwhile: what is asked for last has been seen by the last round."""
    while True:
        data_object = _object(ctx, object_id)
        found = tables.check(data_object, ctx.progress)
        services.keep_check(ctx.actor, data_object, found=found)
        snapshot.throw_away(data_object)
        data_object.refresh_from_db(fields=["revision"])
        if data_object.revision == found.revision:
            break
    return result_at(data_object.get_absolute_url())


@job("migration.find_duplicates", label=_("Look for duplicates"), single=True)
def find_duplicates(ctx: Any, *, object_id: int, threshold: float | None = None) -> dict[str, Any]:
    data_object = _object(ctx, object_id)
    found = matching.find(data_object, threshold, ctx.progress)
    services.keep_duplicates(ctx.actor, data_object, found=found)
    snapshot.throw_away(data_object)
    url = reverse("migration:duplicates", kwargs={"project": ctx.project.code, "pk": object_id})
    return result_at(url, _("See the proposals"))


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


@job("migration.check_live", label=_("Check the live ERP"), resumable=True, single=True)
def check_live(ctx: Any, *, object_id: int) -> dict[str, Any]:
    data_object = _object(ctx, object_id)
    looked = live.look(data_object, ctx.progress)
    services.keep_live(ctx.actor, data_object, looked=looked)
    return result_at(reverse("migration:live", kwargs={"project": ctx.project.code}))


@job("migration.clean_up", label=_("Clean up the live ERP"), resumable=True, single=True)
def clean_up(ctx: Any, *, clean_up_id: int, undo: bool) -> dict[str, Any]:
    """Archiving what is archived changes nothing, so a killed job may run again."""
    found = CleanUp.objects.select_related("data_object__project").get(pk=clean_up_id, data_object__project=ctx.project)
    wanted = [r["id"] for r in found.records if not undo or not r["answer"]]
    target = tables.mapping_of(found.data_object).target
    answers = live.set_active(ctx.project, target, wanted, undo)
    services.keep_clean_up(ctx.actor, found, answers=answers, undo=undo)
    return result_at(found.get_absolute_url())


@job("migration.reconcile_live", label=_("Reconcile the live ERP"), resumable=True, single=True)
def reconcile_live(ctx: Any) -> dict[str, Any]:
    day = clock.today(ctx.project.timezone)
    compared = live.stock_against_count(ctx.project, day, queries.counted_stock(ctx.project))
    services.keep_live_reconciliation(ctx.actor, ctx.project, kind="stock", compared=compared)
    try:
        compared = live.value_against_ledger(ctx.project, day)
    except Refused as refusal:
        ctx.log(refusal.words)
    else:
        services.keep_live_reconciliation(ctx.actor, ctx.project, kind="ledger", compared=compared)
    return result_at(reverse("migration:live", kwargs={"project": ctx.project.code}), _("See the result"))


@periodic("40 5 * * 4")
@job("migration.weekly", label=_("Weekly checks of the live ERPs"), single=True)
def weekly(ctx: Any) -> None:
    """On Thursday morning, so that departments can correct before the week ends: every project that has gone live."""
    for project in queries.live_projects():
        if target_of(project) is None:
            continue
        for data_object in queries.objects(project):
            if data_object.lines_of_id is None and live.translated(data_object).rules.rules:
                services.check_live(ctx.actor, data_object)
        services.reconcile_live(ctx.actor, project)
