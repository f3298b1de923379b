"""The lists of contracts: contracts, what is owed by them, payments, procurement."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.selection import pages_contracts, queries
from golive.apps.selection.forms import ReasonForm
from golive.apps.selection.forms_contracts import (
    ChangeForm,
    ContractForm,
    ItemForm,
    MilestoneForm,
    NoteForm,
    ObligationForm,
    PaidForm,
    ReceivedForm,
    RejectForm,
    RepresentativeForm,
)
from golive.apps.selection.models import Contract, Milestone, Obligation, ProcurementItem
from golive.apps.selection.permissions import may_view_contracts, may_view_procurement
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Days, Flag, Related, Search

State = Contract.State


def _contracts(project: Any) -> Any:
    return project.contracts.all()


CONTRACTS = Register(
    name="contracts",
    app="selection",
    model=Contract,
    visible=queries.visible_contracts,
    permission=may_view_contracts,
    label=_("Contracts"),
    one=_("contract"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("vendor"),
        Column("amount", _("Amount (yuan)"), kind="money", sort="amount_fen"),
        Column("state", kind="status"),
        Column("starts_on", sort=True),
        Column("ends_on"),
        Column("representative", shown=False),
        Column("cost_class", shown=False),
        Column("phase", shown=False),
        Column("terms", shown=False),
    ],
    filters=[Search("code", "title", "vendor"), Choice("state"), Days("ends_on")],
    order="code",
    key="code",
    form=ContractForm,
    create="selection.add_contract",
    edit="selection.edit_contract",
    actions=[
        Action(
            "selection.begin_contract",
            when=lambda c: c.state == State.DRAFT,
            icon="signature",
            primary=True,
            confirm=_("Its amount becomes a commitment of the project. Bring it into force?"),
            done=_("In force. The commitment stands in the cost sheet."),
        ),
        Action(
            "selection.ask_change",
            form=ChangeForm,
            when=lambda c: c.state == State.IN_FORCE,
            icon="gavel",
            done=_("The question is put; the clock runs."),
        ),
        Action(
            "selection.name_representative",
            form=RepresentativeForm,
            when=lambda c: c.state == State.IN_FORCE and c.organisation_id is not None,
            icon="signature",
            done=_("Named. This person signs the charter for the vendor."),
        ),
        Action(
            "selection.end_contract", form=ReasonForm, when=lambda c: c.state == State.IN_FORCE, icon="x", danger=True
        ),
    ],
    icon="file-text",
    empty=_("There is no contract. Draw one up, or let the decision on a selection make a draft."),
    detail_template="selection/contract.html",
    detail_context=pages_contracts.contract,
)

OBLIGATIONS = Register(
    name="obligations",
    app="selection",
    model=Obligation,
    visible=queries.visible_obligations,
    permission=may_view_contracts,
    label=_("Owed by contract"),
    one=_("obligation of a contract"),
    columns=[
        Column("id", _("No."), kind="text", sort=True),
        Column("contract"),
        Column("kind"),
        Column("side"),
        Column("text", link=True),
        Column("measure"),
        Column("due_on", sort=True),
        Column("state", kind="status"),
        Column("delivered_at", shown=False),
        Column("settled_at", shown=False),
        Column("settled_by", shown=False),
        Column("note", shown=False),
    ],
    filters=[
        Related("contract", source=_contracts),
        Choice("kind"),
        Choice("side"),
        Choice("state"),
        Search("text"),
        Days("due_on"),
    ],
    related=["contract"],
    order="id",
    key="id",
    form=ObligationForm,
    create="selection.add_obligation",
    edit="selection.edit_obligation",
    actions=[
        Action(
            "selection.deliver",
            form=NoteForm,
            when=lambda o: o.contract.state == State.IN_FORCE and o.state in ("open", "rejected"),
            icon="send",
            primary=True,
        ),
        Action(
            "selection.accept_delivery",
            form=NoteForm,
            when=lambda o: o.state == "delivered",
            icon="check",
            primary=True,
        ),
        Action(
            "selection.reject_delivery", form=RejectForm, when=lambda o: o.state == "delivered", icon="x", danger=True
        ),
    ],
    icon="list-details",
    empty=_("Nothing is written down of what the contracts owe."),
    detail_template="selection/obligation.html",
    detail_context=pages_contracts.obligation,
)

MILESTONES = Register(
    name="milestones",
    app="selection",
    model=Milestone,
    visible=queries.visible_milestones,
    permission=may_view_contracts,
    label=_("Payment milestones"),
    one=_("payment milestone"),
    columns=[
        Column("id", _("No."), kind="text", sort=True),
        Column("contract"),
        Column("number", _("Instalment")),
        Column("title", link=True),
        Column("amount", _("Amount (yuan)"), kind="money", sort="amount_fen"),
        Column("planned_on", sort=True),
        Column("state", kind="status"),
        Column("paid_on"),
        Column("voucher", shown=False),
        Column("condition", shown=False),
        Column("reference", shown=False),
    ],
    facts=[
        Column("contract"),
        Column("number", _("Instalment")),
        Column("amount", _("Amount (yuan)"), kind="money"),
        Column("planned_on"),
        Column("state", kind="status"),
        Column("requested_at"),
        Column("approved_at"),
        Column("paid_on"),
        Column("voucher"),
        Column("note"),
    ],
    filters=[Related("contract", source=_contracts), Choice("state"), Search("title"), Days("planned_on")],
    related=["contract"],
    order="id",
    key="id",
    form=MilestoneForm,
    create="selection.add_milestone",
    edit="selection.edit_milestone",
    actions=[
        Action(
            "selection.request_payment",
            form=NoteForm,
            when=lambda m: m.state in ("open", "returned"),
            icon="send",
            primary=True,
        ),
        Action(
            "selection.approve_payment",
            form=NoteForm,
            when=lambda m: m.state == "requested",
            icon="check",
            primary=True,
        ),
        Action(
            "selection.return_payment", form=ReasonForm, when=lambda m: m.state == "requested", icon="arrow-back-up"
        ),
        Action(
            "selection.record_payment", form=PaidForm, when=lambda m: m.state == "approved", icon="coin", primary=True
        ),
    ],
    icon="coin",
    empty=_("No payment is agreed. Divide the amount of the contract into milestones, each with its proof."),
    list_template="selection/milestones.html",
    list_context=pages_contracts.milestones,
    detail_template="selection/milestone.html",
    detail_context=pages_contracts.milestone,
)

ITEMS = Register(
    name="items",
    app="selection",
    model=ProcurementItem,
    visible=queries.visible_procurement,
    permission=may_view_procurement,
    label=_("Procurement"),
    one=_("procurement item"),
    columns=[
        Column("code", link=True, sort=True),
        Column("name", link=True),
        Column("kind"),
        Column("quantity"),
        Column("amount", _("Amount (yuan)"), kind="money", sort="amount_fen"),
        Column("supplier"),
        Column("needed_on", sort=True),
        Column("ordered_on"),
        Column("expected_on", sort=True),
        Column("delivered_on"),
        Column("state", _("State"), kind="status"),
        Column("contract", shown=False),
    ],
    filters=[
        Search("code", "name", "supplier"),
        Choice("kind"),
        Days("needed_on"),
        Flag("late", _("Late for its need"), lambda rows, actor: queries.late_procurement(rows)),
        Flag("missing", _("Not delivered"), lambda rows, actor: rows.filter(delivered_on=None)),
    ],
    order="needed_on",
    key="code",
    form=ItemForm,
    create="selection.add_item",
    edit="selection.edit_item",
    actions=[
        Action(
            "selection.receive_item",
            form=ReceivedForm,
            when=lambda i: not i.delivered_on,
            icon="check",
            primary=True,
            done=_("Delivered."),
        )
    ],
    icon="server",
    empty=_("Nothing is to be bought yet: servers, licences, scanners, printers."),
)
