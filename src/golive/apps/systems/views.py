"""Pages of the systems: environments with their checks, backups and drills."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.systems import pace, queries, services
from golive.apps.systems.forms import EnvironmentForm, PaceForm, TuningForm
from golive.apps.systems.models import Environment
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs import queries as jobs
from golive.foundation.jobs.rows import row
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may
from golive.foundation.words import Words


@reads("systems.environments")
def environments(request: HttpRequest, project: Project) -> HttpResponse:
    rows = list(queries.visible(request.user).filter(project=project))
    context = {
        "rows": [(e, queries.is_green(e)) for e in rows],
        "jobs": _jobs(request, project),
        "may_add": may("systems.add_environment", request.user, project),
        "drills": queries.visible_drills(request.user).filter(project=project)[:10],
    }
    return render(request, "systems/environments.html", context)


def _jobs(request: HttpRequest, project: Project) -> list[dict[str, Any]]:
    rows = jobs.visible(request.user).filter(project=project, kind__startswith="systems.").order_by("-id")
    return [row(j, request.user) for j in rows[:3]]


@reads("systems.environment")
def environment(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = _environment(request, project, pk)
    context = {
        "environment": found,
        "checks": [(c, Words.from_json(c.detail)) for c in queries.newest_checks(found)],
        "backups": queries.visible_backups(request.user).filter(environment=found).prefetch_related("drills")[:10],
        "jobs": _jobs(request, project),
        "may_run": may("systems.install", request.user, found),
        "may_back_up": may("systems.back_up", request.user, found),
    }
    return render(request, "systems/environment.html", context)


def _environment(request: HttpRequest, project: Project, pk: int) -> Environment:
    return get_object_or_404(queries.visible(request.user), pk=pk, project=project)


@acts("systems.add_environment")
def add_environment(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("systems.add_environment", request.user, project):
        raise PermissionDenied
    form = EnvironmentForm(request.POST or None, initial={"company": project.client.name})
    if form.is_valid():
        made = services.add_environment(request.user, project, **form.cleaned_data)
        return done(request, made.get_absolute_url(), _("The environment is planned. Install it when you are ready."))
    back = reverse("systems:environments", kwargs={"project": project.code})
    return render(request, "web/form_page.html", {"form": form, "title": _("Add an environment"), "back": back})


@acts("systems.install")
def install(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.install(request.user, _environment(request, project, pk))
    return done(request, found.get_absolute_url(), _("The installation runs; leaving the page does not stop it."))


@acts("systems.start")
def start(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.start(request.user, _environment(request, project, pk))
    return done(request, found.get_absolute_url(), _("The ERP runs."))


@acts("systems.stop")
def stop(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.stop(request.user, _environment(request, project, pk))
    return done(request, found.get_absolute_url(), _("The ERP is stopped."))


@acts("systems.check")
def check(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = services.check(request.user, _environment(request, project, pk))
    return done(request, found.get_absolute_url(), _("Looked at now."))


@acts("systems.back_up")
def back_up(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    made = services.back_up(request.user, _environment(request, project, pk))
    return done(request, made.environment.get_absolute_url(), _("Backed up: %(rows)s rows.") % {"rows": made.rows})


@acts("systems.drill")
def drill(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    backup = get_object_or_404(queries.visible_backups(request.user), pk=pk, project=project)
    services.drill(request.user, backup)
    return done(request, backup.environment.get_absolute_url(), _("The drill runs; its result stays as evidence."))


@reads("systems.performance")
def performance(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """How quickly the ERP answered this month and the one before, what is slow, and whether what was done helped."""
    found = _environment(request, project, pk)
    month, spots = pace.two_months(found)
    context = {
        "environment": found,
        "month": month,
        "spots": spots,
        "proofs": pace.proofs(found),
        "months": found.months_of_pace.select_related("by")[:12],
        "limit": f"{pace.SLOW_MS:,}",
        "tuning_form": TuningForm(initial={"operation": spots[0].operation} if spots else None),
        "pace_form": PaceForm(),
        "may_run": may("systems.tune", request.user, found),
        "may_close": may("systems.close_pace", request.user, found),
        "crumbs": [{"label": found.name, "url": found.get_absolute_url()}],
    }
    return render(request, "systems/performance.html", context)


def _pace_page(environment: Environment) -> str:
    return reverse("systems:performance", kwargs={"project": environment.project.code, "pk": environment.pk})


@acts("systems.tune")
def tune(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = _environment(request, project, pk)
    if not may("systems.tune", request.user, found):
        raise PermissionDenied
    form = TuningForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.tune(request.user, found, **form.cleaned_data)
    return done(
        request, _pace_page(found), _("Recorded. Whether it helped shows after thirty looks, about five hours.")
    )


@acts("systems.close_pace")
def close_pace(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    found = _environment(request, project, pk)
    if not may("systems.close_pace", request.user, found):
        raise PermissionDenied
    form = PaceForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.close_pace(request.user, found, **form.cleaned_data)
    return done(request, _pace_page(found), _("The month is concluded and stays as evidence."))
