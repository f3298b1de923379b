from golive.foundation.dispatch import services
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.dispatch.tests import factories
from tests.arch.samples import sample


@sample(
    "dispatch:robots-detail",
    "dispatch:robot_rows",
    "dispatch:edit_robot",
    "dispatch:stop_robot",
    "dispatch:test_robot",
)
def robot(cast):
    return {"pk": factories.robot(cast).pk}


@sample("dispatch:start_robot")
def stopped(cast):
    return {"pk": services.stop_robot(cast.pm, factories.robot(cast)).pk}


@sample("dispatch:send_again")
def refused(cast):
    made = services.test_robot(cast.pm, factories.robot(cast))
    Dispatch.objects.filter(pk=made.pk).update(state=Dispatch.State.REFUSED)
    return {"pk": made.pk}
