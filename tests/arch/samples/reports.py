from golive.apps.reports.tests import factories
from tests.arch.samples import sample


@sample("reports:reports-detail", "reports:reports-comment", "reports:read", "reports:pass_on")
def sent(cast):
    return {"pk": factories.sent(cast).pk}


@sample("reports:report_file")
def month(cast):
    return {"pk": factories.sent(cast, kind="monthly").pk, "ending": "pdf"}


@sample("reports:edit", "reports:send")
def draft(cast):
    return {"pk": factories.report(cast, period=factories.earlier(1)).pk}
