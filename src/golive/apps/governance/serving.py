"""Which objectives the phases work for."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.coverage import Served, serves
from golive.apps.governance.models import Objective
from golive.apps.projects.models import Phase


@serves("governance.phases", label=_("Phases"), order=5, scope=False, asked=True)
def phases(project: Any) -> list[Served]:
    """A phase delivers the scope; it is no scope itself, so an objective that only phases work for is not served yet."""
    pairs: dict[int, list[int]] = {}
    linked = Objective.phases.through.objects.filter(objective__project=project).order_by("objective_id")
    for phase, objective in linked.values_list("phase_id", "objective_id"):
        pairs.setdefault(phase, []).append(objective)
    rows = Phase.objects.filter(project=project).order_by("order")
    page = "governance:gate"
    return [Served(p.name, reverse(page, args=[project.code, p.pk]), tuple(pairs.get(p.pk, ()))) for p in rows]
