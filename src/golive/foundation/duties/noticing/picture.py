"""A project as the detectors of signals see it: read once, with a fixed number of queries, then asked in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Case, F, JSONField, Q, When

from golive.engines.worktime import Calendar
from golive.foundation.accounts.models import INSIDE, Department, Membership, Party, Project, User
from golive.foundation.audit.services import last_acts
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.holding.assignments import defaults, members_of
from golive.foundation.duties.holding.modules import place_words
from golive.foundation.duties.holding.tailored import Held, held
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.registry import calendar_of, department
from golive.foundation.duties.states import OPEN, State
from golive.foundation.words import Words

AHEAD = timedelta(days=30)  # what is due until then is the load of a person
BEHIND = timedelta(days=90)  # what was due before that is no news
SHARE = 0.30  # of his working time a person can give to his duties, beside the work of the project itself
LATE = (State.OVERDUE,)
AT_HAND = (State.DUE, State.PARTLY, State.OVERDUE)


@dataclass(slots=True)
class Owed:
    """One obligation. `why` is read only where it may say something: drift, or a duty that must be apart from others."""

    duty_id: str
    place: str
    person: int | None
    acting: int | None
    state: str
    opens: datetime
    due: datetime
    why: Mapping[str, Any]

    @property
    def doer(self) -> int | None:
        return self.acting or self.person


@dataclass
class Picture:
    """Members, duties, places, load and acts of one project."""

    project: Project
    now: datetime
    calendar: Calendar
    members: list[Membership]
    held: Held
    rows: list[Assignment]  # every assignment that ever was
    owed: list[Owed]
    acts: Mapping[int, datetime]
    parents: Mapping[int, int | None]  # department → the one above it
    strangers: dict[int, str] = field(default_factory=dict)  # names of those who have no place any more

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Those that hold and are not switched off."""
        wanted = defaults(self.held, self.members)
        return [a for a in self.rows if (a.duty_id, a.place) in wanted and a.switched_off_at is None]

    @cached_property
    def places(self) -> dict[str, Words]:
        return place_words(self.members)

    @cached_property
    def names(self) -> dict[int, str]:
        return {m.person_id: str(m.person) for m in self.members} | self.strangers

    @cached_property
    def by_person(self) -> dict[int, list[Membership]]:
        found: dict[int, list[Membership]] = defaultdict(list)
        for m in self.members:
            found[m.person_id].append(m)
        return found

    @cached_property
    def load(self) -> dict[int, float]:
        """Person → hours of the duties due in the next 30 days that he has to see to."""
        found: dict[int, float] = defaultdict(float)
        for row in self.coming:
            if row.doer is not None:
                found[row.doer] += self.hours(row.duty_id)
        return found

    @cached_property
    def coming(self) -> list[Owed]:
        return [r for r in self.owed if r.state in OPEN and self.now <= r.due <= self.now + AHEAD]

    @cached_property
    def working_hours(self) -> float:
        return self.calendar.minutes_between(self.now, self.now + AHEAD) / 60

    def capacity(self, who: int) -> float:
        """Hours a person can give to his duties in the next 30 days."""
        available = max((m.availability for m in self.by_person.get(who, ())), default=0)
        return self.working_hours * available / 100 * SHARE

    def hours(self, duty_id: str) -> float:
        return self.duty(duty_id).workload

    def duty(self, duty_id: str) -> Duty:
        return self.held.duties.get(duty_id) or DUTIES[duty_id]

    def party_of(self, who: int | None) -> str:
        """The party that speaks for a person: his first one."""
        return next((m.party for m in self.by_person.get(who or 0, ())), "")

    def of_parties(self, parties: Iterable[str]) -> Iterator[Membership]:
        wanted = set(parties)
        return (m for m in self.members if m.party in wanted)

    def accountable_for(self, who: int) -> set[str]:
        return {a.duty_id for a in self.assignments if a.accountable_id == who}

    def place_name(self, place: str) -> Words:
        return self.places.get(place, Words.of(place))

    def under(self, place: str, other: str) -> bool:
        """Whether the department `place` is part of the department `other`."""
        if not (place.startswith("department:") and other.startswith("department:")):
            return False
        parent = self.parents.get(int(place.partition(":")[2]))
        while parent is not None:
            if department(parent) == other:
                return True
            parent = self.parents.get(parent)
        return False

    def least_loaded(self, duty: Duty, place: str, without: int | None = None, room: float = 0) -> int | None:
        """Who could answer for a duty: of its party, otherwise of those who usually do it; of its department if
        somebody is; with no duty that must be apart; with `room` hours left. The one with the smallest share taken."""
        own = (duty.party,)  # what the sponsor answers for, nobody below him can
        for parties in (own,) if duty.party == Party.SPONSOR else (own, duty.raci["R"]):
            near = [m for m in self.of_parties(parties) if self._fits(m, duty)]
            here = [m for m in near if department(m.department_id) == place] or near
            able = {m.person_id for m in here} - {without}
            able = {p for p in able if not (self.accountable_for(p) & set(duty.apart))}
            able = {p for p in able if self.load[p] + room <= self.capacity(p)} if room else able
            if able:
                return min(able, key=lambda p: (self.load[p] / (self.capacity(p) or 1), p))
        return None

    def _fits(self, member: Membership, duty: Duty) -> bool:
        """What only the client's own people may see, they alone can answer for."""
        return not duty.inside or member.party in INSIDE or member.party == duty.party

    def leaders(self) -> list[int]:
        """Who hears of what is wrong in the matrix: the project manager; the sponsor while there is none."""
        for party in (Party.PM, Party.SPONSOR):
            if found := list(dict.fromkeys(m.person_id for m in self.of_parties([party]))):
                return found
        return []


