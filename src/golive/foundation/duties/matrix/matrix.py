"""The live responsibility matrix: every duty with the letters of parties and persons, its weeks, its state and what is
wrong with it; now, or as it was known at the end of a past day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.duties import explain
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.figures.listing import rows_url
from golive.foundation.duties.lines import address
from golive.foundation.duties.matrix import raci
from golive.foundation.duties.matrix.heat import WORST, Heat, Tally, Week, heat
from golive.foundation.duties.matrix.matrix_marks import Mark, marks
from golive.foundation.duties.matrix.raci import Seat
from golive.foundation.duties.noticing.picture import Picture, named, picture_of
from golive.foundation.duties.registry import connected, person
from golive.foundation.duties.states import DONE, State

PARTIES = tuple(Party)
NEXT = (State.UPCOMING, State.DUE, State.PARTLY)


@dataclass(frozen=True, slots=True)
class Chip:
    """A person with his letters, and the party he stands for."""

    person: int
    name: str
    letters: str  # "A", "R", "AR" …
    party: str


@dataclass(slots=True)
class Spot:
    """A duty at one place; `name` is "" for the whole project, and for a person who answers for himself."""

    place: str
    name: str
    chips: list[Chip]
    state: str = ""
    overdue: int = 0
    gap: bool = False
    reason: str = ""  # why it is switched off

    @property
    def accountable(self) -> str:
        return next((c.name for c in self.chips if "A" in c.letters), "")


@dataclass(frozen=True, slots=True)
class Letters:
    """What a party has to do with a duty: its letters in the catalogue, and its people who have one here."""

    party: str
    letters: str
    names: str

    @property
    def main(self) -> str:
        return self.letters[:1]


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of a duty: the worst state, how many are in it, all in words, and where the rows are."""

    state: str
    count: int
    words: str
    url: str
    week: int


@dataclass(slots=True)
class Row:
    """One duty of the matrix."""

    duty: Duty
    cadence: str
    state: str
    status: str
    spots: list[Spot]
    letters: list[Letters]
    weeks: list[Cell | None]
    next_due: datetime | None
    overdue: int
    done: int
    on_time: int
    connected: bool
    marks: list[Mark]
    url: str
    overdue_url: str = ""

    @property
    def people(self) -> list[dict[str, str]]:
        """Who is accountable at each place; "" where nobody is."""
        return [{"place": s.name, "name": s.accountable} for s in self.spots if not s.reason]

    @property
    def gap(self) -> bool:
        return any(m.kind == "gap" for m in self.marks)

    @property
    def off(self) -> list[Spot]:
        return [s for s in self.spots if s.reason]

    @property
    def warm(self) -> bool:
        return any(self.weeks)

    def has(self, person: int) -> bool:
        return any(c.person == person for s in self.spots for c in s.chips)


