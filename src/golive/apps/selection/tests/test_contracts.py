"""Contracts, payments bound to evidence, purchases."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import other_side
from golive.apps.governance import services as governance
from golive.apps.governance.permissions import may_view_charter
from golive.apps.plan import costs
from golive.apps.plan.models import CostLine
from golive.apps.projects.models import Phase
from golive.apps.selection import conditions, queries, services
from golive.apps.selection.duties import deliveries_are_accepted, purchases_arrive_in_time
from golive.apps.selection.models import Contract
from golive.apps.selection.tests import factories
from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests import factories as accounts
from golive.foundation.duties import registry
from golive.foundation.errors import Refused
from golive.foundation.words import words

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(Refused, check=lambda e: e.code == code)


def test_a_milestone_is_paid_by_its_proof_and_nothing_else(cast):
    deal = factories.in_force(cast)
    phase = Phase.objects.create(
        project=cast.project, key="trial", order=1, name="试运行", starts_on="2026-10-01", ends_on="2026-12-01"
    )
    row = deal.milestones.get(number=2)
    row.condition, row.reference = "gate_passed", "trial"
    row.save()
    with refused("not_payable"):
        services.request_payment(cast.vendor, row)
    phase.state, phase.passed_at = Phase.State.PASSED, clock.now()
    phase.save()
    row = services.request_payment(cast.vendor, row, note="试运行验收报告已交")
    with pytest.raises(PermissionDenied):
        services.approve_payment(cast.pm, row)
    phase.state, phase.passed_at = Phase.State.CURRENT, None
    phase.save()
    with refused("not_payable"):  # the proof is looked at again when money is released
        services.approve_payment(cast.sponsor, row)
    phase.state, phase.passed_at = Phase.State.PASSED, clock.now()
    phase.save()
    row = services.approve_payment(cast.sponsor, row)
    assert row.evidence["url"] == reverse("governance:gates", args=[cast.project.code])
    with refused("voucher_missing"):
        services.record_payment(cast.pm, row, paid_on=clock.today(), voucher=" ")
    row = services.record_payment(cast.pm, row, paid_on=clock.today(), voucher="FK-031")
    assert (row.state, row.cost_line.amount_fen, row.cost_line.kind) == ("paid", 70_000_00, "actual")
    with refused("payment_elsewhere"):
        services.record_payment(cast.pm, row, paid_on=clock.today(), voucher="FK-031")


def test_a_deliverable_must_be_accepted_by_the_client(cast):
    deal = factories.in_force(cast)
    owed = deal.obligations.get()
    first = deal.milestones.get(number=1)
    with refused("not_payable"):
        services.request_payment(cast.pm, first)
    services.deliver(cast.vendor, owed, note="见附件")
    with pytest.raises(PermissionDenied):
        services.accept_delivery(cast.vendor, owed)
    services.reject_delivery(cast.pm, owed, note="缺接口清单")
    owed.refresh_from_db()
    services.deliver(cast.vendor, owed)
    owed.refresh_from_db()
    services.accept_delivery(cast.pm, owed)
    assert services.request_payment(cast.pm, first).state == "requested"


def test_nobody_approves_what_he_requested(cast):
    deal = factories.in_force(cast)
    row = deal.milestones.get(number=1)
    row.condition = "in_force"
    row.save()
    row = services.request_payment(cast.sponsor, row)
    with refused("own_request"):
        services.approve_payment(cast.sponsor, row)
    assert services.return_payment(cast.sponsor, row, reason="应由供应商申请").state == "returned"


def test_a_condition_of_a_higher_app_makes_payable(cast, monkeypatch):
    monkeypatch.setattr(conditions, "CONDITIONS", dict(conditions.CONDITIONS))

    @conditions.condition("t_certificate", label="x")
    def issued(project, milestones):
        return {m.pk: conditions.Met(m.number == 1, words("Contract %(code)s in force", code="x")) for m in milestones}

    deal = factories.in_force(cast)
    deal.milestones.update(condition="t_certificate")
    rows = list(queries.visible_milestones(cast.pm))
    assert {m.number: conditions.standing(cast.project, rows)[m.pk].ok for m in rows} == {1: True, 2: False}
    deal.milestones.update(condition="nobody_knows")
    rows = list(queries.visible_milestones(cast.pm))
    assert not any(met.ok for met in conditions.standing(cast.project, rows).values())


def test_commitment_and_payment_stand_in_the_cost_sheet(cast):
    deal = factories.in_force(cast)
    assert costs.sheet(cast.project).total.committed == deal.amount_fen == 100_000_00
    row = deal.milestones.get(number=1)
    row.condition = "in_force"
    row.save()
    services.request_payment(cast.vendor, row)
    services.approve_payment(cast.sponsor, row)
    row.refresh_from_db()
    services.record_payment(cast.pm, row, paid_on=clock.today(), voucher="FK-1")
    total = costs.sheet(cast.project).total
    assert (total.committed, total.actual, total.forecast) == (100_000_00, 30_000_00, 100_000_00)


def test_a_draft_begins_only_when_it_adds_up(cast):
    deal = factories.contract(cast)
    factories.milestone(cast, deal, amount=30_000)
    with refused("contract_incomplete"):
        services.begin_contract(cast.pm, deal)
    factories.milestone(cast, deal, number=2, amount=70_000)
    deal = services.begin_contract(cast.pm, deal)
    with refused("contract_in_force"):
        services.edit_contract(cast.pm, deal, amount=1)
    with refused("milestone_agreed"):
        services.edit_milestone(cast.pm, deal.milestones.get(number=2), amount=80_000)


def test_a_change_holds_by_decision_only(cast):
    deal = factories.in_force(cast)
    asked = {"decider": cast.sponsor, "deadline": clock.now() + timedelta(days=2)}
    change = services.ask_change(cast.pm, deal, text="增加条码接口", amount=12_345.67, **asked)
    assert "12345" not in change.decision.question + change.decision.background + str(change.decision.options)
    deal.refresh_from_db()
    assert deal.amount_fen == 100_000_00
    governance.decide(cast.sponsor, change.decision, choice="A", reason="必要")
    deal.refresh_from_db()
    assert deal.amount_fen == 112_345_67
    assert sum(CostLine.objects.filter(kind="committed").values_list("amount_fen", flat=True)) == 112_345_67
    other = services.ask_change(cast.pm, deal, text="再加一个报表", amount=5_000, **asked)
    governance.decide(cast.sponsor, other.decision, choice="B", reason="不需要")
    other.refresh_from_db(), deal.refresh_from_db()
    assert (other.state, deal.amount_fen) == ("refused", 112_345_67)


def test_a_vendor_sees_his_own_contract_and_no_other(cast, client):
    own = factories.in_force(cast)
    rival = factories.in_force(cast, title="硬件采购", vendor="别家", organisation=accounts.organisation("vendor"))
    draft = factories.contract(cast, title="续签")
    assert list(queries.visible_contracts(cast.vendor)) == [own]
    assert set(queries.visible_milestones(cast.vendor)) == set(own.milestones.all())
    with pytest.raises(PermissionDenied):
        services.request_payment(cast.vendor, rival.milestones.get(number=1))
    both = accounts.person(organisation=cast.vendor.organisation)
    accounts.place(cast.project, both, Party.VENDOR)
    accounts.place(cast.project, both, Party.IT)
    assert list(queries.visible_contracts(both)) == [own]
    client.force_login(cast.vendor)
    page = client.get(reverse("selection:contracts", args=[cast.project.code])).content.decode()
    assert own.code in page and rival.code not in page and draft.code not in page
    assert client.get(reverse("selection:contracts-detail", args=[cast.project.code, rival.pk])).status_code == 404
    assert client.get(reverse("selection:items", args=[cast.project.code])).status_code == 403


def test_deliveries_count_for_v1_beside_the_fit_answers(cast):
    deal = factories.in_force(cast)
    owed = deal.obligations.get()
    assert deliveries_are_accepted in registry.MORE["V1"] and registry.connected("V1")
    assert not deliveries_are_accepted(cast.project).missing
    owed.due_on = clock.today() - timedelta(days=1)
    owed.save()
    before = registry.answer("V1", cast.project)
    assert [m for m in before.missing if m.url.endswith(f"/obligations/{owed.pk}/")]
    services.deliver(cast.vendor, owed)
    owed.refresh_from_db()
    services.accept_delivery(cast.pm, owed)
    after = registry.answer("V1", cast.project)
    assert len(after.missing) == len(before.missing) - 1 and len(after.facts) == len(before.facts) + 1


def test_purchases_count_for_s2_only_beside_its_own_proof(cast):
    assert purchases_arrive_in_time in registry.MORE["S2"]
    late = factories.item(cast, needed_on=clock.today() - timedelta(days=3))
    factories.item(cast, needed_on=clock.today() + timedelta(days=30))
    found = purchases_arrive_in_time(cast.project)
    assert [m.text.params for m in found.missing] == [{"code": late.code}] and not found.facts
    with refused("delivered_in_future"):
        services.receive_item(cast.it, late, delivered_on=clock.today() + timedelta(days=9))
    late.refresh_from_db()
    services.receive_item(cast.it, late, delivered_on=clock.today())
    found = purchases_arrive_in_time(cast.project)
    assert not found.missing and all(f.aside for f in found.facts)


def test_state_of_a_purchase_follows_its_dates(cast):
    day = clock.today()
    row = factories.item(cast, needed_on=day + timedelta(days=10))
    assert row.state == "wanted"
    values = {"name": row.name, "kind": row.kind, "quantity": 1, "needed_on": row.needed_on}
    assert services.edit_item(cast.it, row, ordered_on=day, **values).state == "ordered"
    assert services.edit_item(cast.it, row, expected_on=day + timedelta(days=20), **values).state == "late_delivery"
    assert services.receive_item(cast.it, row, delivered_on=day).state == "delivered"
    assert Contract.objects.count() == 0


def test_who_signs_the_charter_for_the_vendor_is_named_by_the_contract(cast):
    """Reading begins with the sponsor's choice or the contract, signing with the name in it."""
    assert not may_view_charter(cast.vendor, cast.project)
    deal = factories.in_force(cast)
    assert may_view_charter(cast.vendor, cast.project) and other_side.signers(cast.project) == []
    with pytest.raises(Refused) as refusal:
        services.name_representative(cast.pm, deal, person=cast.it)
    assert refusal.value.code == "representative_foreign"
    services.name_representative(cast.pm, deal, person=cast.vendor)
    assert other_side.signers(cast.project) == [cast.vendor] and other_side.is_bound(cast.project)
    services.end_contract(cast.pm, deal, reason="到期")
    assert other_side.signers(cast.project) == [] and may_view_charter(cast.vendor, cast.project)