def picture_of(project: Project, now: datetime, *, matrix_only: bool = False) -> Picture:
    """Five queries, a sixth where departments have parents. `matrix_only`: who answers for what, without what is owed
    and what people did; two queries less."""
    members = members_of(project)
    rows = Assignment.objects.filter(project=project).order_by("duty_id", "place", "id")
    return Picture(
        project=project,
        now=now,
        calendar=calendar_of(project),
        members=members,
        held=held(project),
        rows=list(rows),
        owed=[] if matrix_only else _owed(project, now),
        acts={} if matrix_only else last_acts(project),
        parents=_parents(project, members),
    )


def named(picture: Picture, people: Iterable[int | None]) -> None:
    """Learn the names of people who left the project; a query only if there are any."""
    unknown = {p for p in people if p is not None} - set(picture.names)
    if unknown:
        picture.strangers |= {u.pk: str(u) for u in User.objects.filter(pk__in=unknown)}
        picture.__dict__.pop("names", None)


def _owed(project: Project, now: datetime) -> list[Owed]:
    apart = [d.id for d in DUTIES.values() if d.apart]
    told = Case(
        When(Q(duty_id__in=apart) | Q(why__has_key="drift"), then=F("why")), default=None, output_field=JSONField()
    )
    rows = (
        Obligation.objects.filter(Q(state__in=LATE) | Q(due_at__gte=now - BEHIND), project=project)
        .filter(Q(due_at__lte=now + AHEAD) | Q(opens_at__lte=now))  # soon due, or begun
        .exclude(state=State.WITHDRAWN)
        .order_by("due_at", "id")
    )
    fields = ("duty_id", "place", "person_id", "acting_id", "state", "opens_at", "due_at")
    return [Owed(*row[:-1], row[-1] or {}) for row in rows.annotate(told=told).values_list(*fields, "told")]


def _parents(project: Project, members: list[Membership]) -> dict[int, int | None]:
    if not any(m.department and m.department.parent_id for m in members):
        return {}
    owners = {m.department.organisation_id for m in members if m.department}
    return dict(Department.objects.filter(organisation__in=owners).values_list("pk", "parent_id"))
