"""Reads of duties: mine, what others owe me, the matrix, and any of it as it was on a past day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.lines import Line, idle_line, lines, reader
from golive.foundation.duties.models import Assignment, Obligation, StateChange, Waiver
from golive.foundation.duties.reckoning.people import to_do_by
from golive.foundation.duties.reckoning.rules import SOON
from golive.foundation.duties.registry import connected, department
from golive.foundation.duties.states import DONE, OPEN, State

RECENT = timedelta(days=7)
Group = dict[str, Any]  # key, icon, lines, count


def visible(actor: Any) -> QuerySet[Obligation]:
    """Who owes what is public among those who have a place in the project."""
    return Obligation.objects.filter(project__in=access.projects_of(actor)).select_related("person", "acting")


def visible_assignments(actor: Any) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(project__in=access.projects_of(actor))
    return rows.select_related("accountable", "switched_off_by")


def visible_changes(actor: Any) -> QuerySet[StateChange]:
    rows = StateChange.objects.filter(project__in=access.projects_of(actor))
    return rows.select_related("obligation").order_by("-at", "-id")


def visible_waivers(actor: Any) -> QuerySet[Waiver]:
    rows = Waiver.objects.filter(obligation__project__in=access.projects_of(actor))
    return rows.select_related("obligation", "by").order_by("-at")


def places_of(project: Any) -> dict[str, str]:
    """Place → name of every department that has people in the project."""
    rows = Membership.objects.filter(project=project, department__isnull=False).values_list(
        "department_id", "department__name"
    )
    return {department(pk): name for pk, name in rows}


@dataclass(slots=True)
class Mine:
    """`groups` for `duties/_groups.html`; the figures for the head of the page."""

    groups: list[Group]
    overdue: int
    soon: int

    @property
    def empty(self) -> bool:
        return not self.groups


def mine(actor: Any, project: Any) -> Mine:
    """What I owe or see to for somebody, grouped: overdue, due in three days, this period, done in the last 7 days,
    upcoming, what somebody sees to for me, unconnected."""
    now = clock.now()
    rows = list(
        visible(actor)
        .filter(Q(person=actor) | Q(acting=actor), project=project)
        .filter(Q(state__in=[*OPEN, State.WAIVED, State.UNCONNECTED]) | Q(state__in=DONE, met_at__gte=now - RECENT))
        .order_by("due_at", "id")
    )
    covered = [o for o in rows if o.acting_id and o.acting_id != actor.pk]
    sorted_rows = by_urgency([o for o in rows if o not in covered], now) | {"covered": covered}
    places = places_of(project)
    to = reader(actor, project, places)
    idle = _idle(actor, project, {(o.duty_id, o.place) for o in rows if o.state == State.UNCONNECTED}, places)
    groups = [
        _group(key, lines(sorted_rows[key], to))
        for key in ("overdue", "due", "running", "done", "upcoming", "covered", "unconnected")
    ]
    groups[-1]["lines"] += idle
    groups[-1]["count"] += len(idle)
    return Mine([g for g in groups if g["lines"]], overdue=len(sorted_rows["overdue"]), soon=len(sorted_rows["due"]))


def by_urgency(rows: list[Obligation], now: datetime) -> dict[str, list[Obligation]]:
    """Obligations by the group of the page they stand in."""
    found: dict[str, list[Obligation]] = {
        key: [] for key in ("overdue", "due", "running", "done", "upcoming", "unconnected")
    }
    for row in rows:
        found[group_of(row, now)].append(row)
    found["done"].reverse()
    found["overdue"].reverse()  # the latest first: an old debt of the same duty stands behind it
    return found


def group_of(row: Obligation, now: datetime) -> str:
    match row.state:
        case State.OVERDUE:
            return "overdue"
        case State.UNCONNECTED:
            return "unconnected"
        case State.MET | State.MET_LATE:
            return "done"
        case State.DUE | State.PARTLY if row.due_at - now <= SOON:
            return "due"
        case State.UPCOMING:
            return "upcoming"
    return "running"


def _idle(actor: Any, project: Any, shown: set[tuple[str, str]], places: dict[str, str]) -> list[Line]:
    """My duties by event whose evidence nobody has connected: they have no obligation, and must be seen all the same."""
    rows = visible_assignments(actor).filter(project=project, accountable=actor, switched_off_at__isnull=True)
    mine_ = [a for a in rows if a.duty_id in DUTIES and not connected(a.duty_id) and (a.duty_id, a.place) not in shown]
    return [idle_line(a, project, places) for a in mine_]


def owed_to(actor: Any, project: Any) -> list[Group]:
    """What others owe me. Sponsor and project manager: everything of others that is overdue or due. Everybody else:
    what is owed in his department, what has been escalated to him, and duties whose path leads to his party next."""
    now = clock.now()
    rows = (
        visible(actor)
        .filter(project=project, state__in=[State.OVERDUE, State.DUE, State.PARTLY])
        .exclude(to_do_by(actor))
    )
    if not access.stands_for(actor, project, Party.SPONSOR, Party.PM):
        parties = access.parties(actor, project)
        reported = [d.id for d in DUTIES.values() if parties & set(d.escalation)]
        here = [department(pk) for pk in access.departments(actor, project)]
        rows = rows.filter(Q(place__in=here) | Q(duty_id__in=reported) | Q(escalations__to=actor)).distinct()
    found = by_urgency(list(rows.order_by("due_at", "id")), now)
    to = reader(actor, project, places_of(project))
    groups = [_group(k, lines(found[k], to)) for k in ("overdue", "due", "running")]
    return [g for g in groups if g["lines"]]


def _group(key: str, found: list[Line]) -> Group:
    return {"key": key, "lines": found, "count": sum(1 + line.more for line in found)}
