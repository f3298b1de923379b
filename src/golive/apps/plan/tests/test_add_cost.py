"""plan.add_cost, plan.cancel_cost, plan.set_rate, plan.confirm_costs: money is booked once, by the manager, and stays."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from golive.apps.plan import costs, services
from golive.apps.plan.forms_money import AmountField
from golive.apps.plan.models import CostLine, CostMonth, Rate
from golive.apps.plan.tests.factories import at, small_plan
from golive.apps.plan.tests.money import book, day
from golive.foundation import clock
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.at(at("2026-03-20 10:00")):
        yield


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("125000", "125000.00"),
        ("¥125,000.50", "125000.50"),
        ("12.5万", "125000.00"),
        ("12.5 万元", "125000.00"),
        ("-300", "-300.00"),
        ("0.3亿", "30000000.00"),
    ],
)
def test_amounts_as_people_write_them(text, yuan):
    assert str(AmountField().clean(text)) == yuan


@pytest.mark.parametrize("text", ["twelve", "12万3", "0.001", "1e5", ""])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValidationError):
        AmountField().clean(text)


def test_a_line_is_kept_in_fen_and_takes_the_phase_of_its_task(cast):
    plan = small_plan(cast)
    phase = cast.project.phases.first()
    plan.a.phase = phase
    plan.a.save()
    line = book(cast, kind="actual", task=plan.a, amount=Decimal("1234.56"))
    assert (line.amount_fen, line.amount, line.phase, line.by) == (123456, Decimal("1234.56"), phase, cast.pm)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": "gift"}, "cost_kind_unknown"),
        ({"amount": Decimal(0)}, "amount_invalid"),
        ({"amount": Decimal(10) ** 15}, "amount_invalid"),
        ({"kind": "actual", "on": day("2026-03-21")}, "cost_in_future"),
    ],
)
def test_what_cannot_be_is_refused(cast, values, code):
    with pytest.raises(Refused) as refusal:
        book(cast, **values)
    assert refusal.value.code == code and not CostLine.objects.exists()


def test_a_cancelled_line_stays_and_counts_no_more(cast):
    line = services.cancel_cost(cast.pm, book(cast), reason="重复登记")
    assert line.state == "cancelled" and line.cancel_reason == "重复登记"
    assert costs.sheet(cast.project).cells == []
    for reason, code in (("又一次", "cost_cancelled"),):
        with pytest.raises(Refused) as refusal:
            services.cancel_cost(cast.pm, line, reason=reason)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        services.cancel_cost(cast.pm, book(cast), reason=" ")
    assert refusal.value.code == "reason_missing"


def test_only_the_manager_books_and_only_the_client_reads(cast):
    book(cast)
    services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=Decimal(120), valid_from=day("2026-03-01"))
    for actor in (cast.sponsor, cast.it, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.add_cost(
                actor, cast.project, kind="budget", cost_class="other", amount=1, on=day("2026-03-02"), text="x"
            )
    for actor, lines, rates in (
        (cast.pm, 1, 1),
        (cast.sponsor, 1, 1),
        (cast.it, 1, 0),
        (cast.team, 0, 0),
        (cast.vendor, 0, 0),
        (cast.consultant, 0, 0),
        (cast.stranger, 0, 0),
    ):
        assert costs.visible_costs(actor).count() == lines, actor
        assert costs.visible_rates(actor).count() == rates, actor


def test_a_rate_given_again_for_the_day_replaces_the_former(cast):
    for yuan in (100, 120):
        services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=yuan, valid_from=day("2026-03-01"))
    assert [r.fen_per_hour for r in Rate.objects.all()] == [12000]


def test_a_month_is_confirmed_once_and_dated_anew(cast):
    services.confirm_costs(cast.pm, cast.project, month="2026-02", note="没有发生费用")
    services.confirm_costs(cast.pm, cast.project, month="2026-02")
    assert CostMonth.objects.count() == 1
    for month, code in (("2026-13", "month_invalid"), ("2026-04", "month_in_future")):
        with pytest.raises(Refused) as refusal:
            services.confirm_costs(cast.pm, cast.project, month=month)
        assert refusal.value.code == code
