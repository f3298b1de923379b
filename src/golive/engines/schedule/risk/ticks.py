"""Working calendars for whole arrays of dates: one look-up instead of ten thousand bisections.

Places are integers along an axis. Where a plan lives on a single calendar, the axis is that calendar's working time:
free time does not exist on it, and nothing needs converting until a date is shown. Otherwise the axis is the wall
clock, and every calendar is a table over it that answers exactly what `worktime.Timeline` answers.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt

from golive.engines.schedule.risk.inputs import RiskError
from golive.engines.worktime import Timeline, local_datetime, local_minute

Minutes = npt.NDArray[np.int32]  # one per iteration, or a single one for all
Bools = npt.NDArray[np.bool_]

DAY = 1440
LONGEST = 60 * 366 * DAY
ONE = np.int32(1)


class Ticks(Protocol):
    """The methods of a timeline, for arrays of places."""

    def work(self, t: Minutes) -> Minutes: ...

    def start_at(self, work: Minutes) -> Minutes: ...

    def finish_at(self, work: Minutes) -> Minutes: ...

    def snap(self, t: Minutes) -> Minutes: ...


class EveryMinute:
    """All of the axis is worked."""

    def work(self, t: Minutes) -> Minutes:
        return t

    start_at = finish_at = snap = work


class Table:
    """A timeline over the wall clock from `origin` on; it grows as far as dates reach."""

    def __init__(self, line: Timeline, origin: int) -> None:
        self._line = line
        self._origin = origin
        self._length = 0
        self._grow(2 * 366 * DAY)

    def work(self, t: Minutes) -> Minutes:
        while int(t.max()) >= self._length:
            self._grow(2 * self._length)
        return self._work.take(t, mode="clip")

    def start_at(self, work: Minutes) -> Minutes:
        while int(work.max()) >= len(self._start):
            self._grow(2 * self._length)
        return self._start.take(work, mode="clip")

    def finish_at(self, work: Minutes) -> Minutes:
        """The minute after the last one worked."""
        while int(work.max()) > len(self._start):
            self._grow(2 * self._length)
        return self._start.take(work - ONE, mode="clip") + ONE

    def snap(self, t: Minutes) -> Minutes:
        """`t` where it touches a segment of work, else the next start."""
        work = self.work(t)
        touches = (self.work(t + ONE) > work) | (work > self.work(t - ONE))
        return np.where(touches, t, self.start_at(work))

    def _grow(self, length: int) -> None:
        spans = self._line.spans(self._origin, self._origin + length) if length <= LONGEST else []
        if not spans:
            if length > LONGEST:
                raise RiskError("too_long")
            return self._grow(2 * length)
        edges = np.clip(np.array(spans, np.int64) - self._origin, 0, length)
        change = np.zeros(length + 1, np.int8)
        change[edges[:, 0]] += 1
        change[edges[:, 1]] -= 1
        worked = np.cumsum(change, dtype=np.int8).astype(np.bool_)
        worked[-1] = False
        self._length = length
        self._work: Minutes = np.concatenate([[0], np.cumsum(worked[:-1], dtype=np.int32)]).astype(np.int32)
        self._start: Minutes = np.flatnonzero(worked).astype(np.int32)
        return None


class Axis:
    """What places mean. `line`: the project calendar, on which distances are told in working days."""

    def __init__(self, line: Timeline, minutes_per_day: int, origin: int, worked_only: bool) -> None:
        self.line, self.minutes_per_day, self._origin = line, minutes_per_day, origin
        self.worked_only = worked_only
        self._before = line.work(origin)

    def place(self, minute: int) -> int:
        """Of a local minute."""
        return self.line.work(minute) - self._before if self.worked_only else minute - self._origin

    def minute(self, place: float) -> int:
        if self.worked_only:
            return self.line.finish_at(self._before + round(place))
        return self._origin + round(place)

    def place_of(self, when: datetime) -> int:
        return self.place(local_minute(when))

    def date(self, place: float) -> datetime:
        return local_datetime(self.minute(place))

    def work(self, place: float) -> int:
        """Working minutes of the project calendar before a place."""
        return self._before + round(place) if self.worked_only else self.line.work(self._origin + round(place))

    def worked_date(self, place: float) -> datetime:
        """The date of a place in between, such as a mean: within working time."""
        return local_datetime(self.line.finish_at(self.work(place)))

    def days(self, earlier: float, later: float) -> float:
        return (self.work(later) - self.work(earlier)) / self.minutes_per_day

    def ticks(self, line: Timeline, always_on: Timeline) -> Ticks:
        return EveryMinute() if self.worked_only or line is always_on else Table(line, self._origin)
