from datetime import date

from golive.apps.control import services


def risk(cast, **values):
    data = {"title": "采购接口延期", "category": "vendor", "probability": 4, "impact": 3}
    return services.add_risk(cast.pm, cast.project, **{**data, **values})


def issue(cast, **values):
    data = {"title": "盘点表格式不一", "owner": cast.it, "due_on": date(2026, 12, 1)}
    return services.raise_issue(cast.business, cast.project, **{**data, **values})


def change(cast, **values):
    data = {"title": "增加批次管理", "reason": "盘点发现必须按批次记账"}
    return services.raise_change(cast.pm, cast.project, **{**data, **values})
