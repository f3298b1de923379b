from golive.apps.quality import services
from golive.apps.quality.tests import factories
from tests.arch.samples import sample


@sample(
    "quality:deliverables-detail",
    "quality:deliverables-comment",
    "quality:edit_deliverable",
    "quality:hand_over",
    "quality:withdraw_deliverable",
)
def planned(cast):
    return {"pk": factories.deliverable(cast).pk}


@sample("quality:review_deliverable", "quality:accept_deliverable", "quality:return_deliverable")
def handed_over(cast):
    row = services.hand_over(cast.vendor, factories.deliverable(cast), note="第一版")
    services.review_deliverable(cast.it, row, failing=[])
    return {"pk": row.pk}


@sample("quality:remove_goal")
def goal(cast):
    return {"pk": factories.plan(cast).goals.get().pk}
