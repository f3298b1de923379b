"""Risks picked from the library, proposed by the records, in figures; their trend."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.control import queries, services
from golive.apps.control.library import TEXTS, library
from golive.apps.control.models import Risk
from golive.apps.control.models.risks import Effect, Likelihood
from golive.apps.control.signals import proposals
from golive.apps.control.tests.factories import risk
from golive.apps.control.threats import open_risks
from golive.apps.governance.tests.factories import question
from golive.apps.plan.models import LoadCheck
from golive.apps.plan.risk_events import DAYS, ODDS
from golive.foundation import clock
from golive.foundation.duties.models import Signal
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_library_is_whole_in_both_languages():
    rows = library().values()
    assert len(rows) >= 30 and {r.category for r in rows} == set(Risk.Category.values)
    for row in rows:
        assert row.strategy in Risk.Strategy.values and 1 <= row.probability <= 5 and 1 <= row.impact <= 5
        for language in ("zh-hans", "en"):
            said = row.text(language)
            assert set(said) == set(TEXTS) and all(said.values())
            assert len(said["title"]) <= 160 and len(said["trigger"]) <= 200


def test_the_words_of_the_scales_are_those_the_simulation_reckons_with():
    assert all(f"{ODDS[n.value]:.0%}" in str(n.label) for n in Likelihood)
    assert all(str(DAYS[n.value][1]) in str(n.label) for n in Effect)


def test_picked_risks_stand_in_the_projects_language_and_only_once(cast):
    keys = ["data.poor_quality", "vendor.silent", "data.poor_quality", "nonsense"]
    made = services.pick_risks(cast.pm, cast.project, keys=keys)
    assert [r.title for r in made] == [library()[k].text(cast.project.language)["title"] for k in keys[:2]]
    assert services.pick_risks(cast.pm, cast.project, keys=keys) == []
    services.close_risk(cast.pm, made[0], note="数据已达标")
    assert len(services.pick_risks(cast.pm, cast.project, keys=keys)) == 1  # it has come back
    with pytest.raises(PermissionDenied):
        services.pick_risks(cast.vendor, cast.project, keys=keys)
    with pytest.raises(Refused):
        services.pick_risks(cast.pm, cast.project, keys=[])


def overload(cast, percent=138):
    over = [{"person": cast.business.pk, "name": "周敏", "week": "2026-W50", "percent": percent, "minutes": 900}]
    today = clock.today()
    LoadCheck.objects.create(project=cast.project, by=cast.pm, at=clock.now(), until=today, over=over)


def test_an_overbooked_key_user_is_proposed_and_becomes_a_risk(cast):
    overload(cast, percent=110)
    assert proposals(cast.project) == []
    overload(cast)
    (found,) = proposals(cast.project)
    row = services.take_proposal(cast.pm, cast.project, key=found.key)
    assert "周敏" in row.title and "138" in row.cause and row.category == "people" and row.score == 16
    assert proposals(cast.project) == []
    with pytest.raises(Refused):
        services.take_proposal(cast.pm, cast.project, key=found.key)


def test_a_silent_party_and_late_decisions_are_proposed(cast):
    Signal.objects.create(
        project=cast.project,
        kind=Signal.Kind.SILENCE,
        key="silence|V",
        party="V",
        seen_at=clock.now(),
        text={"msgid": "x", "params": {}},
    )
    question(cast)
    with clock.at(clock.now() + timedelta(days=4)):
        assert [p.category for p in proposals(cast.project)] == ["vendor"]  # one late decision is no habit
        question(cast, deadline=clock.now() - timedelta(days=1))
        assert {p.key for p in proposals(cast.project)} == {"silence:V:", "late_decisions"}


def test_what_was_dismissed_comes_back_after_a_month(cast):
    overload(cast)
    (found,) = proposals(cast.project)
    services.dismiss_proposal(cast.pm, cast.project, key=found.key, reason="下周已安排替岗")
    assert proposals(cast.project) == []
    with clock.at(clock.now() + timedelta(days=31)):
        assert [p.key for p in proposals(cast.project)] == [found.key]


def test_own_figures_go_before_those_of_the_scale(cast):
    row = risk(cast, probability=4, impact=3)
    assert (row.odds, row.days, row.exposure_days, row.exposure_yuan) == (0.4, 3, Decimal("1.2"), None)
    services.edit_risk(
        cast.pm, row, odds_percent=20, impact_days=Decimal(12), impact_yuan=Decimal(50000), reserve_yuan=Decimal(9000)
    )
    assert (row.exposure_days, row.exposure_yuan) == (Decimal("2.4"), Decimal(10000))
    (threat,) = open_risks(cast.project)
    assert (threat.odds, threat.days, threat.money) == (0.2, (6, 12, 24), (25000, 50000, 100000))
    found = queries.sums(cast.project)
    assert (found["days"], found["yuan"], found["reserve"]) == (Decimal("2.4"), Decimal(10000), Decimal(9000))


def test_the_trend_says_what_was_thought_then(cast):
    start = clock.now()
    with clock.at(start):
        row = risk(cast, probability=2, impact=2)
        services.review_risk(cast.pm, row, probability=2, impact=2)
    with clock.at(start + timedelta(weeks=2)):
        services.review_risk(cast.pm, row, probability=5, impact=4)
    with clock.at(start + timedelta(weeks=4)):
        services.close_risk(cast.pm, row, note="过去了")
    with clock.at(start + timedelta(weeks=5)):
        weeks = [next((k for k in ("low", "medium", "high") if w[k]), "") for w in queries.trend(cast.project)]
    assert weeks == [""] * 6 + ["low"] * 2 + ["high"] * 2 + [""] * 2


def test_the_pages(cast, client):
    overload(cast)
    client.force_login(cast.pm)
    here = [cast.project.code]
    page = client.get(reverse("control:risks", args=here)).content.decode()
    assert "周敏" in page
    assert 'value="data.poor_quality"' in client.get(reverse("control:pick_risks", args=here)).content.decode()
    client.post(reverse("control:pick_risks", args=here), {"key": ["data.poor_quality"]})
    client.post(reverse("control:take_proposal", args=here), {"key": f"overload:{cast.business.pk}"})
    assert Risk.objects.filter(project=cast.project).count() == 2
    assert "lv-high" in client.get(reverse("control:risks", args=here)).content.decode()
