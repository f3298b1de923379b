"""Objectives measured over time, by hand, by formula and from the ERP; their baseline locked; what serves them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import erp_figures, jobs, services, tracking
from golive.apps.governance.coverage import coverage
from golive.apps.governance.formula import FormulaError, read
from golive.apps.governance.models import Measurement
from golive.apps.governance.tests.factories import objective
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
SHARE = '100 * count("sale.sale", "state = done and sale_date >= today-90") / count("sale.sale")'


class Context:
    def __init__(self, actor):
        self.actor = actor

    def progress(self, *_said):
        pass


@pytest.fixture
def erp():
    asked = []

    def reader(project, questions, today):
        asked.extend((q.function, q.record, q.domain(today)) for q in questions)
        return {q.name: Decimal(90 if q.condition else 120) for q in questions}

    before = erp_figures.register_reader(reader)
    yield asked
    erp_figures.register_reader(before)


def entered(cast, row, on, value):
    return services.add_measurement(cast.pm, cast.project, objective=row, on=on, value=Decimal(value))


def test_the_way_to_the_target_is_that_of_the_newest_measurement(cast):
    row, today = objective(cast), clock.today()  # 62 → 90
    entered(cast, row, today, "76")
    entered(cast, row, today - timedelta(days=9), "80")
    found = tracking.standings([row])[row.pk]
    assert (found.latest.value, found.share, found.state) == (Decimal("76"), 0.5, "running")
    last = entered(cast, row, today, "91")
    assert tracking.standings([row])[row.pk].state == "reached"
    services.cancel_measurement(cast.pm, last, reason="数错了")
    assert tracking.standings([row])[row.pk].percent == 50


def test_a_smaller_figure_can_be_the_better_one(cast):
    row = objective(cast, baseline=Decimal("11"), target=Decimal("4"))
    entered(cast, row, clock.today(), "12")
    assert tracking.standings([row])[row.pk].share < 0
    entered(cast, row, clock.today(), "7.5")
    assert tracking.standings([row])[row.pk].percent == 50


def test_entered_figures_are_reckoned_and_kept(cast):
    row = objective(cast, formula="100 * matched / counted")
    with pytest.raises(Refused) as refusal:
        services.measure_objective(cast.business, row, figures={"matched": Decimal(97)})
    assert refusal.value.code == "figure_missing"
    made = services.measure_objective(cast.business, row, figures={"matched": Decimal(970), "counted": Decimal(1000)})
    assert made.value == 97 and made.source == "formula" and made.figures == {"matched": "970", "counted": "1000"}
    with pytest.raises(Refused) as refusal:
        services.measure_objective(cast.business, row, figures={"matched": Decimal(1), "counted": Decimal(0)})
    assert refusal.value.code == "not_computable" and Measurement.objects.count() == 1


def test_the_erp_answers_a_formula_and_the_monthly_run_measures_it(cast, erp):
    row = objective(cast, formula=SHARE)
    objective(cast, formula="100 * matched / counted")  # asks people, so the run leaves it alone
    assert jobs.measure(Context(system_actor())) == {"measured": 1}
    made = Measurement.objects.get()
    assert made.objective == row and made.value == 75 and made.source == "erp"
    day = clock.today(cast.project.timezone) - timedelta(days=90)
    assert erp == [
        ("count", "sale.sale", [["state", "=", "done"], ["sale_date", ">=", day]]),
        ("count", "sale.sale", []),
    ]


@pytest.mark.parametrize(
    "text",
    [
        'count("res.user")',
        'count("ir.model")',
        "open(x)",
        "a.b",
        'count("sale.sale", "state like x")',
        "count(name)",
        'total("sale.sale")',
        "1 +",
    ],
)
def test_what_is_no_formula_is_refused_when_it_is_written(cast, text):
    with pytest.raises((Refused, FormulaError)):
        objective(cast, formula=text)
        services.measure_objective(cast.pm, objective(cast, formula=text), figures=dict.fromkeys(read(text).inputs, 1))


def test_a_locked_baseline_stays_and_the_target_may_still_move(cast):
    row = objective(cast)
    with pytest.raises(PermissionDenied):
        services.lock_baseline(cast.pm, row)
    row = services.lock_baseline(cast.sponsor, row)
    assert row.locked_at and not row.locked_late
    with pytest.raises(Refused) as refusal:
        services.edit_objective(cast.pm, row, baseline=Decimal("50"))
    assert refusal.value.code == "baseline_locked"
    services.edit_objective(cast.pm, row, target=Decimal("95"))


def test_after_the_go_live_gate_an_unlocked_baseline_is_missing_and_a_late_lock_is_marked(cast):
    row = objective(cast)
    services.approve_objective(cast.sponsor, row)
    Phase.objects.update_or_create(
        project=cast.project,
        key="implementation",
        defaults={
            "order": 3,
            "name": "实施",
            "starts_on": date(2026, 3, 2),
            "ends_on": date(2026, 9, 1),
            "state": Phase.State.PASSED,
            "passed_at": clock.now(),
        },
    )
    said = [m.text.msgid for m in EVIDENCE["S1"](cast.project).missing]
    assert "The locked baseline of objective %(code)s" in said
    assert services.lock_baseline(cast.sponsor, row).locked_late
    said = [m.text.msgid for m in EVIDENCE["S1"](cast.project).missing]
    assert "The locked baseline of objective %(code)s" not in said


def test_nothing_measured_tomorrow_and_nothing_by_outsiders(cast):
    row = objective(cast)
    with pytest.raises(Refused):
        entered(cast, row, clock.today() + timedelta(days=2), "70")
    with pytest.raises(PermissionDenied):
        services.add_measurement(cast.vendor, cast.project, objective=row, on=clock.today(), value=Decimal(1))


def test_the_pages_show_the_line_and_ask_for_the_figures(cast, client):
    row = objective(cast, formula="100 * matched / counted")
    client.force_login(cast.pm)
    here = {"project": cast.project.code, "pk": row.pk}
    url = reverse("governance:measure_objective", kwargs=here)
    assert 'name="figure_matched"' in client.get(url).content.decode()
    client.post(url, {"figure_matched": "94", "figure_counted": "100"})
    page = client.get(reverse("governance:objectives-detail", kwargs=here)).content.decode()
    assert 'class="spark"' in page and "94" in page
    assert client.get(reverse("governance:objectives", args=[cast.project.code])).status_code == 200


def test_what_nothing_serves_is_shown(cast, client):
    row = objective(cast)
    client.force_login(cast.sponsor)
    page = client.get(reverse("governance:coverage", args=[cast.project.code])).content.decode()
    assert row.title in page and "st-bad" in page
    assert coverage(cast.project).total == 0 and not coverage(cast.project).is_served(row.pk)
