"""What stands on the pages of contracts and payments beyond the rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.selection import queries
from golive.apps.selection.conditions import CONDITIONS, reference_label, standing
from golive.apps.selection.measured import levels
from golive.apps.selection.models import Contract, Milestone, Obligation
from golive.foundation.accounts.models import Project
from golive.foundation.words import Words

OPEN = (Milestone.State.OPEN, Milestone.State.RETURNED)


def milestone_lines(project: Project, rows: list[Milestone]) -> list[dict[str, Any]]:
    """Each with what its proof says now; what was approved keeps the proof it was approved on."""
    found = standing(project, [m for m in rows if m.state in OPEN])
    lines = []
    for m in rows:
        met = found.get(m.pk)
        if met is not None:
            state = "payable" if met.ok else "not_payable" if m.state == Milestone.State.OPEN else m.state
            text, url = met.text, met.url
        else:
            kept = m.evidence or {}
            state, url = m.state, kept.get("url", "")
            text = Words.from_json(kept["text"]) if kept.get("text") else ""
        here = reverse("selection:milestones-detail", args=[project.code, m.pk])
        lines.append({"row": m, "state": state, "text": text, "proof_url": url, "url": here})
    return lines


def contract(request: HttpRequest, record: Contract) -> dict[str, Any]:
    """Obligations, payments with their proofs, changes and what they add up to."""
    project = record.project
    milestones = list(record.milestones.select_related("contract__project", "project").order_by("number"))
    planned, paid = sum(m.amount_fen for m in milestones), sum(m.amount_fen for m in milestones if m.state == "paid")
    obligations = list(record.obligations.order_by("due_on", "id"))
    vendor = [o for o in obligations if o.side == "vendor"]
    accepted = sum(o.state == "accepted" for o in vendor)
    kept = levels(project, obligations)
    own = f"?contract={record.pk}"
    return {
        "kpis": [
            {"name": _("Amount"), "value": f"{record.amount:,.2f}", "note": _("yuan")},
            {
                "name": _("Paid"),
                "value": f"{paid / record.amount_fen:.0%}" if record.amount_fen else "—",
                "url": reverse("selection:milestones", args=[project.code]) + own,
            },
            {
                "name": _("Deliveries accepted"),
                "value": f"{accepted} / {len(vendor)}",
                "url": reverse("selection:obligations", args=[project.code]) + own,
            },
        ],
        "milestones": milestone_lines(project, milestones),
        "unplanned": record.amount_fen - planned if milestones else 0,
        "obligations": [{"row": o, "levels": kept.get(o.pk, [])} for o in obligations],
        "changes": record.changes.select_related("decision", "by"),
        "inside": not queries.is_vendor_here(request.user, project),
    }


def obligation(request: HttpRequest, record: Obligation) -> dict[str, Any]:
    """How a service level was kept."""
    return {"levels": levels(record.project, [record]).get(record.pk, [])}


def milestone(request: HttpRequest, record: Milestone) -> dict[str, Any]:
    (line,) = milestone_lines(record.project, [record])
    known = CONDITIONS.get(record.condition)
    return {
        "line": line,
        "condition_label": known.label if known else record.condition,
        "reference": reference_label(record),
        "contract_url": reverse("selection:contracts-detail", args=[record.project.code, record.contract_id]),
    }


def milestones(request: HttpRequest, project: Project) -> dict[str, Any]:
    """What can be paid now, and what waits for whom."""
    rows = queries.visible_milestones(request.user).filter(project=project, contract__state=Contract.State.IN_FORCE)
    lines = milestone_lines(project, list(rows.exclude(state=Milestone.State.PAID)))
    return {"due": [line for line in lines if line["state"] in ("payable", "requested", "approved")]}
