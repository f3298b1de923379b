from golive.apps.control import services
from golive.apps.control.tests import factories
from golive.apps.plan.tests import factories as plan
from tests.arch.samples import sample


@sample(
    "control:risks-detail",
    "control:risks-comment",
    "control:edit_risk",
    "control:review_risk",
    "control:close_risk",
    "control:tie_risk",
)
def risk(cast):
    return {"pk": factories.risk(cast).pk}


@sample(
    "control:issues-detail",
    "control:issues-comment",
    "control:edit_issue",
    "control:answer_issue",
    "control:ask_about_issue",
    "control:close_issue",
)
def issue(cast):
    return {"pk": factories.issue(cast).pk}


@sample(
    "control:changes-detail",
    "control:changes-comment",
    "control:edit_change",
    "control:lengthen_task",
    "control:add_change_task",
    "control:add_change_cost",
    "control:submit_change",
    "control:withdraw_change",
)
def change(cast):
    return {"pk": factories.change(cast).pk}


@sample("control:decide_change")
def asked_change(cast):
    row = services.raise_change(cast.pm, cast.project, title="合并两张单据", reason="重复录入", refs="REQ-3")
    return {"pk": services.submit_change(cast.pm, row).pk}


@sample("control:remove_change_item")
def change_item(cast):
    row = services.lengthen_task(cast.pm, factories.change(cast), task=plan.task(cast), days=2)
    return {"pk": row.items.get().pk}
