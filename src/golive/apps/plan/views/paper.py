"""The chart on paper: a page to print from, and the PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import paper, queries, services
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs import queries as jobs
from golive.foundation.jobs.rows import row as job_row
from golive.foundation.pages import acts, done, reads

LARGE = 500  # tasks; beyond, the sheets take longer than a page may


@reads("plan.gantt_paper")
def gantt_paper(request: HttpRequest, project: Project) -> HttpResponse:
    if _is_large(project):
        return _to_papers(project)
    return render(request, "plan/paper.html", {"sheets": paper.drawings(project)})


@reads("plan.gantt_pdf")
def gantt_pdf(request: HttpRequest, project: Project) -> HttpResponse:
    if not project.tasks.exists():
        raise Refused("plan_empty", _("There is no plan yet, so there is nothing to print."))
    if _is_large(project):
        return _to_papers(project)
    answer = HttpResponse(paper.gantt_pdf(project), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{project.code}-gantt.pdf"'
    return answer


def _is_large(project: Project) -> bool:
    return project.tasks.count() > LARGE


def _to_papers(project: Project) -> HttpResponse:
    return HttpResponseRedirect(reverse("plan:papers", args=[project.code]))


@reads("plan.papers")
def papers(request: HttpRequest, project: Project) -> HttpResponse:
    """A large plan is printed from its PDF, which is made in the background."""
    mine = jobs.visible(request.user).filter(project=project, kind="plan.paper", actor=request.user).order_by("-id")
    context = {
        "paper": queries.visible_papers(request.user).filter(project=project).first(),
        "job": next((job_row(j, request.user) for j in mine[:1]), None),
        "count": project.tasks.count(),
        "sheets": -(-project.tasks.count() // paper.ROWS),
    }
    return render(request, "plan/papers.html", context)


@acts("plan.ask_paper")
def ask_paper(request: HttpRequest, project: Project) -> HttpResponse:
    services.ask_paper(request.user, project)
    return done(request, reverse("plan:papers", args=[project.code]))
