"""Objects, sources, rules, mappings and count sheets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.migration import queries, services
from golive.apps.migration.cards import cards_of, documentation, figures_of, spark
from golive.apps.migration.engine_io import tables
from golive.apps.migration.engine_io.lines import lines_of
from golive.apps.migration.forms import ObjectForm, SignForm
from golive.apps.migration.models import Readiness
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.profile_words import column_in_words
from golive.apps.migration.services.evidence import READY
from golive.apps.migration.targets import describe_target, target_fields
from golive.apps.migration.views.shared import allowed, buttons, news, one_object, posted, steps, to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may


@reads("migration.objects")
def objects(request: HttpRequest, project: Project) -> HttpResponse:
    """The objects in the order in which they are loaded, as cards, and how far each is."""
    cycle = queries.latest_cycle(project)
    found = queries.objects(project)
    cards = cards_of(project, found, cycle)
    certificate = queries.standing_certificate(project)
    context = {
        "cards": cards,
        "cycle": cycle,
        "certificate": certificate,
        "sees_rows": may_see_rows(request.user, project),
        "erp": describe_target(project),
        "kpis": figures_of(project, cards),
        "buttons": _buttons_of_objects(request, project, bool(cards), cycle),
    }
    return render(request, "migration/objects.html", context)


def _buttons_of_objects(request: HttpRequest, project: Any, there: bool, cycle: Any) -> list[dict[str, Any]]:
    more = {"primary": not there}
    choose = buttons(request, project, ("add_objects", _("Choose data objects"), to("add_objects", project), more))
    if not there:
        return choose
    found = [{"label": _("Sources"), "url": to("sources", project)}] if may_see_rows(request.user, project) else []
    if found:
        found.append({"label": _("Stock counts"), "url": to("counts", project)})
    found = [*choose, *found, {"label": _("Collection workbook"), "url": to("collection_workbook", project)}]
    if cycle is not None:
        found.append({"label": str(cycle), "url": to("cycle", project, pk=cycle.pk), "primary": True})
    elif may("migration.open_cycle", request.user, project):
        found.append({"label": _("Open a load cycle"), "url": to("open_cycle", project), "primary": True})
    return found


@reads("migration.object", permission=may_see_rows)
def data_object(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    here = {"pk": pk}
    post: dict[str, Any] = {"post": True}
    standing = list(found.extracts.filter(is_current=True).select_related("source", "taken_by", "file"))
    offered = buttons(
        request,
        found,
        ("profile", _("Profile"), to("profile", project, **here), post),
        ("apply_standard_cleaning", _("Standard cleaning"), to("apply_standard_cleaning", project, **here), post),
        ("check", _("Check now"), to("check", project, **here), {**post, "primary": True}),
    )
    readiness = Readiness.objects.filter(data_object=found).select_related("data_object").first()
    context = {
        "object": found,
        "lines": _lines(request, found) if standing else None,
        "steps": steps(project, found, "object"),
        "job": news(request, found),
        "documentation": documentation(found),
        "extracts": standing,
        "columns": _columns(found),
        "errors": sum(r["rows"] for r in found.by_rule.values() if r["severity"] == "error"),
        "warnings": sum(r["rows"] for r in found.by_rule.values() if r["severity"] == "warning"),
        "unasked": len(found.unasked),
        "undecided": found.clusters.filter(verdict="open").count(),
        "decided": found.clusters.exclude(verdict="open").count(),
        "excluded": found.exclusions.count(),
        "corrections": found.corrections.filter(undone_at=None).count(),
        "proposals": found.proposals.filter(state="open").count(),
        "rules": found.rule_sets.first(),
        "mapping": found.mappings.first(),
        "buttons": offered if standing else _before(request, found),
        "by_field": bool(standing) and may("migration.map_fields", request.user, found),
        "may_edit": found.lines_of_id is None and may("migration.edit_object", request.user, found),
        "readiness": readiness,
        "names": signatures.under([readiness], READY)[readiness.pk] if readiness else [],
        "may_sign": readiness is not None and may("migration.sign_ready", request.user, found),
        "spark": spark(found.scores.filter(origin="extract").order_by("day")),
    }
    return render(request, "migration/object.html", context)


def _lines(request: HttpRequest, found: Any) -> dict[str, Any] | None:
    """The lines that come from a second table: how many there are, those without a record, records without lines; or the
    records, where these are the lines. None where nothing is to be said of it."""
    if found.lines_of is not None:
        broken = found.by_rule.get("lines.record", {}).get("rows", 0)
        return {"records": found.lines_of, "by": "、".join(found.preparation["by"]), "lost": broken, "of": found}
    lines = lines_of(found)
    may_set = may("migration.set_lines", request.user, found)
    if lines is None:
        has = any(each.type == "list" for each in target_fields(found.project, tables.mapping_of(found).target))
        return {"may_set": may_set} if has and may_set else None
    return {
        "lines": lines,
        "by": "、".join(lines.preparation["by"]),
        "lost": lines.by_rule.get("lines.record", {}).get("rows", 0),
        "of": lines,
        "bare": found.by_rule.get("record.lines", {}).get("rows", 0),
        "may_set": may_set,
    }


def _before(request: HttpRequest, found: Any) -> list[dict[str, Any]]:
    """What can be done while no row was taken yet."""
    project = found.project
    more = {"post": True, "confirm": _("Take this object out of the project?")}
    gone = buttons(request, found, ("remove_object", _("Take it out"), to("remove_object", project, pk=found.pk), more))
    workbook = {"label": _("Collection workbook"), "url": f"{to('collection_workbook', project)}?object={found.key}"}
    return [*([workbook] if "template" in found.preparation else []), *gone]


def _columns(found: Any) -> list[dict[str, Any]]:
    """The profile, column by column, with the meaning of the columns."""
    meanings = found.preparation.get("columns", {})
    lang = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return [
        {**column_in_words(column), "meaning": meanings.get(column["name"], {}).get(lang, "")}
        for column in (found.profile or {}).get("columns", [])
    ]


@acts("migration.set_up_objects")
def set_up_objects(request: HttpRequest, project: Project) -> HttpResponse:
    services.set_up_objects(request.user, project)
    return done(request, to("objects", project), _("Set up. Name the owner of each object, then add the sources."))


@acts("migration.edit_object")
def edit_object(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.edit_object", found)
    form = ObjectForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        services.edit_object(request.user, found, **form.cleaned_data)
        return done(request, found.get_absolute_url(), _("Saved."))
    context = {"form": form, "title": str(found), "back": found.get_absolute_url()}
    return render(request, "migration/form.html", context)


profile = posted(
    "profile", one_object, None, lambda project, subject, made: to("object", project, pk=subject.pk) + "#profile",
    lambda made: _("The profile is being made. You may leave this page."),
)  # fmt: skip


sign_ready = posted(
    "sign_ready", one_object, SignForm, lambda project, subject, made: str(subject.get_absolute_url()),
    lambda made: _("Signed: the data may be loaded as it stands."),
)  # fmt: skip
