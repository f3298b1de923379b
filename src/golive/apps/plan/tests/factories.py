"""A small plan: A (2 days) → B (3 days) → go-live, and C (1 day) that has room; all owned by the IT person."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from golive.apps.governance import services as governance
from golive.apps.plan import services
from golive.apps.plan.models import Baseline, Task


def at(text: str) -> datetime:
    """A moment on the clock of the project: at("2026-03-04 10:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def shown(moment: datetime | None) -> str:
    """The other way round."""
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M") if moment else ""


def task(cast: Any, name: str = "任务", **values: Any) -> Task:
    return services.add_task(cast.pm, cast.project, name=name, **values)


def small_plan(cast: Any) -> SimpleNamespace:
    a = task(cast, "甲", days=2, owner=cast.it)
    b = task(cast, "乙", days=3, owner=cast.it, predecessors=str(a.number))
    c = task(cast, "丙", days=1, owner=cast.team)
    live = task(cast, "上线", days=0, go_live=True, owner=cast.sponsor, predecessors=f"{b.number}, {c.number}")
    return SimpleNamespace(a=a, b=b, c=c, live=live)


def approve(cast: Any, choice: str = "A") -> Baseline:
    """The project manager asks, the sponsor decides."""
    row = services.ask_baseline(cast.pm, cast.project)
    governance.decide(cast.sponsor, row.decision, choice=choice, reason="同意")
    row.refresh_from_db()
    return row
