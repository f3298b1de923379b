from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.reports import services
from golive.apps.reports.models import Reading
from golive.apps.reports.tests.factories import report, sent
from golive.foundation.errors import Refused


def test_reading_is_recorded_once_per_person(cast):
    row = sent(cast)
    first = services.read(cast.sponsor, row)
    assert services.read(cast.sponsor, row) == first
    services.read(cast.business, row)
    assert {r.person for r in row.readings.all()} == {cast.sponsor, cast.business}


def test_opening_the_page_records_nothing_the_button_does(cast, client):
    row = sent(cast)
    client.force_login(cast.sponsor)
    url = f"/p/{cast.project.code}/reports/reports/{row.pk}/"
    assert f"{url}read/" in client.get(url).content.decode()
    assert not Reading.objects.exists()
    client.post(f"{url}read/")
    assert Reading.objects.get().person == cast.sponsor
    assert f"{url}read/" not in client.get(url).content.decode()


def test_a_draft_cannot_be_read(cast):
    with pytest.raises(Refused):
        services.read(cast.sponsor, report(cast))


@pytest.mark.parametrize("person", ["pm", "vendor", "consultant", "stranger"])
def test_not_by_the_sender_nor_by_outsiders(cast, person):
    row = sent(cast)
    with pytest.raises(PermissionDenied):
        services.read(getattr(cast, person), row)
