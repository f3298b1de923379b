"""What the page of one duty of a project shows: rule, people, what is owed, what proves it, and what changed."""

from __future__ import annotations

from typing import Any

from golive.foundation import use_cases
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.duties import explain, queries
from golive.foundation.duties.assignments import standing
from golive.foundation.duties.catalogue import Duty
from golive.foundation.duties.forms import AssignForm, ReasonForm, WaiveForm
from golive.foundation.duties.lines import Line, action_of, line_of, reader
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.registry import connected
from golive.foundation.duties.states import DONE, State

SHOWN = 60
CHANGES = 40


def duty_context(actor: Any, project: Any, duty: Duty) -> dict[str, Any]:
    places = queries.places_of(project)
    to = reader(actor, project, places)
    sees = to.may_see(duty)
    rows = list(
        queries.visible(actor)
        .filter(project=project, duty_id=duty.id)
        .exclude(state=State.WITHDRAWN)
        .order_by("-due_at", "-id")[:SHOWN]
    )
    assignments = [a for a in standing(project) if a.duty_id == duty.id]
    changes = (
        queries.visible_changes(actor).filter(project=project, obligation__duty_id=duty.id).exclude(was="")[:CHANGES]
    )
    waivers = queries.visible_waivers(actor).filter(obligation__project=project, obligation__duty_id=duty.id)
    return {
        "duty": duty,
        "party": Party(duty.party).label,
        "cadence": explain.cadence_of(duty),
        "escalation": " → ".join(str(Party(p).label) for p in duty.escalation),
        "connected": connected(duty.id),
        "sees": sees,
        "holders": [_holder(a, actor, project, places) for a in assignments],
        "obligations": [_owed(o, line_of(o, to), actor) for o in rows],
        "facts": _facts(rows) if sees else [],
        "changes": [{"change": c, "period": explain.period_name(c.obligation) if sees else ""} for c in changes],
        "waivers": list(waivers),
        "action": action_of(duty, project),
    }


def _holder(assignment: Assignment, actor: Any, project: Any, places: dict[str, str]) -> dict[str, Any]:
    prefix = f"a{assignment.pk}"
    return {
        "assignment": assignment,
        "place": places.get(assignment.place, ""),
        "assign_form": AssignForm(
            project,
            auto_id=f"{prefix}_%s",
            initial={"accountable": assignment.accountable_id, "place": assignment.place},
        )
        if use_cases.may("duties.assign", actor, project)
        else None,
        "reason_form": ReasonForm(auto_id=f"{prefix}_%s")
        if use_cases.may("duties.ask_switch_off", actor, assignment)
        else None,
        "decides": access.stands_for(actor, project, Party.SPONSOR),
        "decision": assignment.switched_off_decision if access.stands_for(actor, project, *INSIDE) else "",
    }


def _owed(row: Obligation, line: Line, actor: Any) -> dict[str, Any]:
    open_ = row.state not in (*DONE, State.WAIVED, State.UNCONNECTED)
    may = open_ and use_cases.may("duties.waive", actor, row)
    return {"line": line, "waive_form": WaiveForm(auto_id=f"o{row.pk}_%s") if may else None}


def _facts(rows: list[Obligation]) -> list[dict[str, Any]]:
    """The newest facts of all shown obligations, each once."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        for fact in explain.facts_of(row):
            seen.setdefault((fact["label"], fact["url"]), fact)
    return sorted(seen.values(), key=lambda f: f["at"], reverse=True)[:20]
