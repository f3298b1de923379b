"""Objectives: stated by PM or sponsor, approved by the sponsor's signature; duty S1."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import queries, services
from golive.apps.governance.tests.factories import objective
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_sponsor_approves_and_duty_S1_is_proved(cast):
    row = objective(cast)
    assert EVIDENCE["S1"](cast.project).missing
    services.approve_objective(cast.sponsor, row)
    proof = EVIDENCE["S1"](cast.project)
    assert not proof.missing and [f.who_id for f in proof.facts] == [cast.sponsor.pk]


def test_a_changed_target_asks_for_a_new_signature(cast):
    row = objective(cast)
    services.approve_objective(cast.sponsor, row)
    services.edit_objective(cast.pm, row, target=Decimal("85"))
    assert not queries.visible_objectives(cast.pm).get().is_signed
    assert EVIDENCE["S1"](cast.project).missing


def test_a_text_changed_while_being_read_is_not_signed(cast):
    row = objective(cast)
    seen = row.content_hash
    services.edit_objective(cast.pm, row, target=Decimal("95"))
    with pytest.raises(Refused) as refusal:
        services.approve_objective(cast.sponsor, row, seen_hash=seen)
    assert refusal.value.code == "text_changed"


def test_nobody_but_the_sponsor_approves(cast):
    row = objective(cast)
    for actor in (cast.pm, cast.business, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.approve_objective(actor, row)


def test_a_target_that_changes_nothing_is_refused(cast):
    with pytest.raises(Refused) as refusal:
        objective(cast, target=Decimal("62"))
    assert refusal.value.code == "target_is_baseline"


def test_the_vendor_never_sees_the_objectives(cast, client):
    objective(cast)
    assert not queries.visible_objectives(cast.vendor).exists()
    client.force_login(cast.vendor)
    assert client.get(reverse("governance:objectives", kwargs={"project": cast.project.code})).status_code == 403


def test_the_page_signs_what_was_seen(cast, client):
    row = objective(cast)
    client.force_login(cast.sponsor)
    page = client.get(reverse("governance:objectives-detail", kwargs={"project": cast.project.code, "pk": row.pk}))
    assert row.content_hash in page.content.decode()
    url = reverse("governance:approve_objective", kwargs={"project": cast.project.code, "pk": row.pk})
    client.post(url, {"seen_hash": row.content_hash})
    assert queries.visible_objectives(cast.sponsor).get().is_signed
