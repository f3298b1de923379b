"""plan.ask_simulation, plan.keep_simulation, the page of the odds; duty M7."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import risk_page, services
from golive.apps.plan.models import RiskRun
from golive.apps.plan.tests.factories import approve, at, shown, small_plan, task
from golive.apps.plan.tests.money import planned
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db


def kept(cast, who=None, **values):
    found = risk_page.simulated(cast.project, iterations=400)
    return services.keep_simulation(who or cast.pm, cast.project, found=found, iterations=400, seed=1)


@pytest.fixture
def plan(cast):
    with clock.at(at("2026-03-02 08:00")):
        yield planned(cast)


def test_without_uncertainty_every_run_keeps_the_date(cast, plan):
    for t in (plan.a, plan.b, plan.c):
        minutes = t.duration_minutes
        type(t).objects.filter(pk=t.pk).update(optimistic_minutes=minutes, pessimistic_minutes=minutes)
    run = kept(cast)
    assert (shown(run.p50), shown(run.p80), run.chance) == ("2026-03-06 18:00", "2026-03-06 18:00", 1.0)


def test_what_may_take_longer_comes_later(cast, plan):
    type(plan.b).objects.filter(pk=plan.b.pk).update(optimistic_minutes=3 * 480, pessimistic_minutes=9 * 480)
    run = kept(cast)
    assert run.p50 < run.p80 and run.chance < 0.2
    assert run.result["tornado"][0]["task"] == plan.b.pk
    assert run.result["gains"][0]["task"] == plan.b.pk  # know it better: that helps most
    assert run.cost_p50_fen == 600000  # all of it is bought at a fixed price


def test_what_comes_after_go_live_cannot_move_it(cast, plan):
    before = kept(cast).result
    task(cast, "运维支持", days=200, predecessors=str(plan.live.number))
    after = kept(cast).result
    assert before["percentiles"] == after["percentiles"]


def test_it_runs_in_the_background_and_its_page_shows_it(cast, plan, client):
    client.force_login(cast.pm)
    url = f"/p/{cast.project.code}/plan/risk/"
    assert client.get(url).status_code == 200
    assert client.post(url + "simulate/").status_code == 302
    run_pending()
    job = Job.objects.get(kind="plan.simulate")
    run = RiskRun.objects.get()
    assert job.state == "done" and run.iterations == 10_000 and run.made_by == cast.pm
    page = client.get(url).content.decode()
    assert "P80" in page and "2026-03-06" in page and "<svg" in page
    for who, status in ((cast.consultant, 200), (cast.vendor, 403), (cast.team, 403)):
        client.force_login(who)
        assert client.get(url).status_code == status
    client.force_login(cast.consultant)
    assert "完工预算" not in client.get(url).content.decode()
    assert "较有把握的成本" not in client.get(url).content.decode()  # money is not for him
    with pytest.raises(PermissionDenied):
        services.ask_simulation(cast.it, cast.project)


def test_the_target_is_the_approved_go_live(cast):
    with clock.at(at("2026-03-02 08:00")):
        small_plan(cast)
        assert risk_page.target_of(cast.project).date() == cast.project.go_live_date
        approve(cast)
        assert shown(risk_page.target_of(cast.project)) == "2026-03-06 18:00"


def test_duty_M7_is_met_by_a_run_of_the_month_that_is_not_stale(cast, plan):
    assert EVIDENCE["M7"](cast.project).missing
    kept(cast, system_actor())
    proof = EVIDENCE["M7"](cast.project)
    assert proof.missing and proof.facts[0].aside  # not the project manager's
    kept(cast)
    proof = EVIDENCE["M7"](cast.project)
    assert not proof.missing and proof.facts[-1].period == "2026-03"
    with clock.at(at("2026-04-02 09:00")):
        (gap,) = EVIDENCE["M7"](cast.project).missing
        assert gap.period == "2026-04"
