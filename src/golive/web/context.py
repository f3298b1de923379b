"""What base.html needs on every page."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts.queries import visible_projects
from golive.web.navigation import menu


def shell(request: Any) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "project": None, "projects": []}
    return {
        "nav": menu(request),
        "project": getattr(request, "project", None),
        "projects": visible_projects(user)[:20],
    }
