"""One calendar week of a project, and up to which moment its facts are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from golive.foundation import clock

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """`begin` and `end` are instants, Monday 0:00 to Monday 0:00 where the project is. `until`: the end, or now while
    the week runs. `live`: what stands in the rows now is what stood there at `until`; of an older week only what is
    dated can be told."""

    key: str  # "2026-W47"
    monday: date
    begin: datetime
    end: datetime
    until: datetime
    live: bool
    zone: ZoneInfo
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def has(self, moment: datetime | None) -> bool:
        """Whether something happened in this week, as far as it is known."""
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
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def previous_key(self) -> str:
        return key_of(self.monday - WEEK)


def key_of(day: date) -> str:
    year, number, _day = day.isocalendar()
    return f"{year}-W{number:02}"


def week_of(project: Any, key: str = "") -> Week:
    """The week named, by default the present one. ValueError for what is no week."""
    zone, now = ZoneInfo(project.timezone), clock.now()
    if key:
        year, mark, number = key.partition("-W")
        if not mark:
            raise ValueError(key)
        monday = date.fromisocalendar(int(year), int(number), 1)
    else:
        today = now.astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
    begin, end = (datetime.combine(monday + timedelta(days=n), time.min, zone).astimezone(UTC) for n in (0, 7))
    return Week(key_of(monday), monday, begin, end, min(end, now), now <= end, zone)


def weeks_between(first: date, last: date) -> list[str]:
    """The keys of all weeks from the one of `first` to the one of `last`."""
    monday, found = first - timedelta(days=first.weekday()), []
    while monday <= last:
        found.append(key_of(monday))
        monday += WEEK
    return found
