"""Which objectives processes and requirements serve, for the coverage page of governance."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.coverage import Served, serves
from golive.apps.requirements.models import Process, Requirement


@serves("requirements.processes", label=_("Processes"), order=10)
def processes(project: Any) -> list[Served]:
    """A process serves what it was linked to and what its requirements serve. Leaves only: what lies above them is their sum."""
    pairs: dict[int, set[int]] = {}
    linked = Process.objectives.through.objects.filter(process__project=project)
    wanted = Requirement.objects.filter(project=project, objective__isnull=False).exclude(state="withdrawn")
    for process, objective in [
        *linked.values_list("process_id", "objective_id"),
        *wanted.values_list("process_id", "objective_id"),
    ]:
        pairs.setdefault(process, set()).add(objective)
    rows = Process.objects.filter(Q(children=None) | Q(pk__in=list(pairs)), project=project).distinct().order_by("code")
    return [Served(str(p), _url("processes-detail", project, p.pk), tuple(sorted(pairs.get(p.pk, ())))) for p in rows]


@serves("requirements.requirements", label=_("Requirements"), order=20)
def requirements(project: Any) -> list[Served]:
    rows = Requirement.objects.filter(project=project).exclude(state="withdrawn").order_by("code")
    return [
        Served(f"{code} {title}", _url("requirements-detail", project, pk), (objective,) if objective else ())
        for pk, code, title, objective in rows.values_list("pk", "code", "title", "objective_id")
    ]


def _url(page: str, project: Any, pk: int) -> str:
    return reverse(f"requirements:{page}", args=[project.code, pk])