@dataclass(slots=True)
class Matrix:
    """Rows by party, and how many duties are in each state. `on`: the past day it shows, None for now."""

    project: Any
    day: date
    on: date | None
    weeks: list[Week]
    parties: list[tuple[Any, list[Row]]]  # (name, rows)
    counts: dict[str, int]
    faults: dict[str, int]
    picture: Picture
    seats: list[Seat]
    asked: list[str] = field(default_factory=list)  # the filters, in words

    @property
    def rows(self) -> list[Row]:
        return [row for _name, rows in self.parties for row in rows]

    @property
    def gaps(self) -> int:
        return self.faults.get("gap", 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the matrix is narrowed to."""

    party: str = ""
    person: int | None = None
    state: str = ""
    faulty: bool = False

    def fits(self, row: Row) -> bool:
        return (
            (not self.party or row.duty.party == self.party)
            and (self.person is None or row.has(self.person))
            and (not self.state or row.state == self.state)
            and (not self.faulty or bool(row.marks))
        )


Sight = Callable[[Duty], bool]


def matrix(
    project: Any,
    on: date | None = None,
    moment: datetime | None = None,
    wanted: Wanted = Wanted(),
    may_see: Sight = lambda duty: True,
) -> Matrix:
    """`moment`: the end of the past day `on`. With a person in `wanted`, what is counted is what he owes. The number of
    queries does not grow with the project."""
    day = on or clock.today(project.timezone)
    picture = picture_of(project, clock.now(), matrix_only=True)
    warmth = heat(project, day, moment, wanted.person)
    seats = raci.seats_now(picture) if moment is None else raci.seats_at(picture, moment, warmth.spots)
    named(picture, [who for seat in seats for _letter, who in seat.people()])
    wrong = marks(picture, seats, moment)
    by_duty: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_duty[seat.duty_id].append(seat)
    made = []
    for duty_id, places in by_duty.items():
        duty = picture.duty(duty_id)
        shown = [m for m in wrong.get(duty_id, ()) if m.kind == "gap" or may_see(duty)]
        made.append(_row(duty, places, warmth, picture, shown, wanted.person, on))
    return _grouped(Matrix(project, day, on, warmth.weeks, [], {}, {}, picture, seats), made, wanted)


def _grouped(found: Matrix, rows: list[Row], wanted: Wanted) -> Matrix:
    order = {duty_id: n for n, duty_id in enumerate(DUTIES)}
    groups: dict[Any, list[Row]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    faults: dict[str, int] = defaultdict(int)
    for row in sorted((r for r in rows if wanted.fits(r)), key=lambda r: order[r.duty.id]):
        groups[heading(row.duty)].append(row)
        counts[row.state] += 1
        for mark in row.marks:
            faults[mark.kind] += 1
    found.parties, found.counts, found.faults = list(groups.items()), _ordered(counts), dict(faults)
    return found


def _ordered(counts: dict[str, int]) -> dict[str, int]:
    order = (*WORST, "switched_off")
    return {state: counts[state] for state in order if counts.get(state)}


def _row(
    duty: Duty,
    places: list[Seat],
    warmth: Heat,
    picture: Picture,
    wrong: list[Mark],
    who: int | None,
    on: date | None,
) -> Row:
    tally = warmth.duties.get(duty.id, Tally())
    linked = connected(duty.id)
    state = _state(places, tally, linked)
    late = tally.counts.get("overdue", 0)
    coming = [tally.first[s] for s in (*NEXT, State.UNCONNECTED) if s in tally.first]
    spots = [_spot(seat, warmth, picture) for seat in places]
    return Row(
        duty=duty,
        cadence=explain.cadence_of(duty),
        state=state,
        status=_status(state, late),
        spots=spots,
        letters=_letters(duty, spots),
        weeks=[_cell(duty, n, warmth, picture.project, who, on) for n in range(len(warmth.weeks))],
        next_due=min(coming, default=None),
        overdue=late,
        done=sum(tally.counts.get(s, 0) for s in DONE),
        on_time=tally.counts.get("met", 0),
        connected=linked,
        marks=wrong,
        url=address("duties:duty", picture.project, duty=duty.id),
        overdue_url=rows_url(picture.project, on, duty=duty.id, state="overdue", person=who) if late else "",
    )


def _spot(seat: Seat, warmth: Heat, picture: Picture) -> Spot:
    people = list(dict.fromkeys(who for _letter, who in seat.people()))
    tally = warmth.spots.get((seat.duty_id, seat.place), Tally())
    himself = seat.place == person(seat.accountable)
    return Spot(
        seat.place,
        "" if himself else picture.place_name(seat.place).render(),
        [_chip(who, seat, picture) for who in people],
        tally.worst,
        tally.counts.get("overdue", 0),
        gap=seat.accountable is None and not seat.off,
        reason=seat.reason or (_("Switched off") if seat.off else ""),
    )


def _chip(who: int, seat: Seat, picture: Picture) -> Chip:
    """He stands for the duty's own party if he is of it, else for his first one."""
    own = DUTIES[seat.duty_id].party
    his = [m.party for m in picture.by_person.get(who, ())]
    party = own if own in his else next(iter(his), "")
    return Chip(who, picture.names.get(who, ""), seat.of(who), party)


def _letters(duty: Duty, spots: list[Spot]) -> list[Letters]:
    chips = list(dict.fromkeys(c for s in spots if not s.reason for c in s.chips))
    holding = {c.party for c in chips if "A" in c.letters} or {duty.party}
    found = []
    for party in PARTIES:
        own = "A" if party == duty.party and party in holding else ""
        own += "".join(letter for letter in "RCI" if party in duty.raci[letter])
        mine = [c for c in chips if c.party == party]
        extra = {letter for c in mine for letter in c.letters} - set(own)
        letters = "".join(letter for letter in raci.LETTERS if letter in own or letter in extra)
        found.append(Letters(party.value, letters, _(", ").join(f"{c.letters} {c.name}" for c in mine)))
    return found


def _cell(duty: Duty, n: int, warmth: Heat, project: Any, who: int | None, on: date | None) -> Cell | None:
    tally = warmth.cells.get((duty.id, n))
    if tally is None or not tally.worst:
        return None
    week, state = warmth.weeks[n], tally.worst
    url = rows_url(project, on, duty=duty.id, state=state, since=week.first, until=week.last, person=who)
    return Cell(
        state, tally.counts[state], _("%(week)s: %(said)s") % {"week": week.name, "said": tally.said}, url, week.number
    )


def _state(places: list[Seat], tally: Tally, linked: bool) -> str:
    if all(seat.off for seat in places):
        return "switched_off"
    if not linked:
        return State.UNCONNECTED.value
    return tally.worst or State.UPCOMING.value


def _status(state: str, overdue: int) -> str:
    """The words of the pill where the state's own do not suffice."""
    if state == State.OVERDUE:
        return _("%(count)s overdue") % {"count": overdue}
    if state == State.UNCONNECTED:
        return _("Not connected")
    return _("Switched off") if state == "switched_off" else str(State(state).label)


def heading(duty: Duty) -> str:
    return _("All parties") if duty.id.startswith("X") else str(Party(duty.party).label)


def people_of(found: Matrix) -> Mapping[int, str]:
    """Everybody who has a letter in what is shown, by name."""
    chips = {c.person: c.name for row in found.rows for s in row.spots if not s.reason for c in s.chips}
    return dict(sorted(chips.items(), key=lambda item: (item[1], item[0])))
