"""Earned value and the cost sheet against figures reckoned by hand; duty M14."""

from decimal import Decimal

import pytest

from golive.apps.plan import costs, services
from golive.apps.plan.engine_io.costs import Estimating, Measure, earned
from golive.apps.plan.ledger import spread
from golive.apps.plan.models import CostLine
from golive.apps.plan.tests.factories import at, small_plan
from golive.apps.plan.tests.money import book, day, planned
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE

pytestmark = pytest.mark.django_db


def test_without_baseline_there_is_no_earned_value(cast):
    small_plan(cast)
    assert earned(cast.project) is None


def test_the_indexes_by_hand(cast):
    """Wednesday evening: of ¥6,000, 甲 (2,000) and 丙 (1,000) should be done, 乙 (3,000) a third: PV 4,000. 甲 is done, 乙
    and 丙 at 50 % and 0 %... EV = 2,000 + 0.5 × 3,000 = 3,500. ¥3,000 by invoice and 2 h at ¥250: AC 3,500."""
    plan = planned(cast)
    services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=250, valid_from=day("2026-03-01"))
    with clock.at(at("2026-03-04 18:00")):
        services.report_progress(cast.it, plan.a, percent=100, finished=at("2026-03-03 18:00"))
        services.report_progress(cast.it, plan.b, percent=50)
        book(cast, kind="actual", amount=Decimal(3000), on=day("2026-03-03"))
        services.record_time(cast.it, plan.b, day=day("2026-03-04"), hours=2)
        found = earned(cast.project)
    total = found.total
    assert found.value.measure is Measure.COST
    assert (total.bac, total.pv, total.ev, total.ac) == (6000, 4000, 3500, 3500)
    assert (total.sv, total.cv, total.spi, total.cpi) == (-500, 0, Decimal("0.875"), 1)
    assert total.eac_family[Estimating.REST_AS_BUDGETED] == 6000 and total.eac == 6000
    assert total.tcpi_bac == 1


def test_money_arrives_to_the_fen_whatever_the_weights():
    lines = [CostLine(amount_fen=100), CostLine(amount_fen=-7), CostLine(amount_fen=1, task_id=3)]
    found = spread(lines, {1: 480, 2: 480, 3: 480}, {1: None, 2: None, 3: None})
    assert sum(found.values()) == 94 and found[3] > found[1]


def test_a_line_of_a_phase_goes_to_its_tasks(cast):
    lines = [CostLine(amount_fen=900, phase_id=7), CostLine(amount_fen=50, phase_id=9)]
    found = spread(lines, {1: 1, 2: 2, 3: 2}, {1: 7, 2: 7, 3: 8})
    assert found == {1: 300 + 10, 2: 600 + 20, 3: 20}  # phase 9 has no task: its money is everybody's


def test_without_budget_it_is_measured_in_hours_and_says_so(cast, client):
    plan = planned(cast)
    services.cancel_cost(cast.pm, CostLine.objects.get(), reason="重做预算")
    with clock.at(at("2026-03-04 18:00")):
        services.report_progress(cast.it, plan.a, percent=100)
        services.record_time(cast.it, plan.a, day=day("2026-03-03"), hours=8)
        found = earned(cast.project)
        assert found.value.measure is Measure.WORK and found.total.ac == 8
        client.force_login(cast.pm)
        page = client.get(f"/p/{cast.project.code}/plan/earned_value/").content.decode()
    assert "按工时计量" in page


def test_the_forecast_of_a_cell(cast):
    """Bought: the greatest of budget, bound and spent. Own staff: spent plus the budget of what is not earned."""
    plan = planned(cast)
    book(cast, kind="committed", amount=Decimal(7000))
    book(cast, cost_class="staff", amount=Decimal(4000))
    services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=100, valid_from=day("2026-03-01"))
    with clock.at(at("2026-03-04 18:00")):
        services.report_progress(cast.it, plan.a, percent=100)  # 2 of 6 days: a third is earned
        services.record_time(cast.it, plan.a, day=day("2026-03-03"), hours=20)
        sheet = costs.sheet(cast.project)
    bought, staff = ({c.cost_class: c for c in sheet.cells}[n] for n in ("services", "staff"))
    assert (bought.forecast, bought.remaining, bought.tone) == (700000, -100000, "bad")
    assert staff.actual == staff.time == 200000
    assert abs(staff.forecast - (200000 + 266667)) <= 1 and staff.tone == "bad"
    assert sheet.alarms == [bought, staff]
    assert sheet.total.budget == 1000000 and sheet.total.forecast == bought.forecast + staff.forecast


def test_the_sheet_opens_its_lines_and_is_for_the_client_only(cast, client):
    planned(cast)
    url = f"/p/{cast.project.code}/plan/cost_sheet/"
    client.force_login(cast.it)
    with clock.at(at("2026-03-04 18:00")):
        page = client.get(url).content.decode()
        lines = client.get(f"/p/{cast.project.code}/plan/costs/?kind=budget&counted=on&cost_class=services")
        assert "kind=budget&amp;counted=on&amp;cost_class=services" in page and "实施费" in lines.content.decode()
        for person in (cast.vendor, cast.consultant, cast.team):
            client.force_login(person)
            for name in ("cost_sheet", "earned_value", "costs", "rates"):
                assert client.get(f"/p/{cast.project.code}/plan/{name}/").status_code == 403, (person, name)


def gaps(cast, month):
    return [str(m.text) for m in EVIDENCE["M14"](cast.project).missing if m.period in ("", month)]


def test_duty_M14_wants_costs_of_every_month_and_what_earned_value_needs(cast):
    assert len(gaps(cast, "")) == 2  # baseline and budget
    plan = planned(cast)
    with clock.at(at("2026-03-20 18:00")):
        services.recompute(cast.pm, cast.project)
        assert gaps(cast, "2026-03") == ["2026-03 的费用入账，或确认没有发生"]
        services.record_time(cast.it, plan.a, day=day("2026-03-20"), hours=2)
        assert any(str(cast.it) in g for g in gaps(cast, "2026-03"))  # his rate
        services.set_rate(cast.pm, cast.project, person=cast.it, yuan_per_hour=100, valid_from=day("2026-03-01"))
        services.confirm_costs(cast.pm, cast.project, month="2026-03", note="本月没有发票")
        proof = EVIDENCE["M14"](cast.project)
        assert not gaps(cast, "2026-03") and [f.period for f in proof.facts] == ["2026-03"]
    with clock.at(at("2026-04-20 18:00")):
        assert gaps(cast, "2026-04") == ["2026-04 的费用入账，或确认没有发生", f"{cast.it}的工时"]
        book(cast, kind="actual", amount=Decimal(10), on=day("2026-04-02"))
        services.record_time(cast.it, plan.a, day=day("2026-04-20"), hours=2)
        assert not gaps(cast, "2026-04")
        fact = EVIDENCE["M14"](cast.project).facts[-1]
        assert (fact.period, fact.value, fact.who_id) == ("2026-04", 1, cast.pm.pk)
