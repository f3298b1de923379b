"""What base.html needs on every page."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from golive.foundation.accounts import access
from golive.foundation.accounts.queries import visible_projects
from golive.foundation.pages import LAST_PROJECT, READS
from golive.web.navigation import menu, tabs


def shell(request: Any) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "project": None, "projects": []}
    projects = list(visible_projects(user)[:20])
    project = getattr(request, "project", None) or _last(request, projects)
    return {
        "nav": menu(request, project),
        "tabs": tabs(request, project),
        "project": project,
        "projects": [
            {"name": p.name, "url": reverse("web:mine", kwargs={"project": p.code}), "active": p == project}
            for p in projects
        ],
        "me": {"name": str(user), "role": _role(user, project), "links": _links(user)},
        "bell": _bell(user),
    }


def _last(request: Any, projects: list[Any]) -> Any:
    """The project one comes from keeps its menu on pages that belong to none, such as the inbox."""
    if len(projects) == 1:
        return projects[0]
    code = request.session.get(LAST_PROJECT)
    return next((p for p in projects if p.code == code), None)


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
        {"label": _("Mail server"), "url": reverse("dispatch:mail_server"), "icon": "send"},
    ]


def _bell(user: Any) -> dict[str, Any] | None:
    try:
        url = reverse("notify:inbox")
    except NoReverseMatch:
        return None
    from golive.foundation.notify.queries import unread

    return {"count": unread(user), "url": url}
