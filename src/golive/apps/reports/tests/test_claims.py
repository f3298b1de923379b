"""A typed status against the evidence is a contradiction that the manager and the sponsor both see."""

import pytest

from golive.apps.plan.tests.factories import at
from golive.apps.reports import services
from golive.apps.reports.tests.factories import planned, report
from golive.foundation import clock
from golive.foundation.duties.models import Signal
from golive.foundation.duties.noticing import signals
from golive.foundation.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def friday(cast):
    planned(cast)  # its critical task is late by Friday of the second week: the evidence is not green
    with clock.at(at("2026-03-13 12:00")):
        yield


def contradictions(cast):
    signals.refresh(cast.project)
    return list(Signal.objects.filter(project=cast.project, kind="contradiction", ended_at=None))


def test_green_against_the_evidence_is_told_to_both_sides(cast, friday):
    draft = services.edit(cast.pm, report(cast), status="green")
    assert contradictions(cast) == []  # nothing was said to anybody yet
    services.send(cast.pm, draft)
    (row,) = contradictions(cast)
    assert (row.person, row.other) == (cast.pm, cast.sponsor)
    text = Words.from_json(row.text).render()
    assert "周报" in text
    assert "绿" in text
    assert row.url.endswith(f"/reports/{draft.pk}/")


def test_what_the_evidence_bears_is_no_contradiction(cast, friday):
    services.send(cast.pm, report(cast))
    assert contradictions(cast) == []


def test_the_next_report_ends_it(cast, friday):
    services.send(cast.pm, services.edit(cast.pm, report(cast), status="green"))
    assert len(contradictions(cast)) == 1
    with clock.at(at("2026-03-20 12:00")):
        services.send(cast.pm, report(cast))
        assert contradictions(cast) == []
