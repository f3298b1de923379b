"""Before and after on one page, and the report that is issued."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.diagnosis import queries, services
from golive.apps.diagnosis.engine_io import comparison_words as said
from golive.apps.diagnosis.evaluation_paper import evaluation_document, title_of
from golive.apps.diagnosis.forms import ConclusionForm, EvaluationForm
from golive.apps.diagnosis.models import Evaluation
from golive.apps.diagnosis.permissions import may_see
from golive.apps.diagnosis.views.shared import allowed, running, to, tongue, valid
from golive.foundation.accounts.models import Project
from golive.foundation.documents import pdf, word
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _evaluation(request: HttpRequest, project: Project, pk: int) -> Evaluation:
    rows = queries.visible_evaluations(request.user).select_related(
        "project", "before", "after", "objective", "issued_by"
    )
    return get_object_or_404(rows, pk=pk, project=project)


@acts("diagnosis.add_evaluation")
def add_evaluation(request: HttpRequest, project: Project) -> HttpResponse:
    allowed(request, "diagnosis.add_evaluation", project)
    form = EvaluationForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        row = services.add_evaluation(request.user, project, **form.cleaned_data)
        return done(request, row.get_absolute_url(), _("The comparison is being computed; it appears here."))
    context = {"title": _("Begin an evaluation"), "form": form, "back": to("logs", project), "submit": _("Compare")}
    return render(request, "diagnosis/form.html", context, status=422 if form.is_bound else 200)


@reads("diagnosis.evaluation", permission=may_see)
def evaluation(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _evaluation(request, project, pk)
    open_ = row.state != Evaluation.State.ISSUED
    context = {
        "evaluation": row,
        "shown": said.comparison(row.result, tongue()),
        "job": running(request, project, "diagnosis.compare", evaluation_id=row.pk),
        "form": ConclusionForm(instance=row)
        if open_ and may("diagnosis.conclude_evaluation", request.user, row)
        else None,
        "may_issue": row.state == Evaluation.State.COMPUTED and may("diagnosis.issue_evaluation", request.user, row),
        "may_compute": open_ and may("diagnosis.compute_evaluation", request.user, row),
        "crumbs": [{"label": _("Process diagnosis"), "url": to("logs", project)}],
    }
    return render(request, "diagnosis/evaluation.html", context)


@acts("diagnosis.compute_evaluation")
def compute_evaluation(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _evaluation(request, project, pk)
    services.compute_evaluation(request.user, row)
    return done(request, row.get_absolute_url(), _("The comparison is being computed; it appears here."))


@acts("diagnosis.conclude_evaluation")
def conclude_evaluation(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _evaluation(request, project, pk)
    services.conclude_evaluation(request.user, row, **valid(ConclusionForm(request.POST)))
    return done(request, row.get_absolute_url(), _("Saved."))


@acts("diagnosis.issue_evaluation")
def issue_evaluation(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _evaluation(request, project, pk)
    services.issue_evaluation(request.user, row)
    return done(request, row.get_absolute_url(), _("Issued; it does not change any more."))


@reads("diagnosis.evaluation", permission=may_see)
def evaluation_word(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _evaluation(request, project, pk)
    return _file(row, word.docx(evaluation_document(row)), "docx", WORD)


@reads("diagnosis.evaluation", permission=may_see)
def evaluation_pdf(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = _evaluation(request, project, pk)
    return _file(row, pdf.pdf(evaluation_document(row)), "pdf", "application/pdf")


def _file(row: Evaluation, content: bytes, ending: str, kind: str) -> HttpResponse:
    name = f"{title_of(row)}-{row.project.code}{'' if row.is_trial else f'-{row.horizon}'}.{ending}"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
