from __future__ import annotations

from datetime import date
from decimal import Decimal

from golive.apps.projects import services as projects
from golive.apps.quality import services


def phase(cast):
    if not cast.project.phases.exists():
        projects.lay_out_phases(cast.pm, cast.project)
    return cast.project.phases.order_by("order").first()


def deliverable(cast, **values):
    return services.add_deliverable(
        cast.pm,
        cast.project,
        **{
            "title": "接口设计说明书",
            "phase": phase(cast),
            "criteria": "覆盖全部接口\n有异常处理说明",
            "owner": cast.vendor,
            "reviewer": cast.it,
            "due_on": date(2026, 12, 10),
            **values,
        },
    )


def plan(cast):
    row = services.write_plan(cast.pm, cast.project, approach="评审、测试、审核。", reserve_days=Decimal("12"))
    return services.set_goal(cast.pm, row, measure="issues.open_high", target=Decimal("0"))
