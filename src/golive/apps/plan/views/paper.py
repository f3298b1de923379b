"""The chart on paper: a page to print from, and the PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import paper
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import reads


@reads("plan.gantt_paper")
def gantt_paper(request: HttpRequest, project: Project) -> HttpResponse:
    return render(request, "plan/paper.html", {"sheets": paper.drawings(project)})


@reads("plan.gantt_pdf")
def gantt_pdf(request: HttpRequest, project: Project) -> HttpResponse:
    if not project.tasks.exists():
        raise Refused("plan_empty", _("There is no plan yet, so there is nothing to print."))
    answer = HttpResponse(paper.gantt_pdf(project), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{project.code}-gantt.pdf"'
    return answer
