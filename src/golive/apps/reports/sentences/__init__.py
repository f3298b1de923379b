"""Every sentence of the weekly report, by subject; each is bound to its query and opens its rows."""

from golive.apps.reports.sentences import (
    control,
    duties,
    governance,
    migration,
    people,
    plan,
    requirements,
    systems,
)

__all__ = ["control", "duties", "governance", "migration", "people", "plan", "requirements", "systems"]
