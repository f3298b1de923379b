"""Who stands where: every permission and every `visible(actor)` is built from these few questions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Party, Project

SYSTEM = "golive"


def current(on: Any = None) -> Q:
    """Memberships that hold on a day (default: today)."""
    day = on or clock.today()
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def projects_of(actor: Any) -> QuerySet[Project]:
    """The projects in which `actor` has a place. Nobody without one sees anything, administrators included."""
    return projects_as(actor, *Party)


def projects_as(actor: Any, *parties: Party) -> QuerySet[Project]:
    """The projects in which `actor` stands for one of `parties`."""
    if getattr(actor, "is_system", False):
        return Project.objects.all()
    if not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return Project.objects.none()
    places = Membership.objects.filter(current(), person=actor, party__in=[p.value for p in parties])
    return Project.objects.filter(pk__in=places.values("project_id"))


def memberships(actor: Any, project: Project) -> list[Membership]:
    """The actor's places in the project; asked once per request (see `foundation.pages`)."""
    if not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return []
    remembered: dict[int, list[Membership]] | None = getattr(actor, "_places", None)
    if remembered is None:
        return list(Membership.objects.filter(current(), person=actor, project=project).select_related("department"))
    if project.pk not in remembered:
        remembered[project.pk] = list(
            Membership.objects.filter(current(), person=actor, project=project).select_related("department")
        )
    return remembered[project.pk]


def places_of(actor: Any, projects: list[Project]) -> QuerySet[Membership]:
    """The actor's places in several projects at once."""
    return Membership.objects.filter(current(), person=actor, project__in=projects)


def parties(actor: Any, project: Project) -> frozenset[str]:
    return frozenset(m.party for m in memberships(actor, project))


def stands_for(actor: Any, project: Project | None, *wanted: Party) -> bool:
    """Whether `actor` stands for one of the parties `wanted` in `project`. The product itself stands for all."""
    if project is None:
        return False
    if getattr(actor, "is_system", False):
        return True
    return not parties(actor, project).isdisjoint(p.value for p in wanted)


def is_member(actor: Any, project: Project | None) -> bool:
    return stands_for(actor, project, *Party)


def departments(actor: Any, project: Project) -> frozenset[int]:
    """Ids of the departments the actor speaks for in the project."""
    return frozenset(m.department_id for m in memberships(actor, project) if m.department_id)


def people_as(project: Project, *wanted: Party) -> list[Any]:
    """The people who stand for one of `wanted` now, in order of membership."""
    rows = Membership.objects.filter(current(), project=project, party__in=[p.value for p in wanted])
    seen = {m.person_id: m.person for m in rows.select_related("person").order_by("id") if m.person.is_active}
    return list(seen.values())
