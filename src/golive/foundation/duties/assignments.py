"""Who answers for each duty when nobody has been named: the first person of its party, department by department."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Party, Project
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.models import Assignment
from golive.foundation.duties.registry import department

Key = tuple[str, str]  # duty id, place


def members_of(project: Project) -> list[Membership]:
    """Who has a place in the project today, in order of naming."""
    rows = Membership.objects.filter(access.current(), project=project, person__is_active=True)
    return list(rows.select_related("person", "department").order_by("id"))


def ensure_assignments(project: Project, members: list[Membership] | None = None) -> list[Assignment]:
    """Every duty of the catalogue has an assignment; return those that hold.

    Whoever left the project is replaced by the first member of the party; where there is none, nobody is accountable,
    and the matrix shows the gap.
    """
    members = members_of(project) if members is None else members
    rows = {(a.duty_id, a.place): a for a in Assignment.objects.filter(project=project)}
    wanted = defaults(members)
    new = [
        Assignment(project=project, duty_id=duty_id, place=place, accountable_id=person)
        for (duty_id, place), person in wanted.items()
        if (duty_id, place) not in rows
    ]
    here = {m.person_id for m in members}
    changed = []
    for key, row in rows.items():
        if key in wanted and row.accountable_id != wanted[key] and not (row.named and row.accountable_id in here):
            row.accountable_id, row.named = wanted[key], False
            changed.append(row)
    if new:
        Assignment.objects.bulk_create(new)
    if changed:
        Assignment.objects.bulk_update(changed, ["accountable", "named"])
    return holding([*rows.values(), *new])


def holding(rows: Iterable[Assignment]) -> list[Assignment]:
    """Without the stand-in for "no department yet" once departments have people."""
    kept = [a for a in rows if a.duty_id in DUTIES]
    divided = {a.duty_id for a in kept if a.place}
    order = {duty_id: n for n, duty_id in enumerate(DUTIES)}
    alive = [a for a in kept if a.place or a.duty_id not in divided]
    return sorted(alive, key=lambda a: (order[a.duty_id], a.place))


def defaults(members: list[Membership]) -> dict[Key, int | None]:
    """(duty, place) → person, for every duty of the catalogue."""
    found: dict[Key, int | None] = {}
    for duty in DUTIES.values():
        for place, candidates in _places(duty, members).items():
            found[duty.id, place] = candidates[0].person_id if candidates else None
    return found


def _places(duty: Duty, members: list[Membership]) -> dict[str, list[Membership]]:
    mine = [m for m in members if m.party == duty.party]
    if not duty.by_department:
        return {"": mine}
    others = [m for m in members if m.party in (Party.BUSINESS, Party.USER) and m.party != duty.party]
    places: dict[str, list[Membership]] = {}
    for m in [*mine, *others]:
        if m.department_id:
            places.setdefault(department(m.department_id), []).append(m)
    return places or {"": mine}


def place_names(project: Project, members: Iterable[Any]) -> dict[str, str]:
    """What the places of a project are called."""
    return {department(m.department_id): str(m.department) for m in members if m.department_id}
