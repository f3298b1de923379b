"""The inbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from golive.foundation.notify import services
from golive.foundation.notify.queries import unread, visible
from golive.foundation.pages import acts, anybody_signed_in, done, reads

SHOWN = 50


@reads("notify.inbox", permission=anybody_signed_in)
def inbox(request: HttpRequest) -> HttpResponse:
    """A person's messages, newest first; ?unread=1 leaves the read ones out."""
    found = visible(request.user)
    only_unread = request.GET.get("unread") == "1"
    if only_unread:
        found = found.filter(read_at__isnull=True)
    before = request.GET.get("before", "")
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    rows = list(found[: SHOWN + 1])
    keep = "unread=1&" if only_unread else ""
    next_url = f"?{keep}before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else ""
    first_url = f"{request.path}?{keep}" if before else ""
    return render(
        request,
        "notify/inbox.html",
        {
            "rows": rows[:SHOWN],
            "waiting": unread(request.user),
            "only_unread": only_unread,
            "pager": {"next_url": next_url, "first_url": first_url},
        },
    )


@acts("notify.read")
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and, from its own button, go to where it leads."""
    found = services.read(request.user, get_object_or_404(visible(request.user), pk=pk))
    return done(request, (found.url if "open" in request.POST else "") or reverse("notify:inbox"))


@acts("notify.read_all")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.read_all(request.user, request.user)
    return done(request, reverse("notify:inbox"), _("All messages are marked as read."))
