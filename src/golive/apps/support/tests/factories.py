from golive.apps.selection.tests import factories as selection
from golive.apps.support import services


def ticket(cast, by=None, **values):
    return services.report(by or cast.user, cast.project, **{"title": "打印不出出库单", **values})


def level(cast, deal, **values):
    """A service level of the contract, in figures."""
    owed = selection.obligation(
        cast, deal, kind="service_level", side="vendor", text="故障响应", measure="按服务台记录"
    )
    data = {"measure": "response", "priority": "", "hours": 4, "percent": 100}
    return services.add_service_level(cast.pm, cast.project, obligation=owed, **{**data, **values})
