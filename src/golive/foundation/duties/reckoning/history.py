"""Time travel: what was known of every obligation at a moment, and what time alone had changed by then.

Two forms of the same thing: `known` as objects, for whoever walks through all of them, and `ledger` as a queryset whose
columns have the same names today and in the past, for figures and lists that the database counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.models import Obligation, Pulse, StateChange, Waiver
from golive.foundation.duties.reckoning.rules import ONE_DAY, SOON, open_state
from golive.foundation.duties.reckoning.windows import NEVER
from golive.foundation.duties.states import DONE, State

INSTANT = timedelta(microseconds=1)
TIMELESS = (*DONE, State.WITHDRAWN, State.UNCONNECTED)  # states that time alone does not change
FIELDS = (
    "obligation_id",
    "obligation__duty_id",
    "obligation__place",
    "obligation__key",
    "became",
    "opens_at",
    "obligation__opens_at",
    "due_at",
    "met_at",
    "person_id",
    "obligation__person_id",
    "why__fact_count",
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An obligation as its last change before a moment left it. `some`: there were facts, but not all that was needed;
    `excused`: until when it is waived."""

    obligation_id: int
    duty_id: str
    place: str
    key: str
    state: str
    opens_at: datetime
    due_at: datetime
    met_at: datetime | None
    person_id: int | None
    some: bool = False
    excused: datetime | None = None

    def state_at(self, moment: datetime) -> str:
        """Its state at a moment (of the project's clock: `clock_of`) at or after its last change."""
        if self.state in TIMELESS or self.state == State.OVERDUE:
            return self.state
        waived = self.state == State.WAIVED and (self.excused is None or moment <= self.excused)
        found = open_state(self.opens_at, self.due_at, moment, some=self.some, waived=waived)
        return self.state if found == State.UPCOMING and self.state == State.DUE else found.value


def day_at(project: Any, moment: datetime) -> date:
    """Which day it is at a moment where the project is."""
    return moment.astimezone(ZoneInfo(project.timezone)).date()


def start_of(project: Any, day: date) -> datetime:
    """The first moment of a day where the project is."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(project.timezone)).astimezone(UTC)


def end_of(project: Any, day: date) -> datetime:
    """The last moment of a day where the project is."""
    return start_of(project, day + timedelta(days=1)) - INSTANT


def known(project: Any, moment: datetime) -> list[Snapshot]:
    """Every obligation as it was known at a moment. One query, and one more where something was waived."""
    rows = StateChange.objects.filter(project=project, at__lte=moment).order_by("at", "id").values_list(*FIELDS)
    last = {row[0]: row for row in rows}
    waived = [pk for pk, row in last.items() if row[4] == State.WAIVED]
    excused = _excused(project, moment) if waived else {}
    return [_snapshot(row, excused.get(pk)) for pk, row in last.items()]


def _snapshot(row: Any, excused: datetime | None) -> Snapshot:
    pk, duty_id, place, key, state, opens, opens_now, due, met, person, person_now, facts = row
    old = opens is None  # written before changes were whole snapshots
    some = state == State.PARTLY or bool(facts)
    who = person_now if old else person
    return Snapshot(pk, duty_id, place, key, state, opens_now if old else opens, due, met, who, some, excused)


def _excused(project: Any, moment: datetime) -> dict[int, datetime]:
    rows = Waiver.objects.filter(obligation__project=project, at__lte=moment).order_by("until")
    return {pk: end_of(project, until) for pk, until in rows.values_list("obligation_id", "until")}


Stop = tuple[datetime, datetime]  # a time in which a project's clock stood still: from, until before


def clock_of(project: Any, moment: datetime) -> datetime:
    """What the project's own clock showed at a moment: while it was on hold, when that began."""
    return shown(stops([project]).get(project.pk, ()), moment)


def stops(projects: Collection[Any]) -> dict[int, list[Stop]]:
    """When the clocks of projects stood still, on hold or closed, by project. One query."""
    found: dict[int, list[Stop]] = {}
    rows = Pulse.objects.filter(project__in=[p.pk for p in projects])
    for pk, held, since, seen, state in rows.values_list(
        "project_id", "held", "held_since", "evaluated_at", "project__state"
    ):
        found[pk] = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in held]
        if since:
            found[pk].append((since, NEVER))
        elif state == Project.State.CLOSED and seen:  # closed before the moment of closing was written down
            found[pk].append((seen, NEVER))
    return found


