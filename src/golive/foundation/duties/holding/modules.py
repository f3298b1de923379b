"""By whom duties are held, the modules of an ERP that somebody may answer for, and the names of all places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation.duties.registry import department, module, person
from golive.foundation.words import Words

MODULES = {
    "sales": _("Sales"),
    "purchasing": _("Purchasing"),
    "stock": _("Stock"),
    "production": _("Production"),
    "accounting": _("Accounting"),
    "staff": _("Staff"),
}

HELD_BY = {
    "project": _("The whole project"),
    "department": _("Each department"),
    "module": _("Each module"),
    "person": _("Each person of the party"),
}


def place_words(members: Iterable[Any]) -> dict[str, Words]:
    """Place → what it is called, of every place somebody could hold a duty at."""
    found = {module(key): Words.of(name) for key, name in MODULES.items()}
    for m in members:
        found[person(m.person_id)] = Words.of(str(m.person))
        if m.department_id:
            found[department(m.department_id)] = Words.of(str(m.department))
    return found
