"""How records become records of the ERP: fields, value maps, the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.migration import services
from golive.apps.migration.engine_io import tables
from golive.apps.migration.forms import MappingFileForm, SignForm, TextForm
from golive.apps.migration.models import ValueMap
from golive.apps.migration.permissions import may_see_rows
from golive.apps.migration.services.evidence import VALUES
from golive.apps.migration.targets import describe_target, target_fields
from golive.apps.migration.value_maps import columns_of, values_in
from golive.apps.migration.views.shared import (
    allowed,
    difference,
    news,
    one_object,
    part_of,
    posted,
    saved_or_said,
    steps,
    to,
)
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may

MOST_VALUES = 300


@reads("migration.mapping", permission=may_see_rows)
def mapping(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Field by field: where it comes from and what is done on the way; columns that go nowhere; fields left empty."""
    found = one_object(request, project, pk)
    if found.lines_of_id:
        return redirect(to("mapping", project, pk=found.lines_of_id))
    mapped = tables.mapping_of(found)
    columns = [c for e in found.extracts.filter(is_current=True) for c in e.columns]
    read = {column for each in mapped.fields for column in each.reads}
    read |= {column for each in mapped.fields for inner in each.fields for column in inner.reads}
    meanings = found.preparation.get("columns", {})
    offered = target_fields(project, mapped.target)
    known = {each.to for each in mapped.fields}
    labels = {each.name: each.label for each in offered}
    context = {
        "object": found,
        "steps": steps(project, found, "mapping"),
        "job": news(request, found),
        "mapping": mapped,
        "latest": found.mappings.select_related("by").first(),
        "versions": found.mappings.select_related("by")[:12],
        "fields": [_field(each, labels) for each in mapped.fields],
        "unread": [{"name": c, "meaning": meanings.get(c, {})} for c in dict.fromkeys(columns) if c not in read],
        "left": [f for f in offered if f.name not in known],
        "erp": describe_target(project),
        "may_map": may("migration.map_object", request.user, found),
        "by_field": bool(columns) and may("migration.map_fields", request.user, found),
        "difference": difference(request, found.mappings),
        "file_form": MappingFileForm(),
    }
    return render(request, "migration/mapping.html", context)


def way_of(each: Any) -> str:
    """Where a field comes from."""
    if each.lines:
        return _("%(n)s lines") % {"n": len(each.lines)}
    if each.children:
        return _("one line each: %(columns)s") % {"columns": "、".join(c for f in each.fields for c in f.columns)}
    constant = "" if each.columns else f"= {each.constant}"
    return each.template or each.expression or "、".join(each.columns) or constant


STEPS = {
    "trim": gettext_lazy("blanks off"), "upper": gettext_lazy("capitals"), "lower": gettext_lazy("small letters"),
    "half_width": gettext_lazy("half width"), "digits": gettext_lazy("digits only"),
    "squeeze": gettext_lazy("single blanks"), "integer": gettext_lazy("as a whole number"),
    "decimal": gettext_lazy("as a number"), "date": gettext_lazy("as a date"), "boolean": gettext_lazy("as yes or no"),
}  # fmt: skip
"""What happens to a value on its way: the steps and types of engines/migration/mapping.py."""


def _field(each: Any, labels: dict[str, str]) -> dict[str, Any]:
    wanted = [*each.steps, each.type if each.type != "text" else ""]
    done_ = [*(STEPS.get(step, step) for step in wanted), f"× {each.scale}" if each.scale else ""]
    return {
        "to": each.to,
        "label": labels.get(each.to, ""),
        "way": way_of(each),
        "steps": " → ".join(str(step) for step in done_ if step),
        "values": each.values,
        "lookup": each.lookup,
        "default": each.default,
        "required": each.required,
    }


@reads("migration.mapping_file", permission=may_see_rows)
def mapping_file(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The mapping as a file that people read, change and send back."""
    found = one_object(request, project, pk)
    latest = found.mappings.first()
    answer = HttpResponse(latest.yaml if latest is not None else "", content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{project.code}-{found.key}.mapping.yaml"'
    return answer


@acts("migration.map_object")
def map_object(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    allowed(request, "migration.map_object", found)
    latest = found.mappings.first()
    form = TextForm(request.POST or None, initial={"yaml": latest.yaml if latest is not None else ""})

    def save(data: dict[str, Any]) -> HttpResponse:
        saved = services.map_object(request.user, found, **data)
        said = _("Mapping version %(n)s is confirmed.") % {"n": saved.version}
        return done(request, to("mapping", project, pk=pk), said)

    if (answer := saved_or_said(form, save)) is not None:
        return answer
    context = {
        "form": form,
        "title": _("Mapping of %(object)s") % {"object": found},
        "back": to("mapping", project, pk=pk),
        "submit": _("Save and confirm"),
    }
    return render(request, "migration/form.html", context)


@reads("migration.value_maps", permission=may_see_rows)
def value_maps(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Every value map with the values that really occur, what each becomes, and who signed it."""
    found = one_object(request, project, pk)
    rows = list(found.value_maps.select_related("data_object__project"))
    names = signatures.under(rows, VALUES)
    columns = columns_of(found)
    context = {
        "object": found,
        "steps": steps(project, found, "value_maps"),
        "job": news(request, found),
        "maps": [
            {
                "map": row,
                "columns": [column for _of, column in columns.get(row.name, [])],
                "lines": _lines(found, row, columns.get(row.name, [])),
                "names": names[row.pk],
                "may_sign": not names[row.pk] and may("migration.sign_values", request.user, row),
                "may_edit": may("migration.edit_values", request.user, row),
            }
            for row in rows
        ],
    }
    return render(request, "migration/value_maps.html", context)


def _lines(found: Any, row: ValueMap, columns: list[tuple[Any, str]]) -> list[dict[str, Any]]:
    """Values that occur, most frequent first, then entries for values that do not."""
    counted = values_in(columns, MOST_VALUES)
    synonyms = {k: v for _of, c in columns for k, v in found.preparation.get("synonyms", {}).get(c, {}).items()}
    lines = []
    for value, number in counted:
        target = row.entries.get(value)
        offer = row.entries.get(synonyms.get(value, ""), "") if target is None else ""
        lines.append(
            {"value": value, "count": number, "target": target, "offer": offer, "open": value and target is None}
        )
    there = {value for value, _n in counted}
    return lines + [{"value": v, "count": 0, "target": t} for v, t in row.entries.items() if v not in there]


class EntryForm(forms.Form):
    """One line of a value map: `value` becomes `target`."""

    value = forms.CharField(max_length=200)
    target = forms.CharField(max_length=200)


def _to_maps(project: Any, subject: Any, made: Any) -> str:
    return to("value_maps", project, pk=subject.data_object_id)


find = part_of(ValueMap)
sign_values = posted("sign_values", find, SignForm, _to_maps, lambda made: _("The value map is signed."))
edit_values = posted(
    "edit_values", find, EntryForm, _to_maps, lambda made: _("Saved. A changed map asks its owner for a new signature.")
)
import_mapping = posted(
    "import_mapping", one_object, MappingFileForm, lambda project, subject, made: to("mapping", project, pk=subject.pk),
    lambda made: _("Mapping version %(n)s is confirmed.") % {"n": made.version},
)  # fmt: skip
