"""Whose facts count, and who acts for whom. Asked in memory: a roll of a project is read once per evaluation.

A fact counts when it was done by the product itself, or by somebody who, at that moment,
* held letter A or R in the assignment; or
* where nobody held R: had a place in one of the duty's responsible parties, and, where the duty is held by a
  department, in that department (or in none: a vendor's people have no department at the client); or
* stood in for such a person on that day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from django.db.models import Q

from golive.foundation.accounts.models import Membership, Project, User
from golive.foundation.duties.catalogue import Duty
from golive.foundation.duties.models import Assignment, Cover, Holder, Letter
from golive.foundation.duties.registry import department, person

FIRST, LAST = date.min, date.max
DOING = (Letter.ACCOUNTABLE.value, Letter.RESPONSIBLE.value)


@dataclass(frozen=True, slots=True)
class Stint:
    """A place in the project from a first to a last day."""

    party: str
    place: str  # department(id) or ""
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Letters:
    """A letter in an assignment from `since` until before `until` (None: still)."""

    person: int
    letter: str
    since: datetime
    until: datetime | None

    def held(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(slots=True)
class Roll:
    """Who stood where in a project, and when."""

    zone: tzinfo
    stints: dict[int, list[Stint]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[int, list[Letters]] = field(default_factory=lambda: defaultdict(list))  # by assignment
    covers: list[Cover] = field(default_factory=list)
    product: frozenset[int] = frozenset()  # accounts of the product itself

    def counts(self, duty: Duty, assignment: Assignment, who: int | None, at: datetime) -> bool:
        """Whether what `who` did at `at` proves the duty."""
        if who is None or who in self.product or who == assignment.accountable_id:
            return True
        if self._did(duty, assignment, who, at):
            return True
        return any(
            c.stand_in_id == who
            and self._covers(c, duty.id, at)
            and (c.person_id == assignment.accountable_id or self._did(duty, assignment, c.person_id, at))
            for c in self.covers
        )

    def acting(self, duty_id: str, owner: int | None, moment: datetime) -> int | None:
        """Who acts for `owner` at a moment; None when nobody does."""
        for c in self.covers:
            if c.person_id == owner and self._covers(c, duty_id, moment):
                return c.stand_in_id
        return None

    def _did(self, duty: Duty, assignment: Assignment, who: int, at: datetime) -> bool:
        named = False
        for held in self.letters.get(assignment.pk, ()):
            if held.letter in DOING and held.held(at):
                if held.person == who:
                    return True
                named = named or held.letter == Letter.RESPONSIBLE
        return not named and self._of_party(duty, assignment.place, who, at)

    def _of_party(self, duty: Duty, place: str, who: int, at: datetime) -> bool:
        if place.startswith("person:"):
            return place == person(who)
        parties = duty.raci.get("R", (duty.party,))
        day = at.astimezone(self.zone).date()
        return any(
            s.party in parties
            and s.first <= day <= s.last
            and (not s.place or not place.startswith("department:") or s.place == place)
            for s in self.stints.get(who, ())
        )

    def _covers(self, cover: Cover, duty_id: str, moment: datetime) -> bool:
        day = moment.astimezone(self.zone).date()
        return (
            cover.first_day <= day <= cover.last_day
            and (cover.ended_at is None or moment < cover.ended_at)
            and (not cover.duty_ids or duty_id in cover.duty_ids)
        )


def roll_of(project: Project, zone: tzinfo) -> Roll:
    """Four queries, whatever the size of the project."""
    found = Roll(zone, covers=list(Cover.objects.filter(project=project).order_by("id")))
    rows = Membership.objects.filter(project=project)
    for who, party, dept, first, last in rows.values_list(
        "person_id", "party", "department_id", "valid_from", "valid_to"
    ):
        found.stints[who].append(Stint(party, department(dept), first or FIRST, last or LAST))
    doing = Holder.objects.filter(assignment__project=project, letter__in=DOING)
    for assignment, who, letter, since, until in doing.values_list(
        "assignment_id", "person_id", "letter", "since", "until"
    ):
        found.letters[assignment].append(Letters(who, letter, since, until))
    found.product = frozenset(User.objects.filter(is_system=True).values_list("pk", flat=True))
    return found


def to_do_by(actor: Any) -> Q:
    """Obligations that `actor` has to see to now: his own that nobody covers, and those he covers."""
    return Q(acting=actor) | Q(person=actor, acting=None)
