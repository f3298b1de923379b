"""What governance and the duties themselves put on an agenda."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.governance import gates
from golive.apps.governance.agenda import Matter, matters
from golive.apps.governance.models import Action, Decision, Kind
from golive.apps.projects.models import Phase
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import State
from golive.foundation.words import Words, words

MOST = 12  # of one sort on one agenda


@matters("governance.actions", order=10, kinds=(Kind.WEEKLY, Kind.MONTHLY, Kind.STEERING), inside=False)
def open_actions(project: Any) -> list[Matter]:
    """What was promised and is not done is carried from meeting to meeting."""
    rows = Action.objects.filter(project=project, state=Action.State.OPEN).select_related("owner", "project")
    return [
        Matter(
            subject_key(a),
            words("%(action)s · %(owner)s, due %(day)s", action=str(a), owner=str(a.owner), day=a.due_on.isoformat()),
            a.get_absolute_url(),
        )
        for a in rows.order_by("due_on", "id")[:MOST]
    ]


@matters("governance.decisions", order=20, kinds=(Kind.STEERING, Kind.MONTHLY))
def waiting_decisions(project: Any) -> list[Matter]:
    rows = Decision.objects.filter(project=project, state=Decision.State.OPEN).select_related("project")
    return [
        Matter(subject_key(d), words("To be decided: %(question)s", question=str(d)), d.get_absolute_url())
        for d in rows.order_by("deadline")[:MOST]
    ]


@matters("governance.gate", order=30, kinds=(Kind.STEERING, Kind.MONTHLY))
def gate_ahead(project: Any) -> list[Matter]:
    phase = Phase.objects.filter(project=project, state=Phase.State.CURRENT).select_related("project").first()
    if phase is None:
        return []
    state = gates.gate(phase)
    text = words("Gate of “%(phase)s”: %(n)s criteria are lacking", phase=phase.name, n=len(state.lacking))
    page = reverse("governance:gate", kwargs={"project": project.code, "pk": phase.pk})
    return [Matter(subject_key(phase), text, page)] if state.criteria else []


@matters("duties.overdue", order=60, kinds=(Kind.WEEKLY, Kind.MONTHLY, Kind.STEERING))
def overdue_duties(project: Any) -> list[Matter]:
    """One line a duty, however often it is owed."""
    rows = Obligation.objects.filter(project=project, state=State.OVERDUE).order_by("due_at")
    found: dict[str, int] = {}
    for row in rows.only("duty_id"):
        found[row.duty_id] = found.get(row.duty_id, 0) + 1
    return [
        Matter(
            f"duty:{duty}",
            words("Overdue %(n)s times: %(duty)s %(title)s", n=n, duty=duty, title=_title(duty)),
            reverse("duties:duty", kwargs={"project": project.code, "duty": duty}),
        )
        for duty, n in list(found.items())[:MOST]
    ]


def _title(duty: str) -> Words | dict[str, str]:
    return {"zh": DUTIES[duty].title.zh, "en": DUTIES[duty].title.en}
