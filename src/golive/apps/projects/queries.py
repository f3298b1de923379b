"""Reads of phases and of who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from golive.apps.projects import methods
from golive.apps.projects.models import Phase, SpecialDay
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Organisation, Party, Project, User
from golive.foundation.duties.registry import PhaseSpan


def visible_phases(actor: Any) -> QuerySet[Phase]:
    return Phase.objects.filter(project__in=access.projects_of(actor))


def visible_special_days(actor: Any) -> QuerySet[SpecialDay]:
    return SpecialDay.objects.filter(project__in=access.projects_of(actor))


def phase_spans(project: Project) -> list[PhaseSpan]:
    """The phases as the duty engine needs them: those of the catalogue. What the method calls a part of one belongs to
    its stretch of time, which ends with the gate of the catalogue's own phase."""
    method = _method(project)
    part_of = {p.key: p.part_of for p in method.phases if p.part_of} if method else {}
    rows = list(Phase.objects.filter(project=project))
    spans = []
    for row in rows:
        if row.key not in part_of:
            mine = [row, *(p for p in rows if part_of.get(p.key) == row.key)]
            first, last = min(p.starts_on for p in mine), max(p.ends_on for p in mine)
            dated = max((p.dated_at for p in mine if p.dated_at), default=None)
            spans.append(PhaseSpan(row.key, row.name, first, last, row.passed_at, dated))
    return spans


def chosen_duties(project: Project) -> Mapping[str, methods.DutyChoice] | None:
    """Which duties the project's method asks for, with what it changes in them; None where the method is not known,
    which leaves the whole catalogue as it is."""
    method = _method(project)
    return method.duties if method else None


def method_name(project: Project) -> str:
    """What the project's method is called, in the reader's language."""
    method = _method(project)
    return method.name.in_language(get_language() or "zh-hans") if method else project.method


def _method(project: Project) -> methods.Method | None:
    return methods.load(project.method) if project.method in methods.KEYS else None


def methods_compared(language: str) -> list[dict[str, Any]]:
    """What somebody who starts a project chooses from, in his language."""
    return [
        {
            "name": m.name.in_language(language),
            "audience": m.audience.in_language(language),
            "phases": " → ".join(p.name.in_language(language) for p in m.phases),
            "tasks": len(m.tasks),
            "duties": len(m.duties),
            "deliverables": len(m.deliverables),
        }
        for m in methods.available()
    ]


def places_by_party(project: Project) -> list[tuple[Party, list[Membership]]]:
    """Every party with its people, in the order of the catalogue; an empty party is shown empty."""
    rows = Membership.objects.filter(access.current(), project=project).select_related(
        "person__organisation", "department"
    )
    by_party: dict[str, list[Membership]] = {p.value: [] for p in Party}
    for row in rows:
        by_party[row.party].append(row)
    return [(party, by_party[party.value]) for party in Party]


def nameable(project: Project) -> QuerySet[User]:
    """Whom the project may name: the client's own people, and those of vendors and consultancies. Other clients of the
    same installation are nobody's business here."""
    outside = (Organisation.Kind.VENDOR, Organisation.Kind.CONSULTANCY)
    near = Q(organisation=project.client_id) | Q(organisation__kind__in=outside)
    return User.objects.filter(near, is_active=True, is_system=False).select_related("organisation")


def clients_for(actor: Any) -> QuerySet[Organisation]:
    """For which firms `actor` may start a project: his own, and those he works for already. Administrators: all."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.CLIENT)
    if actor.is_superuser:
        return rows
    mine = access.projects_of(actor).values("client_id")
    return rows.filter(Q(pk=actor.organisation_id) | Q(pk__in=mine))


def phase_kind(project: Project, key: str) -> str:
    """The catalogue's phase to which a phase of the project belongs; duties and obligations name that one."""
    method = _method(project)
    return next((p.kind for p in method.phases if p.key == key), key) if method else key


def gate_duties(project: Project, key: str) -> tuple[str, ...]:
    """The duties that the method wants met at the gate of a phase."""
    method = _method(project)
    return next((g.duties for g in method.gates if g.phase == key), ()) if method else ()


def gate_name(project: Project, key: str) -> str:
    """What the method calls the gate of a phase, in the reader's language; empty where it has no name for it."""
    method = _method(project)
    found = next((g.name for g in method.gates if g.phase == key), None) if method else None
    return found.in_language(get_language() or project.language) if found else ""


def method_deliverables(project: Project, key: str) -> list[str]:
    """What the method asks to be delivered in a phase, in the reader's language."""
    method = _method(project)
    language = get_language() or project.language
    return [d.name.in_language(language) for d in method.deliverables if d.phase == key] if method else []
