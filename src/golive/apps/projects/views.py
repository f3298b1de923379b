"""Pages of the project's frame: people by party, phases, working days, and the start of a new project."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.projects import engine_io, queries, services
from golive.apps.projects.forms import MovePhase, NameMember, Reason, SetSpecialDay, StartProject
from golive.foundation import clock
from golive.foundation.accounts import services as accounts
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may


def to(page: str, project: Project) -> str:
    return reverse(f"projects:{page}", kwargs={"project": project.code})


@reads("projects.people")
def people(request: HttpRequest, project: Project) -> HttpResponse:
    context = {
        "parties": queries.places_by_party(project),
        "may_name": may("accounts.name_member", request.user, project),
    }
    return render(request, "projects/people.html", context)


@acts("accounts.name_member")
def name_member(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("accounts.name_member", request.user, project):
        raise PermissionDenied
    form = NameMember(request.POST or None, project=project, initial={"party": request.GET.get("party", "")})
    if form.is_valid():
        place = accounts.name_member(request.user, project, **form.cleaned_data)
        return done(request, to("people", project), _("%(person)s is named.") % {"person": place.person})
    return render(
        request,
        "web/form_page.html",
        {"form": form, "grid": True, "title": _("Name a person"), "back": to("people", project)},
    )


@acts("accounts.end_membership")
def end_membership(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    place = get_object_or_404(Membership, pk=pk, project=project)
    if not may("accounts.end_membership", request.user, place):
        raise PermissionDenied
    if request.method == "POST":
        accounts.end_membership(request.user, place)
        return done(request, to("people", project), _("The place ends today; what was done and signed stays."))
    return render(request, "projects/end_membership.html", {"place": place, "back": to("people", project)})


@reads("projects.calendar")
def calendar(request: HttpRequest, project: Project) -> HttpResponse:
    """Phases, special days, and how far the national calendar is known."""
    phases = list(queries.visible_phases(request.user).filter(project=project))
    last = max((p.ends_on for p in phases), default=project.go_live_date)
    context = {
        "phases": phases,
        "special_days": queries.visible_special_days(request.user).filter(project=project),
        "unknown_years": sorted({w.year for w in engine_io.calendar(project).warnings(project.start_date, last)}),
        "may_shape": may("projects.set_special_day", request.user, project),
        "may_halt": may("projects.hold", request.user, project),
        "form": SetSpecialDay(initial={"day": clock.today(project.timezone)}),
    }
    return render(request, "projects/calendar.html", context)


@acts("projects.set_special_day")
def set_special_day(request: HttpRequest, project: Project) -> HttpResponse:
    form = SetSpecialDay(request.POST or None)
    if not may("projects.set_special_day", request.user, project):
        raise PermissionDenied
    if form.is_valid():
        services.set_special_day(request.user, project, **form.cleaned_data)
        return done(request, to("calendar", project), _("The special day is set."))
    return render(
        request,
        "web/form_page.html",
        {"form": form, "grid": True, "title": _("Special day"), "back": to("calendar", project)},
    )


@acts("projects.move_phase")
def move_phase(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    phase = get_object_or_404(queries.visible_phases(request.user), pk=pk, project=project)
    if not may("projects.move_phase", request.user, phase):
        raise PermissionDenied
    form = MovePhase(request.POST or None, initial={"starts_on": phase.starts_on, "ends_on": phase.ends_on})
    if form.is_valid():
        services.move_phase(request.user, phase, **form.cleaned_data)
        return done(
            request, to("calendar", project), _("The phase has moved; duties that are still open move with it.")
        )
    return render(
        request,
        "web/form_page.html",
        {"form": form, "grid": True, "title": phase.name, "back": to("calendar", project)},
    )


@acts("projects.hold")
def hold(request: HttpRequest, project: Project) -> HttpResponse:
    return _change_state(request, project, services.hold, _("Put the project on hold"))


@acts("projects.resume")
def resume(request: HttpRequest, project: Project) -> HttpResponse:
    return _change_state(request, project, services.resume, _("Go on with the project"))


@acts("projects.close")
def close(request: HttpRequest, project: Project) -> HttpResponse:
    return _change_state(request, project, services.close, _("Close the project"))


def _change_state(request: HttpRequest, project: Project, act: Any, title: str) -> HttpResponse:
    """One form with a reason for each of the three."""
    if not may(act.use_case_name, request.user, project):
        raise PermissionDenied
    form = Reason(request.POST or None)
    if form.is_valid():
        act(request.user, project, **form.cleaned_data)
        return done(request, to("calendar", project), str(project.get_state_display()))
    return render(request, "web/form_page.html", {"form": form, "title": title, "back": to("calendar", project)})


@acts("accounts.create_project")
def start(request: HttpRequest) -> HttpResponse:
    """Start a project: name, dates and method; phases are laid out at once."""
    form = StartProject(request.POST or None, actor=request.user, initial=_proposal(request.user))
    if not may("accounts.create_project", request.user, None):
        raise PermissionDenied
    if form.is_valid():
        client = form.cleaned_data.pop("client")
        project = accounts.create_project(request.user, client, language=request.user.language, **form.cleaned_data)
        services.lay_out_phases(request.user, project)
        return done(request, to("people", project), _("The project is started. Name the people of each party now."))
    context = {"form": form, "grid": True, "title": _("Start a project"), "back": "/"}
    return render(
        request, "projects/start.html", context | {"methods": queries.methods_compared(request.user.language)}
    )


def _proposal(actor: Any) -> dict[str, Any]:
    return {"client": actor.organisation_id, "start_date": clock.today()}
