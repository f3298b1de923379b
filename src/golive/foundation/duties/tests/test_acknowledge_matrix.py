"""Members acknowledge the issued matrix: each once, and only the last version."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.holding.assignments import ensure_assignments
from golive.foundation.duties.matrix import issued
from golive.foundation.duties.models import Acknowledgement
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(cast, phases):
    ensure_assignments(cast.project)
    with clock.at(local("2026-03-10 09:00")):
        yield services.issue_matrix(cast.pm, cast.project)


def test_it_is_recorded_once(cast, issue):
    made = services.acknowledge_matrix(cast.vendor, issue)
    assert (made.person, made.at) == (cast.vendor, local("2026-03-10 09:00"))
    with pytest.raises(Refused) as refusal:
        services.acknowledge_matrix(cast.vendor, issue)
    assert refusal.value.code == "acknowledged_already"
    assert Acknowledgement.objects.filter(person=cast.vendor).count() == 1


def test_the_page_knows_who_still_has_to(cast, issue):
    services.acknowledge_matrix(cast.vendor, issue)
    picture, seats = issued.present(cast.project)
    found = issued.standing_of(picture, seats, cast.team)
    assert {name for name, _at in found.read} == {str(cast.pm), str(cast.vendor)}
    assert str(cast.team) in found.waiting and len(found.waiting) == 8 and found.mine
    assert not issued.standing_of(picture, seats, cast.vendor).mine


def test_an_old_version_is_not_acknowledged_any_more(cast, issue):
    with clock.at(local("2026-03-11 09:00")):
        services.issue_matrix(cast.pm, cast.project)
        with pytest.raises(Refused) as refusal:
            services.acknowledge_matrix(cast.vendor, issue)
    assert refusal.value.code == "version_over"


def test_strangers_cannot(cast, issue):
    with pytest.raises(PermissionDenied):
        services.acknowledge_matrix(cast.stranger, issue)
