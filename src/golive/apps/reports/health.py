"""How projects stand, kept beside them: looked at anew when something was done in them, and at least every hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from golive.apps.reports.content import contradictions
from golive.apps.reports.models import Health
from golive.apps.reports.period import Kind, period_of
from golive.apps.reports.sentences import governance, money
from golive.apps.reports.standing import standing
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.audit import services as audit
from golive.foundation.duties.evaluate import fresh

HOUR = timedelta(hours=1)  # what is late by then is late although nobody did anything


def look(project: Project) -> Health:
    """Judge by the rule of the weekly report, from the records as they stand now."""
    # Before anything is read: what happens meanwhile is looked at again.
    seen = audit.ends([project]).get(project.pk, 0)
    fresh(project)
    period = period_of(project, Kind.WEEKLY)
    found = standing(project, period)
    denied = [r.to_json("contradictions") | {"open": False} for r in contradictions(project, period)]
    said = [r.to_json("standing") | {"open": r in found.outside} for r in found.reasons]
    values = {"looked_at": clock.now(), "seen": seen, "reasons": [*denied, *said]}
    values |= _gate(project, period) | _money(project, period)
    return Health.objects.update_or_create(project=project, defaults=values)[0]


def _gate(project: Project, period: Any) -> dict[str, int | None]:
    phase = governance.current_phase(project, period)
    state = governance.gate(project, period) if phase else None
    return {
        "gate_lacks": len(state.lacking) if state else None,
        "gate_asks": len(state.criteria) if state else None,
    }


def _money(project: Project, period: Any) -> dict[str, int | None]:
    sheet = money.sheet(project, period)
    total = sheet.total if sheet.blocks else None
    names = ("budget", "committed", "actual", "forecast")
    return {f"{n}_fen": getattr(total, n) if total else None for n in names}


def stale(projects: Iterable[Project]) -> list[Project]:
    """Those in which something was done, or an hour went by, since they were looked at; the longest ago first."""
    rows = list(projects)
    known = {h.project_id: h for h in Health.objects.filter(project__in=rows).only("project", "seen", "looked_at")}
    return stale_of(rows, known)


def stale_of(projects: Iterable[Project], known: dict[int, Health]) -> list[Project]:
    rows, now = list(projects), clock.now()
    ends = audit.ends(rows)

    def behind(project: Project) -> bool:
        health = known.get(project.pk)
        if health is None or health.seen != ends.get(project.pk, 0):
            return True
        return not health.looked_at <= now < health.looked_at + HOUR  # in the demo time may also be turned back

    never = now - timedelta(days=36500)
    found = [p for p in rows if behind(p)]
    return sorted(found, key=lambda p: known[p.pk].looked_at if p.pk in known else never)
