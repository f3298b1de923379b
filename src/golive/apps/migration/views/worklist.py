"""Findings, corrections, duplicates and exclusions of one object."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.migration import queries, services
from golive.apps.migration.engine_io import tables
from golive.apps.migration.forms import CellForm, CorrectForm, DuplicatesForm, ExcludeForm, ReasonForm, RuleForm
from golive.apps.migration.models import Correction, DataObject, Exclusion, Finding
from golive.apps.migration.permissions import may_correct, may_see_rows
from golive.apps.migration.suggestions import grouped
from golive.apps.migration.views.shared import allowed, one_object, paged, to, valid
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, back, done, reads


@reads("migration.worklist", permission=may_see_rows)
def worklist(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Rule by rule with what to do about each value; below, the records of the chosen rule, one by one."""
    found = one_object(request, project, pk)
    rule = request.GET.get("rule", "")
    findings = queries.open_findings(found).order_by("row", "rule")
    rows, pager = paged(request, findings.filter(rule=rule) if rule else findings, 30)
    context = {
        "object": found,
        "groups": grouped(found, most=12) if found.checked_at else [],
        "rule": rule,
        "rows": rows,
        "pager": pager,
        "may_correct": may_correct(request.user, found),
    }
    return render(request, "migration/worklist.html", context)


@acts("migration.check")
def check(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.check(request.user, one_object(request, project, pk))
    return done(request, to("worklist", project, pk=found.pk), _("Checked."))


@acts("migration.apply_standard_cleaning")
def apply_standard_cleaning(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.apply_standard_cleaning(request.user, one_object(request, project, pk))
    return done(request, to("corrections", project, pk=found.pk), _("Cleaned and checked again."))


@acts("migration.apply_suggestions")
def apply_suggestions(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.apply_suggestions", found)
    services.apply_suggestions(request.user, found, **valid(RuleForm(request.POST)))
    return _again(request, project, found, _("The suggestions are applied."))


@acts("migration.correct")
def correct(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.correct", found)
    data = valid(CorrectForm(request.POST))
    if "group" not in request.POST:
        data["group"] = None
    made = services.correct(request.user, found, **data)
    return _again(request, project, found, _("%(n)s records are corrected.") % {"n": made.cells})


@acts("migration.correct_cell")
def correct_cell(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.correct_cell", found)
    services.correct_cell(request.user, found, **valid(CellForm(request.POST)))
    return _again(request, project, found, _("Corrected."))


@acts("migration.accept_finding")
def accept_finding(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    rows = Finding.objects.filter(data_object__in=queries.visible_objects_with_rows(request.user))
    finding = get_object_or_404(rows.select_related("data_object__project"), pk=pk, data_object__project=project)
    allowed(request, "migration.accept_finding", finding)
    services.accept_finding(request.user, finding, **valid(ReasonForm(request.POST)))
    return _again(request, project, finding.data_object, _("Accepted as it is."))


def _again(request: HttpRequest, project: Project, found: DataObject, message: str) -> HttpResponse:
    """Back to the page of the worklist that the person was on."""
    done(request, "", message)
    return back(request, to("worklist", project, pk=found.pk))


@reads("migration.corrections", permission=may_see_rows)
def corrections(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    rows, pager = paged(request, found.corrections.select_related("by", "undone_by").order_by("-id"))
    context = {"object": found, "rows": rows, "pager": pager, "may_correct": may_correct(request.user, found)}
    return render(request, "migration/corrections.html", context)


@acts("migration.undo_correction")
def undo_correction(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    rows = Correction.objects.filter(data_object__in=queries.visible_objects_with_rows(request.user))
    correction = get_object_or_404(rows.select_related("data_object__project"), pk=pk, data_object__project=project)
    services.undo_correction(request.user, correction)
    return done(request, to("corrections", project, pk=correction.data_object_id), _("Taken back."))


@reads("migration.duplicates", permission=may_see_rows)
def duplicates(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Proposals side by side, ten on a page."""
    found = one_object(request, project, pk)
    verdict = request.GET.get("verdict", "open")
    clusters, pager = paged(request, found.clusters.filter(verdict=verdict).select_related("by"), 10)
    context = {
        "object": found,
        "clusters": _side_by_side(found, clusters),
        "pager": pager,
        "verdict": verdict,
        "open": found.clusters.filter(verdict="open").count(),
        "exclusions": found.exclusions.select_related("by")[:50],
        "may_correct": may_correct(request.user, found),
        "exclude_form": ExcludeForm(),
    }
    return render(request, "migration/duplicates.html", context)


def _side_by_side(found: DataObject, clusters: list[Any]) -> list[dict[str, Any]]:
    wanted = {key for cluster in clusters for key in cluster.keys}
    if not wanted:
        return []
    with tables.corrected(found) as now:
        rows = {row["_key"]: row for row in now.rows() if row["_key"] in wanted}
        columns = [c for c in now.table.columns if not c.startswith("_")]
    return [
        {
            "cluster": cluster,
            "keys": cluster.keys,
            "lines": [_line(column, [rows.get(key, {}).get(column) for key in cluster.keys]) for column in columns],
        }
        for cluster in clusters
    ]


def _line(column: str, values: list[str | None]) -> dict[str, Any]:
    return {"column": column, "values": values, "differs": len({(v or "").strip() for v in values}) > 1}


@acts("migration.decide_duplicates")
def decide_duplicates(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.decide_duplicates", found)
    data = valid(DuplicatesForm(request.POST, data_object=found))
    services.decide_duplicates(request.user, found, **data)
    done(request, "", _("Decided: %(n)s proposals.") % {"n": len(data["clusters"])})
    return back(request, to("duplicates", project, pk=pk))


@acts("migration.exclude")
def exclude(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.exclude", found)
    services.exclude(request.user, found, **valid(ExcludeForm(request.POST)))
    done(request, "", _("Left out; the statement will say so."))
    return back(request, to("duplicates", project, pk=pk))


@acts("migration.include")
def include(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    rows = Exclusion.objects.filter(data_object__in=queries.visible_objects_with_rows(request.user))
    exclusion = get_object_or_404(rows.select_related("data_object__project"), pk=pk, data_object__project=project)
    found = services.include(request.user, exclusion)
    return done(request, to("duplicates", project, pk=found.pk), _("Taken in again."))
