"""What base.html needs on every page."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from golive.foundation.accounts import access
from golive.foundation.accounts.queries import visible_projects
from golive.foundation.pages import READS
from golive.web.navigation import menu, tabs


def shell(request: Any) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "project": None, "projects": []}
    project = getattr(request, "project", None)
    return {
        "nav": menu(request),
        "tabs": tabs(request),
        "project": project,
        "projects": [
            {"name": p.name, "url": reverse("web:mine", kwargs={"project": p.code}), "active": p == project}
            for p in visible_projects(user)[:20]
        ],
        "me": {"name": str(user), "role": _role(user, project), "links": _links(user)},
        "bell": _bell(user),
    }


def _role(user: Any, project: Any) -> str:
    places = access.memberships(user, project) if project is not None else []
    return places[0].role_title if places else str(user.organisation or "")


def _links(user: Any) -> list[dict[str, Any]]:
    """What the account menu offers beyond one's own account."""
    if not READS["accounts.people"](user, None):
        return []
    return [
        {"label": _("Organisations"), "url": reverse("accounts:organisations"), "icon": "building"},
        {"label": _("People"), "url": reverse("accounts:people"), "icon": "users"},
    ]


def _bell(user: Any) -> dict[str, Any] | None:
    try:
        url = reverse("notify:inbox")
    except NoReverseMatch:
        return None
    from golive.foundation.notify.queries import unread

    return {"count": unread(user), "url": url}
