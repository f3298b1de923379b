"""What the engine's own records prove: that what was escalated got an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from golive.foundation.audit.services import subject_key
from golive.foundation.duties.digest_words import title_of
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Escalation
from golive.foundation.duties.registry import Evidence, Occurrence, evidence, words
from golive.foundation.duties.states import State


@evidence("X2")
def escalations_are_answered(project: Any) -> Evidence:
    """及时解决: each escalation is answered by the person it was laid before, or what it is about gets done.

    Only those may answer whom the use case lets, so `closed_by` is left out. Escalations of this very duty are left
    out as well: an answer that is missing is escalated, and makes no further duty. What was met is known from the
    evaluation before, so an escalation that nobody answered is closed by the next one, as of the right time."""
    rows = Escalation.objects.filter(obligation__project=project).exclude(obligation__duty_id="X2")
    page = address("duties:escalations", project)
    return Evidence(
        occurrences=[
            Occurrence(
                key=subject_key(row),
                opened_at=row.at,
                label=words("Answer the escalation of “%(duty)s”", duty=title_of(row.obligation, own=False)),
                url=f"{page}?state=all#e{row.pk}",
                person_id=row.to_id,
                closed_at=_closed_at(row),
            )
            for row in rows.select_related("obligation")
        ]
    )


def _closed_at(row: Escalation) -> datetime | None:
    """When it was answered, or when it ceased to be owed by that date."""
    owed = row.obligation
    alive = owed.state == State.OVERDUE and owed.due_at == row.due_for
    ends = [row.answered_at, None if alive else max(row.at, owed.met_at or owed.state_since)]
    return min((end for end in ends if end), default=None)
