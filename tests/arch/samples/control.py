from golive.apps.control.tests import factories
from tests.arch.samples import sample


@sample(
    "control:risks-detail",
    "control:risks-comment",
    "control:edit_risk",
    "control:review_risk",
    "control:close_risk",
)
def risk(cast):
    return {"pk": factories.risk(cast).pk}


@sample(
    "control:issues-detail",
    "control:issues-comment",
    "control:edit_issue",
    "control:answer_issue",
    "control:close_issue",
)
def issue(cast):
    return {"pk": factories.issue(cast).pk}
