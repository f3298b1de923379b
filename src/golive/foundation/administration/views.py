"""Pages of the installation's administrator. He sees accounts, and no project without a place in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from golive.foundation.accounts import services
from golive.foundation.accounts.models import User
from golive.foundation.accounts.permissions import may_administer
from golive.foundation.accounts.signin import one_time_password
from golive.foundation.administration import queries
from golive.foundation.administration.forms import DepartmentForm, OrganisationForm, PeopleFilter, PersonForm
from golive.foundation.pages import acts, done, reads

SHOWN = 50


@reads("accounts.organisations", permission=may_administer)
def organisations(request: HttpRequest) -> HttpResponse:
    rows = queries.visible_organisations(request.user)
    columns = [_("Organisation"), _("Kind"), _("Departments"), _("People"), ""]
    context = {"rows": rows, "columns": [{"label": c} for c in columns]}
    return render(request, "administration/organisations.html", context)


@acts("accounts.add_organisation")
def add_organisation(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        made = services.add_organisation(request.user, None, **form.cleaned_data)
        return done(request, reverse("accounts:organisations"), _("%(name)s is added.") % {"name": made.name})
    return _form(request, form, _("Add an organisation"), "accounts:organisations")


@acts("accounts.add_department")
def add_department(request: HttpRequest, pk: int) -> HttpResponse:
    _only_administrators(request)
    organisation = get_object_or_404(queries.visible_organisations(request.user), pk=pk)
    form = DepartmentForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        made = services.add_department(request.user, organisation, **form.cleaned_data)
        return done(request, reverse("accounts:organisations"), _("%(name)s is added.") % {"name": made.name})
    title = _("Add a department to %(organisation)s") % {"organisation": organisation}
    return _form(request, form, title, "accounts:organisations")


@reads("accounts.people", permission=may_administer)
def people(request: HttpRequest) -> HttpResponse:
    """Newest account first, fifty a page by key."""
    form = PeopleFilter(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.search(queries.visible_people(request.user), text)
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    rows = list(found[: SHOWN + 1])
    kept = urlencode({"q": text} if text else {})
    columns = [_("Full name"), _("Sign-in name"), _("Organisation"), _("Last signed in"), _("State"), ""]
    context = {
        "rows": rows[:SHOWN],
        "columns": [{"label": c} for c in columns],
        "filter_form": form,
        "reset_url": request.path if text else "",
        "pager": {
            "first_url": f"?{kept}" if before else "",
            "next_url": f"?{kept}&before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
        },
    }
    return render(request, "administration/people.html", context)


@acts("accounts.add_person")
def add_person(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    form = PersonForm(request.POST or None, initial={"organisation": request.GET.get("organisation")})
    if form.is_valid():
        password, values = one_time_password(), dict(form.cleaned_data)
        organisation = values.pop("organisation")
        made = services.add_person(request.user, organisation, **values, password=password, one_time=True)
        return _password(request, made, password)
    return _form(request, form, _("Add a person"), "accounts:people")


@acts("accounts.disable_person")
@require_POST
def disable_person(request: HttpRequest, pk: int) -> HttpResponse:
    changed = services.disable_person(request.user, _person(request, pk))
    message = _("%(person)s cannot sign in any more and is signed out everywhere.") % {"person": changed}
    return done(request, reverse("accounts:people"), message)


@acts("accounts.enable_person")
@require_POST
def enable_person(request: HttpRequest, pk: int) -> HttpResponse:
    changed = services.enable_person(request.user, _person(request, pk))
    return done(request, reverse("accounts:people"), _("%(person)s can sign in again.") % {"person": changed})


@acts("accounts.reset_password")
@require_POST
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    password = one_time_password()
    return _password(request, services.reset_password(request.user, _person(request, pk), password=password), password)


def _only_administrators(request: HttpRequest) -> None:
    """The form itself is not for others; the use case refuses them as well."""
    if not may_administer(request.user):
        raise PermissionDenied


def _person(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(queries.visible_people(request.user), pk=pk)


@never_cache
def _password(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """The one time that the password is shown: it is kept nowhere but as a hash."""
    return render(request, "administration/password.html", {"person": person, "password": password})


def _form(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    return render(request, "administration/form.html", {"form": form, "title": title, "back": reverse(back)})
