"""Open risks as the simulation of the plan reads them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.control import queries
from golive.apps.plan.risk_events import Threat, register_risk_events


@register_risk_events
def open_risks(project: Any) -> list[Threat]:
    """The register ties no risk to a task, so each delays go-live itself."""
    return [
        Threat(
            risk.code,
            risk.title,
            risk.probability,
            risk.impact,
            reverse("control:risks-detail", kwargs={"project": project.code, "pk": risk.pk}),
        )
        for risk in queries.open_risks(project).order_by("code")
    ]
