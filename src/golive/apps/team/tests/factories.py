from __future__ import annotations

from datetime import date

from golive.apps.plan import services as plan
from golive.apps.plan.models import Skill
from golive.apps.team import services


def skill(cast, name="库存会计"):
    return Skill.objects.filter(project=cast.project, name=name).first() or plan.add_skill(
        cast.pm, cast.project, name=name
    )


def position(cast, **values):
    return services.add_position(
        cast.pm, cast.project, **{"title": "库存模块顾问", "party": "C", "needed_on": date(2026, 12, 15), **values}
    )


def goal(cast, **values):
    return services.set_goal(
        cast.pm,
        cast.project,
        **{
            "person": cast.it,
            "skill": skill(cast),
            "level": 2,
            "how": "跟顾问做两次盘点",
            "due_on": date(2026, 12, 20),
            **values,
        },
    )


def appraisal(cast, person=None):
    return services.open_appraisal(cast.pm, cast.project, person=person or cast.it, quarter="2026-Q4")
