"""Contracts, what is owed by them, and their change by decision."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import services as governance
from golive.apps.governance.charter_call import ask_signature
from golive.apps.requirements.numbering import next_code
from golive.apps.selection.beginning import begin
from golive.apps.selection.models import Contract, ContractChange, Milestone, Obligation
from golive.apps.selection.permissions import may_deliver, may_manage_contract, may_settle
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

State = Contract.State
MOST_FEN = 10**15


def _fen(amount: Any, *, below: bool = False) -> int:
    fen = round(Decimal(str(amount or 0)) * 100)
    if abs(fen) > MOST_FEN or (fen < 0 and not below):
        raise Refused("amount_invalid", _("The amount is missing or cannot be right. Nothing was booked."))
    return fen


def _draft(contract: Contract) -> Contract:
    row = Contract.objects.select_for_update().get(pk=contract.pk)
    if row.state != State.DRAFT:
        raise Refused(
            "contract_in_force",
            _("%(code)s is in force: it is changed by decision. Nothing was changed."),
            code=row.code,
        )
    return row


def _of_vendor(project: Project, organisation: Any, person: Any) -> None:
    """Whoever signs for the vendor is one of its people here."""
    if person is None:
        return
    own = organisation is not None and person.organisation_id == organisation.pk
    if not own or person not in access.people_as(project, Party.VENDOR):
        raise Refused(
            "representative_foreign",
            _("%(person)s is not one of the people whom this vendor has in the project. Nothing was changed."),
            person=str(person),
        )


@use_case("selection.name_representative", permission=may_manage_contract, label=_("Name who signs for the vendor"))
def name_representative(actor: Any, contract: Contract, *, person: Any) -> Contract:
    """Of a contract in force; the charter that waits for his name is told to him."""
    row = Contract.objects.select_for_update(of=("self",)).select_related("organisation", "project").get(pk=contract.pk)
    if row.state != State.IN_FORCE:
        raise Refused("contract_not_in_force", _("%(code)s is not in force. Nothing was changed."), code=row.code)
    _of_vendor(row.project, row.organisation, person)
    row.representative = person
    row.save()
    ask_signature(row.project, person)
    return row


@use_case("selection.add_contract", permission=may_manage_contract, label=_("Draw up a contract"))
def add_contract(actor: Any, project: Project, *, amount: Decimal | None = None, **values: Any) -> Contract:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    _of_vendor(project, values.get("organisation"), values.get("representative"))
    code = values.pop("code", "") or next_code(Contract.objects.filter(project=project), "HT", 2)
    return Contract.objects.create(project=project, code=code, amount_fen=_fen(amount), **values)


@use_case("selection.edit_contract", permission=may_manage_contract, label=_("Change the draft"))
def edit_contract(actor: Any, contract: Contract, *, amount: Decimal | None = None, **values: Any) -> Contract:
    row = _draft(contract)
    for name, value in values.items():
        setattr(row, name, value)
    _of_vendor(row.project, row.organisation, row.representative)
    row.amount_fen = _fen(amount)
    row.save()
    return row


@use_case("selection.begin_contract", permission=may_manage_contract, label=_("Signed by both sides: bring into force"))
def begin_contract(actor: Any, contract: Contract) -> Contract:
    """For a contract on paper. One that a selection leads to needs the sponsor's decision first."""
    row = _draft(contract)
    if row.candidate_id and row.decision_id is None:
        raise Refused(
            "contract_undecided",
            _("This contract follows from a selection: the sponsor decides it, and it then begins."),
        )
    return begin(row)


@use_case("selection.end_contract", permission=may_manage_contract, label=_("End the contract"))
def end_contract(actor: Any, contract: Contract, *, reason: str) -> Contract:
    row = Contract.objects.select_for_update().get(pk=contract.pk)
    if row.state != State.IN_FORCE:
        raise Refused("contract_not_in_force", _("%(code)s is not in force. Nothing was changed."), code=row.code)
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads this later must understand it."))
    row.state, row.ends_on = State.ENDED, clock.today(row.project.timezone)
    row.terms = f"{row.terms}\n{reason.strip()}".strip()
    row.save()
    return row


@use_case("selection.ask_change", permission=may_manage_contract, label=_("Ask for a change of the contract"))
def ask_change(
    actor: Any,
    contract: Contract,
    *,
    text: str,
    decider: Any,
    deadline: datetime,
    amount: Decimal | None = None,
    ends_on: date | None = None,
) -> ContractChange:
    """A question to who decides; the contract stays as it is until the answer. The question itself names no money."""
    row = Contract.objects.select_for_update().get(pk=contract.pk)
    if row.state != State.IN_FORCE:
        raise Refused("contract_not_in_force", _("%(code)s is not in force. Nothing was changed."), code=row.code)
    number = row.changes.count() + 1
    change = ContractChange.objects.create(
        project=row.project,
        contract=row,
        number=number,
        text=text.strip(),
        amount_fen=_fen(amount, below=True),
        ends_on=ends_on,
        by=actor,
        at=clock.now(),
    )
    with translation.override(row.project.language):
        change.decision = governance.ask_decision(
            actor,
            row.project,
            question=(
                gettext("Change %(number)s of contract %(code)s: does it hold?") % {"number": number, "code": row.code}
            ),
            options=[
                {
                    "key": "A",
                    "text": gettext("The change holds"),
                    "effect": gettext("Amount and end of the contract change."),
                },
                {"key": "B", "text": gettext("The contract stays as it is"), "effect": ""},
            ],
            decider=decider,
            deadline=deadline,
            background=text.strip(),
            act="selection.change_contract",
            subject_id=change.pk,
        )
    change.save(update_fields=["decision"])
    return change


