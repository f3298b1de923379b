"""How old an issue is, and how far up it belongs by the project's rule. Ages are working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from golive.apps.control.models import Issue, IssueRule
from golive.engines.worktime import Calendar
from golive.foundation import clock
from golive.foundation.duties.registry import calendar_of


def rule_of(project: Any) -> IssueRule:
    """What was set, or what holds until somebody does."""
    return IssueRule.objects.filter(project=project).first() or IssueRule(project=project)


def age(issue: Issue, days: Calendar, until: datetime | None = None) -> int:
    """Whole working days that it waited, or waits, for its answer."""
    zone = days.zone
    first = issue.raised_at.astimezone(zone).date()
    last = (issue.answered_at or until or clock.now()).astimezone(zone).date()
    return max(0, len(days.working_days(first, last)) - 1)


def level(issue: Issue, rule: IssueRule, days: Calendar) -> int:
    """0: with its owner; 1: before the project manager; 2: before the sponsor."""
    if issue.state != Issue.State.OPEN:
        return 0
    waited = age(issue, days)
    manager, sponsor = rule.limits(issue.severity)
    return 2 if waited >= sponsor else 1 if waited >= manager else 0


def rising(project: Any) -> Iterable[tuple[Issue, int]]:
    """Open issues that belong further up than they are."""
    rows = Issue.objects.filter(project=project, state=Issue.State.OPEN).select_related("project", "owner", "raised_by")
    rule, days = rule_of(project), calendar_of(project)
    for issue in rows.order_by("id"):
        found = level(issue, rule, days)
        if found > issue.level:
            yield issue, found
