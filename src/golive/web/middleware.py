"""What follows from who is signed in, before any page is made."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation

from golive.foundation.pages import wants_json

Answer = Callable[[HttpRequest], HttpResponse]
FREE = ("/account/", "/language/", "/i18n/")  # what somebody may do before he has a password of his own


def own_language(get_response: Answer) -> Answer:
    """A person reads his own language on every device; LocaleMiddleware has chosen by cookie or browser for others."""

    def run(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return run


def own_password(get_response: Answer) -> Answer:
    """Whoever signed in with a one-time password chooses his own before anything else."""

    def run(request: HttpRequest) -> HttpResponse:
        waits = request.user.is_authenticated and request.user.must_change_password
        if waits and not request.path.startswith(FREE):
            if wants_json(request):
                return JsonResponse({"problem": "must_change_password"}, status=403)
            return HttpResponseRedirect(reverse("account_change_password"))
        return get_response(request)

    return run
