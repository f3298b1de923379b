"""What the project buys, from the wish to the delivery."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.requirements.numbering import next_code
from golive.apps.selection.models import ProcurementItem
from golive.apps.selection.permissions import may_procure
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("selection.add_item", permission=may_procure, label=_("Add a procurement item"))
def add_item(actor: Any, project: Project, *, amount: Decimal | None = None, **values: Any) -> ProcurementItem:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    code = values.pop("code", "") or next_code(ProcurementItem.objects.filter(project=project), "CG", 3)
    row = ProcurementItem(project=project, code=code, created_at=clock.now(), **values)
    return _save(actor, row, amount)


@use_case("selection.edit_item", permission=may_procure, label=_("Change the procurement item"))
def edit_item(actor: Any, item: ProcurementItem, *, amount: Decimal | None = None, **values: Any) -> ProcurementItem:
    for name, value in values.items():
        setattr(item, name, value)
    return _save(actor, item, amount)


@use_case("selection.receive_item", permission=may_procure, label=_("Confirm the delivery"))
def receive_item(actor: Any, item: ProcurementItem, *, delivered_on: date) -> ProcurementItem:
    if item.delivered_on:
        raise Refused("delivered_already", _("This item is delivered already."))
    item.delivered_on = delivered_on
    return _save(actor, item, item.amount)


def _save(actor: Any, row: ProcurementItem, amount: Decimal | None) -> ProcurementItem:
    row.amount_fen = round(Decimal(str(amount or 0)) * 100)
    if row.amount_fen < 0:
        raise Refused("amount_invalid", _("The amount is missing or cannot be right. Nothing was booked."))
    if row.delivered_on and row.delivered_on > clock.today(row.project.timezone):
        raise Refused("delivered_in_future", _("What is delivered has happened: the date cannot lie in the future."))
    if row.delivered_on and row.delivered_at is None:
        row.delivered_at, row.delivered_by = clock.now(), actor
    if not row.delivered_on:
        row.delivered_at = row.delivered_by = None
    row.save()
    return row
