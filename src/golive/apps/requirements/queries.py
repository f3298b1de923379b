"""Reads of processes and requirements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from golive.apps.requirements.models import FitAnswer, Process, Requirement, RequirementVersion
from golive.apps.requirements.states import SUBJECT, State, with_states
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Party, Project
from golive.foundation.signatures.models import Signature


def visible_processes(actor: Any) -> QuerySet[Process]:
    counted = Count("requirements", filter=~Q(requirements__state=State.WITHDRAWN))
    return Process.objects.filter(project__in=access.projects_of(actor)).annotate(wanted=counted)


def visible_requirements(actor: Any) -> QuerySet[Requirement]:
    return with_states(Requirement.objects.filter(project__in=access.projects_of(actor)))


def counting(project: Project) -> QuerySet[Requirement]:
    """The requirements that count in a project, with their states: all but the withdrawn."""
    rows = Requirement.objects.filter(project=project).exclude(state=State.WITHDRAWN).select_related("project")
    return with_states(rows).order_by("code")


def to_sign(rows: QuerySet[Requirement], actor: Any) -> QuerySet[Requirement]:
    """Those that wait for the signature of a department the actor speaks for."""
    places = Membership.objects.filter(access.current(), person=actor, party=Party.BUSINESS)
    mine = Q(pk__in=[])
    for project, department in places.values_list("project", "department"):
        mine |= Q(project=project, department=department)
    return rows.filter(mine, status__in=[State.IN_REVIEW, "stale"])


def to_answer(rows: QuerySet[Requirement]) -> QuerySet[Requirement]:
    """Those that wait for the vendor."""
    return rows.filter(state=State.IN_REVIEW, fit__in=["unanswered", "outdated"])


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the requirements of a project are."""

    statuses: Counter[str]
    fits: Counter[str]
    effort: Decimal  # person-days of all valid fit answers

    @property
    def total(self) -> int:
        return self.statuses.total() - self.withdrawn

    @property
    def withdrawn(self) -> int:
        return self.statuses["withdrawn"]

    @property
    def signed(self) -> int:
        return self.statuses["signed"]

    @property
    def waiting(self) -> int:
        return self.statuses["in_review"] + self.statuses["stale"]

    @property
    def unanswered(self) -> int:
        return self.fits["unanswered"] + self.fits["outdated"]


def progress(project: Project) -> Progress:
    statuses: Counter[str] = Counter()
    fits: Counter[str] = Counter()
    effort = Decimal(0)
    rows = with_states(Requirement.objects.filter(project=project)).order_by()
    for group in rows.values("status", "fit").annotate(n=Count("pk"), days=Sum("effort")):
        statuses[group["status"]] += group["n"]
        if group["status"] == State.WITHDRAWN:
            continue
        fits[group["fit"]] += group["n"]
        effort += group["days"] or 0
    return Progress(statuses, fits, effort)


def names(project: Project) -> dict[tuple[int, str], list[Signature]]:
    """Every signature of a department, oldest first, by requirement and hash of the text."""
    found: dict[tuple[int, str], list[Signature]] = {}
    rows = Signature.objects.filter(project=project, meaning="confirmed", subject__startswith=SUBJECT)
    for s in rows.select_related("signer").order_by("id"):
        found.setdefault((int(s.subject.removeprefix(SUBJECT)), s.content_hash), []).append(s)
    return found


def answers(project: Project) -> dict[int, list[FitAnswer]]:
    """Every fit answer, oldest first, by requirement."""
    found: dict[int, list[FitAnswer]] = {}
    for a in FitAnswer.objects.filter(requirement__project=project).select_related("version").order_by("id"):
        found.setdefault(a.requirement_id, []).append(a)
    return found


def versions(project: Project) -> dict[int, list[RequirementVersion]]:
    """Every version, oldest first, by requirement."""
    found: dict[int, list[RequirementVersion]] = {}
    for v in RequirementVersion.objects.filter(requirement__project=project).order_by("number"):
        found.setdefault(v.requirement_id, []).append(v)
    return found


def business_departments(project: Project) -> list[int]:
    """The departments whose key users take part now."""
    rows = Membership.objects.filter(access.current(clock.today(project.timezone)), project=project)
    rows = rows.filter(party=Party.BUSINESS, department__isnull=False)
    return list(rows.order_by("department_id").values_list("department_id", flat=True).distinct())
