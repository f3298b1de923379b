from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.control.tests.factories import issue
from golive.apps.quality import services
from golive.apps.quality.duties import quality_goals_are_reached, quality_is_planned_and_goals_are_reached
from golive.apps.quality.measures import MEASURES
from golive.apps.quality.queries import AGREED
from golive.apps.quality.standing import standing
from golive.apps.quality.tests import factories
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures

pytestmark = pytest.mark.django_db


def test_qa_agrees_to_exactly_these_goals(cast):
    plan = services.agree_to_plan(cast.qa, factories.plan(cast))
    assert signatures.valid(plan, AGREED).exists()
    plan = services.set_goal(cast.pm, plan, measure="issues.open_high", target=Decimal("3"))
    assert not signatures.valid(plan, AGREED).exists(), "a goal made easier asks QA again"
    with pytest.raises(PermissionDenied):
        services.agree_to_plan(cast.pm, plan)


def test_a_plan_without_goals_or_with_an_unknown_measure_is_refused(cast):
    plan = services.write_plan(cast.pm, cast.project, approach="x", reserve_days=Decimal("1"))
    with pytest.raises(Refused, match="no_goals"):
        services.agree_to_plan(cast.qa, plan)
    with pytest.raises(Refused, match="no_such_measure"):
        services.set_goal(cast.pm, plan, measure="weather", target=Decimal("1"))


def test_goals_are_measured_from_the_records(cast):
    plan = factories.plan(cast)
    (before,) = standing(plan)
    assert before.value == 0 and before.reached
    issue(cast, severity="high")
    (after,) = standing(plan)
    assert after.value == 1 and after.reached is False and after.state == "lacking"


def test_shares_of_deliverables(cast):
    row = factories.deliverable(cast)
    services.hand_over(cast.vendor, row, note="一")
    services.review_deliverable(cast.it, row, failing=[])
    services.accept_deliverable(cast.pm, row)
    factories.deliverable(cast, due_on="2020-01-01")
    assert MEASURES["deliverables.first_time"].take(cast.project).value == 100
    assert MEASURES["deliverables.on_time"].take(cast.project).value == 50
    assert MEASURES["requirements.signed"].take(cast.project) is None, "nothing to measure is not nought per cent"


def test_q4_and_m5_hold_while_goals_are_reached(cast):
    """Duties "Q4" and "M5"."""
    assert quality_is_planned_and_goals_are_reached(cast.project).missing
    plan = factories.plan(cast)
    assert quality_is_planned_and_goals_are_reached(cast.project).facts == []
    services.agree_to_plan(cast.qa, plan)
    found = quality_is_planned_and_goals_are_reached(cast.project)
    assert len(found.facts) == 1 and found.missing == []
    assert quality_goals_are_reached(cast.project).missing, "M5 also asks for a goal on tests"
    issue(cast, severity="high")
    assert quality_is_planned_and_goals_are_reached(cast.project).missing


def test_the_page_shows_goals_with_their_figures(client, cast):
    factories.plan(cast)
    client.force_login(cast.qa)
    page = client.get(reverse("quality:plan", args=[cast.project.code])).content.decode()
    assert "≤ 0" in page and reverse("quality:agree_to_plan", args=[cast.project.code]) in page
