"""When things happen in the example: ten months before go-live, which lies six weeks ahead of today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from golive.engines.worktime import Calendar, china_standard

BEFORE_GO_LIVE = timedelta(weeks=6)
LENGTH = timedelta(days=308)
TZ = "Asia/Shanghai"


@dataclass(frozen=True)
class Story:
    """The days of the story, counted from the start of the project; all times are working times."""

    start: date
    today: date
    go_live: date
    calendar: Calendar

    def at(self, day: int, time: str = "10:00") -> datetime:
        """Day `day` of the project (or the working day after it), at a time of the clock."""
        hours, minutes = (int(part) for part in time.split(":"))
        working = self.calendar.next_working_day(self.start + timedelta(days=day - 1))
        return self.calendar.instant(working, hours * 60 + minutes)

    @property
    def last_day(self) -> int:
        return (self.today - self.start).days

    def mondays(self) -> list[int]:
        """The day numbers of all Mondays before today."""
        first = (7 - self.start.weekday()) % 7 + 1
        return list(range(first, self.last_day + 1, 7))


def story(today: date) -> Story:
    calendar = china_standard(TZ)
    go_live = calendar.next_working_day(today + BEFORE_GO_LIVE)
    start = calendar.next_working_day(go_live - LENGTH)
    return Story(start, today, go_live, calendar)
