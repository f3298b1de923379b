"""What proves that reports are made, and that they are answered within target."""

from __future__ import annotations

from golive.apps.support.models import Ticket
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Occurrence, department, evidence, words


def _occurrence(ticket: Ticket, **values) -> Occurrence:
    return Occurrence(
        key=subject_key(ticket),
        label=words("Ticket %(code)s: %(title)s", code=ticket.code, title=ticket.title),
        url=ticket.get_absolute_url(),
        **values,
    )


@evidence("E3")
def answers_are_followed(project) -> Evidence:
    """反馈问题: who reported reads the answer and says whether it is settled."""
    users = set(Membership.objects.filter(project=project, party=Party.USER).values_list("person_id", flat=True))
    rows = Ticket.objects.filter(project=project, answered_at__isnull=False, reported_by__in=users)
    return Evidence(
        occurrences=[
            _occurrence(
                t,
                opened_at=t.answered_at,
                person_id=t.reported_by_id,
                place=department(t.department_id),
                closed_at=t.closed_at,
            )
            for t in rows.select_related("project")
        ]
    )


@evidence("I12")
def questions_are_answered_in_time(project) -> Evidence:
    """技术支持: each ticket is answered before it is due, in business hours by priority."""
    rows = Ticket.objects.filter(project=project).select_related("project")
    return Evidence(
        occurrences=[
            _occurrence(t, opened_at=t.reported_at, person_id=t.assignee_id, due_at=t.due_at, closed_at=t.answered_at)
            for t in rows
        ]
    )
