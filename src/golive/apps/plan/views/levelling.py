"""Levelling: start it, look at what it proposes, take all of it, some or none."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import queries, services
from golive.apps.plan.models import Levelling
from golive.foundation.accounts.models import Project
from golive.foundation.pages import acts, done


def to(page: str, project: Project, **kwargs: object) -> str:
    return reverse(f"plan:{page}", kwargs={"project": project.code, **kwargs})


def _number(text: Any, otherwise: int) -> int:
    return int(text) if str(text).isdecimal() else otherwise


@acts("plan.level")
def level(request: HttpRequest, project: Project) -> HttpResponse:
    seconds, seed = _number(request.POST.get("seconds"), 10), _number(request.POST.get("seed"), 1)
    services.level(request.user, project, seconds=seconds, seed=seed)
    return done(request, to("people", project), _("Levelling runs. The plan does not move before you accept a move."))


@acts("plan.check_load")
def check_load(request: HttpRequest, project: Project) -> HttpResponse:
    look = services.check_load(request.user, project)
    if not look.over:
        text = _("On record: nobody is overbooked in the next four weeks.")
    else:
        n = len({o["person"] for o in look.over})
        text = _("On record: people overbooked in the next four weeks: %(n)s. Level the plan or change it.") % {"n": n}
    return done(request, to("people", project), text)


@acts("plan.reset_levelling")
def reset_levelling(request: HttpRequest, project: Project) -> HttpResponse:
    services.reset_levelling(request.user, project)
    return done(request, to("people", project), _("Levelling is taken back; the dates come from the links alone."))


def _levelling(request: HttpRequest, project: Project, pk: int) -> Levelling:
    return get_object_or_404(queries.visible_levellings(request.user), pk=pk, project=project)


@acts("plan.accept_moves")
def accept_moves(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The ticked moves and people, or with the button "all" every one."""
    row = _levelling(request, project, pk)
    everything = "all" in request.POST
    taken = [m["task"] for m in row.moves if everything or str(m["task"]) in request.POST.getlist("task")]
    staffed = [s["task"] for s in row.staffing if everything or str(s["task"]) in request.POST.getlist("person")]
    tasks = queries.visible_tasks(request.user).filter(project=project)
    services.accept_moves(request.user, row, taken=tasks.filter(pk__in=taken), staffed=tasks.filter(pk__in=staffed))
    return done(
        request,
        to("levellings-detail", project, pk=pk),
        _("What you accepted is in the plan; whom it concerns was told."),
    )
