"""Up the path: before whom an overdue obligation is laid next. Pure functions of what was told and answered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from golive.engines.worktime import Calendar
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Escalation, Obligation
from golive.foundation.duties.reckoning.people import Roll

PATIENCE = 8 * 60  # working minutes in which an escalation should be answered
Step = tuple[int, int]  # level (1 = first party of the path), person


def path_of(row: Obligation, heads: Mapping[str, int], roll: Roll, now: datetime) -> list[Step]:
    """The steps open to `row`: the first member of each party, or who stands in for him at present; never who owes it
    himself or acts for the one who does."""
    passed = {row.person_id, row.acting_id}
    found = []
    for level, party in enumerate(DUTIES[row.duty_id].escalation, 1):
        head = heads.get(party)
        if head is None:
            continue
        person = roll.acting(row.duty_id, head, now) or head
        if person not in passed:
            passed.add(person)
            found.append((level, person))
    return found


def next_step(path: Sequence[Step], before: Sequence[Escalation], calendar: Calendar, slot: datetime) -> Step | None:
    """The step due at `slot`, one at a time. `before`: the escalations of the same due date, in order.

    The first is due at once. The next, when the last was not answered for eight working hours, or when the day
    promised in its answer is over."""
    if not before:
        return path[0] if path else None
    last = before[-1]
    if last.answered_at is None:
        over = calendar.minutes_between(last.digest.slot if last.digest else last.at, slot) >= PATIENCE
    else:
        over = last.promised_for is not None and last.promised_for < slot.astimezone(calendar.zone).date()
    told = {e.to_id for e in before}
    return next(((level, who) for level, who in path if level > last.level and who not in told), None) if over else None
