"""plan.record_time, plan.cancel_time: one's own time, at its rate of the day."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import costs, services
from golive.apps.plan.ledger import ledger
from golive.apps.plan.tests.factories import at, small_plan
from golive.apps.plan.tests.money import day
from golive.foundation import clock
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    with clock.at(at("2026-03-20 10:00")):
        yield small_plan(cast)


def test_time_costs_what_its_day_costs(cast, plan):
    for yuan, begins in ((100, "2026-03-01"), (120, "2026-03-10")):
        services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=yuan, valid_from=day(begins))
    for on, hours in (("2026-02-27", 1), ("2026-03-09", 1.5), ("2026-03-10", 0.25)):
        services.record_time(cast.it, plan.a, day=day(on), hours=Decimal(str(hours)))
    books = ledger(cast.project)
    assert [w.fen for w in books.worked] == [None, 15000, 3000]
    assert books.unpriced == {cast.it.pk: 60}


def test_a_day_has_twenty_four_hours(cast, plan):
    services.record_time(cast.it, plan.a, day=day("2026-03-19"), hours=20)
    with pytest.raises(Refused) as refusal:
        services.record_time(cast.it, plan.b, day=day("2026-03-19"), hours=5)
    assert refusal.value.code == "time_too_long"
    with pytest.raises(Refused) as refusal:
        services.record_time(cast.it, plan.b, day=day("2026-03-21"), hours=1)
    assert refusal.value.code == "time_in_future"


def test_vendors_and_consultants_record_none_and_see_none(cast, plan):
    entry = services.record_time(cast.team, plan.a, day=day("2026-03-19"), hours=2)
    for actor in (cast.vendor, cast.consultant, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.record_time(actor, plan.a, day=day("2026-03-19"), hours=1)
        assert not costs.visible_times(actor).exists()
    services.record_time(cast.it, plan.a, day=day("2026-03-19"), hours=1)
    assert [e.person for e in costs.visible_times(cast.team)] == [cast.team]  # his own only
    assert costs.visible_times(cast.pm).count() == 2
    with pytest.raises(PermissionDenied):
        services.cancel_time(cast.it, entry, reason="不是我的")


def test_a_cancelled_entry_counts_no_more(cast, plan):
    mine = services.record_time(cast.it, plan.a, day=day("2026-03-19"), hours=20)
    services.cancel_time(cast.it, mine, reason="日期写错")
    other = services.record_time(cast.it, plan.a, day=day("2026-03-19"), hours=8)  # the day is free again
    services.cancel_time(cast.pm, other, reason="任务选错")
    assert ledger(cast.project).worked == []
    with pytest.raises(Refused):
        services.cancel_time(cast.pm, other, reason="再来一次")
