"""How the service levels of contracts were kept: measured from tickets, in the working time of the project.

A ticket counts for a contract from the moment it was handed to somebody of its vendor. Answered: the first word that
one of them wrote. Solved: the last such word, while nobody says that it did not help; what waits for the reporter's
confirmation is not held against the vendor, what was answered wrongly is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from golive.apps.selection.measured import Level
from golive.apps.selection.models import Contract
from golive.apps.support.models import Message, ServiceLevel, Ticket
from golive.engines.worktime import Calendar, due_after_business
from golive.foundation import clock
from golive.foundation.accounts.models import Organisation, Project
from golive.foundation.duties.registry import calendar_of
from golive.foundation.words import words

HOUR = 60


@dataclass(frozen=True, slots=True)
class Timed:
    """One ticket against one target. `minutes`: of working time so far, or until it ended (`ended_at`)."""

    ticket: Ticket
    minutes: int
    ended_at: datetime | None
    target: int

    @property
    def kept(self) -> bool | None:
        """None while it runs within its time."""
        if self.minutes > self.target:
            return False
        return True if self.ended_at is not None else None

    @property
    def hours(self) -> float:
        return self.minutes / HOUR


@dataclass(frozen=True, slots=True)
class Attained:
    level: ServiceLevel
    timed: list[Timed]

    @property
    def counted(self) -> int:
        return sum(t.kept is not None for t in self.timed)

    @property
    def in_time(self) -> int:
        return sum(t.kept is True for t in self.timed)

    @property
    def running(self) -> int:
        return sum(t.kept is None for t in self.timed)

    @property
    def missed(self) -> list[Timed]:
        """The worst first."""
        return sorted((t for t in self.timed if t.kept is False), key=lambda t: -t.minutes)

    @property
    def share(self) -> float | None:
        return 100 * self.in_time / self.counted if self.counted else None

    @property
    def kept(self) -> bool | None:
        return None if self.share is None else self.share >= self.level.percent

    @property
    def state(self) -> str:
        return "pending" if self.kept is None else "satisfied" if self.kept else "lacking"


def attained(project: Project, levels: Iterable[ServiceLevel]) -> dict[int, Attained]:
    """By the key of the level; three queries for any number of them."""
    asked = [level for level in levels if level.contract.state != Contract.State.DRAFT]
    organisations = {level.contract.organisation_id for level in asked} - {None}
    tickets, said = _handed(project, organisations)
    calendar, now = calendar_of(project), clock.now()
    zone = ZoneInfo(project.timezone)
    found = {}
    for level in asked:
        timed = [
            _timed(level, ticket, said[ticket.pk, level.contract.organisation_id], calendar, now)
            for ticket in tickets.get(level.contract.organisation_id, [])
            if level.priority in ("", ticket.priority) and _within(level.contract, ticket, zone)
        ]
        found[level.pk] = Attained(level, timed)
    return found


def _handed(
    project: Project, organisations: set[int]
) -> tuple[dict[int, list[Ticket]], Mapping[tuple[int, int], list[datetime]]]:
    """Organisation → the tickets it was handed; (ticket, organisation) → when its people wrote."""
    rows = Ticket.objects.filter(project=project, handed_at__isnull=False, assignee__organisation__in=organisations)
    tickets: dict[int, list[Ticket]] = defaultdict(list)
    for ticket in rows.select_related("assignee", "project").order_by("number"):
        tickets[ticket.assignee.organisation_id].append(ticket)
    said: dict[tuple[int, int], list[datetime]] = defaultdict(list)
    words_of = Message.objects.filter(ticket__in=rows, by__organisation__in=organisations).order_by("id")
    for ticket, organisation, at in words_of.values_list("ticket_id", "by__organisation_id", "at"):
        said[ticket, organisation].append(at)
    return tickets, said


def _within(contract: Contract, ticket: Ticket, zone: ZoneInfo) -> bool:
    day = ticket.handed_at.astimezone(zone).date()
    begun = contract.starts_on is None or day >= contract.starts_on
    return begun and (contract.ends_on is None or day <= contract.ends_on)


def ended(measure: str, ticket: Ticket, said: list[datetime]) -> datetime | None:
    """When the ticket stopped to count against a target; None: it still does."""
    wrote = [at for at in said if at >= ticket.handed_at]
    if not wrote:
        return None
    if measure == ServiceLevel.Measure.RESPONSE:
        return wrote[0]
    return wrote[-1] if ticket.state in (Ticket.State.ANSWERED, Ticket.State.CLOSED) else None


def _timed(level: ServiceLevel, ticket: Ticket, said: list[datetime], calendar: Calendar, now: datetime) -> Timed:
    until = ended(level.measure, ticket, said)
    return Timed(ticket, calendar.minutes_between(ticket.handed_at, until or now), until, level.minutes)


def due(level: ServiceLevel, ticket: Ticket, calendar: Calendar) -> datetime:
    return due_after_business(ticket.handed_at, level.minutes, calendar)


def strictest(levels: list[ServiceLevel], measure: str, ticket: Ticket) -> ServiceLevel | None:
    """Of the levels, the shortest time first, the one that a ticket is owed by."""
    zone, firm = ZoneInfo(ticket.project.timezone), ticket.assignee.organisation_id
    fitting = (x for x in levels if x.measure == measure and x.priority in ("", ticket.priority))
    return next((x for x in fitting if x.contract.organisation_id == firm and _within(x.contract, ticket, zone)), None)


def handed_to_vendors(project: Project) -> list[tuple[Ticket, list[datetime]]]:
    """Each ticket that lies with a vendor's people, and when they wrote."""
    firms = set(Organisation.objects.filter(kind=Organisation.Kind.VENDOR).values_list("pk", flat=True))
    tickets, said = _handed(project, firms)
    return [(t, said[t.pk, firm]) for firm, mine in tickets.items() for t in mine]


def of_contracts(project: Any, obligations: list[Any]) -> dict[int, list[Level]]:
    """For the pages of contracts: what each service level came to, in a sentence."""
    rows = ServiceLevel.objects.filter(obligation__in=obligations).select_related("obligation__contract")
    found: dict[int, list[Level]] = defaultdict(list)
    for each in attained(project, rows.order_by("id")).values():
        page = reverse("support:service_levels-detail", args=[project.code, each.level.pk])
        found[each.level.obligation_id].append(Level(sentence(each), each.kept, page))
    return found


def sentence(each: Attained) -> Any:
    level = each.level
    facts = {"what": level.words, "percent": level.percent}
    if each.share is None:
        return words("%(what)s: no ticket has been measured yet", **facts)
    facts |= {"share": f"{each.share:.0f}", "kept": each.in_time, "all": each.counted}
    return words("%(what)s: %(kept)s of %(all)s in time (%(share)s %%; agreed: %(percent)s %%)", **facts)
