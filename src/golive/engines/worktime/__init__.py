"""Working calendars and business clocks, used by plans, duties and service levels. No clock of its own, no settings."""

from golive.engines.worktime.cadence import (
    Occurrence,
    Rule,
    RuleError,
    due_after,
    due_after_business,
    occurrences,
    parse_rule,
)
from golive.engines.worktime.calendar import (
    Calendar,
    Hours,
    always_on,
    china_standard,
    hours,
    hours_text,
    intersection,
    local_datetime,
    local_minute,
    week,
)
from golive.engines.worktime.days import Coverage, CoverageWarning, Day, DayKind, DayTable, day_table
from golive.engines.worktime.timeline import NoWorkingTime, Timeline

__all__ = [
    "Calendar",
    "Coverage",
    "CoverageWarning",
    "Day",
    "DayKind",
    "DayTable",
    "Hours",
    "NoWorkingTime",
    "Occurrence",
    "Rule",
    "RuleError",
    "Timeline",
    "always_on",
    "china_standard",
    "day_table",
    "due_after",
    "due_after_business",
    "hours",
    "hours_text",
    "intersection",
    "local_datetime",
    "local_minute",
    "occurrences",
    "parse_rule",
    "week",
]
