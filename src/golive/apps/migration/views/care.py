"""After go-live: what the live records break, by department and rule; clean-ups; stock and ledger."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.apps.migration import queries
from golive.apps.migration.cards import spark
from golive.apps.migration.engine_io import live as reading
from golive.apps.migration.engine_io import tables
from golive.apps.migration.models import CleanUp, LiveFinding, LiveReconciliation
from golive.apps.migration.permissions import may_care, may_see_rows
from golive.apps.migration.suggestions import message_of
from golive.apps.migration.targets import describe_target
from golive.apps.migration.views.shared import one_object, paged, posted, to
from golive.foundation.accounts.models import Project
from golive.foundation.pages import reads
from golive.foundation.use_cases import may

LINES = 300


@reads("migration.live", permission=may_see_rows)
def live(request: HttpRequest, project: Project) -> HttpResponse:
    """Error rates of departments with their trend, and what to correct first."""
    history: dict[int, list[Any]] = {}
    for score in queries.live_scores(project):
        history.setdefault(score.data_object_id, []).append(score)
    objects = [each for each in queries.objects(project) if each.lines_of_id is None]
    context = {
        "rows": [_row(request, project, each, history.get(each.pk, [])) for each in objects],
        "reconciliations": LiveReconciliation.objects.filter(project=project)
        .select_related("by")
        .order_by("-day")[:20],
        "clean_ups": queries.visible_clean_ups(request.user).filter(data_object__project=project)[:20],
        "erp": describe_target(project),
        "sees_rows": True,
        "may_reconcile": may("migration.reconcile_live", request.user, project),
    }
    return render(request, "migration/live.html", context)


def _row(request: HttpRequest, project: Project, each: Any, scores: list[Any]) -> dict[str, Any]:
    last = scores[-1] if scores else None
    asked = reading.translated(each)
    return {
        "object": each,
        "last": last,
        "rate": 1 - last.score if last else None,
        "bar": 1 - each.quality_bar,
        "good": last is not None and last.score >= each.quality_bar,
        "spark": spark(scores),
        "asked": len(asked.rules.rules),
        "left": asked.left,
        "url": to("live_worklist", project, pk=each.pk),
        "may_check": bool(asked.rules.rules) and may("migration.check_live", request.user, each),
    }


@reads("migration.live_worklist", permission=may_see_rows)
def live_worklist(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """What to correct in the ERP, in plain words: which record, which field, what is wrong with it."""
    found = one_object(request, project, pk)
    rules = {rule.id: rule for rule in tables.rules_of(found).rules}
    rows, pager = paged(
        request, found.live_findings.filter(state=LiveFinding.State.OPEN).order_by("severity", "rule", "record"), 40
    )
    last = found.scores.filter(origin="erp").order_by("-day").first()
    context = {
        "object": found,
        "rows": [{"finding": f, "words": message_of(rules.get(f.rule), f.rule)} for f in rows],
        "pager": pager,
        "last": last,
        "by_rule": [
            {"words": message_of(rules.get(name), name), "count": facts["rows"], "severity": facts["severity"]}
            for name, facts in (last.by_rule if last else {}).items()
        ],
        "settled": found.live_findings.filter(state=LiveFinding.State.CORRECTED).count(),
        "may_care": may_care(request.user, found),
        "left": reading.translated(found).left,
    }
    return render(request, "migration/live_worklist.html", context)


def one_clean_up(request: HttpRequest, project: Project, pk: int) -> CleanUp:
    return get_object_or_404(queries.visible_clean_ups(request.user), pk=pk, data_object__project=project)


@reads("migration.clean_up", permission=may_see_rows)
def clean_up(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = one_clean_up(request, project, pk)
    context = {
        "clean_up": found,
        "records": found.records[:LINES],
        "kept": sum(bool(r["answer"]) for r in found.records),
        "may_care": may_care(request.user, found),
    }
    return render(request, "migration/clean_up.html", context)


class CleanUpForm(forms.Form):
    """`records`: one a line, the record's code in the ERP, then a blank, then its name."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
    records = forms.CharField(widget=forms.Textarea)

    def clean_records(self) -> list[dict[str, str]]:
        lines = [line.strip().split(maxsplit=1) for line in self.cleaned_data["records"].splitlines() if line.strip()]
        return [{"id": line[0], "label": line[1] if len(line) > 1 else ""} for line in lines]


def _to_live(project: Any, subject: Any, made: Any) -> str:
    return to("live", project)


def _to_clean_up(project: Any, subject: Any, made: Any) -> str:
    return str(made.get_absolute_url())


check_live = posted("check_live", one_object, None, _to_live, lambda made: _("The live records are being checked."))
reconcile_live = posted("reconcile_live", None, None, _to_live, lambda made: _("The ERP is being asked."))
propose_clean_up = posted(
    "propose_clean_up",
    one_object,
    CleanUpForm,
    _to_clean_up,
    lambda made: _("Proposed. Nothing has happened in the ERP yet."),
)
run_clean_up = posted(
    "run_clean_up", one_clean_up, None, _to_clean_up, lambda made: _("The records are being archived.")
)
undo_clean_up = posted(
    "undo_clean_up", one_clean_up, None, _to_clean_up, lambda made: _("The records are being taken back.")
)
