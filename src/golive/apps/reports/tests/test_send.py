from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.control.tests import factories as control
from golive.apps.reports import queries, services
from golive.apps.reports.models import Report
from golive.apps.reports.tests.factories import report, said, sent
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification


def test_sending_freezes_the_content_under_its_code(cast):
    row = sent(cast)
    control.risk(cast)
    row = Report.objects.get(pk=row.pk)
    assert row.state == "sent" and row.sent_by == cast.pm and row.status == row.proven
    assert said(row, "risks")["words"]["params"]["n"] == 0
    assert len(row.content_hash) == 64 and row.is_intact


def test_a_changed_figure_is_seen(cast):
    row = sent(cast)
    content = row.content | {"until": "2020-01-01T00:00:00+00:00"}
    Report.objects.filter(pk=row.pk).update(content=content)
    assert not Report.objects.get(pk=row.pk).is_intact


def test_the_sponsor_is_told_once(cast):
    row = sent(cast)
    told = Notification.objects.filter(kind="reports.sent")
    assert [n.person for n in told] == [cast.sponsor] and told[0].url.endswith(f"/{row.pk}/")
    with pytest.raises(Refused):
        services.send(cast.pm, row)
    assert told.count() == 1


def test_drafts_are_only_for_who_writes_them(cast):
    row = report(cast)
    seen = {n for n in ("pm", "sponsor", "business", "vendor") if queries.visible(getattr(cast, n)).exists()}
    assert seen == {"pm"}
    services.send(cast.pm, row)
    seen = {
        n
        for n in ("pm", "sponsor", "business", "vendor", "consultant", "stranger")
        if queries.visible(getattr(cast, n))
    }
    assert seen == {"pm", "sponsor", "business"}


def test_only_the_project_manager_sends(cast):
    with pytest.raises(PermissionDenied):
        services.send(cast.sponsor, report(cast))
