"""Findings, corrections, duplicates and exclusions of one object."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.apps.migration import queries
from golive.apps.migration.forms import CellForm, CorrectForm, ReasonForm, RuleForm
from golive.apps.migration.models import Correction, Finding
from golive.apps.migration.permissions import may_correct, may_see_rows
from golive.apps.migration.suggestions import grouped, overview
from golive.apps.migration.views.shared import news, one_object, paged, part_of, posted, steps, to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import reads


@reads("migration.worklist", permission=may_see_rows)
def worklist(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Rule by rule with what to do about each value; below, the records of the chosen rule, one by one."""
    found = one_object(request, project, pk)
    rule = request.GET.get("rule", "")
    if not rule:
        rule = next((line["rule"] for line in overview(found)), "")
    findings = queries.open_findings(found).order_by("row", "rule")
    rows, pager = paged(request, findings.filter(rule=rule) if rule else findings, 30)
    context = {
        "object": found,
        "steps": steps(project, found, "worklist"),
        "job": news(request, found),
        "groups": grouped(found, most=20, only=rule) if found.checked_at else [],
        "overview": overview(found) if found.checked_at else [],
        "rule": rule,
        "rows": rows,
        "pager": pager,
        "may_correct": may_correct(request.user, found),
    }
    return render(request, "migration/worklist.html", context)


def _to_object(project: Any, subject: Any, made: Any) -> str:
    return str(subject.get_absolute_url())


class ColumnForm(forms.Form):
    column = forms.CharField(max_length=120)
    kind = forms.CharField(max_length=20)
    reason = forms.CharField(required=False, max_length=300)


class GroupedForm(CorrectForm):
    """`group` left out of the request means all groups."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "group" not in self.data:
            data["group"] = None
        return data


check = posted("check", one_object, None, _to_object, lambda made: _("It is being checked. You may leave this page."))
apply_standard_cleaning = posted(
    "apply_standard_cleaning", one_object, None, _to_object, lambda made: _("It is being cleaned and checked again.")
)
apply_suggestions = posted(
    "apply_suggestions", one_object, RuleForm, None, lambda made: _("The suggestions are applied.")
)
correct = posted(
    "correct", one_object, GroupedForm, None,
    lambda made: _("%(n)s records are corrected.") % {"n": len(made.keys) or _("all such")},
)  # fmt: skip
correct_cell = posted("correct_cell", one_object, CellForm, None, lambda made: _("Corrected."))
accept_finding = posted("accept_finding", part_of(Finding), ReasonForm, None, lambda made: _("Accepted as it is."))
transform = posted(
    "transform", one_object, ColumnForm, lambda project, subject, made: to("corrections", project, pk=subject.pk),
    lambda made: _("The column is being cleaned and checked again."),
)  # fmt: skip
undo_correction = posted(
    "undo_correction", part_of(Correction), None,
    lambda project, subject, made: to("corrections", project, pk=subject.data_object_id), lambda made: _("Taken back."),
)  # fmt: skip


@reads("migration.corrections", permission=may_see_rows)
def corrections(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_object(request, project, pk)
    rows, pager = paged(request, found.corrections.select_related("by", "undone_by").order_by("-id"))
    context = {
        "object": found,
        "steps": steps(project, found, "corrections"),
        "job": news(request, found),
        "rows": rows,
        "pager": pager,
        "may_correct": may_correct(request.user, found),
    }
    return render(request, "migration/corrections.html", context)
