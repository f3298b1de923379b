"""Every sentence of a report, by subject; each is bound to its query and opens its rows."""

from golive.apps.reports.sentences import (
    agreed,
    control,
    duties,
    governance,
    migration,
    money,
    people,
    plan,
    requirements,
    systems,
)

__all__ = [
    "agreed",
    "control",
    "duties",
    "governance",
    "migration",
    "money",
    "people",
    "plan",
    "requirements",
    "systems",
]
