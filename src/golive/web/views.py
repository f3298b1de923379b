"""The door: everybody starts at his own duties."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from golive.foundation.accounts import services
from golive.foundation.accounts.models import Project
from golive.foundation.accounts.queries import visible_projects
from golive.foundation.pages import acts, anybody_signed_in, back, reads
from golive.foundation.use_cases import may
from golive.web import home as home_page
from golive.web.navigation import address


@reads("web.home", permission=anybody_signed_in)
def home(request: HttpRequest) -> HttpResponse:
    """To the duties in the newest project, or to the list of projects where there are several or none."""
    projects = list(visible_projects(request.user)[:50])
    if len(projects) == 1 and (url := address("web:mine", projects[0])):
        return redirect(url)
    may_start = may("accounts.create_project", request.user, None)
    return render(
        request, "web/projects.html", {"rows": projects, "may_start": may_start, "first_steps": _first_steps(request)}
    )


def _first_steps(request: HttpRequest) -> dict[str, str] | None:
    """Where the administrator of an empty installation begins."""
    if not may("accounts.add_organisation", request.user, None) or Project.objects.exists():
        return None
    return {"label": _("Add organisations and people"), "url": reverse("accounts:organisations"), "icon": "building"}


@reads("web.mine")
def mine(request: HttpRequest, project: Project) -> HttpResponse:
    """What I owe now: the first page of everybody."""
    return render(request, "web/mine.html", home_page.first(request.user, project))


@reads("web.mine_part")
def mine_part(request: HttpRequest, project: Project, part: str) -> HttpResponse:
    """One part of it, for the page to fetch or refresh."""
    if part not in home_page.PARTS:
        raise Http404(part)
    context, template = home_page.PARTS[part]
    return render(request, template, context(request.user, project))


@acts("accounts.choose_language")
def language(request: HttpRequest) -> HttpResponse:
    """Chinese or English, remembered with the person."""
    chosen: Any = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        services.choose_language(request.user, request.user, language=chosen)
        translation.activate(chosen)
    answer = back(request, "/")
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, samesite="Lax")
    return answer