@use_case("selection.add_obligation", permission=may_manage_contract, label=_("Write down what is owed"))
def add_obligation(actor: Any, project: Project, *, contract: Contract, **values: Any) -> Obligation:
    _not_ended(contract)
    return Obligation.objects.create(project=project, contract=contract, **values)


@use_case("selection.edit_obligation", permission=may_manage_contract, label=_("Change what is owed"))
def edit_obligation(actor: Any, obligation: Obligation, **values: Any) -> Obligation:
    """While the contract is a draft; afterwards only the day may move."""
    values.pop("contract", None)
    changed = {name for name, value in values.items() if getattr(obligation, name) != value}
    if obligation.contract.state != State.DRAFT and changed - {"due_on", "note"}:
        raise Refused(
            "obligation_agreed", _("What is agreed changes by a change of the contract. Nothing was changed.")
        )
    for name, value in values.items():
        setattr(obligation, name, value)
    obligation.save()
    return obligation


@use_case("selection.deliver", permission=may_deliver, label=_("Report as delivered"))
def deliver(actor: Any, obligation: Obligation, *, note: str = "") -> Obligation:
    row = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if row.contract.state != State.IN_FORCE or row.state == Obligation.State.ACCEPTED:
        raise Refused("nothing_to_deliver", _("There is nothing to deliver here now."))
    row.state, row.delivered_at, row.note = Obligation.State.DELIVERED, clock.now(), note.strip()
    row.save()
    return row


@use_case("selection.accept_delivery", permission=may_settle, label=_("Accept"))
def accept_delivery(actor: Any, obligation: Obligation, *, note: str = "") -> Obligation:
    return _settle(actor, obligation, Obligation.State.ACCEPTED, note)


@use_case("selection.reject_delivery", permission=may_settle, label=_("Reject"))
def reject_delivery(actor: Any, obligation: Obligation, *, note: str) -> Obligation:
    if not note.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads this later must understand it."))
    return _settle(actor, obligation, Obligation.State.REJECTED, note)


def _settle(actor: Any, obligation: Obligation, state: str, note: str) -> Obligation:
    row = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if row.state != Obligation.State.DELIVERED:
        raise Refused("not_delivered", _("It is judged after it was delivered."))
    row.state, row.settled_at, row.settled_by, row.note = state, clock.now(), actor, note.strip()
    row.save()
    return row


def _not_ended(contract: Contract) -> None:
    if contract.state == State.ENDED:
        raise Refused("contract_ended", _("%(code)s has ended. Nothing was changed."), code=contract.code)


@use_case("selection.add_milestone", permission=may_manage_contract, label=_("Add a payment milestone"))
def add_milestone(actor: Any, project: Project, *, contract: Contract, amount: Decimal, **values: Any) -> Milestone:
    _not_ended(contract)
    fen = _fen(amount)
    if not fen:
        raise Refused("amount_invalid", _("The amount is missing or cannot be right. Nothing was booked."))
    return Milestone.objects.create(project=project, contract=contract, amount_fen=fen, **values)


@use_case("selection.edit_milestone", permission=may_manage_contract, label=_("Change the payment milestone"))
def edit_milestone(actor: Any, milestone: Milestone, *, amount: Decimal, **values: Any) -> Milestone:
    """Condition and amount are agreed with the contract: while it is a draft. The planned day may move until it is paid."""
    row = Milestone.objects.select_for_update().select_related("contract").get(pk=milestone.pk)
    values.pop("contract", None)
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    if _fen(amount) != row.amount_fen:
        changed.add("amount")
    if row.state in (Milestone.State.APPROVED, Milestone.State.PAID) and changed:
        raise Refused("milestone_approved", _("The payment is approved. Nothing was changed."))
    agreed = changed - {"planned_on", "note"}
    if row.contract.state != State.DRAFT and agreed and not _of_change(row):
        raise Refused("milestone_agreed", _("What is agreed changes by a change of the contract. Nothing was changed."))
    for name, value in values.items():
        setattr(row, name, value)
    row.amount_fen = _fen(amount)
    row.save()
    return row


def _of_change(row: Milestone) -> bool:
    """After an approved change the milestones have to add up to the new amount again."""
    total = sum(row.contract.milestones.values_list("amount_fen", flat=True))
    return bool(total != row.contract.amount_fen)
