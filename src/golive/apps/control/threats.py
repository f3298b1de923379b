"""Open risks as the simulation of the plan reads them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.control import queries
from golive.apps.plan.risk_events import Threat, register_risk_events


@register_risk_events
def open_risks(project: Any) -> list[Threat]:
    """A risk strikes the open tasks it is tied to. Tied to none, it delays go-live itself; when all it is tied to are
    finished, it can delay nothing any more and is left out."""
    found = []
    for risk in queries.open_risks(project).order_by("code").prefetch_related("tasks"):
        tied = list(risk.tasks.all())
        ahead = tuple(t.pk for t in tied if t.actual_finish is None and not t.is_summary)
        if ahead or not tied:
            url = reverse("control:risks-detail", kwargs={"project": project.code, "pk": risk.pk})
            own = {
                "percent": risk.odds_percent,
                "delay": None if risk.impact_days is None else float(risk.impact_days),
                "yuan": float(risk.impact_yuan or 0) or None,
            }
            found.append(Threat(risk.code, risk.title, risk.probability, risk.impact, url, ahead, **own))
    return found
