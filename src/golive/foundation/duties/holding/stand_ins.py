"""Reads of covers: who is away now, who will be, and who stands in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from golive.foundation import clock, use_cases
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Assignment, Cover

PAST = 20


def visible_covers(actor: Any) -> QuerySet[Cover]:
    """Everybody of a project sees who is away and who stands in."""
    rows = Cover.objects.filter(project__in=access.projects_of(actor))
    return rows.select_related("project", "person", "stand_in", "by")


def covers_context(actor: Any, project: Any) -> dict[str, Any]:
    """`groups` for the page: away now, coming, over."""
    today = clock.today(project.timezone)
    leads = access.stands_for(actor, project, Party.PM, Party.SPONSOR)
    groups: dict[str, list[dict[str, Any]]] = {"now": [], "coming": [], "over": []}
    for row in visible_covers(actor).filter(project=project):
        over = row.ended_at is not None or row.last_day < today
        key = "over" if over else "coming" if row.first_day > today else "now"
        near = leads or actor.pk in (row.person_id, row.stand_in_id, row.by_id)
        groups[key].append(
            {
                "row": row,
                "duties": [DUTIES[d] for d in row.duty_ids if d in DUTIES],
                "reason": row.reason if near else "",  # why somebody is away is not for everybody
                "may_end": not over and use_cases.may("duties.end_cover", actor, row),
                "mine": actor.pk == row.stand_in_id,
            }
        )
    groups["now"].sort(key=lambda c: c["row"].last_day)
    groups["coming"].sort(key=lambda c: c["row"].first_day)
    groups["over"] = groups["over"][:PAST]
    return {"groups": groups, "leads": leads}


def own_duties(project: Any, person: Any) -> list[tuple[str, str]]:
    """What a person could be covered for: (id, title) of the duties he answers for."""
    rows = Assignment.objects.filter(project=project, accountable=person, switched_off_at=None)
    held = set(rows.values_list("duty_id", flat=True))
    return [(d.id, f"{d.id} {d.title}") for d in DUTIES.values() if d.id in held]
