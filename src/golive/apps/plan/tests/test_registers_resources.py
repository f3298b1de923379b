"""What every register must do, for versions of the budget and shortfalls; and what a version shows."""

from decimal import Decimal

import pytest

from golive.apps.governance import services as governance
from golive.apps.plan import services
from golive.apps.plan.models import Shortfall
from golive.apps.plan.registers_resources import BUDGETS, SHORTFALLS
from golive.apps.plan.tests.money import book
from golive.foundation import clock
from golive.foundation.accounts.models import Membership
from golive.foundation.registers.tests.inherited import RegisterChecks


def version(cast, n):
    book(cast, amount=Decimal(1000 + n))
    row = services.ask_budget(cast.pm, cast.project)
    governance.decide(cast.sponsor, row.decision, choice="A", reason="同意")
    return row


class TestBudgets(RegisterChecks):
    register = BUDGETS
    forbidden = "vendor"

    def make(self, cast, n):
        return version(cast, n)


class TestShortfalls(RegisterChecks):
    register = SHORTFALLS
    forbidden = "vendor"

    def make(self, cast, n):
        place = Membership.objects.filter(project=cast.project, person=cast.it).first()
        values = {"needed_minutes": 4800 + n, "promised_minutes": 2400, "percent": 60}
        return Shortfall.objects.create(
            project=cast.project, membership=place, raised_by=cast.pm, raised_at=clock.now(), **values
        )


@pytest.mark.django_db
def test_a_version_is_shown_beside_the_one_approved_before_and_never_to_a_vendor(cast, client):
    version(cast, 1), version(cast, 2)
    second = cast.project.budgets.get(number=2)
    client.force_login(cast.sponsor)
    page = client.get(BUDGETS.address(second)).content.decode()
    assert "2,003.00" in page and "1,001.00" in page  # both lines together, and what was approved before
    client.force_login(cast.vendor)
    assert client.get(BUDGETS.address(second)).status_code == 403
    assert client.get(BUDGETS.url("export", cast.project)).status_code == 403
