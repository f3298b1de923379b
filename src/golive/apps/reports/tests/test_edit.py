from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from golive.apps.reports import services
from golive.apps.reports.tests.factories import report, sent
from golive.foundation.errors import Refused


def test_status_and_note_are_typed_figures_are_not(cast):
    row = report(cast)
    before = row.content
    row = services.edit(cast.pm, row, status="yellow", note=" 仓库盘点需要加派人手 ")
    assert (row.status, row.note, row.content) == ("yellow", "仓库盘点需要加派人手", before)
    assert services.edit(cast.pm, row, note="").status == "yellow"  # what is not given stays


def test_a_sent_report_cannot_be_edited(cast):
    row = sent(cast)
    with pytest.raises(Refused):
        services.edit(cast.pm, row, note="später")
    row.refresh_from_db()
    assert row.note == "" and row.is_intact


def test_unknown_colours_are_refused(cast):
    with pytest.raises(ValidationError):
        services.edit(cast.pm, report(cast), status="blue")


def test_the_sponsor_does_not_edit(cast):
    with pytest.raises(PermissionDenied):
        services.edit(cast.sponsor, report(cast), note="x")


def test_the_button_asks_for_both_and_goes_once_the_report_is_sent(cast, client):
    row = report(cast)
    client.force_login(cast.pm)
    here = f"/p/{cast.project.code}/reports/reports/{row.pk}/"
    assert f"{here}edit/" in client.get(here).content.decode()
    assert client.post(f"{here}edit/", {"status": "red", "note": "停工", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.note) == ("red", "停工")
    services.send(cast.pm, row)
    assert f"{here}edit/" not in client.get(here).content.decode()
