from golive.apps.support import services


def ticket(cast, by=None, **values):
    return services.report(by or cast.user, cast.project, **{"title": "打印不出出库单", **values})
