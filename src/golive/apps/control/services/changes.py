from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from golive.apps.control import queries, settling, weighing
from golive.apps.control.models import ChangeItem, ChangeRequest, ChangeRule
from golive.apps.control.numbering import next_code
from golive.apps.control.permissions import (
    may_decide_change,
    may_edit_change,
    may_raise_change,
    may_set_change_rule,
    may_submit_change,
)
from golive.apps.governance import services as governance
from golive.apps.plan import notation
from golive.apps.plan.models.lags import DAY
from golive.apps.plan.models.tasks import Task
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words

State = ChangeRequest.State
DAYS_TO_DECIDE = 3


@use_case("control.raise_change", permission=may_raise_change, label=_("Ask for a change"))
def raise_change(actor: Any, project: Project, **values: Any) -> ChangeRequest:
    """Title, reason and what it touches; its parts are added next, and then it is put to whoever decides."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    code = values.pop("code", "") or next_code(ChangeRequest.objects.filter(project=project), "C")
    row = ChangeRequest.objects.create(project=project, code=code, raised_by=actor, raised_at=clock.now(), **values)
    text = words("%(person)s asks for a change: %(title)s", person=str(actor), title=row.title)
    for manager in access.people_as(project, Party.PM):
        if manager.pk != actor.pk:
            send(manager, kind="control.change", text=text, url=_address(row), project=project)
    return row


@use_case("control.edit_change", permission=may_edit_change, label=_("Edit a change request"))
def edit_change(actor: Any, change: ChangeRequest, **values: Any) -> ChangeRequest:
    row = _draft(change)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


@use_case("control.lengthen_task", permission=may_edit_change, label=_("Give a task another duration"))
def lengthen_task(actor: Any, change: ChangeRequest, *, task: Task, days: Decimal | float) -> ChangeRequest:
    """The duration it shall have, in working days; a second word about the same task takes the place of the first."""
    row = _draft(change)
    minutes = round(Decimal(str(days)) * DAY)
    if task.project_id != row.project_id:
        raise Refused("task_elsewhere", _("“%(task)s” belongs to another project."), task=task.name)
    if task.is_summary or task.milestone or task.actual_finish or minutes <= 0:
        text = _("“%(task)s” has no duration that could change: it is a summary, a milestone or finished.")
        raise Refused("task_without_duration", text, task=task.name)
    row.items.filter(kind=ChangeItem.Kind.DURATION, task=task).delete()
    ChangeItem.objects.create(
        change=row,
        kind=ChangeItem.Kind.DURATION,
        name=task.name,
        task=task,
        minutes=minutes,
        was_minutes=task.duration_minutes,
    )
    return _touched(row)


@use_case("control.add_change_task", permission=may_edit_change, label=_("Add a task to the change"))
def add_change_task(
    actor: Any,
    change: ChangeRequest,
    *,
    name: str,
    days: Decimal | float,
    parent: Task | None = None,
    waits: str = "",
    holds: str = "",
    owner: Any = None,
    yuan: Decimal | float | None = None,
) -> ChangeRequest:
    """`waits`: what it waits for; `holds`: what waits for it; both like "3, 5SS+2d"."""
    row = _draft(change)
    if not name.strip() or days < 0:
        raise Refused("task_unnamed", _("Give the new task a name and a duration."))
    for text in (waits, holds):
        _check_numbers(row.project, text)
    ChangeItem.objects.create(
        change=row,
        kind=ChangeItem.Kind.TASK,
        name=name.strip(),
        parent=parent,
        has_parent=parent is not None,
        minutes=round(Decimal(str(days)) * DAY),
        waits=waits,
        holds=holds,
        owner=owner,
        cost_fen=round(Decimal(str(yuan or 0)) * 100),
    )
    return _touched(row)


@use_case("control.add_change_cost", permission=may_edit_change, label=_("Add fixed cost to the change"))
def add_change_cost(actor: Any, change: ChangeRequest, *, task: Task, yuan: Decimal | float) -> ChangeRequest:
    """So much more (or, below zero, less) fixed cost of a task."""
    row = _draft(change)
    fen = round(Decimal(str(yuan)) * 100)
    if task.project_id != row.project_id:
        raise Refused("task_elsewhere", _("“%(task)s” belongs to another project."), task=task.name)
    if not fen:
        raise Refused("cost_nothing", _("Give the amount by which the cost changes."))
    ChangeItem.objects.create(change=row, kind=ChangeItem.Kind.COST, name=task.name, task=task, cost_fen=fen)
    return _touched(row)


@use_case("control.remove_change_item", permission=may_edit_change, label=_("Take a part out of the change"))
def remove_change_item(actor: Any, item: ChangeItem) -> ChangeRequest:
    row = _draft(item.change)
    item.delete()
    return _touched(row)


@use_case("control.submit_change", permission=may_submit_change, label=_("Put it to the decision"))
def submit_change(actor: Any, change: ChangeRequest) -> ChangeRequest:
    """By its size as computed now: the project manager decides a small one, the sponsor a large one. A change that
    waits may be put again when it has grown, or when the question about it was withdrawn."""
    row = settling.locked(change)
    if not (row.state == State.DRAFT or queries.may_be_put_again(row)):
        raise Refused("change_settled", _("This change is waiting for a decision already, or it has been decided."))
    weighed = weighing.weigh(row)
    if not weighed.does and not row.ref_codes:
        raise Refused("change_empty", _("Say first what it touches: a task, a cost, or the number of a requirement."))
    if weighed.problems:
        raise Refused("change_impossible", _("It cannot be put: %(why)s"), why=str(weighed.problems[0]))
    if row.state == State.ASKED and row.decision is None and not weighed.needs_sponsor:
        raise Refused("change_settled", _("This change is waiting for a decision already, or it has been decided."))
    row.state, row.asked_at, row.decision = State.ASKED, clock.now(), None
    row.asked_effect = [s.to_json() for s in weighed.sentences()]
    row.later_minutes, row.cost_fen = weighed.later_minutes, weighed.cost_more
    row.save()
    if weighed.needs_sponsor:
        row.decision = _ask_sponsor(actor, row, weighed)
        row.save()
    else:
        _tell_managers(actor, row)
    return row


def _ask_sponsor(actor: Any, row: ChangeRequest, weighed: weighing.Weighed) -> Any:
    sponsor = next(iter(access.people_as(row.project, Party.SPONSOR)), None)
    if sponsor is None:
        raise Refused("no_sponsor", _("The project has no sponsor who could approve. Name one first."))
    with override(row.project.language):
        lines = [row.reason, *(f"· {s}" for s in weighed.does), gettext("When it was asked:")]
        lines += [f"· {s}" for s in weighed.sentences()]
        approve = {"key": "A", "text": gettext("Approve"), "effect": gettext("The plan and its baseline move.")}
        refuse = {"key": "B", "text": gettext("Refuse"), "effect": gettext("The plan stays as it is.")}
        question = gettext("Approve the change %(change)s?") % {"change": str(row)}
    return governance.ask_decision(
        actor,
        row.project,
        question=question[:200],
        background="\n".join(lines),
        options=[approve, refuse],
        decider=sponsor,
        deadline=calendar_of(row.project).add(clock.now(), DAYS_TO_DECIDE * DAY),
        act="control.decide_change",
        subject_id=row.pk,
    )


@use_case("control.decide_change", permission=may_decide_change, label=_("Decide on the change"))
def decide_change(actor: Any, change: ChangeRequest, *, approve: bool, reason: str, seen: str = "") -> ChangeRequest:
    """A small change, by the project manager. `seen`: the mark of the effect he read; another one now refuses."""
    row = settling.locked(change)
    if row.state != State.ASKED or row.decision is not None:
        text = _("This change is not waiting for the project manager: it has been decided, or it is the sponsor's.")
        raise Refused("change_not_yours", text)
    if not reason.strip():
        raise Refused("reason_missing", _("Give a reason: whoever raised it must understand the answer."))
    weighed = weighing.weigh(row)
    if approve:
        if seen and seen != weighed.mark:
            text = _(
                "What the change would do is other than when you opened the page. Read it again; it was not decided."
            )
            raise Refused("effect_changed", text)
        if weighed.needs_sponsor:
            text = _("By now the change is larger than the project manager may decide alone. Put it to the sponsor.")
            raise Refused("change_too_large", text)
    settling.settle(actor, row, weighed, approve=approve, reason=reason.strip())
    return row


@use_case("control.withdraw_change", permission=may_edit_change, label=_("Withdraw the change"))
def withdraw_change(actor: Any, change: ChangeRequest) -> ChangeRequest:
    """What waits for the sponsor is withdrawn by withdrawing the question."""
    row = settling.locked(change)
    if row.is_settled:
        raise Refused("change_settled", _("This change is waiting for a decision already, or it has been decided."))
    if row.decision is not None and row.decision.state == row.decision.State.OPEN:
        text = _("The sponsor is asked about it (%(code)s). Withdraw that question first.")
        raise Refused("change_asked", text, code=row.decision.code)
    row.state = State.WITHDRAWN
    row.save()
    return row


@use_case("control.set_change_rule", permission=may_set_change_rule, label=_("Set who decides on changes"))
def set_change_rule(actor: Any, project: Project, *, days: int, yuan: Decimal | float) -> ChangeRule:
    """Up to so many working days and so much money the project manager decides alone."""
    values = {"days": days, "cost_fen": round(Decimal(str(yuan)) * 100), "set_by": actor, "set_at": clock.now()}
    rule, _made = ChangeRule.objects.update_or_create(project=project, defaults=values)
    return rule


def _check_numbers(project: Project, text: str) -> None:
    wanted = {w.number for w in notation.parse(text)}
    known = set(Task.objects.filter(project=project, number__in=wanted).values_list("number", flat=True))
    if lost := sorted(wanted - known):
        message = _("There is no task no. %(numbers)s in this project. Nothing was changed.")
        raise Refused("predecessor_unknown", message, numbers=", ".join(map(str, lost)))


def _draft(change: ChangeRequest) -> ChangeRequest:
    row = settling.locked(change)
    if row.state != State.DRAFT:
        text = _("This change has been put to the decision, so its text stays. Withdraw it and write a new one.")
        raise Refused("change_put", text)
    return row


def _touched(row: ChangeRequest) -> ChangeRequest:
    row.save()
    return row


def _tell_managers(actor: Any, row: ChangeRequest) -> None:
    text = words("The change %(change)s waits for your decision.", change=str(row))
    for manager in access.people_as(row.project, Party.PM):
        if manager.pk != actor.pk:
            send(manager, kind="control.change", text=text, url=_address(row), project=row.project)


def _address(row: ChangeRequest) -> str:
    return reverse("control:changes-detail", kwargs={"project": row.project.code, "pk": row.pk})
