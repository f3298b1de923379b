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
