"""What the gates ask of the plan."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.criteria import Measured, Missing, criterion
from golive.apps.plan import queries
from golive.foundation.words import words


@criterion("plan_baseline_approved", phases=("requirements",), label=_("The project plan is approved as a baseline"))
def plan_baseline_approved(project: Any) -> Measured:
    """The sponsor approved a baseline, and every task has somebody who does it."""
    url = reverse("plan:baselines", kwargs={"project": project.code})
    row = queries.approved_baseline(project)
    missing = []
    if row is None:
        missing.append(Missing(words("Approval of a baseline by the sponsor"), url))
    for task in queries.without_owner(project):
        page = reverse("plan:tasks-detail", kwargs={"project": project.code, "pk": task.pk})
        missing.append(Missing(words("Owner of task %(task)s", task=str(task)), page))
    value = words("Baseline B%(number)s approved", number=row.number) if row else words("no baseline is approved")
    return Measured(not missing, value, missing, url)
