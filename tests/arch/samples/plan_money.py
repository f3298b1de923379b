from decimal import Decimal

from golive.apps.plan import services
from golive.apps.plan.models import Deviation
from golive.apps.plan.tests import factories
from golive.apps.plan.tests.money import book
from golive.foundation import clock
from tests.arch.samples import sample


@sample("plan:costs-detail", "plan:costs-comment", "plan:cancel_cost")
def cost(cast):
    return {"pk": book(cast).pk}


@sample("plan:rates-detail", "plan:rates-comment")
def rate(cast):
    on = clock.today()
    return {
        "pk": services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=Decimal(100), valid_from=on).pk
    }


@sample("plan:record_time")
def task_with_time(cast):
    return {"pk": factories.task(cast, owner=cast.it).pk}


@sample("plan:times-detail", "plan:times-comment", "plan:cancel_time")
def time_entry(cast):
    row = factories.task(cast, owner=cast.it)
    return {"pk": services.record_time(cast.it, row, day=clock.today(), hours=1).pk}


@sample("plan:deviations-detail", "plan:deviations-comment", "plan:answer_deviation")
def deviation(cast):
    row = factories.task(cast, owner=cast.it)
    return {"pk": Deviation.objects.create(project=cast.project, task=row, slip_minutes=2400, raised_at=clock.now()).pk}
