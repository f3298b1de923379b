"""Who answers for the project."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused


def sponsor_for(actor: Any, project: Project) -> Any:
    """Whoever asks, if he is a sponsor himself, else the first one named."""
    sponsors = access.people_as(project, Party.SPONSOR)
    if not sponsors:
        raise Refused("nobody_decides", _("The project has no sponsor who could decide. Name one, then ask again."))
    return actor if actor in sponsors else sponsors[0]
