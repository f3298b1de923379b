"""All projects of a person at a glance: what is overdue, what comes in a week, how well duties are kept, and where to look.

Counted over all projects together: the number of queries does not grow with them (one set for each time zone)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Q, Value, When

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.figures.figures import COMING, Figure
from golive.foundation.duties.figures.listing import JUDGED, OPEN, rows_url
from golive.foundation.duties.figures.trend import trend
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Obligation, Signal
from golive.foundation.duties.reckoning import history
from golive.foundation.duties.states import DONE, State

RECENT = 90  # days of the rate
SOON = 7  # days
MONTHS = 6


@dataclass(slots=True)
class Standing:
    """One project. `recent`: what was due in the last 90 days; `late`: everything overdue now."""

    project: Any
    today: date
    days_left: int
    late: int = 0
    soon: int = 0
    recent: Figure = field(default_factory=lambda: Figure(""))
    parties: dict[str, Figure] = field(default_factory=dict)
    signals: dict[str, int] = field(default_factory=dict)
    trend: list[Figure] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def worst(self) -> Figure | None:
        """The party that keeps the smallest share of its duties in time; of equals the one with most overdue."""
        judged = [f for f in self.parties.values() if f.rate is not None and f.rate < 1]
        return min(judged, key=lambda f: (f.rate, -f.overdue), default=None)

    @property
    def contradictions(self) -> int:
        return self.signals.get(Signal.Kind.CONTRADICTION, 0)

    @property
    def gaps(self) -> int:
        return self.signals.get(Signal.Kind.GAP, 0)


def portfolio(actor: Any) -> list[Standing]:
    """The projects that are not closed in which `actor` has a place, the one with most overdue first."""
    projects = access.projects_of(actor).exclude(state=Project.State.CLOSED).select_related("client")
    now = clock.now()
    found: list[Standing] = []
    for _zone, same in groupby(sorted(projects, key=lambda p: p.timezone), key=lambda p: p.timezone):
        found += _of_one_zone(list(same), now)
    return sorted(found, key=lambda s: (-s.late, s.project.name))


def _of_one_zone(projects: list[Project], now: datetime) -> list[Standing]:
    today = clock.today(projects[0].timezone)
    made = {p.pk: Standing(p, today, (p.go_live_date - today).days) for p in projects}
    begin = history.start_of(projects[0], today - timedelta(days=RECENT))
    _count_open(made, projects, now, begin, history.end_of(projects[0], today + timedelta(days=SOON)))
    _count_done(made, begin, history.end_of(projects[0], today))
    for (pk, _group), line in trend(projects, now, count=MONTHS).items():
        made[pk].trend = line
    signals = Signal.objects.filter(project__in=list(made), ended_at=None).order_by().values_list("project_id", "kind")
    for pk, kind, n in signals.annotate(Count("pk")):
        made[pk].signals[kind] = n
    for standing in made.values():
        standing.urls = _urls(standing)
    return list(made.values())


def _count_open(
    made: dict[int, Standing], projects: Collection[Project], now: datetime, begin: datetime, week: datetime
) -> None:
    """What is overdue by each project's own clock, and what falls due in a week. One query, and one for the clocks."""
    late = Q(state=State.OVERDUE) | Q(state__in=COMING, due_at__lt=F("clock"))
    rows = (
        Obligation.objects.filter(project__in=list(made), state__in=[*COMING, State.OVERDUE], due_at__lte=week)
        .annotate(clock=_clocks(projects, now))
        .order_by()
        .values_list("project_id", "duty_id")
        .annotate(late=Count("pk", filter=late), all=Count("pk"))
        .annotate(fresh=Count("pk", filter=late & Q(due_at__gte=begin)))
    )
    for pk, duty_id, n, every, fresh in rows:
        standing = made[pk]
        standing.late += n
        standing.soon += every - n
        for figure in _recent(standing, duty_id):
            figure.overdue += fresh


def _clocks(projects: Collection[Project], now: datetime) -> Any:
    """What the clock of each project shows: now, or when it was stopped."""
    still = _still(projects, now)
    moment = Value(now, output_field=DateTimeField())
    return Case(*(When(project_id=pk, then=Value(t)) for pk, t in still.items()), default=moment) if still else moment


def _still(projects: Collection[Project], now: datetime) -> dict[int, datetime]:
    """The projects whose clocks stand still, and what they show."""
    return {pk: at for pk, times in history.stops(projects).items() if (at := history.shown(times, now)) != now}


def late_by_party(projects: Collection[Project]) -> dict[int, dict[str, int]]:
    """Project → letter of the party → how many of its duties are overdue now. Two queries for any number of projects."""
    now = clock.now()
    rows = Obligation.objects.filter(project__in=projects, state__in=[*COMING, State.OVERDUE], due_at__lt=now)
    for pk, shows in _still(projects, now).items():
        rows = rows.exclude(project=pk, state__in=COMING, due_at__gte=shows)
    # A sum, so that SQLite looks these few up by state instead of walking all rows in the order of the groups.
    of = F("project_id") + Value(0)
    found: dict[int, dict[str, int]] = {}
    for pk, duty_id, n in rows.annotate(of=of).order_by().values_list("of", "duty_id").annotate(n=Count("pk")):
        if duty_id in DUTIES:
            own = found.setdefault(pk, {})
            own[DUTIES[duty_id].party] = own.get(DUTIES[duty_id].party, 0) + n
    return found


def _count_done(made: dict[int, Standing], begin: datetime, end: datetime) -> None:
    rows = Obligation.objects.filter(project__in=list(made), state__in=DONE, due_at__gte=begin, due_at__lte=end)
    for pk, duty_id, state, n in rows.order_by().values_list("project_id", "duty_id", "state").annotate(Count("pk")):
        for figure in _recent(made[pk], duty_id):
            figure.add(state, n)


def _recent(standing: Standing, duty_id: str) -> list[Figure]:
    if duty_id not in DUTIES:
        return []
    party = DUTIES[duty_id].party
    own = standing.parties.setdefault(party, Figure(party, str(Party(party).label)))
    return [standing.recent, own]


def _urls(standing: Standing) -> dict[str, str]:
    project, today = standing.project, standing.today
    recent = {"since": today - timedelta(days=RECENT), "until": today}
    worst = standing.worst
    return {
        "project": address("duties:parties", project),
        "late": rows_url(project, state=State.OVERDUE.value),
        "soon": rows_url(project, state=OPEN, until=today + timedelta(days=SOON)),
        "recent": rows_url(project, state=JUDGED, **recent),
        "worst": rows_url(project, state=JUDGED, party=worst.key, **recent) if worst else "",
        "signals": address("duties:signals", project),
    }
