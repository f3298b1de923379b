"""What somebody holds in the project today: places and duties, as plain data for a letter."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Holder
from golive.foundation.duties.queries import places_of as names_of_places


def places_of(project: Any, person: Any) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(access.current(), project=project, person=person).select_related("department")
    return [
        {
            "party": m.party,
            "role": m.role_title,
            "department": str(m.department or ""),
            "availability": m.availability,
        }
        for m in rows.order_by("id")
    ]


def duties_of(project: Any, person: Any) -> list[dict[str, Any]]:
    """Accountable and responsible only: what he is asked for, not what he is told of."""
    letters: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = Holder.objects.filter(
        assignment__project=project, assignment__switched_off_at=None, person=person, until=None, letter__in=["A", "R"]
    )
    for duty, place, letter in rows.values_list("assignment__duty_id", "assignment__place", "letter"):
        letters[duty, place].add(letter)
    order = {duty: number for number, duty in enumerate(DUTIES)}
    names = names_of_places(project)
    return [
        {"id": duty, "letters": "".join(sorted(found)), "place": names.get(place, "") if place else ""}
        for (duty, place), found in sorted(letters.items(), key=lambda kv: (order.get(kv[0][0], 999), kv[0][1]))
    ]
