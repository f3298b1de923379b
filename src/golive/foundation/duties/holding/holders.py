"""Who held which RACI letter from when to when. Rows are begun and ended, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from golive.foundation.duties.models import Assignment, Holder, Letter

BATCH = 500  # assignments asked for in one query


def begin(assignment: Assignment, person: Any, letter: str, now: datetime) -> Holder:
    """`person` holds `letter` from now on; the row that stands if he holds it already. Whoever was accountable before
    ends when the letter is A: there is one at a time."""
    standing = Holder.objects.filter(assignment=assignment, letter=letter, until=None)
    if letter == Letter.ACCOUNTABLE:
        standing.exclude(person=person).update(until=now)
    found = standing.filter(person=person).first()
    return found or Holder.objects.create(assignment=assignment, person=person, letter=letter, since=now)


def end(assignment: Assignment, letter: str, now: datetime, person: Any = None) -> int:
    """End the letter of one person, or of everybody who holds it; returns how many rows ended."""
    rows = Holder.objects.filter(assignment=assignment, letter=letter, until=None)
    return (rows.filter(person=person) if person is not None else rows).update(until=now)


def follow(assignments: Iterable[Assignment], now: datetime) -> None:
    """Make the A rows say what `accountable` says: for assignments just created or changed, all together. Three queries
    a batch of 500, however many persons change."""
    rows = list(assignments)
    for start in range(0, len(rows), BATCH):
        _follow(rows[start : start + BATCH], now)


def _follow(assignments: Sequence[Assignment], now: datetime) -> None:
    wanted = {a.pk: a.accountable_id for a in assignments}
    open_rows = Holder.objects.filter(assignment__in=list(wanted), letter=Letter.ACCOUNTABLE, until=None)
    held = dict(open_rows.values_list("assignment_id", "person_id"))
    over = [pk for pk, person_id in held.items() if wanted[pk] != person_id]
    if over:
        Holder.objects.filter(assignment__in=over, letter=Letter.ACCOUNTABLE, until=None).update(until=now)
    new = [
        Holder(assignment_id=pk, person_id=person_id, letter=Letter.ACCOUNTABLE, since=now)
        for pk, person_id in wanted.items()
        if person_id is not None and held.get(pk) != person_id
    ]
    if new:
        Holder.objects.bulk_create(new)
