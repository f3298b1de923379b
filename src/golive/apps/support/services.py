"""What people do at the service desk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.apps.selection.models import Obligation
from golive.apps.selection.permissions import may_manage_contract
from golive.apps.support.engine_io import answer_due
from golive.apps.support.models import Message, ServiceLevel, Ticket
from golive.apps.support.permissions import DESK, may_assign, may_handle, may_judge, may_report
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.files.services import attach
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words


@use_case("support.report", permission=may_report, label=_("Report a fault, question or wish"))
def report(
    actor: Any,
    project: Project,
    *,
    title: str,
    kind: str = Ticket.Kind.FAULT,
    text: str = "",
    priority: str = Ticket.Priority.MEDIUM,
    photo: Any = None,
) -> Ticket:
    """Three words and a photo are enough; department, time and deadline follow by themselves."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two reporters must not take one number
    last = Ticket.objects.filter(project=project).aggregate(n=Max("number"))["n"] or 0
    now = clock.now()
    ticket = Ticket.objects.create(
        project=project,
        number=last + 1,
        kind=kind,
        title=title,
        text=text,
        priority=priority,
        department=_department(actor, project),
        reported_by=actor,
        reported_at=now,
        due_at=answer_due(project, now, priority),
    )
    if photo:
        attach(actor, ticket, upload=photo)
    for person in access.people_as(project, *DESK[:2]):
        _tell(person, ticket, words("New ticket %(code)s: %(title)s", code=ticket.code, title=title))
    return ticket


def _department(actor: Any, project: Project) -> Any:
    return next((m.department for m in access.memberships(actor, project) if m.department), None)


def _tell(person: Any, ticket: Ticket, text: Any) -> None:
    send(person, kind="support.ticket", text=text, url=ticket.get_absolute_url(), project=ticket.project)


@use_case("support.assign", permission=may_assign, label=_("Assign the ticket"))
def assign(actor: Any, ticket: Ticket, *, assignee: User) -> Ticket:
    if not access.is_member(assignee, ticket.project):
        raise Refused("assignee_outside", _("%(person)s has no place in this project."), person=str(assignee))
    if ticket.state == Ticket.State.CLOSED:
        raise Refused("ticket_closed", _("This ticket is closed. Report anew if the trouble has come back."))
    if ticket.handed_at is None or ticket.assignee is None or _firm(ticket.assignee) != _firm(assignee):
        ticket.handed_at = clock.now()  # from here on it is measured against the contract of his firm
    ticket.assignee = assignee
    if ticket.state == Ticket.State.NEW:
        ticket.state = Ticket.State.ASSIGNED
    ticket.save()
    _tell(assignee, ticket, words("Ticket %(code)s is yours: %(title)s", code=ticket.code, title=ticket.title))
    return ticket


def _firm(person: User) -> int | None:
    return person.organisation_id


@use_case("support.answer", permission=may_handle, label=_("Answer the ticket"))
def answer(actor: Any, ticket: Ticket, *, text: str) -> Ticket:
    """The first answer stops the clock; who reported is told and says whether it helps."""
    if not ticket.is_open:
        raise Refused("ticket_not_open", _("This ticket waits for nothing from the desk."))
    Message.objects.create(ticket=ticket, by=actor, at=clock.now(), text=text)
    ticket.state = Ticket.State.ANSWERED
    ticket.assignee = ticket.assignee or actor
    ticket.answered_at = ticket.answered_at or clock.now()
    ticket.save()
    _tell(ticket.reported_by, ticket, words("Ticket %(code)s is answered", code=ticket.code))
    return ticket


@use_case("support.confirm", permission=may_judge, label=_("Confirm that it is settled"))
def confirm(actor: Any, ticket: Ticket) -> Ticket:
    if ticket.state != Ticket.State.ANSWERED:
        raise Refused("ticket_unanswered", _("There is no answer to confirm yet."))
    ticket.state, ticket.closed_at = Ticket.State.CLOSED, clock.now()
    ticket.save()
    return ticket


@use_case("support.reopen", permission=may_judge, label=_("Reopen the ticket"))
def reopen(actor: Any, ticket: Ticket, *, text: str) -> Ticket:
    """The answer did not help: it is owed again, with a new deadline."""
    if ticket.state not in (Ticket.State.ANSWERED, Ticket.State.CLOSED):
        raise Refused("ticket_open", _("This ticket is still open."))
    Message.objects.create(ticket=ticket, by=actor, at=clock.now(), text=text)
    ticket.state, ticket.answered_at, ticket.closed_at = Ticket.State.REOPENED, None, None
    ticket.due_at = answer_due(ticket.project, clock.now(), ticket.priority)
    ticket.save()
    if ticket.assignee:
        _tell(ticket.assignee, ticket, words("Ticket %(code)s is open again", code=ticket.code))
    return ticket


@use_case("support.add_service_level", permission=may_manage_contract, label=_("Add a service level"))
def add_service_level(
    actor: Any,
    project: Project,
    *,
    obligation: Obligation,
    measure: str,
    hours: Decimal,
    priority: str = "",
    percent: int = 100,
) -> ServiceLevel:
    """In figures, so that it is measured from the tickets. `hours`: of working time."""
    if obligation.kind != Obligation.Kind.SERVICE_LEVEL or obligation.project_id != project.pk:
        raise Refused("no_service_level", _("Only what the contract calls a service level is measured."))
    values = {"measure": measure, "priority": priority, "minutes": _minutes(hours), "percent": percent}
    return ServiceLevel.objects.create(project=project, obligation=obligation, **values)


@use_case("support.edit_service_level", permission=may_manage_contract, label=_("Change the service level"))
def edit_service_level(actor: Any, level: ServiceLevel, *, hours: Decimal, percent: int, **values: Any) -> ServiceLevel:
    level.minutes, level.percent = _minutes(hours), percent
    level.measure, level.priority = values.get("measure", level.measure), values.get("priority", level.priority)
    level.save()
    return level


def _minutes(hours: Decimal) -> int:
    found = round(Decimal(str(hours)) * 60)
    if not 0 < found <= 60_000:
        raise Refused("hours_invalid", _("Name the working hours, between a minute and 1,000 hours."))
    return found
