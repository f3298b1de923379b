from golive.apps.reports.tests import factories
from tests.arch.samples import sample


@sample(
    "reports:reports-detail",
    "reports:reports-comment",
    "reports:read_weekly",
    "reports:weekly_pdf",
    "reports:weekly_word",
)
def sent(cast):
    return {"pk": factories.sent(cast).pk}


@sample("reports:edit_weekly", "reports:send_weekly")
def draft(cast):
    return {"pk": factories.report(cast, week=factories.earlier(1)).pk}
