"""What every page shares: sign-in, the project it is in, the right to see it, one shape for refusals.

`reads("app.noun")` is a page that only shows; `acts("app.verb")` is a page that runs one use case.
Both look up the project named in the URL through what the actor may see, so a stranger gets 404.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from golive.foundation.accounts import access
from golive.foundation.accounts.queries import visible_projects
from golive.foundation.errors import Refused

View = Callable[..., HttpResponse]
LAST_PROJECT = "project"  # in the session: pages that belong to no project keep the menu of the one left
READS: dict[str, Callable[[Any, Any], bool]] = {}


def anybody_signed_in(actor: Any, project: Any) -> bool:
    return bool(actor.is_authenticated)


def reads(name: str, *, permission: Callable[[Any, Any], bool] = access.is_member) -> Callable[[View], View]:
    """A page that only shows. Without a project in its URL, pass the permission explicitly."""

    def wrap(view: View) -> View:
        READS[name] = permission

        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            _enter_project(request, kwargs)
            if not permission(request.user, kwargs.get("project")):
                raise PermissionDenied(name)
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                return refused(request, refusal)

        run.reads = name  # type: ignore[attr-defined]
        return run

    return wrap


def acts(name: str) -> Callable[[View], View]:
    """A page that runs the use case `name`: GET may show its form, POST runs it."""

    def wrap(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            _enter_project(request, kwargs)
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                return refused(request, refusal)
            except ValidationError as error:
                return refused(request, Refused("invalid", " ".join(error.messages)))

        run.use_case_name = name  # type: ignore[attr-defined]
        return run

    return wrap


def _enter_project(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    request.user._places = {}  # memberships are read once per request
    request.project = None  # type: ignore[attr-defined]
    if "project" in kwargs:
        code = kwargs["project"]
        project = visible_projects(request.user).filter(code=code).first()
        if project is None:
            raise Http404(f"no project {code}")
        kwargs["project"] = request.project = project  # type: ignore[attr-defined]
        if not wants_json(request) and request.session.get(LAST_PROJECT) != code:
            request.session[LAST_PROJECT] = code


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Say no where the person is: as JSON, inside the htmx request, or as a message on the page he came from."""
    if wants_json(request):
        return JsonResponse({"problem": refusal.code, "message": refusal.message}, status=409)
    if request.headers.get("HX-Request"):
        return HttpResponse(refusal.message, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, refusal.message)
    return back(request, "/")


def done(request: HttpRequest, to: str, message: str = "") -> HttpResponse:
    """After a use case: say what happened and go where the result is seen."""
    if message:
        messages.success(request, message)
    return HttpResponseRedirect(to)


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Return to the page the form was on, if it is one of ours."""
    came_from = request.POST.get("next") or request.headers.get("Referer", "")
    same = came_from.split("#")[0] == request.build_absolute_uri() and request.method == "GET"
    if came_from and not same and url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(came_from)
    return HttpResponseRedirect(otherwise)


def form_problems(form: Any) -> str:
    """The faults of a form in one line, for a message."""
    lines = [
        f"{form.fields[n].label or n}：{' '.join(e)}" if n in form.fields else " ".join(e)
        for n, e in form.errors.items()
    ]
    return "；".join(lines) or _("The form is not complete.")
