"""The rule of versions, inside the use cases: what others have seen is never overwritten."""

from __future__ import annotations

from typing import Any

from golive.apps.requirements.models import Requirement, RequirementVersion
from golive.foundation import clock


def locked(requirement: Requirement) -> Requirement:
    """The requirement as it stands, held until the use case ends."""
    return Requirement.objects.select_for_update(of=("self",)).select_related("project").get(pk=requirement.pk)


def is_kept(requirement: Requirement) -> bool:
    """Whether others have seen the present version."""
    return requirement.versions.filter(number=requirement.version).exists()


def keep(actor: Any, requirement: Requirement, note: str = "") -> RequirementVersion:
    """Keep the present text as a version, once."""
    values = {
        "process_id": requirement.process_id,
        "department_id": requirement.department_id,
        "title": requirement.title,
        "text": requirement.text,
        "acceptance": requirement.acceptance,
        "priority": requirement.priority,
        "content_hash": requirement.content_hash,
        "note": note,
        "by": actor,
        "at": clock.now(),
    }
    found, _made = requirement.versions.get_or_create(number=requirement.version, defaults=values)
    return found
