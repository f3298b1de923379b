"""Numbers within a project, and the two small questions that every write here asks."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused


def lock(project: Project) -> None:
    """Two writers must not take one number."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def next_number(rows: Any) -> int:
    return int(rows.aggregate(n=Max("number"))["n"] or 0) + 1


def next_code(rows: Any, letters: str) -> str:
    """The next free code, also after imports: "A-001"."""
    start = f"{letters}-"
    codes = rows.filter(code__startswith=start).values_list("code", flat=True)
    taken = [int(c[len(start) :]) for c in codes if c[len(start) :].isdigit()]
    return f"{start}{max(taken, default=0) + 1:03d}"


def must_have_reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads it later must understand it."))
    return reason.strip()


def must_be_member(person: Any, project: Project) -> None:
    if not access.is_member(person, project):
        raise Refused("outside", _("%(person)s has no place in this project."), person=str(person))
