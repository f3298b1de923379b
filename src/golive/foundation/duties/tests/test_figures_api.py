"""The figures through the API: the same as on the pages, with the same rights."""

import pytest

from golive.foundation import clock
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.registry import Missing
from golive.foundation.duties.tests.factories import local

NOW = "2026-03-17 12:00"


@pytest.fixture
def ask(cast, client, prove):
    """ask(who, path, query) → response, on 17 March."""
    prove("M4").missing.append(Missing("秘密缺项"))
    with clock.at(local("2026-03-04 09:00")):
        evaluate(cast.project)
    with clock.at(local(NOW)):
        evaluate(cast.project)

        def get(who, path, **query):
            client.force_login(getattr(cast, who))
            return client.get(f"/api/v1/{path}".replace("{p}", f"projects/{cast.project.code}"), query)

        yield get


def test_what_is_owed_now_and_then(ask, cast):
    found = ask("pm", "{p}/duties/obligations", duty="M4", state="overdue", person=cast.pm.pk).json()
    assert (
        found["total"] == len(found["items"]) == Obligation.objects.filter(duty_id="M4", state="overdue").count() == 2
    )
    assert found["items"][0]["name"] == str(cast.pm)
    assert found["items"][0]["missing"] == ["秘密缺项"]
    then = ask("pm", "{p}/duties/obligations", duty="M4", state="overdue", on="2026-03-10").json()
    assert [o["period"] for o in then["items"]] == ["2026 年第 10 周"]
    outside = ask("vendor", "{p}/duties/obligations", duty="M4", state="overdue").json()
    assert outside["total"] == 2 and outside["items"][0]["missing"] == []


def test_figures_by_group(ask):
    found = {f["key"]: f for f in ask("vendor", "{p}/duties/figures", by="party").json()}
    assert (found["M"]["overdue"], found["M"]["rate"], found["M"]["months"][-1]) == (
        2,
        0,
        {"month": "2026-03", "n": 2, "rate": 0},
    )
    assert ask("pm", "{p}/duties/figures", by="colour").status_code == 422


def test_the_forecast_by_person_and_day(ask, cast):
    found = ask("pm", "{p}/duties/forecast").json()
    assert {f["person"] for f in found} == {cast.pm.pk}
    assert found[0]["day"] == "2026-03-20" and found[0]["count"] == 1


def test_the_portfolio(ask, cast):
    (found,) = ask("pm", "portfolio").json()
    assert (found["project"], found["overdue"], found["weakest_party"]) == (cast.project.code, 2, "M")
    assert cast.project.code not in ask("stranger", "portfolio").content.decode()


@pytest.mark.parametrize("path", ["obligations", "figures", "forecast"])
def test_strangers_are_told_nothing(ask, path):
    assert ask("stranger", f"{{p}}/duties/{path}").status_code == 404
