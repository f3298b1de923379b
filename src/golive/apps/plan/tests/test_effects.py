"""What a change would do, in dates and money, before anybody decides."""

from decimal import Decimal

import pytest

from golive.apps.governance.acts import WHAT_IFS
from golive.apps.plan import services
from golive.apps.plan.effects import effects
from golive.apps.plan.models import Task
from golive.apps.plan.proposed import Proposed
from golive.apps.plan.tests.factories import approve, at, shown, small_plan
from golive.apps.plan.tests.money import day
from golive.foundation import clock

pytestmark = pytest.mark.django_db


def test_dates_and_cost_before_and_after(cast):
    """乙 takes 5 days instead of 3; the one who does it gives all his time at ¥100 an hour: 16 h more cost ¥1,600."""
    with clock.at(at("2026-03-02 08:00")):
        plan = small_plan(cast)
        services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=100, valid_from=day("2026-03-01"))
        services.assign_person(cast.pm, plan.b, person=cast.it, units=100)
        found = effects(cast.project, Proposed({plan.b.pk: {"duration_minutes": 5 * 480}}))
    assert (shown(found.go_live_before), shown(found.go_live_after)) == ("2026-03-06 18:00", "2026-03-10 18:00")
    assert found.moves_go_live and found.cost_more == 160000
    said = [str(w) for w in found.words]
    assert said[0] == "上线：由 2026-03-06 变为 2026-03-10，推迟 2 个工作日" and said[2] == "成本：增加 ¥1,600"
    assert Task.objects.get(pk=plan.b.pk).duration_minutes == 3 * 480


def test_without_rates_nothing_is_said_of_cost(cast):
    plan = small_plan(cast)
    found = effects(cast.project, Proposed({plan.c.pk: {"duration_minutes": 480}}))
    assert found.cost_more is None and not found.moves_go_live and len(found.words) == 2


def test_whoever_decides_about_a_baseline_sees_how_the_dates_move(cast, client):
    with clock.at(at("2026-03-02 08:00")):
        plan = small_plan(cast)
        approve(cast)
        services.edit_task(cast.pm, plan.b, days=6)
        row = services.ask_baseline(cast.pm, cast.project)
        client.force_login(cast.sponsor)
        page = client.get(f"/p/{cast.project.code}/governance/decisions/{row.decision.pk}/decide/").content.decode()
    assert "上线：由 2026-03-06 变为 2026-03-11，推迟 3 个工作日" in page


def test_an_option_of_any_decision_may_ask_the_engine(cast):
    """ "乙 takes two days longer" said of an option moves go-live as in the test above."""
    with clock.at(at("2026-03-02 08:00")):
        plan = small_plan(cast)
        found = WHAT_IFS["plan.longer"]
        assert (str(plan.b.pk), str(plan.b)) in found.subjects(cast.project)
        said = [str(w) for w in found.compute(cast.project, str(plan.b.pk), Decimal(2))]
        assert said[0] == "上线：由 2026-03-06 变为 2026-03-10，推迟 2 个工作日"
        assert found.compute(cast.project, "0", Decimal(2))
