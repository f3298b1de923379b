"""Submitting, returning and withdrawing; linking to an objective."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance.tests.factories import objective
from golive.apps.requirements import services
from golive.apps.requirements.tests.factories import in_review, requirement, state
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db


def test_the_author_is_told_why_it_comes_back_and_submits_again(cast):
    row = services.return_to_author(cast.business, in_review(cast), reason="缺少例外情况")
    assert (row.state, row.reason) == ("returned", "缺少例外情况")
    assert Notification.objects.get(person=cast.consultant).kind == "requirement_returned"
    row = services.submit(cast.consultant, row)
    assert (row.state, row.reason) == ("in_review", "")


def test_a_return_needs_a_reason(cast):
    row = in_review(cast)
    with pytest.raises(Refused) as refusal:
        services.return_to_author(cast.business, row, reason="  ")
    assert refusal.value.code == "reason_missing" and state(row).state == "in_review"


def test_nobody_outside_the_department_returns_or_withdraws(cast):
    row = in_review(cast)
    for actor in (cast.vendor, cast.consultant, cast.user, cast.stranger):
        for act in (services.return_to_author, services.withdraw):
            with pytest.raises(PermissionDenied):
                act(actor, row, reason="x")


def test_it_is_submitted_once(cast):
    row = in_review(cast)
    with pytest.raises(Refused) as refusal:
        services.submit(cast.consultant, row)
    assert refusal.value.code == "not_a_draft"


def test_the_vendor_never_reads_which_objective_is_served(cast, client):
    goal = objective(cast)
    row = services.trace_objective(cast.pm, in_review(cast), objective=goal.code)
    assert row.objective == goal
    url = reverse("requirements:requirements-detail", kwargs={"project": cast.project.code, "pk": row.pk})
    client.force_login(cast.business)
    assert goal.title in client.get(url).content.decode()
    for outsider in (cast.vendor, cast.consultant):
        client.force_login(outsider)
        assert goal.title not in client.get(url).content.decode()
        with pytest.raises(PermissionDenied):
            services.trace_objective(outsider, row, objective="")


def test_an_unknown_objective_is_refused(cast):
    with pytest.raises(Refused) as refusal:
        services.trace_objective(cast.pm, requirement(cast), objective="O-99")
    assert refusal.value.code == "objective_unknown"
