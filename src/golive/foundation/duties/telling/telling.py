"""Tell people, twice a working day and in one message: what is soon due, due today, overdue, and escalated to them.

Each thing once. What is told are rows: a Digest with its Reminders and Escalations. The number of queries grows with
the projects and people told, never with the obligations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from golive.engines.worktime import Calendar
from golive.foundation import bulk, clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Cover, Digest, Escalation, Obligation, Pulse, Reminder, Snooze
from golive.foundation.duties.reckoning.people import Roll
from golive.foundation.duties.reckoning.rules import SOON
from golive.foundation.duties.registry import calendar_of
from golive.foundation.duties.states import State
from golive.foundation.duties.telling.announcing import announce
from golive.foundation.duties.telling.digest_words import deliver
from golive.foundation.duties.telling.escalating import next_step, path_of
from golive.foundation.duties.telling.slots import slot_at

OLD = timedelta(days=30)  # what fell due before that is in the lists, and is no news
TO_TELL = (State.DUE, State.PARTLY, State.OVERDUE)
STANDING_STILL = (Project.State.ON_HOLD, Project.State.CLOSED)
Parcel = tuple[int, datetime]  # one person at one slot


@dataclass(slots=True)
class Desk:
    """One project whose slot has come."""

    pulse: Pulse
    calendar: Calendar
    slot: datetime
    roll: Roll
    heads: dict[str, int] = field(default_factory=dict)  # party → its first member
    here: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Known:
    """What was told before, and who asked to be left in peace."""

    reminders: set[tuple[int, int, str, datetime]]
    escalations: dict[int, list[Escalation]]
    snoozed: set[tuple[int, int]]
    served: set[Parcel]  # who has had his digest of the slot


def tell(now: datetime | None = None, projects: Iterable[Project] | None = None) -> list[Digest]:
    """Write and deliver the digests that are due at `now` (default: the present), of all projects or of some.

    Whoever has had his digest of this slot is told the rest with the next one."""
    if now is not None:
        with clock.at(now):
            return tell(projects=projects)
    with transaction.atomic():
        desks = _desks(clock.now(), projects)
        if not desks:
            return []
        digests = _tell(desks, clock.now())
        for desk in desks.values():
            desk.pulse.told_at = desk.slot
        Pulse.objects.bulk_update([d.pulse for d in desks.values()], ["told_at"])
    return digests


def kind_now(row: Obligation, calendar: Calendar, now: datetime) -> Reminder.Kind:
    """Which reminder fits the moment."""
    if now > row.grace_until:
        return Reminder.Kind.AFTER_GRACE
    day = row.due_at.astimezone(calendar.zone).date()
    return Reminder.Kind.DUE if day <= now.astimezone(calendar.zone).date() else Reminder.Kind.BEFORE


def _desks(now: datetime, projects: Iterable[Project] | None) -> dict[int, Desk]:
    """The projects whose clocks run and whose last slot has not been told."""
    pulses = Pulse.objects.select_for_update(of=("self",)).select_related("project")
    pulses = pulses.exclude(project__state__in=STANDING_STILL).order_by("project_id")
    if projects is not None:
        pulses = pulses.filter(project__in=list(projects))
    desks = {}
    for pulse in pulses:
        calendar = calendar_of(pulse.project)
        slot = slot_at(calendar, now)
        if slot is not None and (pulse.told_at is None or pulse.told_at < slot):
            desks[pulse.project_id] = Desk(pulse, calendar, slot, Roll(calendar.zone))
    _seat(desks)
    return desks


def _seat(desks: dict[int, Desk]) -> None:
    """Who is in each project, who speaks for its parties, who stands in for whom."""
    rows = Membership.objects.filter(access.current(), project__in=desks, person__is_active=True).order_by("id")
    for project, party, who in rows.values_list("project_id", "party", "person_id"):
        desks[project].heads.setdefault(party, who)
        desks[project].here.add(who)
    for cover in Cover.objects.filter(project__in=desks, ended_at=None).order_by("id"):
        desks[cover.project_id].roll.covers.append(cover)


def _tell(desks: dict[int, Desk], now: datetime) -> list[Digest]:
    rows = [row for row in _rows(desks, now) if row.duty_id in DUTIES]
    known = _known(desks, now)
    reminders: dict[Parcel, list[Reminder]] = defaultdict(list)
    escalations: dict[Parcel, list[Escalation]] = defaultdict(list)
    for row in rows:
        desk = desks[row.project_id]
        reminder, escalation = _reminder(row, desk, known, now), _escalation(row, desk, known, now)
        if reminder is not None:
            reminders[reminder.person_id, desk.slot].append(reminder)
        if escalation is not None:
            escalations[escalation.to_id, desk.slot].append(escalation)
    wanted = sorted({*reminders, *escalations} - known.served)
    digests = Digest.objects.bulk_create([Digest(person_id=who, slot=slot, sent_at=now) for who, slot in wanted])
    for parcel, digest in zip(wanted, digests, strict=True):
        for item in (*reminders[parcel], *escalations[parcel]):
            item.digest_id = digest.pk
    bulk.insert(Reminder, [r for parcel in wanted for r in reminders[parcel]])
    bulk.insert(Escalation, [e for parcel in wanted for e in escalations[parcel]])
    deliver([(d, reminders[p], escalations[p]) for p, d in zip(wanted, digests, strict=True)])
    for desk in desks.values():
        laid = [
            e.obligation for p in wanted for e in escalations[p] if e.obligation.project_id == desk.pulse.project_id
        ]
        announce(desk.pulse.project, desk.slot, laid)
    return digests


def _rows(desks: dict[int, Desk], now: datetime) -> Iterable[Obligation]:
    """What may have to be told; of older debts only those that somebody promised an end to."""
    promised = Escalation.objects.filter(promised_for__isnull=False, obligation__project__in=desks)
    rows = Obligation.objects.filter(project__in=desks, state__in=TO_TELL, due_at__lte=now + SOON)
    news = Q(due_at__gte=now - OLD) | Q(state=State.OVERDUE, pk__in=promised.values("obligation_id"))
    return rows.filter(news).select_related("project").order_by("due_at", "id")


def _known(desks: dict[int, Desk], now: datetime) -> Known:
    told = Reminder.objects.filter(obligation__project__in=desks, due_for__gte=now - OLD)
    laid = Escalation.objects.filter(obligation__project__in=desks, obligation__state=State.OVERDUE)
    quiet = Snooze.objects.filter(obligation__project__in=desks, until__gt=now)
    served = Digest.objects.filter(slot__in={d.slot for d in desks.values()})
    escalations: dict[int, list[Escalation]] = defaultdict(list)
    for e in laid.filter(due_for=F("obligation__due_at")).select_related("digest").order_by("at", "id"):
        escalations[e.obligation_id].append(e)
    return Known(
        reminders=set(told.values_list("obligation_id", "person_id", "kind", "due_for")),
        escalations=escalations,
        snoozed=set(quiet.values_list("obligation_id", "person_id")),
        served=set(served.values_list("person_id", "slot")),
    )


def _reminder(row: Obligation, desk: Desk, known: Known, now: datetime) -> Reminder | None:
    who = row.acting_id or row.person_id
    if who not in desk.here or (row.pk, who) in known.snoozed or row.due_at < now - OLD:
        return None
    kind = kind_now(row, desk.calendar, now).value
    if (row.pk, who, kind, row.due_at) in known.reminders:
        return None
    return Reminder(obligation=row, person_id=who, kind=kind, due_for=row.due_at, sent_at=now)


def _escalation(row: Obligation, desk: Desk, known: Known, now: datetime) -> Escalation | None:
    if row.state != State.OVERDUE or now <= row.grace_until:
        return None
    path = path_of(row, desk.heads, desk.roll, now)
    step = next_step(path, known.escalations.get(row.pk, ()), desk.calendar, desk.slot)
    if step is None:
        return None
    level, who = step
    return Escalation(obligation=row, to_id=who, level=level, due_for=row.due_at, at=now)
