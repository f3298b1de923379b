"""Word of decisions past their deadline into the project's groups."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Decision
from golive.apps.governance.registers import DECISIONS
from golive.foundation import clock
from golive.foundation.dispatch.audience import everybody_inside
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.dispatch.outbox import robots_for, to_robots
from golive.foundation.dispatch.registry import topic
from golive.foundation.words import words

TOPIC = "governance.decisions"
topic(TOPIC, _("Decisions past their deadline"))


def announce_overdue(project: Any) -> list[Dispatch]:
    """Once whenever another one falls overdue. That decisions are owed stands in the matrix for every member; what they are
    about is the client's own business, and is said only where all members are the client's people."""
    robots = robots_for(project, TOPIC)
    rows = (
        Decision.objects.filter(project=project, state=Decision.State.OPEN, deadline__lt=clock.now()) if robots else []
    )
    late = sorted(rows, key=lambda row: row.deadline)
    if not late:
        return []
    lines = [words("%(code)s: %(question)s", code=row.code, question=row.question) for row in late]
    return to_robots(
        robots,
        TOPIC,
        title=words("Decisions past their deadline: %(n)s", n=len(late)),
        lines=lines if everybody_inside(project) else [],
        url=DECISIONS.url("", project),
        once=f"{TOPIC}:{late[-1].deadline.isoformat()}",
    )
