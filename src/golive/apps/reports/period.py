"""What a report tells of: a week, a month, a phase, or the time between two meetings of the steering committee; and up to
which moment its facts are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Kind as Meetings
from golive.apps.governance.models import Meeting
from golive.foundation import clock
from golive.foundation.words import Words, words

WEEK = timedelta(days=7)


class Kind(models.TextChoices):
    WEEKLY = "weekly", _("Weekly report")
    MONTHLY = "monthly", _("Monthly report")
    STEERING = "steering", _("Steering pack")
    PHASE = "phase", _("Phase report")


@dataclass(frozen=True, slots=True)
class Said:
    """The period, the one after and the one before, in words."""

    this: Words
    next: Words
    last: Words


SAID = {
    Kind.WEEKLY: Said(words("this week"), words("next week"), words("last week")),
    Kind.MONTHLY: Said(words("this month"), words("next month"), words("last month")),
    Kind.STEERING: Said(words("since the last meeting"), words("until the next meeting"), words("at the last meeting")),
    Kind.PHASE: Said(words("in this phase"), words("in the next phase"), words("in the phase before")),
}


@dataclass(frozen=True, slots=True)
class Period:
    """`begin` and `end` are instants where the project is. `until`: the end, or now while the period runs. `live`: what
    stands in the rows now is what stood there at `until`; of an older period only what is dated can be told. `ahead`: up
    to when the next one goes. `previous`: the key of the one before, whose promises are asked about."""

    kind: str
    key: str  # "2026-W47", "2026-11", a phase's key, a meeting's code
    begin: datetime
    end: datetime
    until: datetime
    ahead: datetime
    live: bool
    zone: ZoneInfo
    previous: str = ""
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def has(self, moment: datetime | None) -> bool:
        """Whether something happened in this period, as far as it is known."""
        return moment is not None and self.begin <= moment < self.end and moment <= self.until

    def by_then(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= self.until

    def day(self, moment: datetime | None) -> str:
        """The day of an instant where the project is."""
        return moment.astimezone(self.zone).date().isoformat() if moment else "—"

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        """What several sentences look at is read once a report."""
        if name not in self.memory:
            self.memory[name] = read()
        return self.memory[name]

    @property
    def said(self) -> Said:
        return SAID[Kind(self.kind)]

    @property
    def first(self) -> date:
        return self.begin.astimezone(self.zone).date()

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return (self.end - timedelta(microseconds=1)).astimezone(self.zone).date()


def period_of(project: Any, kind: str, key: str = "") -> Period:
    """The one named, by default the present one. ValueError for what is none, LookupError where there is none yet."""
    return {
        Kind.WEEKLY: _week,
        Kind.MONTHLY: _month,
        Kind.STEERING: _between_meetings,
        Kind.PHASE: _phase,
    }[Kind(kind)](project, key)


def week_of(day: date) -> str:
    year, number, _day = day.isocalendar()
    return f"{year}-W{number:02}"


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def weeks_between(first: date, last: date) -> list[str]:
    """The keys of all weeks from the one of `first` to the one of `last`."""
    monday, found = first - timedelta(days=first.weekday()), []
    while monday <= last:
        found.append(week_of(monday))
        monday += WEEK
    return found


def months_between(first: date, last: date) -> list[str]:
    day, found = first.replace(day=1), []
    while day <= last:
        found.append(month_of(day))
        day = _month_after(day)
    return found


def _week(project: Any, key: str) -> Period:
    if key:
        year, mark, number = key.partition("-W")
        if not mark:
            raise ValueError(key)
        monday = date.fromisocalendar(int(year), int(number), 1)
    else:
        today = clock.today(project.timezone)
        monday = today - timedelta(days=today.weekday())
    days = (monday, monday + WEEK, monday + 2 * WEEK)
    return _made(project, Kind.WEEKLY, week_of(monday), *days, week_of(monday - WEEK))


def _month(project: Any, key: str) -> Period:
    first = date.fromisoformat(f"{key}-01") if key else clock.today(project.timezone).replace(day=1)
    after = _month_after(first)
    before = month_of(first - timedelta(days=1))
    return _made(project, Kind.MONTHLY, month_of(first), first, after, _month_after(after), before)


def _month_after(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def _phase(project: Any, key: str) -> Period:
    """From its first day to its gate; while that is not passed, it goes on, however late."""
    phases = list(project.phases.order_by("order"))
    if not phases:
        raise LookupError(key)
    running = next((p for p in phases if p.passed_at is None), phases[-1])
    place = next((n for n, p in enumerate(phases) if p.key == (key or running.key)), None)
    if place is None:
        raise ValueError(key)
    phase, zone, now = phases[place], ZoneInfo(project.timezone), clock.now()
    begin, planned = _midnight(phase.starts_on, zone), _midnight(phase.ends_on + timedelta(days=1), zone)
    end = phase.passed_at or max(planned, now)
    following = phases[place + 1] if place + 1 < len(phases) else None
    ahead = max(_midnight(following.ends_on + timedelta(days=1), zone), end) if following else end + 30 * timedelta(1)
    before = phases[place - 1].key if place else ""
    live = phase.passed_at is None
    return Period(Kind.PHASE, phase.key, begin, end, min(end, now), ahead, live, zone, before)


def _between_meetings(project: Any, key: str) -> Period:
    """The pack for one meeting of the committee: what happened since the one before."""
    rows = Meeting.objects.filter(project=project, kind=Meetings.STEERING).exclude(state=Meeting.State.CANCELLED)
    meetings, now = list(rows.order_by("starts_at", "id")), clock.now()
    codes = [m.code for m in meetings]
    coming = next((n for n, m in enumerate(meetings) if m.starts_at >= now), len(meetings) - 1)
    if key and key not in codes:
        raise ValueError(key)
    if not meetings:
        raise LookupError(key)
    place, zone = codes.index(key) if key else coming, ZoneInfo(project.timezone)
    end = meetings[place].starts_at
    begin = meetings[place - 1].starts_at if place else min(_midnight(project.start_date, zone), end - WEEK)
    ahead = meetings[place + 1].starts_at if place + 1 < len(meetings) else end + (end - begin)
    before = codes[place - 1] if place else ""
    return Period(Kind.STEERING, codes[place], begin, end, min(end, now), ahead, now <= end, zone, before)


def _made(project: Any, kind: str, key: str, first: date, after: date, ahead: date, previous: str) -> Period:
    zone, now = ZoneInfo(project.timezone), clock.now()
    begin, end = _midnight(first, zone), _midnight(after, zone)
    return Period(kind, key, begin, end, min(end, now), _midnight(ahead, zone), now <= end, zone, previous)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
