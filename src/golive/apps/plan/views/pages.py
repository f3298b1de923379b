"""Pages of the plan beyond its lists: the Gantt chart, one's own tasks, and the forms of the planner."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import queries, services
from golive.apps.plan.forms import BaselineForm, ProgressForm
from golive.apps.plan.models import Task
from golive.apps.plan.views import outline
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, back, done, reads
from golive.foundation.use_cases import may


def to(page: str, project: Project, **kwargs: object) -> str:
    return reverse(f"plan:{page}", kwargs={"project": project.code, **kwargs})


@reads("plan.gantt")
def gantt(request: HttpRequest, project: Project) -> HttpResponse:
    """The whole plan; ?scale=day|week|month, ?all=1 unfolds what is done. Rows further down come when they are seen."""
    return render(request, "plan/gantt.html", outline.context(request, project))


@reads("plan.mine")
def mine(request: HttpRequest, project: Project) -> HttpResponse:
    """One's own open tasks, each with the three fields of a report."""
    tasks = list(queries.mine(request.user, project)[:100])
    return render(request, "plan/mine.html", {"tasks": tasks, "percents": [0, 10, 25, 50, 75, 90, 100]})


def _task(request: HttpRequest, project: Project, pk: int) -> Task:
    return get_object_or_404(queries.visible_tasks(request.user), pk=pk, project=project)


@acts("plan.report_progress")
def report_progress(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    task = _task(request, project, pk)
    if not may("plan.report_progress", request.user, task):
        raise PermissionDenied
    form = ProgressForm(_sent(request), initial={"percent": task.percent})
    here = to("tasks-detail", project, pk=pk)
    if form.is_valid():
        reported = services.report_progress(request.user, task, **form.cleaned_data)
        text = _("“%(task)s” is at %(percent)s%%.") % {"task": reported.name, "percent": reported.percent}
        return done(request, to("mine", project) if request.POST.get("mine") else here, text)
    return _form(request, form, f"{_('Report progress')}：{task}", here)


@acts("plan.remove_task")
def remove_task(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    task = _task(request, project, pk)
    beside = outline.neighbour(task)
    services.remove_task(request.user, task)
    if request.headers.get("HX-Request"):
        return outline.answer(request, project, focus=beside)
    return done(request, to("tasks", project), _("The task is removed."))


@acts("plan.unlink_tasks")
def unlink_tasks(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    link = get_object_or_404(queries.visible_links(request.user), pk=pk, succ__project=project)
    task = services.unlink_tasks(request.user, link)
    return done(request, to("tasks-detail", project, pk=task.pk), _("The link is removed."))


@acts("plan.make_from_method")
def make_from_method(request: HttpRequest, project: Project) -> HttpResponse:
    services.make_from_method(request.user, project)
    return done(request, to("gantt", project), _("The plan is made. Check owners and dates, then have it approved."))


@acts("plan.recompute")
def recompute(request: HttpRequest, project: Project) -> HttpResponse:
    services.recompute(request.user, project)
    return back(request, to("gantt", project))


@acts("plan.ask_baseline")
def ask_baseline(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("plan.ask_baseline", request.user, project):
        raise PermissionDenied
    form = BaselineForm(_sent(request))
    if form.is_valid():
        row = services.ask_baseline(request.user, project, **form.cleaned_data)
        text = _("The dates are frozen as B%(number)s and put to the sponsor.") % {"number": row.number}
        return done(request, to("baselines", project), text)
    return _form(request, form, _("Ask for approval of the baseline"), to("baselines", project))


def _sent(request: HttpRequest) -> Any:
    """What was posted, even if that is nothing; None when the form is only shown."""
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, form: Any, title: str, cancel: str) -> HttpResponse:
    context = {"form": form, "title": title, "cancel_url": cancel}
    return render(request, "plan/form.html", context, status=422 if form.is_bound else 200)
