from decimal import Decimal

from golive.apps.plan import services
from golive.apps.plan.models import BudgetVersion, Deviation, Shortfall
from golive.apps.plan.tests import factories
from golive.apps.plan.tests.money import book
from golive.foundation import clock
from golive.foundation.accounts.models import Membership
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


@sample("plan:budgets-detail")
def budget(cast):
    """Approved already, so that the next one may still be put."""
    content = [{"phase": None, "name": "", "cost_class": "services", "fen": 600000}]
    values = {"content": content, "total_fen": 600000, "state": "approved", "made_at": clock.now()}
    return {"pk": BudgetVersion.objects.create(project=cast.project, number=90, made_by=cast.pm, **values).pk}


@sample("plan:shortfalls-detail")
def shortfall(cast):
    place = Membership.objects.filter(project=cast.project, person=cast.it).first()
    values = {"needed_minutes": 4800, "promised_minutes": 2400, "percent": 60, "raised_at": clock.now()}
    return {"pk": Shortfall.objects.create(project=cast.project, membership=place, raised_by=cast.pm, **values).pk}


@sample("plan:invoice_rules-detail", "plan:edit_invoice_rule")
def invoice_rule(cast):
    values = {
        "supplier": "",
        "account": "6602",
        "cost_class": "services",
        "phase": None,
        "leave_out": False,
        "note": "",
    }
    return {"pk": services.add_invoice_rule(cast.pm, cast.project, **values).pk}
