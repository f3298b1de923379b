"""What stands on the first page of everybody: his duties, and beside them where the project is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.governance import queries as governance
from golive.apps.governance.models import Decision
from golive.apps.governance.queries import GateState
from golive.apps.plan import charts, evm_page
from golive.apps.plan import queries as plan
from golive.apps.plan.engine_io.costs import earned
from golive.apps.plan.permissions import may_view_costs
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties import queries as duties
from golive.foundation.duties.evaluate import fresh
from golive.foundation.jobs import queries as jobs
from golive.foundation.jobs.rows import row as job_row

MOST = 7  # figures side by side


def first(actor: Any, project: Project) -> dict[str, Any]:
    """What the page shows at once; duties are evaluated first when something has happened since. The other parts are
    fetched when it stands (see `PARTS`), so that nobody waits for figures to see what he owes."""
    phases = list(project.phases.all())
    return {
        **listed(actor, project),
        "today": clock.today(project.timezone),
        "days_left": (project.go_live_date - clock.today(project.timezone)).days,
        "phases": [_ribbon(p, project) for p in phases],
    }


def listed(actor: Any, project: Project) -> dict[str, Any]:
    """The list of duties."""
    fresh(project)
    mine = duties.mine(actor, project)
    return {
        "mine": mine,
        "groups": [g for g in mine.groups if g["key"] != "unconnected"],
        "unconnected": [g for g in mine.groups if g["key"] == "unconnected"],
    }


def standing(actor: Any, project: Project) -> dict[str, Any]:
    """The figures on top and what stands beside the list: both ask what the gate ahead wants, which is measured once."""
    gate = _gate_ahead(list(project.phases.all()))
    own = _progress(actor, project)
    return {
        "kpis": [*own, *(_kpis(gate)[: MOST - len(own)] if gate else [])],
        "gate": gate,
        "decisions": _waiting(actor, project),
        "jobs": [job_row(j, actor) for j in jobs.active(actor, project)[:3]],
    }


def around(actor: Any, project: Project) -> dict[str, Any]:
    return charts.around_today(project)


# Part of the page → (what it shows, its template).
PARTS: dict[str, tuple[Callable[[Any, Project], dict[str, Any]], str]] = {
    "list": (listed, "web/mine/list.html"),
    "standing": (standing, "web/mine/standing.html"),
    "around": (around, "web/mine/around.html"),
}


def _gate_ahead(phases: list[Phase]) -> GateState | None:
    """The gate that matters now: of the current phase; before go-live that is where things are missing."""
    current = next((p for p in phases if p.state == Phase.State.CURRENT), None)
    return governance.gate(current) if current else None


def _ribbon(phase: Phase, project: Project) -> dict[str, Any]:
    today = clock.today(project.timezone)
    states = {Phase.State.PASSED: "done", Phase.State.CURRENT: "now"}
    state = states.get(Phase.State(phase.state), "todo")
    late = (today - phase.ends_on).days if state != "done" else 0
    if state == "done" and phase.passed_at:
        late = (phase.passed_at.date() - phase.ends_on).days
    if state == "now" and late > 0:
        state = "late"
    return {
        "name": phase.name,
        "state": state,
        "value": phase.get_state_display(),
        "slip": _("%(days)s days late") % {"days": late} if late > 0 else "",
        "dates": f"{phase.starts_on:%m-%d} – {phase.ends_on:%m-%d}",
        "url": reverse("governance:gates", kwargs={"project": project.code}) + f"#gate-{phase.key}",
    }


def _kpis(gate: GateState) -> list[dict[str, Any]]:
    """The figures of the gate ahead: each is measured now and opens its rows."""
    return [
        {
            "name": c.criterion.label,
            "value": c.measured.figure or ("✓" if c.measured.ok else "✗"),
            "note": c.measured.value,
            "tone": "ok" if c.measured.ok else "warn" if c.waiver else "bad",
            "url": c.measured.url,
        }
        for c in gate.criteria
    ]


def _progress(actor: Any, project: Project) -> list[dict[str, Any]]:
    """Where the plan stands, and when it says that go-live will be."""
    standing = plan.standing(project)
    if not standing.tasks:
        return []
    url = reverse("plan:gantt", kwargs={"project": project.code})
    behind = standing.deviation is not None and standing.deviation < -0.02
    planned = (
        _("planned %(share)s %%") % {"share": round(100 * standing.planned)} if standing.planned is not None else ""
    )
    late = (standing.go_live_slip_minutes or 0) > 0
    zone = ZoneInfo(project.timezone)
    return [
        {
            "name": _("Progress"),
            "value": f"{100 * standing.actual:.0f} %",
            "note": planned,
            "tone": "bad" if behind else "",
            "url": url,
        },
        {
            "name": _("Go-live by the plan"),
            "value": f"{standing.go_live.astimezone(zone):%Y-%m-%d}" if standing.go_live else "—",
            "note": _("%(days)s working days against the baseline") % {"days": standing.go_live_slip_days}
            if late
            else _("as in the baseline"),
            "tone": "bad" if late else "",
            "url": url,
        },
        *_indexes(actor, project),
    ]


def _indexes(actor: Any, project: Project) -> list[dict[str, Any]]:
    """SPI and CPI where a baseline is approved, for whom money is meant for."""
    found = earned(project) if may_view_costs(actor, project) else None
    return evm_page.kpis(project, found) if found else []


def _waiting(actor: Any, project: Project) -> list[Decision]:
    """Questions that wait for this person's decision."""
    rows = governance.visible_decisions(actor).filter(project=project, state=Decision.State.OPEN, decider=actor)
    return list(rows.order_by("deadline")[:5])
