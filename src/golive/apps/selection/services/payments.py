"""Payments: requested on evidence, approved by the sponsor on the same evidence, recorded when made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import services as plan
from golive.apps.selection import notices
from golive.apps.selection.beginning import phase_of
from golive.apps.selection.conditions import Met, standing
from golive.apps.selection.models import Contract, Milestone
from golive.apps.selection.permissions import may_approve_payment, may_manage_contract, may_request_payment
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.errors import Refused
from golive.foundation.use_cases import may, use_case

State = Milestone.State


def _locked(milestone: Milestone, *states: str) -> Milestone:
    row = Milestone.objects.select_for_update(of=("self",)).select_related("contract", "project").get(pk=milestone.pk)
    if row.state not in states:
        raise Refused(
            "payment_elsewhere",
            _("This payment is at another step now (%(state)s). Nothing was changed."),
            state=str(row.get_state_display()),
        )
    return row


def _proof(row: Milestone) -> Met:
    if row.contract.state == Contract.State.DRAFT:
        raise Refused("contract_draft", _("The contract is not in force yet: nothing can be paid."))
    met = standing(row.project, [row])[row.pk]
    if not met.ok:
        raise Refused("not_payable", _("Not payable yet: %(missing)s"), missing=str(met.text))
    return met


@use_case("selection.request_payment", permission=may_request_payment, label=_("Request the payment"))
def request_payment(actor: Any, milestone: Milestone, *, note: str = "") -> Milestone:
    """By the vendor, or by the project manager for him; only when the evidence is there."""
    row = _locked(milestone, State.OPEN, State.RETURNED)
    _proof(row)
    row.state, row.note = State.REQUESTED, note.strip()
    row.requested_at, row.requested_by = clock.now(), actor
    row.save()
    notices.payment_requested(row)
    return row


@use_case("selection.approve_payment", permission=may_approve_payment, label=_("Approve the payment"))
def approve_payment(actor: Any, milestone: Milestone, *, note: str = "") -> Milestone:
    """The evidence is looked at again, now, and kept with the approval. Nobody approves what he requested."""
    row = _locked(milestone, State.REQUESTED)
    met = _proof(row)
    if row.requested_by_id == actor.pk:
        raise Refused("own_request", _("You requested this payment yourself; somebody else has to approve it."))
    row.state, row.approved_at, row.approved_by = State.APPROVED, clock.now(), actor
    row.note = note.strip() or row.note
    row.evidence = {"text": met.text.to_json(), "url": met.url, "at": row.approved_at.isoformat()}
    row.save()
    return row


@use_case("selection.return_payment", permission=may_approve_payment, label=_("Return the request"))
def return_payment(actor: Any, milestone: Milestone, *, reason: str) -> Milestone:
    row = _locked(milestone, State.REQUESTED)
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads this later must understand it."))
    row.state, row.note = State.RETURNED, reason.strip()
    row.save()
    return row


@use_case("selection.record_payment", permission=may_manage_contract, label=_("Record the payment"))
def record_payment(actor: Any, milestone: Milestone, *, paid_on: date, voucher: str) -> Milestone:
    """It is paid: an actual cost of the project."""
    row = _locked(milestone, State.APPROVED)
    if not voucher.strip():
        raise Refused("voucher_missing", _("Name the voucher: whoever checks the books must find it."))
    contract = row.contract
    books = actor if may("plan.add_cost", actor, row.project) else system_actor()
    row.cost_line = plan.add_cost(
        books,
        row.project,
        kind="actual",
        cost_class=contract.cost_class,
        amount=Decimal(row.amount_fen) / 100,
        on=paid_on,
        text=str(row)[:200],
        phase=phase_of(row),
        partner=contract.vendor,
        voucher=voucher.strip(),
    )
    row.state, row.paid_on, row.voucher = State.PAID, paid_on, voucher.strip()
    row.save()
    return row
