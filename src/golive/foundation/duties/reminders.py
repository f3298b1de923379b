"""Tell people before it is due, on the day, and after the grace; then tell the next in the path.

In working hours only, and each thing once. What is told is a row; `registry.on_reminder` listeners deliver it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from golive.foundation.accounts.models import Membership, Project
from golive.foundation.duties import registry
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.explain import notice_words
from golive.foundation.duties.models import Escalation, Obligation, Reminder
from golive.foundation.duties.registry import Notice
from golive.foundation.duties.rules import SOON
from golive.foundation.duties.states import State
from golive.foundation.duties.windows import Timing

OLD = timedelta(days=30)  # what fell due before that is in the lists, and is no news
STEP = 8  # working hours between two steps of an escalation


def remind(project: Project, rows: list[Obligation], members: list[Membership], timing: Timing) -> list[Notice]:
    """Write and deliver what has not been told yet."""
    if not timing.calendar.is_working(timing.now):
        return []
    told_about = [
        o
        for o in rows
        if o.state in (State.DUE, State.PARTLY, State.OVERDUE) and timing.now - OLD <= o.due_at <= timing.now + SOON
    ]
    reminders = _new_reminders(project, told_about, timing)
    escalations = _new_escalations(project, told_about, members, timing)
    Reminder.objects.bulk_create(reminders)
    Escalation.objects.bulk_create(escalations)
    notices = [_notice(r.obligation, r.person_id, str(r.kind)) for r in reminders]
    notices += [_notice(e.obligation, e.to_id, "escalation") for e in escalations]
    for notice in notices:
        for listener in registry.REMINDERS:
            listener(project, notice)
    return notices


def kind_now(due: datetime, grace: datetime, timing: Timing) -> Reminder.Kind:
    """Which reminder fits the moment."""
    if timing.now > grace:
        return Reminder.Kind.AFTER_GRACE
    day = due.astimezone(timing.calendar.zone).date()
    return Reminder.Kind.DUE if timing.now >= timing.midnight(day) else Reminder.Kind.BEFORE


def _new_reminders(project: Project, rows: list[Obligation], timing: Timing) -> list[Reminder]:
    recent = Reminder.objects.filter(obligation__project=project, due_for__gte=timing.now - OLD)
    told = set(recent.values_list("obligation_id", "person_id", "kind", "due_for"))
    made = []
    for row in rows:
        kind = kind_now(row.due_at, row.grace_until, timing)
        if row.person_id and (row.pk, row.person_id, kind.value, row.due_at) not in told:
            made.append(
                Reminder(
                    obligation=row, person_id=row.person_id, kind=kind.value, due_for=row.due_at, sent_at=timing.now
                )
            )
    return made


def _new_escalations(
    project: Project, rows: list[Obligation], members: list[Membership], timing: Timing
) -> list[Escalation]:
    recent = Escalation.objects.filter(obligation__project=project, due_for__gte=timing.now - OLD)
    told = set(recent.values_list("obligation_id", "to_id", "level", "due_for"))
    heads: dict[str, int] = {}
    for m in members:
        heads.setdefault(m.party, m.person_id)
    made = []
    for row in rows:
        for level, person in steps(row, heads, timing):
            if (row.pk, person, level, row.due_at) not in told:
                made.append(Escalation(obligation=row, to_id=person, level=level, due_for=row.due_at, at=timing.now))
    return made


def steps(row: Obligation, heads: dict[str, int], timing: Timing) -> Iterator[tuple[int, int]]:
    """(level, person) of every step that is due by now: the first when the grace ends, each next a working day later."""
    if row.state != State.OVERDUE or timing.now <= row.grace_until:
        return
    seen = {row.person_id}
    level, moment = 0, row.grace_until
    for party in DUTIES[row.duty_id].escalation:
        person = heads.get(party)
        if person is None or person in seen:
            continue
        if timing.now <= moment:
            return
        level += 1
        seen.add(person)
        yield level, person
        moment = timing.calendar.add(moment, STEP * 60)


def _notice(row: Obligation, person_id: int, kind: str) -> Notice:
    return Notice(
        person_id=person_id, kind=kind, text=notice_words(row, kind), obligation_id=row.pk, duty_id=row.duty_id
    )
