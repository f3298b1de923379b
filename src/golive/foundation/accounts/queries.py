"""Reads of people and projects. Each starts from what the actor may see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Project, User


def visible_projects(actor: Any) -> QuerySet[Project]:
    return access.projects_of(actor).select_related("client")


def visible_members(actor: Any) -> QuerySet[Membership]:
    return Membership.objects.filter(project__in=access.projects_of(actor)).select_related(
        "person__organisation", "department"
    )


def system_actor() -> User:
    """The product itself, for what happens by schedule. Made on first need; it has no usable password."""
    user, made = User.objects.get_or_create(
        username=access.SYSTEM, defaults={"display_name": "GoLive", "is_system": True, "is_active": False}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
