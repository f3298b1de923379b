"""duties.reset: back to the template."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation.audit.services import entries_of
from golive.foundation.duties import services
from golive.foundation.duties.holding.tailored import held
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(cast):
    services.tailor(cast.pm, cast.project, duty_id="M4", rules={"weekly": "weekly thu 17:00"}, reason="周五例会")


def test_the_template_holds_again_and_the_trail_knows_what_was(cast, changed):
    services.reset(cast.sponsor, cast.project, duty_id="M4")
    found = held(cast.project)
    assert found.duties["M4"] == found.template["M4"]
    last, before = entries_of(cast.project)[:2]
    assert (last.action, last.detail["duty_id"]) == ("duties.reset", "M4")
    assert before.detail["rules"] == {"weekly": "weekly thu 17:00"}


def test_what_is_as_in_the_template_is_not_reset(cast):
    with pytest.raises(Refused) as refusal:
        services.reset(cast.pm, cast.project, duty_id="M4")
    assert refusal.value.code == "as_in_template"


@pytest.mark.parametrize("who", ["business", "it", "vendor", "consultant", "team", "user", "qa", "care", "stranger"])
def test_others_do_not_reset(cast, changed, who):
    with pytest.raises(PermissionDenied):
        services.reset(getattr(cast, who), cast.project, duty_id="M4")
