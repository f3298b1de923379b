"""Evaluations of the effect beside the objective that was promised: its benefit, proved or not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.models import Evaluation
from golive.apps.governance.coverage import Served, serves


@serves("diagnosis.evaluations", label=_("Evaluations of the effect"), order=60, scope=False)
def evaluations(project: Any) -> list[Served]:
    rows = Evaluation.objects.filter(project=project).select_related("project").order_by("id")
    return [Served(str(e), e.get_absolute_url(), (e.objective_id,) if e.objective_id else ()) for e in rows]
