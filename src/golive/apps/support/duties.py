"""What proves that reports are made, and that they are answered within target."""

from __future__ import annotations

from golive.apps.support import service_levels
from golive.apps.support.models import ServiceLevel, Ticket
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.audit.services import subject_key
from golive.foundation.duties import registry
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


@evidence("V5")
def contracts_are_kept(project) -> Evidence:
    """售后服务: each ticket that a vendor was handed is answered, and solved, within what his contract says; without a target in
    figures, within the working hours of the duty."""
    rows = ServiceLevel.objects.filter(project=project).exclude(obligation__contract__state="draft")
    levels = list(rows.select_related("obligation__contract").order_by("minutes", "id"))
    calendar, found = registry.calendar_of(project), []
    for ticket, said in service_levels.handed_to_vendors(project):
        for measure in ServiceLevel.Measure.values:
            level = service_levels.strictest(levels, measure, ticket)
            if level is None and measure == ServiceLevel.Measure.RESOLUTION:
                continue
            found.append(
                Occurrence(
                    key=f"{subject_key(ticket)}:{measure}",
                    label=words("Ticket %(code)s: %(title)s", code=ticket.code, title=ticket.title),
                    url=ticket.get_absolute_url(),
                    opened_at=ticket.handed_at,
                    person_id=ticket.assignee_id,
                    due_at=service_levels.due(level, ticket, calendar) if level else None,
                    closed_at=service_levels.ended(measure, ticket, said),
                )
            )
    return Evidence(occurrences=found)
