"""Who has which RACI letter: at every place a duty is held at, now or as it was at a past moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet

from golive.foundation.duties.holding.assignments import defaults
from golive.foundation.duties.models import Assignment, Holder, Letter
from golive.foundation.duties.noticing.picture import Picture

LETTERS = tuple(letter.value for letter in Letter)  # A R C I
Spot = tuple[str, str]  # duty, place


@dataclass(frozen=True, slots=True)
class Seat:
    """A duty at a place. `letters`: letter → persons, in the order in which they got it."""

    duty_id: str
    place: str
    letters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    off: bool = False
    reason: str = ""  # why it is switched off

    @property
    def accountable(self) -> int | None:
        return next(iter(self.letters.get(Letter.ACCOUNTABLE, ())), None)

    def people(self) -> list[tuple[str, int]]:
        """(letter, person), A first."""
        return [(letter, who) for letter in LETTERS for who in self.letters.get(letter, ())]

    def of(self, who: int) -> str:
        """The letters of one person: "A", "AR", ""."""
        return "".join(letter for letter, person in self.people() if person == who)


def seats_now(picture: Picture) -> list[Seat]:
    """The places that hold now, in the catalogue's order. One query more than the picture."""
    wanted = {spot: n for n, spot in enumerate(_spots(picture))}
    rows = sorted((a for a in picture.rows if _spot(a) in wanted), key=lambda a: wanted[_spot(a)])
    letters = _letters(Holder.objects.filter(assignment__project=picture.project, until=None))
    found = []
    for a in rows:
        held = {k: tuple(v) for k, v in letters[a.pk].items() if k != Letter.ACCOUNTABLE}
        if a.accountable_id is not None:
            held[Letter.ACCOUNTABLE.value] = (a.accountable_id,)
        found.append(_seat(a, held, a.switched_off_at is not None))
    return found


def seats_at(picture: Picture, moment: datetime, owed: Collection[Spot]) -> list[Seat]:
    """The same at a past moment: wherever somebody had a letter then, or something was owed (`owed`)."""
    rows = Holder.objects.filter(Q(until=None) | Q(until__gt=moment), assignment__project=picture.project)
    letters = _letters(rows.filter(since__lte=moment))
    order = {spot: n for n, spot in enumerate(_spots(picture))}
    there = [a for a in picture.rows if a.pk in letters or _spot(a) in owed]
    there.sort(key=lambda a: (order.get(_spot(a), len(order)), a.place))
    return [
        _seat(
            a,
            {k: tuple(v) for k, v in letters[a.pk].items()},
            a.switched_off_at is not None and a.switched_off_at <= moment,
        )
        for a in there
    ]


def _seat(a: Assignment, letters: Mapping[str, tuple[int, ...]], off: bool) -> Seat:
    return Seat(a.duty_id, a.place, letters, off, a.switched_off_reason if off else "")


def _letters(rows: QuerySet[Holder]) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for assignment, who, letter in rows.values_list("assignment_id", "person_id", "letter"):
        found[assignment][letter].append(who)
    return found


def _spots(picture: Picture) -> list[Spot]:
    return list(defaults(picture.held, picture.members))


def _spot(a: Assignment) -> Spot:
    return a.duty_id, a.place
