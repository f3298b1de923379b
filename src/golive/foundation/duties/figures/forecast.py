"""What falls due in the next 30 days, by day and person: so that a person's heap is seen before it falls on him."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from golive.engines.worktime import DayKind
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, User
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.figures.figures import AHEAD, COMING, book
from golive.foundation.duties.figures.listing import NOBODY, OPEN, rows_url
from golive.foundation.duties.reckoning import history
from golive.foundation.duties.registry import calendar_of

HOLIDAYS = {
    "new_year": _("New Year's Day"),
    "spring_festival": _("Spring Festival"),
    "tomb_sweeping": _("Tomb-sweeping Day"),
    "labour_day": _("Labour Day"),
    "dragon_boat": _("Dragon Boat Festival"),
    "mid_autumn": _("Mid-Autumn Festival"),
    "national_day": _("National Day"),
    "victory_day": _("Victory Day"),
}


@dataclass(slots=True)
class Day:
    """One day of the strip. `mark`: "off" on a holiday, "shift" on a weekend day that is worked."""

    day: date
    working: bool
    mark: str = ""
    holiday: str = ""
    count: int = 0
    hours: float = 0
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Item:
    """So many of one duty that one person owes on one day."""

    duty: Duty
    person: str
    count: int
    hours: float
    url: str


@dataclass(slots=True)
class Load:
    """A person's day. `over`: more hours than the person has on that day."""

    day: Day
    count: int = 0
    hours: float = 0
    over: bool = False
    url: str = ""

    @property
    def heat(self) -> int:
        """0 nothing, 1 up to two hours, 2 up to four, 3 more, 4 more than there are."""
        if not self.count:
            return 0
        return 4 if self.over else 1 if self.hours <= 2 else 2 if self.hours <= 4 else 3


@dataclass(slots=True)
class Row:
    """The days of one person."""

    key: int | None
    name: str
    days: list[Load]
    url: str
    count: int = 0
    hours: float = 0

    @property
    def over(self) -> int:
        return sum(d.over for d in self.days)


@dataclass(slots=True)
class Forecast:
    days: list[Day]
    rows: list[Row]

    @property
    def count(self) -> int:
        return sum(d.count for d in self.days)

    @property
    def hours(self) -> float:
        return sum(d.hours for d in self.days)


def forecast(project: Any, moment: datetime | None = None, on: date | None = None) -> Forecast:
    """From tomorrow's first to the thirtieth day's last obligation, and what is left of today. Four queries."""
    of = book(project, moment)
    calendar = calendar_of(project)
    first = of.at.astimezone(calendar.zone).date()
    days = {d.day: d for d in (_day(calendar, first + timedelta(days=n)) for n in range(AHEAD + 1))}
    rows: dict[int | None, Row] = {}
    free: dict[int | None, float] = _availability(project, first)
    coming = of.rows.filter(stands__in=COMING, due__lte=history.end_of(project, max(days)))
    counted = coming.annotate(on=TruncDate("due", tzinfo=calendar.zone)).values_list("on", "who", "duty")
    found = [r for r in counted.annotate(n=Count("pk")) if r[2] in DUTIES]
    people = User.objects.in_bulk([pk for pk in {r[1] for r in found} if pk is not None])
    for when, who, duty_id, n in sorted(found, key=lambda r: (r[0], list(DUTIES).index(r[2]), r[1] or 0)):
        day, name, duty = days[when], str(people.get(who, "")), DUTIES[duty_id]
        row = rows.setdefault(who, _row(project, who, name, list(days.values()), on))
        hours = n * duty.workload
        here = row.days[(when - first).days]
        for sum_ in (day, row, here):
            sum_.count += n
            sum_.hours += hours
        here.over = day.working and here.hours > _capacity(calendar, when) * free.get(who, 1)
        here.url = _url(project, on, when, who)
        day.items.append(Item(duty, name, n, hours, _url(project, on, when, who, duty=duty_id)))
    return Forecast(list(days.values()), sorted(rows.values(), key=lambda r: -r.hours))


def _day(calendar: Any, day: date) -> Day:
    special = calendar.days.get(day)
    working = calendar.is_working_day(day)
    mark = ""
    if special is not None:
        mark = "off" if special.kind is DayKind.HOLIDAY and not working else "shift" if working else ""
    name = str(HOLIDAYS.get(special.name, "")) if special is not None and mark else ""
    return Day(day, working, mark, name)


def _row(project: Any, who: int | None, name: str, days: list[Day], on: date | None) -> Row:
    first, last = days[0].day, days[-1].day
    url = rows_url(project, on, state=OPEN, person=who or NOBODY, since=first, until=last)
    return Row(who, name, [Load(d) for d in days], url)


def _url(project: Any, on: date | None, day: date, who: int | None, **more: str) -> str:
    return rows_url(project, on, state=OPEN, person=who or NOBODY, since=day, until=day, **more)


def _capacity(calendar: Any, day: date) -> float:
    """Hours that are worked on a day."""
    return float(sum(b - a for a, b in calendar.hours_on(day))) / 60


def _availability(project: Any, day: date) -> dict[int | None, float]:
    """The share of his time that each person has for the project, his best place counting."""
    found: dict[int | None, float] = defaultdict(float)
    rows = Membership.objects.filter(access.current(day), project=project)
    for who, share in rows.values_list("person_id", "availability"):
        found[who] = max(found[who], share / 100)
    return found
