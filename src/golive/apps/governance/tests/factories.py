from datetime import date, timedelta
from decimal import Decimal

from golive.apps.governance import services
from golive.foundation import clock


def objective(cast, **values):
    data = {
        "title": "交付及时率",
        "indicator": "按期交付订单占比",
        "unit": "%",
        "baseline": Decimal("62"),
        "target": Decimal("90"),
        "due_on": date(2027, 12, 31),
        "owner": cast.business,
    }
    return services.add_objective(cast.pm, cast.project, **{**data, **values})


def question(cast, **values):
    data = {
        "question": "是否推迟上线？",
        "options": [{"key": "A", "text": "按期", "effect": ""}, {"key": "B", "text": "推迟一周", "effect": "费用增加"}],
        "decider": cast.sponsor,
        "deadline": clock.now() + timedelta(days=2),
    }
    return services.ask_decision(cast.pm, cast.project, **{**data, **values})


def charter(cast, **texts):
    """Version 1, issued: with one objective, unless the project has some."""
    if not cast.project.objectives.exists():
        objective(cast)
    said = {"background": "库存不准", "scope_in": "销售", "scope_out": "人事", "success": "月结四天"}
    draft = services.write_charter(cast.pm, cast.project, **{**said, **texts})
    return services.issue_charter(cast.pm, draft, note="第一版")
