"""Who calls, and where he takes part."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from golive.foundation.accounts import access
from golive.foundation.accounts.queries import visible_projects
from golive.foundation.pages import anybody_signed_in, reads

router = Router()


class MeOut(Schema):
    username: str
    name: str
    organisation: str
    language: str
    administrator: bool


class ProjectOut(Schema):
    code: str
    name: str
    client: str
    state: str
    start_date: date
    go_live_date: date
    parties: list[str]  # the letters of the parties for which the caller stands


@router.get("me", url_name="me", response=MeOut)
@reads("accounts.me", permission=anybody_signed_in)
def me(request: HttpRequest) -> dict[str, Any]:
    """The signed-in person."""
    user: Any = request.user
    return {
        "username": user.username,
        "name": str(user),
        "organisation": str(user.organisation or ""),
        "language": user.language,
        "administrator": user.is_superuser,
    }


@router.get("projects", url_name="projects", response=list[ProjectOut])
@reads("accounts.projects", permission=anybody_signed_in)
def projects(request: HttpRequest) -> list[dict[str, Any]]:
    """The projects in which the caller has a place, newest first."""
    rows = list(visible_projects(request.user))
    stands: dict[int, set[str]] = {p.pk: set() for p in rows}
    for place in access.places_of(request.user, rows):
        stands[place.project_id].add(place.party)
    return [
        {
            "code": p.code,
            "name": p.name,
            "client": str(p.client),
            "state": p.state,
            "start_date": p.start_date,
            "go_live_date": p.go_live_date,
            "parties": sorted(stands[p.pk]),
        }
        for p in rows
    ]
