"""What follows from who is signed in, before any page is made."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation

from golive.foundation import clock
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


SEEN_EVERY = 300  # seconds; the list of sessions need not know better, and a page that only shows should not write


class SessionsSeen(UserSessionsMiddleware):  # type: ignore[misc]
    """Notes when and where a session was last used, at most every five minutes; the library does at every request."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = int(clock.machine().timestamp())
        seen = request.session.get("seen", {})
        address = request.META.get("REMOTE_ADDR", "")
        if seen.get("from") == address and now - seen.get("at", 0) < SEEN_EVERY:
            return self.get_response(request)
        if request.user.is_authenticated:
            request.session["seen"] = {"at": now, "from": address}
        return super().__call__(request)
