"""What the page of one obligation shows: why it stands as it does, what proves it, how it came to this, who was told, and
what was said of it."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts.models import User
from golive.foundation.duties import explain, queries, talk
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.holding.tailored import held
from golive.foundation.duties.lines import reader
from golive.foundation.duties.models import Obligation, StateChange
from golive.foundation.duties.pages.duty_page import escalations, instances, rule_context
from golive.foundation.duties.states import State
from golive.foundation.duties.telling.told import told_about

CHANGES = 60


def obligation_context(actor: Any, project: Any, row: Obligation) -> dict[str, Any]:
    row.project = project  # asked for by every permission
    duty = held(project).duties.get(row.duty_id, DUTIES[row.duty_id])
    to = reader(actor, project, queries.places_of(project))
    (one,) = instances([row], duty, actor, to)
    sees = to.may_see(duty) or actor.pk in (row.person_id, row.acting_id)
    changes = list(queries.visible_changes(actor).filter(obligation=row)[:CHANGES])
    return {
        **rule_context(duty, project),
        "one": one,
        "row": row,
        "place": to.places.get(row.place, ""),
        "stand_in": str(row.acting) if row.acting_id else "",
        "withdrawn": row.state == State.WITHDRAWN,
        "sees": sees,
        "facts": explain.facts_of(row)[::-1] if sees else [],
        "drift": explain.drift_of(row)[::-1] if sees else [],
        "missing": explain.missing_of(row) if sees else [],
        "changes": _changes(changes),
        "told": told_about(actor, [row]),
        "escalations": escalations(actor, project, pk=row.pk),
        "waivers": queries.visible_waivers(actor).filter(obligation=row),
        **talk.about_obligation(actor, row),
    }


def _changes(rows: list[StateChange]) -> list[dict[str, Any]]:
    """Newest first: the state it took, and what else moved with it: the due date, whose it was."""
    people = User.objects.in_bulk({r.person_id for r in rows if r.person_id})
    told = []
    for n, row in enumerate(rows):
        before = rows[n + 1] if n + 1 < len(rows) else None
        due = row.due_at if before is not None and before.due_at != row.due_at else None
        person = people.get(row.person_id) if before is not None and before.person_id != row.person_id else None
        told.append({"change": row, "due": due, "person": person, "first": before is None})
    return told
