"""What happens when a contract comes into force, whoever set it going: money is bound, both sides' people are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import services as plan
from golive.apps.requirements.numbering import next_code
from golive.apps.selection.models import Candidate, Contract, Milestone
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.errors import Refused


def begin(contract: Contract, decision: Any = None) -> Contract:
    """Into force now. What is agreed is a commitment of the project from this day on."""
    faults = begin_faults(contract)
    if faults:
        raise Refused("contract_incomplete", faults[0])
    contract.state, contract.began_at = Contract.State.IN_FORCE, clock.now()
    contract.starts_on = contract.starts_on or clock.today(contract.project.timezone)
    contract.decision = decision or contract.decision
    contract.save()
    for phase, fen in _by_phase(contract).items():
        commit(contract, fen, contract.title, phase)
    return contract


def _by_phase(contract: Contract) -> dict[Any, int]:
    """Phase → fen. A payment that hangs on a gate belongs to the gate's phase, all else to the contract's."""
    found: dict[Any, int] = {}
    for m in contract.milestones.select_related("contract__phase", "project"):
        found[phase_of(m)] = found.get(phase_of(m), 0) + m.amount_fen
    return found or {contract.phase: contract.amount_fen}


def phase_of(milestone: Milestone) -> Any:
    own = milestone.contract.phase
    if milestone.condition != "gate_passed":
        return own
    return milestone.project.phases.filter(key=milestone.reference).first() or own


def begin_faults(contract: Contract) -> list[Any]:
    """What keeps it from coming into force."""
    if contract.amount_fen <= 0:
        return [_("The contract has no amount. Enter it, then begin.")]
    planned = contract.milestones.aggregate(fen=Sum("amount_fen"))["fen"]
    if planned is not None and planned != contract.amount_fen:
        return [
            _("The payment milestones do not add up to the amount of the contract. Correct one of them, then begin.")
        ]
    return []


def commit(contract: Contract, fen: int, text: str, phase: Any = None) -> None:
    """A line in the plan's cost sheet. The product books it: whoever decided may not be one who books costs."""
    plan.add_cost(
        system_actor(),
        contract.project,
        kind="committed",
        cost_class=contract.cost_class,
        amount=Decimal(fen) / 100,
        on=clock.today(contract.project.timezone),
        text=text[:200],
        phase=phase or contract.phase,
        partner=contract.vendor,
        voucher=contract.code,
    )


def draft_from_bid(candidate: Candidate, decision: Any) -> Contract:
    """A contract to be completed: what the bid asks for the purchase, without its years."""
    fen = sum(b.amount_fen for b in candidate.bid_lines.filter(first_year=0).exclude(kind="own"))
    return Contract.objects.create(
        project=candidate.project,
        code=next_code(Contract.objects.filter(project=candidate.project), "HT", 2),
        title=candidate.product,
        vendor=candidate.vendor,
        organisation=candidate.organisation,
        candidate=candidate,
        amount_fen=fen,
        decision=decision,
    )
