"""The service: who may call it, how it says no, and what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.security import django_auth

from golive.api.acts import router as acts
from golive.api.me import router as me


def for_signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view, assigned=())  # the library's view is a partial, which has no name
    def run(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return unknown(request)
        return view(request, **kwargs)

    return run


# Signed in as in the pages: by session, and with the CSRF token for everything that changes data.
service = NinjaAPI(
    title="GoLive", version="1", urls_namespace="api", auth=django_auth, docs_url=None, docs_decorator=for_signed_in
)
service.add_router("", me, tags=["me"])
service.add_router("projects/{project}", acts, tags=["acts"])
for layer, names in (("foundation", settings.FOUNDATION), ("apps", settings.APPS)):
    for name in names:
        module = f"golive.{layer}.{name}"
        if apps.is_installed(module) and find_spec(f"{module}.api"):
            part = import_module(f"{module}.api")
            service.add_router("projects/{project}", part.router, tags=[name])
            if hasattr(part, "everywhere"):  # what is asked of all projects together
                service.add_router("", part.everywhere, tags=[name])


def _no(status: int, code: str, message: str) -> HttpResponse:
    return JsonResponse({"problem": code, "message": message}, status=status, json_dumps_params={"ensure_ascii": False})


@service.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    return _no(401, "signed_out", _("Sign in first."))


@service.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    return _no(
        403, "forbidden", _("This page or action belongs to another role, party or project. Nothing was changed.")
    )


@service.exception_handler(Http404)
def missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return _no(404, "not_found", _("There is nothing at this address"))
