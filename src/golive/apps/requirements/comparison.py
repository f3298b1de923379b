"""What changed between two versions of a requirement, field by field."""

from __future__ import annotations

from golive.apps.requirements.models import RequirementVersion
from golive.foundation.differences import Change, pieces

FIELDS = ("title", "text", "acceptance", "process", "department", "priority")


def changes(old: RequirementVersion, new: RequirementVersion) -> list[Change]:
    """The fields that differ, each with its pieces in reading order."""
    found = []
    for name in FIELDS:
        before, after = _shown(old, name), _shown(new, name)
        if before != after:
            label = old.requirement._meta.get_field(name).verbose_name
            found.append(Change(label, pieces(before, after)))
    return found


def _shown(version: RequirementVersion, name: str) -> str:
    return str(version.get_priority_display()) if name == "priority" else str(getattr(version, name))
