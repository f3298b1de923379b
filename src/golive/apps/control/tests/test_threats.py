"""Open risks of the register in the simulation of the plan."""

import pytest

from golive.apps.control import services as control
from golive.apps.control.tests import factories
from golive.apps.plan import risk_page, services
from golive.apps.plan.risk_events import DAYS, ODDS, threats_of
from golive.apps.plan.tests.factories import at, small_plan
from golive.foundation import clock

pytestmark = pytest.mark.django_db


def kept(cast):
    found = risk_page.simulated(cast.project, iterations=400)
    return services.keep_simulation(cast.pm, cast.project, found=found, iterations=400, seed=1)


def test_an_open_risk_delays_go_live_and_a_closed_one_does_not(cast):
    with clock.at(at("2026-03-02 08:00")):
        small_plan(cast)
        calm = kept(cast)
        risk = factories.risk(cast, probability=5, impact=5)
        (threat,) = threats_of(cast.project)
        assert (threat.code, threat.odds, threat.days) == (risk.code, ODDS[5], DAYS[5])
        run = kept(cast)
        assert run.p80 > calm.p80 and any(row["event"] == risk.code for row in run.result["gains"])
        assert any(risk.title in g["text"] and g["url"] for g in risk_page.shown(run, True)["gains"])
        type(risk).objects.filter(pk=risk.pk).update(state="closed")
        assert threats_of(cast.project) == [] and kept(cast).p80 == calm.p80


def test_a_risk_strikes_the_tasks_it_is_tied_to(cast):
    """丙 has four days of room before go-live: a risk of one to three days there is not felt, tied to 乙 it is."""
    with clock.at(at("2026-03-02 08:00")):
        plan = small_plan(cast)
        calm = kept(cast)
        risk = factories.risk(cast, probability=5, impact=2)
        control.tie_risk(cast.pm, risk, tasks=[plan.c])
        assert threats_of(cast.project)[0].tasks == (plan.c.pk,) and kept(cast).p80 == calm.p80
        control.tie_risk(cast.pm, risk, tasks=[plan.b])
        assert kept(cast).p80 > calm.p80
    with clock.at(at("2026-03-09 08:00")):
        for task in (plan.a, plan.b):
            task.refresh_from_db()
            services.report_progress(cast.it, task, percent=100)
        assert threats_of(cast.project) == []
