"""What risks and issues put on the agenda of meetings."""

from __future__ import annotations

from typing import Any

from golive.apps.control import queries
from golive.apps.control.models import Issue
from golive.apps.control.registers import ISSUES, RISKS
from golive.apps.governance.agenda import Matter, matters
from golive.apps.governance.models import Kind
from golive.foundation import clock
from golive.foundation.audit.services import subject_key
from golive.foundation.words import words

MOST = 12


@matters("control.risks", order=40, kinds=(Kind.WEEKLY, Kind.MONTHLY, Kind.STEERING))
def high_risks(project: Any) -> list[Matter]:
    rows = queries.high_risks(project).select_related("project").order_by("-score", "id")[:MOST]
    return [
        Matter(subject_key(r), words("High risk (%(score)s): %(risk)s", score=r.score, risk=str(r)), RISKS.address(r))
        for r in rows
    ]


@matters("control.issues", order=50, kinds=(Kind.WEEKLY, Kind.MONTHLY))
def overdue_issues(project: Any) -> list[Matter]:
    today = clock.today(project.timezone)
    rows = Issue.objects.filter(project=project, state=Issue.State.OPEN, due_on__lt=today).select_related("project")
    return [
        Matter(
            subject_key(i),
            words("Not answered since %(day)s: %(issue)s", day=i.due_on.isoformat(), issue=str(i)),
            ISSUES.address(i),
        )
        for i in rows.order_by("due_on")[:MOST]
    ]
