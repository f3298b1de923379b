"""Who may be in a robot's group: at most everybody of the project, so at least one of them must not be told too much."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Membership


def everybody_inside(project: Any) -> bool:
    """Whether every present member stands for a party of the client's own, to whom the client's business is open."""
    rows = Membership.objects.filter(access.current(), project=project, person__is_active=True)
    inside = {p.value for p in INSIDE}
    places: dict[int, set[str]] = {}
    for person, party in rows.values_list("person_id", "party"):
        places.setdefault(person, set()).add(party)
    return all(parties & inside for parties in places.values())
