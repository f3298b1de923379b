"""The list of change requests, and the page of one with what it would do now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.control import queries, weighing
from golive.apps.control.forms_changes import ChangeCostForm, ChangeForm, DecideChangeForm, LengthenForm, NewTaskForm
from golive.apps.control.models import ChangeRequest
from golive.apps.control.models.changes import read
from golive.apps.control.permissions import may_see_money
from golive.apps.governance.permissions import may_view_inside
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Person, Search
from golive.foundation.use_cases import may

State = ChangeRequest.State


def _is_draft(change: ChangeRequest) -> bool:
    return change.state == State.DRAFT


def _waits_for_manager(change: ChangeRequest) -> bool:
    return change.state == State.ASKED and change.decision_id is None


def _may_be_put(change: ChangeRequest) -> bool:
    return _is_draft(change) or queries.may_be_put_again(change)


def _list_context(request: Any, project: Any) -> dict[str, Any]:
    return {
        "rule": queries.change_rule(project),
        "may_set_rule": may("control.set_change_rule", request.user, project),
    }


def _detail_context(request: Any, change: ChangeRequest) -> dict[str, Any]:
    """Computed now while it is not settled, kept from the moment of the decision afterwards."""
    money = may_see_money(request.user, change)
    items = [(item, weighing.does(item)) for item in change.items.select_related("parent", "owner")]
    shown: dict[str, Any] = {
        "items": [pair for pair in items if money or pair[0].kind != "cost"],
        "may_edit_items": _is_draft(change) and may("control.edit_change", request.user, change),
        "decision": change.decision if may_view_inside(request.user, change.project) else None,
    }
    if change.is_settled:
        return shown | {
            "kept": read(change.effect) if money else [],
            "asked": read(change.asked_effect) if money else [],
        }
    weighed = weighing.weigh(change)
    return shown | {
        "weighed": weighed,
        "sentences": weighed.sentences(money=money) if weighed.does or weighed.impacts else [],
        "impacts": weighed.impacts,
        "asked": read(change.asked_effect) if money else [],
    }


CHANGES = Register(
    name="changes",
    app="control",
    model=ChangeRequest,
    visible=queries.visible_changes,
    label=_("Change requests"),
    one=_("change request"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("raised_by"),
        Column("raised_at", sort=True),
        Column("later_days", _("Later by (days)"), kind="number", sort="later_minutes"),
        Column("refs", shown=False),
        Column("decided_by"),
        Column("decided_at", sort=True),
        Column("state", kind="status"),
        Column("reason", shown=False),
    ],
    facts=[
        Column("state", kind="status"),
        Column("raised_by"),
        Column("raised_at"),
        Column("refs"),
        Column("reason"),
        Column("asked_at"),
        Column("decided_by"),
        Column("decided_at"),
        Column("answer"),
    ],
    filters=[Search("code", "title", "reason", "refs"), Choice("state"), Person("raised_by", _("Raised by"))],
    related=["project", "decision"],
    order="-id",
    pills="state",
    key="code",
    form=ChangeForm,
    create="control.raise_change",
    edit="control.edit_change",
    actions=[
        Action("control.decide_change", form=DecideChangeForm, when=_waits_for_manager, icon="gavel", primary=True),
        Action("control.submit_change", when=_may_be_put, icon="send", primary=True),
        Action("control.lengthen_task", form=LengthenForm, when=_is_draft, icon="calendar-stats"),
        Action("control.add_change_task", form=NewTaskForm, when=_is_draft, icon="plus"),
        Action("control.add_change_cost", form=ChangeCostForm, when=_is_draft, icon="coin"),
        Action(
            "control.withdraw_change",
            when=lambda c: not c.is_settled,
            icon="x",
            danger=True,
            confirm=_("Withdraw this change request?"),
        ),
    ],
    icon="arrows-exchange",
    empty=_("Nobody has asked for a change. What was agreed is changed here, not in passing."),
    list_template="control/changes.html",
    list_context=_list_context,
    detail_template="control/change.html",
    detail_context=_detail_context,
)
