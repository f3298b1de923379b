from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.ledger import phases_of
from golive.apps.plan.models import CostLine, CostMonth, Rate, Task
from golive.apps.plan.permissions import may_plan
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

MOST_FEN = 10**15  # ten thousand milliards: a slip of the keyboard, not a cost


@use_case("plan.add_cost", permission=may_plan, label=_("Book a cost"))
def add_cost(
    actor: Any,
    project: Project,
    *,
    kind: str,
    cost_class: str,
    amount: Decimal,
    on: date,
    text: str,
    phase: Phase | None = None,
    task: Task | None = None,
    partner: str = "",
    voucher: str = "",
) -> CostLine:
    """A line of the budget, a commitment, or an actual cost; `amount` in yuan. A negative one is a credit note."""
    fen = round(Decimal(str(amount)) * 100)
    _check(project, kind, cost_class, fen, on, phase, task)
    if task is not None and phase is None:
        key = phases_of(Task.objects.filter(project=project))[task.pk]
        phase = Phase.objects.filter(pk=key).first()
    return CostLine.objects.create(
        project=project,
        kind=kind,
        cost_class=cost_class,
        phase=phase,
        task=task,
        amount_fen=fen,
        on=on,
        text=text.strip(),
        partner=partner.strip(),
        voucher=voucher.strip(),
        by=actor,
        at=clock.now(),
    )


@use_case("plan.cancel_cost", permission=may_plan, label=_("Cancel the line"))
def cancel_cost(actor: Any, line: CostLine, *, reason: str) -> CostLine:
    """It counts no more and stays to be seen, with the reason. A wrong line is cancelled and booked anew."""
    row = CostLine.objects.select_for_update().get(pk=line.pk)
    if row.cancelled_at:
        raise Refused("cost_cancelled", _("This line is cancelled already."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it is cancelled: whoever checks the books must understand it."))
    row.cancelled_at, row.cancel_reason = clock.now(), reason.strip()
    row.save(update_fields=["cancelled_at", "cancel_reason"])
    return row


@use_case("plan.set_rate", permission=may_plan, label=_("Set a rate"), secret=("yuan_per_hour",))
def set_rate(actor: Any, project: Project, *, person: Any, yuan_per_hour: Decimal, valid_from: date) -> Rate:
    """What an hour of a person costs from a day on; one that is given again for the same day replaces the former."""
    fen = round(Decimal(str(yuan_per_hour)) * 100)
    if not 0 <= fen <= 10**8:
        raise Refused("rate_invalid", _("An hour costs something between nothing and a million yuan."))
    row, _made = Rate.objects.update_or_create(
        project=project, person=person, valid_from=valid_from, defaults={"fen_per_hour": fen}
    )
    return row


@use_case("plan.confirm_costs", permission=may_plan, label=_("Confirm the costs of a month"))
def confirm_costs(actor: Any, project: Project, *, month: str, note: str = "") -> CostMonth:
    """All costs of the month ("2026-11") are booked, or there were none. Said again, it is dated anew."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise Refused("month_invalid", _("Write the month like 2026-11."))
    if month > clock.today(project.timezone).isoformat()[:7]:
        raise Refused("month_in_future", _("This month has not begun, so its costs cannot be known."))
    values = {"by": actor, "at": clock.now(), "note": note.strip()}
    row, _made = CostMonth.objects.update_or_create(project=project, month=month, defaults=values)
    return row


def _check(
    project: Project, kind: str, cost_class: str, fen: int, on: date, phase: Phase | None, task: Task | None
) -> None:
    if kind not in CostLine.Kind.values or cost_class not in CostLine.Class.values:
        raise Refused("cost_kind_unknown", _("Choose the kind and the class of the cost from the lists."))
    if not fen or abs(fen) > MOST_FEN:
        raise Refused("amount_invalid", _("The amount is missing or cannot be right. Nothing was booked."))
    if any(row is not None and row.project_id != project.pk for row in (phase, task)):
        raise Refused("cost_elsewhere", _("This phase or task belongs to another project. Nothing was booked."))
    if kind == CostLine.Kind.ACTUAL and on > clock.today(project.timezone):
        raise Refused("cost_in_future", _("What is spent has happened: the date cannot lie in the future."))
