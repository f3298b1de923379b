"""Who may change people, organisations and places in projects."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project


def may_administer(actor: Any, subject: Any = None) -> bool:
    """The installation's administrator: accounts and organisations, not the content of projects."""
    return bool(getattr(actor, "is_system", False) or (actor.is_authenticated and actor.is_superuser))


def may_steer_account(actor: Any, person: Any) -> bool:
    """Any account of a person; the product's own can never sign in."""
    return may_administer(actor) and not getattr(person, "is_system", False)


def may_create_project(actor: Any, subject: Any = None) -> bool:
    """Anybody of a company, and the administrator, may start a project; he becomes its project manager."""
    return bool(actor.is_authenticated and actor.is_active and (actor.organisation_id or actor.is_superuser))


def may_view(actor: Any, project: Project) -> bool:
    return access.is_member(actor, project)


def may_staff(actor: Any, subject: Any) -> bool:
    """The project manager names the people; the sponsor may as well."""
    project = getattr(subject, "project", subject)
    return access.stands_for(actor, project, Party.PM, Party.SPONSOR)


def may_edit_self(actor: Any, subject: Any) -> bool:
    return bool(actor.is_authenticated and actor.pk == subject.pk)
