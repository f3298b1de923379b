"""The live matrix of a project: every duty with its party, its person, its state and its gaps; also as of a past day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from golive.foundation.accounts.models import Party
from golive.foundation.duties import explain, history
from golive.foundation.duties.assignments import standing
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.queries import places_of
from golive.foundation.duties.registry import connected
from golive.foundation.duties.states import DONE, State

# Which state speaks for a duty, the first that occurs.
WORST = ("overdue", "partly", "due", "waived", "upcoming", "met_late", "met")
NEXT = (State.UPCOMING, State.DUE, State.PARTLY)


@dataclass(slots=True)
class Tally:
    """How many obligations are in each state, and the earliest due time of each state."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    first: dict[str, datetime] = field(default_factory=dict)

    def add(self, state: str, count: int, due: datetime) -> None:
        self.counts[state] += count
        self.first[state] = min(due, self.first.get(state, due))


@dataclass(slots=True)
class Row:
    """One duty of the matrix."""

    duty: Duty
    cadence: str
    state: str
    status: str
    people: list[dict[str, str]]
    gap: bool
    next_due: datetime | None
    overdue: int
    done: int
    on_time: int
    connected: bool
    off: list[Assignment]
    url: str


@dataclass(slots=True)
class Matrix:
    """Rows by party, and how many duties are in each state. `on`: the moment it shows, None for now."""

    parties: list[tuple[Any, list[Row]]]  # (name, rows)
    gaps: int
    counts: dict[str, int]
    on: datetime | None = None


def matrix(project: Any, on: datetime | None = None) -> Matrix:
    tallies = _tallies(project) if on is None else as_of(project, on)
    places = places_of(project)
    held: dict[str, list[Assignment]] = defaultdict(list)
    for a in standing(project):
        held[a.duty_id].append(a)
    rows = [_row(d, held[d.id], tallies.get(d.id, Tally()), places, project) for d in DUTIES.values()]
    groups: dict[str, list[Row]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        groups[_heading(row.duty)].append(row)
        counts[row.state] += 1
    return Matrix(list(groups.items()), sum(r.gap for r in rows), dict(counts), on)


def as_of(project: Any, moment: datetime) -> dict[str, Tally]:
    """What was known at a past moment."""
    at = history.clock_of(project, moment)
    found: dict[str, Tally] = defaultdict(Tally)
    for snapshot in history.known(project, moment):
        found[snapshot.duty_id].add(snapshot.state_at(at), 1, snapshot.due_at)
    return found


def _tallies(project: Any) -> dict[str, Tally]:
    rows = Obligation.objects.filter(project=project).order_by().values_list("duty_id", "state")
    found: dict[str, Tally] = defaultdict(Tally)
    for duty_id, state, count, due in rows.annotate(Count("id"), Min("due_at")):
        found[duty_id].add(state, count, due)
    return found


def _row(duty: Duty, held: list[Assignment], tally: Tally, places: dict[str, str], project: Any) -> Row:
    linked = connected(duty.id)
    alive = [a for a in held if a.switched_off_at is None]
    state = _state(held, alive, tally, linked)
    late = tally.counts["overdue"]
    coming = [tally.first[s] for s in NEXT if s in tally.first]
    if state == State.UNCONNECTED and State.UNCONNECTED in tally.first:
        coming.append(tally.first[State.UNCONNECTED])
    return Row(
        duty=duty,
        cadence=explain.cadence_of(duty),
        state=state,
        status=_status(state, late),
        people=[{"place": places.get(a.place, ""), "name": str(a.accountable or "")} for a in alive],
        gap=any(a.accountable_id is None for a in alive) or not held,
        next_due=min(coming, default=None),
        overdue=late,
        done=sum(tally.counts[s] for s in DONE),
        on_time=tally.counts["met"],
        connected=linked,
        off=[a for a in held if a.switched_off_at is not None],
        url=address("duties:duty", project, duty=duty.id),
    )


def _state(held: list[Assignment], alive: list[Assignment], tally: Tally, linked: bool) -> str:
    if held and not alive:
        return "switched_off"
    if not linked:
        return State.UNCONNECTED.value
    return next((s for s in WORST if tally.counts[s]), "upcoming")


def _status(state: str, overdue: int) -> str:
    """The words of the pill where the state's own do not suffice."""
    if state == State.OVERDUE:
        return _("%(count)s overdue") % {"count": overdue}
    return _("Switched off") if state == "switched_off" else str(State(state).label)


def _heading(duty: Duty) -> str:
    return _("All parties") if duty.id.startswith("X") else str(Party(duty.party).label)
