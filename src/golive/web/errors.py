"""Error pages: what happened, what was kept, what to do next."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from golive.foundation.pages import wants_json

log = logging.getLogger("golive.web")


def _answer(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"problem": status, **context}, status=status)
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    trace = secrets.token_hex(4)
    log.error("error %s at %s", trace, request.path)
    if wants_json(request):
        return JsonResponse({"problem": 500, "trace": trace}, status=500)
    # Without the request: the database that failed must not be asked for the menu again.
    return HttpResponse(render_to_string("500.html", {"trace": trace}), status=500)
