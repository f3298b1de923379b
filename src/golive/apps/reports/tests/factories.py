from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from golive.apps.plan.tests.factories import approve, at, small_plan
from golive.apps.projects.models import Phase
from golive.apps.reports import services
from golive.apps.reports.models import WeeklyReport
from golive.foundation import clock

WEEK = "2026-W10"  # Monday 2 March to Sunday 8 March


def report(cast: Any, **values: Any) -> WeeklyReport:
    return services.write_weekly(cast.pm, cast.project, **values)


def sent(cast: Any, **values: Any) -> WeeklyReport:
    return services.send_weekly(cast.pm, report(cast, **values))


def planned(cast: Any) -> Any:
    """The small plan of apps/plan with its baseline approved, in the phase that is under way."""
    with clock.at(at("2026-03-02 09:00")):
        Phase.objects.create(
            project=cast.project,
            key="requirements",
            order=1,
            name="需求",
            starts_on=date(2026, 3, 2),
            ends_on=date(2026, 3, 31),
            state=Phase.State.CURRENT,
        )
        plan = small_plan(cast)
        approve(cast)
    return plan


def said(report: WeeklyReport, query: str) -> dict[str, Any]:
    """The first sentence of a query, as it is stored."""
    return next(s for s in report.content["sentences"] if s["query"] == query)


def earlier(n: int) -> str:
    """The key of the week n weeks ago."""
    day = clock.today() - timedelta(weeks=n)
    year, number, _day = day.isocalendar()
    return f"{year}-W{number:02}"
