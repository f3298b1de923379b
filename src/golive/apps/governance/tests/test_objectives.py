"""Objectives: stated by PM or sponsor, approved by the sponsor's signature; duty S1."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import queries, services
from golive.apps.governance.coverage import coverage
from golive.apps.governance.tests.factories import charter, objective
from golive.apps.projects import services as projects
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_sponsor_approves_and_duty_S1_is_proved(cast):
    row = objective(cast)
    assert EVIDENCE["S1"](cast.project).missing
    services.approve_objective(cast.sponsor, row)
    services.sign_charter(cast.sponsor, charter(cast))
    proof = EVIDENCE["S1"](cast.project)
    assert not proof.missing and {f.who_id for f in proof.facts} == {cast.sponsor.pk}


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


def test_phases_are_linked_and_what_serves_nothing_is_shown(cast, client):
    projects.lay_out_phases(cast.pm, cast.project)
    row = objective(cast)
    services.approve_objective(cast.sponsor, row)
    first, second = cast.project.phases.order_by("order")[:2]
    client.force_login(cast.pm)
    url = reverse("governance:link_phases", args=[cast.project.code, row.pk])
    assert client.post(url, {"phases": [first.pk]}).status_code == 302
    assert queries.visible_objectives(cast.pm).get().is_signed  # it is no part of what was signed
    kind = next(k for k in coverage(cast.project).kinds if str(k.label) in ("Phases", "阶段"))
    assert [s.name for s in kind.by_objective[row.pk]] == [first.name] and second.name in [s.name for s in kind.idle]
    page = client.get(reverse("governance:coverage", args=[cast.project.code])).content.decode()
    assert second.name in page and not coverage(cast.project).is_served(row.pk)
