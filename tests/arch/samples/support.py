from golive.apps.selection.tests import factories as selection
from golive.apps.support.tests import factories
from tests.arch.samples import sample


@sample(
    "support:tickets-detail",
    "support:tickets-comment",
    "support:answer",
    "support:assign",
    "support:confirm",
    "support:reopen",
)
def ticket(cast):
    return {"pk": factories.ticket(cast).pk}


@sample("support:service_levels-detail", "support:service_levels-comment", "support:edit_service_level")
def service_level(cast):
    return {"pk": factories.level(cast, selection.contract(cast)).pk}
