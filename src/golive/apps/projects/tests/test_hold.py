"""On hold, going on, closing: only the sponsor, with a reason, and the duty clocks follow."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.projects import services
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Pulse
from golive.foundation.duties.tests.factories import local
from golive.foundation.errors import Refused


def test_the_clocks_stop_and_go_on_at_the_very_moment(cast, django_capture_on_commit_callbacks):
    with clock.at(local("2026-03-06 10:00")):
        evaluate(cast.project)
    with clock.at(local("2026-03-09 14:30")), django_capture_on_commit_callbacks(execute=True):
        services.hold(cast.sponsor, cast.project, reason="供应商停工")
    with clock.at(local("2026-03-12 10:00")):
        evaluate(cast.project)
    with clock.at(local("2026-03-20 09:15")), django_capture_on_commit_callbacks(execute=True):
        services.resume(cast.sponsor, cast.project, reason="供应商复工")
    pulse = Pulse.objects.get(project=cast.project)
    assert pulse.held == [[local("2026-03-09 14:30").isoformat(), local("2026-03-20 09:15").isoformat()]]
    assert pulse.held_since is None and pulse.dirty


def test_only_the_sponsor_and_only_with_a_reason(cast):
    with pytest.raises(PermissionDenied):
        services.hold(cast.pm, cast.project, reason="x")
    with pytest.raises(Refused) as refused:
        services.hold(cast.sponsor, cast.project, reason=" ")
    assert refused.value.code == "reason_needed"
    with pytest.raises(Refused) as refused:
        services.resume(cast.sponsor, cast.project, reason="从未暂停")
    assert refused.value.code == "wrong_state"


def test_a_closed_project_can_be_taken_up_again(cast):
    services.close(cast.sponsor, cast.project, reason="结项")
    assert Project.objects.get(pk=cast.project.pk).state == "closed"
    services.resume(cast.sponsor, cast.project, reason="二期")
    assert cast.project.state == "running"


def test_moving_a_phase_says_when_its_dates_were_set(cast):
    cast.project.phases.all().delete()
    with clock.at(local("2026-03-02 09:00")):
        services.lay_out_phases(cast.pm, cast.project)
    phase = cast.project.phases.first()
    with clock.at(local("2026-03-05 09:00")):
        services.move_phase(cast.pm, phase, starts_on=phase.starts_on, ends_on=phase.ends_on + timedelta(days=7))
    assert phase.dated_at == local("2026-03-05 09:00")


def test_the_forms(cast, client):
    client.force_login(cast.sponsor, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("projects:hold", kwargs={"project": cast.project.code})
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "预算冻结"}).status_code == 302
    assert Project.objects.get(pk=cast.project.pk).state == "on_hold"
    page = client.get(reverse("projects:calendar", kwargs={"project": cast.project.code})).content.decode()
    assert reverse("projects:resume", kwargs={"project": cast.project.code}) in page
    client.force_login(cast.pm, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("projects:resume", kwargs={"project": cast.project.code})).status_code == 403
