"""Worklists as workbooks and back; whole columns cleaned after a look at what it would do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.migration import queries
from golive.apps.migration.engine_io import tables, workbooks
from golive.apps.migration.engine_io.preview import preview
from golive.apps.migration.models import Batch
from golive.apps.migration.permissions import may_correct, may_see_rows
from golive.apps.migration.suggestions import message_of
from golive.apps.migration.views.shared import XLSX, news, one_object, part_of, posted, steps, to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import reads
from golive.foundation.words import Words

MOST = 5_000

TRANSFORMATIONS = {
    "trim": gettext_lazy("blanks at the ends removed"),
    "squeeze": gettext_lazy("blanks removed at the ends, one within"),
    "half_width": gettext_lazy("full-width signs made half-width"),
    "upper": gettext_lazy("upper case"),
    "digits": gettext_lazy("digits only"),
    "date": gettext_lazy("dates written as 2026-11-29"),
    "number": gettext_lazy("amounts as plain numbers"),
    "blank_null_like": gettext_lazy("words that mean nothing made blank"),
}


@reads("migration.worklist_file", permission=may_see_rows)
def worklist_file(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The open lines, all or of one rule, as a workbook to fill in."""
    found = one_object(request, project, pk)
    rules = {rule.id: rule for rule in tables.rules_of(found).rules}
    rows = queries.open_findings(found).order_by("row", "rule")
    if asked := request.GET.get("rule"):
        rows = rows.filter(rule=asked)
    lines = [
        (f.row_key, f.column, message_of(rules.get(f.rule), f.rule), f.value or "")
        for f in rows[:MOST]
        if "," not in f.column
    ]
    answer = HttpResponse(workbooks.write(str(found), lines), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{project.code}-{found.key}-worklist.xlsx"'
    return answer


@reads("migration.batch", permission=may_see_rows)
def batch(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """What a workbook would correct, and which of its cells cannot be taken."""
    found = one_batch(request, project, pk)
    context = {
        "batch": found,
        "object": found.data_object,
        "steps": steps(project, found.data_object, "worklist"),
        "lines": found.lines[:200],
        "faults": [{"cell": f["cell"], "words": Words.from_json(f["words"]).render()} for f in found.faults[:500]],
        "may_apply": found.applied_at is None and bool(found.lines) and may_correct(request.user, found),
    }
    return render(request, "migration/batch.html", context)


@reads("migration.columns", permission=may_see_rows)
def columns(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Choose a column and a transformation; see what it would change; then do it."""
    found = one_object(request, project, pk)
    names = list(dict.fromkeys(c for e in found.extracts.filter(is_current=True) for c in e.columns))
    column, kind = request.GET.get("column", ""), request.GET.get("kind", "")
    shown: dict[str, Any] | None = None
    if column in names and kind in TRANSFORMATIONS:
        shown = preview(found, column, kind)
    context = {
        "object": found,
        "steps": steps(project, found, "corrections"),
        "job": news(request, found),
        "names": names,
        "kinds": TRANSFORMATIONS.items(),
        "column": column,
        "kind": kind,
        "preview": shown,
        "may_correct": may_correct(request.user, found),
    }
    return render(request, "migration/columns.html", context)


class UploadForm(forms.Form):
    upload = forms.FileField(label=gettext_lazy("Workbook (.xlsx)"))


one_batch = part_of(Batch)
import_batch = posted(
    "import_batch", one_object, UploadForm, lambda project, subject, made: str(made.get_absolute_url()),
    lambda made: _("Read. Look at it, then take it over."),
)  # fmt: skip
apply_batch = posted(
    "apply_batch", one_batch, None, lambda project, subject, made: to("worklist", project, pk=made.data_object_id),
    lambda made: _("%(n)s cells are corrected; the object is being checked.") % {"n": len(made.lines)},
)  # fmt: skip