def shown(stood_still: Iterable[Stop], moment: datetime) -> datetime:
    """The moment, or when the clock had stopped that stood still then."""
    return min((begin for begin, end in stood_still if begin <= moment < end), default=moment)


# --- the same as a queryset ------------------------------------------------------------------------------------------
def ledger(project: Any, moment: datetime | None = None, at: datetime | None = None) -> QuerySet[Any]:
    """What a project's people owe, now or as known at a past moment. Whatever the source, each row has: `number` (of
    the obligation), `duty`, `spot` (place), `period`, `who`, `stand_in`, `due`, `opened`, `proved`, `reason`, and
    `stands`: its state at that moment. `at`: what the project's clock showed then, if the caller knows."""
    rows, said = (_now(project), "state") if moment is None else (_then(project, moment), "became")
    at = at or clock_of(project, moment or clock.now())
    day = day_at(project, at)
    waivers = Waiver.objects.filter(obligation_id=OuterRef("number"), until__gte=day)
    if moment is not None:
        waivers = waivers.filter(at__lte=moment)
    return rows.annotate(stands=stands(said, at, Exists(waivers)))


def _now(project: Any) -> QuerySet[Any]:
    return Obligation.objects.filter(project=project).annotate(
        number=F("pk"),
        duty=F("duty_id"),
        spot=F("place"),
        period=F("key"),
        who=F("person_id"),
        stand_in=F("acting_id"),
        due=F("due_at"),
        opened=F("opens_at"),
        proved=F("met_at"),
        reason=F("why"),
    )


def _then(project: Any, moment: datetime) -> QuerySet[Any]:
    rows = StateChange.objects.filter(project=project, at__lte=moment)
    return last_changes(rows.annotate(until=Value(moment, output_field=DateTimeField()))).annotate(
        number=F("obligation_id"),
        duty=F("obligation__duty_id"),
        spot=F("obligation__place"),
        period=F("obligation__key"),
        who=WHO_THEN,
        stand_in=Value(None, output_field=IntegerField()),
        due=F("due_at"),
        opened=Coalesce("opens_at", "obligation__opens_at"),
        proved=F("met_at"),
        reason=F("why"),
    )


# Whose it was when a change was written; changes older than whole snapshots do not say, and have no opening either.
WHO_THEN = Case(When(opens_at__isnull=True, then=F("obligation__person_id")), default=F("person_id"))


def last_changes(rows: QuerySet[StateChange]) -> QuerySet[StateChange]:
    """Of changes that have `until`: those with no later one of the same obligation up to that moment."""
    later = StateChange.objects.filter(obligation_id=OuterRef("obligation_id"), at__lte=OuterRef("until"))
    return rows.filter(~Exists(later.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))))


def stands(said: str, at: datetime, excused: Any) -> Case:
    """`Snapshot.state_at` for the database. `said`: the column of the written state; `excused`: whether a waiver holds."""
    opens: Any = F("opens_at") if said == "state" else Coalesce("opens_at", "obligation__opens_at")
    length = ExpressionWrapper(F("due_at") - opens, output_field=DurationField())
    soon = Q(due_at__lte=at + SOON) & Q(GreaterThan(length, Value(ONE_DAY)))

    def was(*states: str) -> Q:
        return Q(**{f"{said}__in": states})

    return Case(
        When(was(*TIMELESS, State.OVERDUE), then=F(said)),
        When(was(State.WAIVED) & Q(excused), then=Value(State.WAIVED.value)),
        When(due_at__lt=at, then=Value(State.OVERDUE.value)),
        When(was(State.PARTLY) | was(State.WAIVED) & Q(why__fact_count__gt=0), then=Value(State.PARTLY.value)),
        When(was(State.DUE) | Q(LessThanOrEqual(opens, Value(at))) | soon, then=Value(State.DUE.value)),
        default=Value(State.UPCOMING.value),
    )
