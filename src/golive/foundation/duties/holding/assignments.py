"""Who answers for each duty when nobody has been named: the first person of its party, department by department."""

from __future__ import annotations

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Party, Project
from golive.foundation.duties.catalogue import Duty
from golive.foundation.duties.holding import holders
from golive.foundation.duties.holding.tailored import Held, held
from golive.foundation.duties.models import Assignment
from golive.foundation.duties.registry import department, module, person

Key = tuple[str, str]  # duty id, place


def members_of(project: Project) -> list[Membership]:
    """Who has a place in the project today, by its own calendar, in order of naming."""
    here = access.current(clock.today(project.timezone))  # where the project is, whoever looks
    rows = Membership.objects.filter(here, project=project, person__is_active=True)
    return list(rows.select_related("person", "department").order_by("id"))


def ensure_assignments(
    project: Project, held_duties: Held | None = None, members: list[Membership] | None = None
) -> list[Assignment]:
    """Every duty the project holds has an assignment wherever it is held; return those.

    Whoever left the project is replaced by the first member of the party; where there is none, nobody is accountable,
    and the matrix shows the gap.
    """
    members = members_of(project) if members is None else members
    wanted = defaults(held_duties or held(project), members)
    rows = {(a.duty_id, a.place): a for a in Assignment.objects.filter(project=project)}
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
    if new or changed:
        holders.follow([*new, *changed], clock.now())
    order = {key: n for n, key in enumerate(wanted)}
    return sorted(
        (a for k, a in [*rows.items(), *((_key(a), a) for a in new)] if k in wanted), key=lambda a: order[_key(a)]
    )


def _key(a: Assignment) -> Key:
    return a.duty_id, a.place


def standing(project: Project) -> list[Assignment]:
    """The assignments that hold now, in the catalogue's order: what `ensure_assignments` returns, read only."""
    wanted = {key: n for n, key in enumerate(defaults(held(project), members_of(project)))}
    rows = Assignment.objects.filter(project=project).select_related("accountable", "switched_off_by")
    return sorted((a for a in rows if _key(a) in wanted), key=lambda a: wanted[_key(a)])


def defaults(held_duties: Held, members: list[Membership]) -> dict[Key, int | None]:
    """(duty, place) → person, for every duty that is held and every place it is held at, in the catalogue's order."""
    found: dict[Key, int | None] = {}
    for duty in held_duties.duties.values():
        places = _places(duty, members, held_duties.modules(duty.id))
        for place in sorted(places):
            found[duty.id, place] = places[place][0].person_id if places[place] else None
    return found


def _places(duty: Duty, members: list[Membership], modules: list[str]) -> dict[str, list[Membership]]:
    mine = [m for m in members if m.party == duty.party]
    match duty.by:
        case "department":
            return _departments(duty, mine, members)
        case "module" if modules:
            return {module(key): mine for key in modules}
        case "person":
            return {person(m.person_id): [m] for m in mine} or {"": []}
    return {"": mine}


def _departments(duty: Duty, mine: list[Membership], members: list[Membership]) -> dict[str, list[Membership]]:
    others = [m for m in members if m.party in (Party.BUSINESS, Party.USER) and m.party != duty.party]
    places: dict[str, list[Membership]] = {}
    for m in [*mine, *others]:
        if m.department_id:
            places.setdefault(department(m.department_id), []).append(m)
    return places or {"": mine}
