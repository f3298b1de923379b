"""Objects, sources, rules, mappings and count sheets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.migration import queries, services
from golive.apps.migration.forms import EncodingForm, ExtractForm, ObjectForm, SignForm, SourceForm, TextForm
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.profile_words import column_in_words
from golive.apps.migration.services.evidence import COUNTED
from golive.apps.migration.targets import describe_target
from golive.apps.migration.views.shared import allowed, buttons, one_object, to, valid
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may


@reads("migration.objects")
def objects(request: HttpRequest, project: Project) -> HttpResponse:
    """The objects in the order in which they are loaded, and how far each is."""
    cycle = queries.latest_cycle(project)
    statements = queries.statements(cycle) if cycle is not None else {}
    undecided = queries.undecided(project)
    run = cycle.runs.filter(kind="load").first() if cycle is not None else None
    rows = [
        {
            "object": each,
            "undecided": undecided.get(each.pk, 0),
            "counts": (run.counts if run is not None else {}).get(each.key, {}),
            "statement": statements.get(each.pk),
        }
        for each in queries.objects(project)
    ]
    certificate = queries.standing_certificate(project)
    context = {
        "rows": rows,
        "cycle": cycle,
        "certificate": certificate,
        "sees_rows": may_see_rows(request.user, project),
        "erp": describe_target(project),
        "buttons": _buttons_of_objects(request, project, bool(rows), cycle),
    }
    return render(request, "migration/objects.html", context)


def _buttons_of_objects(request: HttpRequest, project: Any, there: bool, cycle: Any) -> list[dict[str, Any]]:
    if not there:
        set_up = (
            "set_up_objects",
            _("Set up the data objects"),
            to("set_up_objects", project),
            {"post": True, "primary": True},
        )
        return buttons(request, project, set_up)
    found = [{"label": _("Sources"), "url": to("sources", project)}] if may_see_rows(request.user, project) else []
    if found:
        found.append({"label": _("Stock counts"), "url": to("counts", project)})
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
    standing = found.extracts.filter(is_current=True).select_related("source", "taken_by")
    offered = buttons(
        request,
        found,
        ("profile", _("Profile"), to("profile", project, **here), post),
        ("apply_standard_cleaning", _("Standard cleaning"), to("apply_standard_cleaning", project, **here), post),
        ("check", _("Check now"), to("check", project, **here), {**post, "primary": True}),
    )
    context = {
        "object": found,
        "extracts": standing,
        "columns": _columns(found),
        "errors": queries.open_findings(found).filter(severity="error").count(),
        "warnings": queries.open_findings(found).filter(severity="warning").count(),
        "undecided": found.clusters.filter(verdict="open").count(),
        "decided": found.clusters.exclude(verdict="open").count(),
        "excluded": found.exclusions.count(),
        "corrections": found.corrections.filter(undone_at=None).count(),
        "rules": found.rule_sets.first(),
        "mapping": found.mappings.first(),
        "buttons": offered if standing else [],
        "may_edit": may("migration.edit_object", request.user, found),
    }
    return render(request, "migration/object.html", context)


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


@acts("migration.profile")
def profile(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.profile(request.user, one_object(request, project, pk))
    return done(request, found.get_absolute_url() + "#profile", _("Profiled."))


@acts("migration.save_rules")
def save_rules(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.save_rules", found)
    form = TextForm(request.POST or None, initial={"yaml": found.rule_sets.first().yaml})
    if form.is_valid():
        saved = services.save_rules(request.user, found, **form.cleaned_data)
        return done(request, found.get_absolute_url(), _("Rules version %(n)s is in force.") % {"n": saved.version})
    context = {"form": form, "title": _("Rules of %(object)s") % {"object": found}, "back": found.get_absolute_url()}
    return render(request, "migration/form.html", context)


@acts("migration.map_object")
def map_object(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.map_object", found)
    form = TextForm(request.POST or None, initial={"yaml": found.mappings.first().yaml})
    if form.is_valid():
        saved = services.map_object(request.user, found, **form.cleaned_data)
        return done(request, found.get_absolute_url(), _("Mapping version %(n)s is confirmed.") % {"n": saved.version})
    context = {
        "form": form,
        "title": _("Mapping of %(object)s") % {"object": found},
        "back": found.get_absolute_url(),
        "submit": _("Save and confirm"),
    }
    return render(request, "migration/form.html", context)


@reads("migration.sources", permission=may_see_rows)
def sources(request: HttpRequest, project: Project) -> HttpResponse:
    found = list(
        queries.visible_sources(request.user).filter(project=project).prefetch_related("extracts__data_object")
    )
    rows = [
        {"source": each, "extracts": [e for e in each.extracts.all() if e.is_current], "tables": each.tables.items()}
        for each in found
    ]
    context = {
        "rows": rows,
        "objects": queries.objects(project),
        "form": SourceForm() if may("migration.add_source", request.user, project) else None,
        "encoding_form": EncodingForm(),
    }
    return render(request, "migration/sources.html", context)


@acts("migration.add_source")
def add_source(request: HttpRequest, project: Project) -> HttpResponse:
    allowed(request, "migration.add_source", project)
    services.add_source(request.user, project, **valid(SourceForm(request.POST, request.FILES)))
    return done(request, to("sources", project), _("Kept as it is. Take the extracts from it now."))


@acts("migration.confirm_encoding")
def confirm_encoding(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    source = get_object_or_404(queries.visible_sources(request.user), pk=pk, project=project)
    allowed(request, "migration.confirm_encoding", source)
    services.confirm_encoding(request.user, source, **valid(EncodingForm(request.POST)))
    return done(request, to("sources", project), _("The encoding is confirmed."))


@acts("migration.take_extract")
def take_extract(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    source = get_object_or_404(queries.visible_sources(request.user), pk=pk, project=project)
    allowed(request, "migration.take_extract", source)
    data = valid(ExtractForm(request.POST, project=project))
    found = services.take_extract(request.user, data["data_object"], source=source, table=data["table"])
    return done(request, to("sources", project), _("%(n)s rows were taken.") % {"n": f"{found.rows:,}"})


@reads("migration.counts", permission=may_see_rows)
def counts(request: HttpRequest, project: Project) -> HttpResponse:
    sheets = list(queries.count_sheets(project))
    names = signatures.under(sheets, COUNTED)
    rows = [
        {
            "sheet": sheet,
            "names": names[sheet.pk],
            "may_sign": not names[sheet.pk] and may("migration.sign_stock_count", request.user, sheet),
        }
        for sheet in sheets
    ]
    return render(request, "migration/counts.html", {"rows": rows})


@acts("migration.sign_stock_count")
def sign_stock_count(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    rows = queries.visible_counts(request.user).filter(extract__data_object__project=project)
    sheet = get_object_or_404(rows, pk=pk)
    allowed(request, "migration.sign_stock_count", sheet)
    services.sign_stock_count(request.user, sheet, **valid(SignForm(request.POST)))
    return done(request, to("counts", project), _("The count is signed."))
