"""The project's working calendar: the national one, with the project's own special days."""

from __future__ import annotations

from golive.apps.projects.models import SpecialDay
from golive.engines.worktime import Calendar, china_standard
from golive.foundation.accounts.models import Project

MONDAY = 0


def calendar(project: Project) -> Calendar:
    national = china_standard(project.timezone)
    rows = SpecialDay.objects.filter(project=project)
    special = {row.day: national.weekly[MONDAY] if row.is_working else () for row in rows}
    return national.with_exceptions(special) if special else national
