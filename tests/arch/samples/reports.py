from golive.apps.reports.tests import factories
from tests.arch.samples import sample


@sample(
    "reports:reports-detail",
    "reports:reports-comment",
    "reports:edit_weekly",
    "reports:send_weekly",
    "reports:read_weekly",
    "reports:weekly_pdf",
    "reports:weekly_word",
)
def report(cast):
    return {"pk": factories.report(cast).pk}
