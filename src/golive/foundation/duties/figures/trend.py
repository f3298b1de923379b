"""Fulfilment by month: of what was due in a month, how much was done in time, as it was known at that month's end.

A month that is over never changes, whatever is proved, moved or withdrawn afterwards: only changes written until its end
are looked at. One query for any number of projects of one time zone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, DateField, DateTimeField, Exists, F, OuterRef, Q, Value, When

from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.figures.figures import Figure, Month, months
from golive.foundation.duties.models import StateChange, Waiver
from golive.foundation.duties.reckoning.history import WHO_THEN, day_at, last_changes, shown, stops
from golive.foundation.duties.states import DONE, State

COLUMNS: dict[str, Any] = {
    "party": F("obligation__duty_id"),
    "duty": F("obligation__duty_id"),
    "department": F("obligation__place"),
    "person": WHO_THEN,
    "": Value(""),
}
Trends = dict[tuple[int, Any], list[Figure]]  # (project, group) → one figure a month, oldest first


def trend(projects: Collection[Any], moment: datetime, *, by: str = "", count: int = 6) -> Trends:
    """Figures of the last `count` months up to a moment. `projects` are of one time zone. Two queries."""
    if not projects:
        return {}
    spans = months(next(iter(projects)), moment, count)
    still = _stopped(projects, spans)
    rows = (
        StateChange.objects.filter(project__in=[p.pk for p in projects])
        .filter(due_at__gte=spans[0].begin, due_at__lte=spans[-1].end)
        .annotate(month=_monthly(spans, lambda m: m.key, CharField()))
        .annotate(until=_monthly(spans, lambda m: m.until, DateTimeField()))
        .filter(at__lte=F("until"))
        .annotate(clock=_monthly(spans, lambda m: m.until, DateTimeField(), {k: at for k, (at, _d) in still.items()}))
        .annotate(today=_monthly(spans, lambda m: m.today, DateField(), {k: day for k, (_at, day) in still.items()}))
    )
    counted = last_changes(rows).annotate(outcome=_outcome(), group=COLUMNS[by]).exclude(outcome="")
    found: Trends = defaultdict(lambda: [Figure(m.key, m.key) for m in spans])
    place = {m.key: n for n, m in enumerate(spans)}
    for pk, group, month, outcome, n in (
        counted.order_by().values_list("project_id", "group", "month", "outcome").annotate(Count("pk"))
    ):
        key = DUTIES[group].party if by == "party" and group in DUTIES else group
        found[pk, key][place[month]].add(outcome, n)
    return dict(found)


Still = dict[tuple[int, Month], Any]  # by project and month


def _stopped(projects: Collection[Any], spans: list[Month]) -> Still:
    """Where a project's clock stood still at a month's end: the moment and the day it showed."""
    zones = {p.pk: p for p in projects}
    return {
        (pk, m): (at, day_at(zones[pk], at))
        for pk, times in stops(projects).items()
        for m in spans
        if (at := shown(times, m.until)) != m.until
    }


def _monthly(spans: list[Month], value: Callable[[Month], Any], kind: Any, own: Still | None = None) -> Case:
    """The value of the month in which a row is due, or a project's own."""
    whens = [
        When(project_id=pk, due_at__gte=m.begin, due_at__lte=m.end, then=Value(v, output_field=kind))
        for (pk, m), v in (own or {}).items()
    ]
    whens += [When(due_at__lte=m.end, then=Value(value(m), output_field=kind)) for m in spans]
    return Case(*whens, output_field=kind)


def _outcome() -> Case:
    """The state at the month's end, as far as it is final; nothing for what was not due by then."""
    waivers = Waiver.objects.filter(obligation_id=OuterRef("obligation_id"), at__lte=OuterRef("until"))
    excused = Exists(waivers.filter(until__gte=OuterRef("today")))
    open_ = Q(became__in=[State.UPCOMING, State.DUE, State.PARTLY, State.WAIVED])
    return Case(
        When(became__in=[*DONE, State.OVERDUE], then=F("became")),
        When(Q(became=State.WAIVED) & excused, then=Value(State.WAIVED.value)),
        When(open_ & Q(due_at__lt=F("clock")), then=Value(State.OVERDUE.value)),
        default=Value(""),
        output_field=CharField(),
    )
