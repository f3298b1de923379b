"""Reads: what an actor may see, and the figures that pages, duties and gates share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from golive.apps.migration.engine_io import loading
from golive.apps.migration.engine_io.decisions import decisions as decisions
from golive.apps.migration.models import (
    Certificate,
    CleanUp,
    CountSheet,
    Cycle,
    DataObject,
    DuplicateCluster,
    Extract,
    Finding,
    LedgerEntry,
    QualityScore,
    Readiness,
    Reconciliation,
    Run,
    Source,
    StockTake,
    TakeLine,
    TakeSheet,
)
from golive.apps.migration.permissions import SEES_ROWS
from golive.engines.migration.ledger import State
from golive.foundation.accounts import access

CHANGES_THE_ERP = (Run.Kind.LOAD, Run.Kind.UNDO)


def visible(actor: Any) -> QuerySet[DataObject]:
    """Every member sees which objects there are and how they stand."""
    return DataObject.objects.filter(project__in=access.projects_of(actor)).select_related("project", "owner")


def visible_cycles(actor: Any) -> QuerySet[Cycle]:
    return Cycle.objects.filter(project__in=access.projects_of(actor)).select_related("project")


def visible_statements(actor: Any) -> QuerySet[Reconciliation]:
    rows = Reconciliation.objects.filter(cycle__project__in=access.projects_of(actor))
    return rows.select_related("cycle__project", "data_object__owner", "file", "run")


def visible_certificates(actor: Any) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(cycle__project__in=access.projects_of(actor))
    return rows.select_related("cycle__project", "json_file", "pdf_file", "issued_by", "run")


# --- what holds contents of records: the client's people and the vendor ---------------------------------


def visible_objects_with_rows(actor: Any) -> QuerySet[DataObject]:
    return visible(actor).filter(project__in=access.projects_as(actor, *SEES_ROWS))


def visible_sources(actor: Any) -> QuerySet[Source]:
    rows = Source.objects.filter(project__in=access.projects_as(actor, *SEES_ROWS))
    return rows.select_related("project", "file", "added_by")


def visible_extracts(actor: Any) -> QuerySet[Extract]:
    rows = Extract.objects.filter(data_object__project__in=access.projects_as(actor, *SEES_ROWS))
    return rows.select_related("data_object__project", "source", "file")


def visible_counts(actor: Any) -> QuerySet[CountSheet]:
    rows = CountSheet.objects.filter(extract__data_object__project__in=access.projects_as(actor, *SEES_ROWS))
    return rows.select_related("extract__data_object__project", "extract__source", "extract__file")


def visible_takes(actor: Any) -> QuerySet[StockTake]:
    rows = StockTake.objects.filter(data_object__project__in=access.projects_as(actor, *SEES_ROWS))
    return rows.select_related("data_object__project", "data_object__owner", "opened_by", "approved_by")


def visible_sheets(actor: Any) -> QuerySet[TakeSheet]:
    rows = TakeSheet.objects.filter(take__data_object__project__in=access.projects_as(actor, *SEES_ROWS))
    return rows.select_related("take__data_object__project", "take__data_object__owner", "keeper")


def sees_source(actor: Any, pk: int) -> bool:
    return visible_sources(actor).filter(pk=pk).exists()


def sees_extract(actor: Any, pk: int) -> bool:
    return visible_extracts(actor).filter(pk=pk).exists()


def sees_statement(actor: Any, pk: int) -> bool:
    return visible_statements(actor).filter(pk=pk).exists()


def sees_certificate(actor: Any, pk: int) -> bool:
    return visible_certificates(actor).filter(pk=pk).exists()


# --- named sets -----------------------------------------------------------------------------------------


def bare_objects(project: Any) -> list[DataObject]:
    """Without their findings counted, which may be many."""
    return list(DataObject.objects.filter(project=project).select_related("project").order_by("order"))


def objects(project: Any) -> list[DataObject]:
    rows = DataObject.objects.filter(project=project).select_related("project", "owner")
    return list(
        rows.annotate(
            errors=Count("findings", filter=Q(findings__state="open", findings__severity="error")),
            warnings=Count("findings", filter=Q(findings__state="open", findings__severity="warning")),
        ).order_by("order")
    )


def readiness(project: Any) -> list[Readiness]:
    """What the owners sign before the load, one row an object."""
    return list(Readiness.objects.filter(data_object__project=project).select_related("data_object"))


def undecided(project: Any) -> dict[int, int]:
    """How many proposals of duplicates wait for a decision, by object."""
    rows = DuplicateCluster.objects.filter(data_object__project=project, verdict=DuplicateCluster.Verdict.OPEN)
    return dict(rows.order_by().values_list("data_object").annotate(n=Count("pk")))


def count_sheets(project: Any) -> QuerySet[CountSheet]:
    """The count sheets that the opening stock is taken from."""
    rows = CountSheet.objects.filter(extract__data_object__project=project, extract__is_current=True)
    return rows.select_related("extract__data_object__project", "extract__source", "extract__file").order_by("id")


def take_sheets(project: Any) -> QuerySet[TakeSheet]:
    """All sheets of the counts that are held here."""
    rows = TakeSheet.objects.filter(take__data_object__project=project)
    return rows.select_related("take__data_object__project").order_by("id")


def latest_cycle(project: Any) -> Cycle | None:
    return Cycle.objects.filter(project=project).select_related("project").order_by("-number").first()


def last_change(cycle: Cycle) -> Run | None:
    """The latest run that changed what the ERP holds."""
    return cycle.runs.filter(kind__in=CHANGES_THE_ERP).order_by("-id").first()


def stands(cycle: Cycle) -> bool:
    """Whether anything that the cycle loaded, or may have loaded, is still in the ERP."""
    return LedgerEntry.objects.filter(
        project=cycle.project_id,
        prefix__in=[loading.prefix(cycle, each) for each in DataObject.objects.filter(project=cycle.project_id)],
        state__in=[State.LOADED, State.INTENT],
    ).exists()


def statements(cycle: Cycle) -> dict[int, Reconciliation]:
    """The latest statement of each object, by object, as far as nothing was loaded or taken back since."""
    last = last_change(cycle)
    if last is None:
        return {}
    rows = cycle.reconciliations.filter(run__gt=last.pk).select_related("data_object", "cycle__project", "file")
    return {row.data_object_id: row for row in rows.order_by("id")}


def standing_certificate(project: Any) -> Certificate | None:
    """The latest certificate, if it still describes what the ERP holds: nothing was loaded or taken back since."""
    latest = Certificate.objects.filter(cycle__project=project).select_related("cycle__project", "run").first()
    if latest is None:
        return None
    last = last_change(latest.cycle)
    return latest if last is not None and last.pk == latest.run_id else None


def open_findings(data_object: DataObject) -> QuerySet[Finding]:
    return data_object.findings.filter(state=Finding.State.OPEN)


# --- after go-live --------------------------------------------------------------------------------------


def live_projects() -> list[Any]:
    """Projects whose cut-over load stands in the ERP."""
    cycles = Cycle.objects.filter(kind=Cycle.Kind.CUTOVER).select_related("project")
    return [cycle.project for cycle in cycles if stands(cycle)]


def counted_stock(project: Any) -> dict[str, Decimal]:
    """product -> quantity of the latest approved count; of the sheets that came as workbooks nothing is compared."""
    take = StockTake.objects.filter(data_object__project=project, state=StockTake.State.APPROVED).first()
    found: dict[str, Decimal] = {}
    if take is not None:
        for line in TakeLine.objects.filter(sheet__take=take).iterator(2_000):
            found[line.product] = found.get(line.product, Decimal(0)) + (line.counted or 0)
    return found


def live_scores(project: Any) -> list[QualityScore]:
    """Scores of the live ERP by object and day, oldest first."""
    rows = QualityScore.objects.filter(data_object__project=project, origin=QualityScore.Origin.ERP)
    return list(rows.select_related("data_object__owner", "data_object__project").order_by("day"))


def visible_clean_ups(actor: Any) -> QuerySet[CleanUp]:
    rows = CleanUp.objects.filter(data_object__project__in=access.projects_as(actor, *SEES_ROWS))
    return rows.select_related(
        "data_object__project", "data_object__owner", "by", "done_by", "undone_by", "job__project", "job__actor"
    )
