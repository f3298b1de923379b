"""The small plan with a baseline, a budget of ¥6,000 and rates, on its second day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from golive.apps.plan import services
from golive.apps.plan.models import CostLine
from golive.apps.plan.tests.factories import approve, at, small_plan
from golive.foundation import clock

BEGIN = at("2026-03-02 08:00")  # a Monday; the plan is 甲 on Monday and Tuesday, 乙 from Wednesday to Friday


def day(text: str) -> date:
    return date.fromisoformat(text)


def book(cast: Any, **values: Any) -> CostLine:
    usual = {
        "kind": "budget",
        "cost_class": "services",
        "amount": Decimal(6000),
        "on": day("2026-03-02"),
        "text": "实施费",
    }
    return services.add_cost(cast.pm, cast.project, **(usual | values))


def planned(cast: Any) -> SimpleNamespace:
    """甲 2 days, 乙 3 days, 丙 1 day: 6 days of work carry ¥6,000, so each day is worth ¥1,000."""
    with clock.at(BEGIN):
        plan = small_plan(cast)
        approve(cast)
        book(cast)
    return plan
