"""When an answer is due: working hours from the report, on the project's calendar."""

from __future__ import annotations

from datetime import datetime

from golive.engines.worktime import due_after_business
from golive.foundation.accounts.models import Project
from golive.foundation.duties.registry import calendar_of

HOURS = {"high": 4, "medium": 8, "low": 24}  # working hours until the answer, by priority


def answer_due(project: Project, reported_at: datetime, priority: str) -> datetime:
    return due_after_business(reported_at, HOURS[priority] * 60, calendar_of(project))
