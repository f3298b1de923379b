from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from golive.apps.governance import services as governance
from golive.apps.governance.models import Meeting
from golive.apps.plan.tests.factories import approve, at, small_plan
from golive.apps.projects.models import Phase
from golive.apps.reports import services
from golive.apps.reports.models import Report
from golive.foundation import clock

WEEK = "2026-W10"  # Monday 2 March to Sunday 8 March


def report(cast: Any, **values: Any) -> Report:
    return services.write(cast.pm, cast.project, **values)


def sent(cast: Any, **values: Any) -> Report:
    return services.send(cast.pm, report(cast, **values))


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


def meeting(cast: Any, kind: str, days: float = 0, **values: Any) -> Meeting:
    data = {"title": "会议", "starts_at": clock.now() + timedelta(days=days), "chair": cast.sponsor, "writer": cast.pm}
    return governance.plan_meeting(cast.pm, cast.project, kind=kind, invited=[cast.business], **{**data, **values})


def monthly_meeting(cast: Any) -> None:
    """Held now, its minutes issued now."""
    row = meeting(cast, "monthly")
    row = governance.write_minutes(cast.pm, row, came=[cast.pm, cast.business], summary="各部门通报进展。", said={})
    governance.issue_minutes(cast.pm, row)


def said(report: Report, query: str) -> dict[str, Any]:
    """The first sentence of a query, as it is stored."""
    return next(s for s in report.content["sentences"] if s["query"] == query)


def earlier(n: int) -> str:
    """The key of the week n weeks ago."""
    day = clock.today() - timedelta(weeks=n)
    year, number, _day = day.isocalendar()
    return f"{year}-W{number:02}"


def figures(report: Report, query: str) -> dict[str, Any]:
    """The figures of that sentence, without the words for the period."""
    return {k: v for k, v in said(report, query)["words"]["params"].items() if k not in ("this", "next", "last")}
