"""Working time as prefix sums: minutes on a line, and how many of them before a point were worked.

Times are integer minutes since 1970-01-01T00:00 (local or UTC, the caller knows which). Work is counted from an
arbitrary but fixed origin, so differences of work are what has meaning. Both directions are bisections.

The convention of MS Project: work that ends exactly when a segment ends *finishes* there (Friday 18:00),
and what follows *starts* with the next segment (Monday 09:00). Hence two inverses of `work`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from threading import Lock

DAY = 1440
_REACH = 120 * 366  # days that are searched for work before a calendar counts as empty

# starts, ends, work before each segment, first minute known, first minute no longer known
Table = tuple[list[int], list[int], list[int], int, int]


class NoWorkingTime(ValueError):
    """The calendar has not enough working time within 120 years of the date asked for."""


class Timeline:
    """Lazy working segments of a calendar. `segments(day)` gives those of one day number, ordered.

    A segment may reach into the neighbouring days (another time zone), by less than a day.
    Tables are replaced, never changed, so that threads may share a timeline.
    """

    __slots__ = ("_days", "_lock", "_segments", "_table")

    def __init__(self, segments: Callable[[int], Iterable[tuple[int, int]]]) -> None:
        self._segments = segments
        self._table: Table = ([], [], [], 0, 0)
        self._days = (10_957, 10_957)  # nothing known yet; 2000-01-01
        self._lock = Lock()

    def work(self, t: int) -> int:
        """Working minutes between the origin and minute `t`."""
        starts, ends, before, lo, hi = self._table
        if not lo <= t < hi:
            starts, ends, before, lo, hi = self._reach(t)
        i = bisect_right(starts, t) - 1
        if i < 0:
            return before[0] if before else 0
        end = ends[i]
        return before[i] + (t if t < end else end) - starts[i]

    def start_at(self, work: int) -> int:
        """The last minute before which `work` was done: at a boundary, the start of the NEXT segment."""
        for _ in range(64):
            starts, ends, before, _, _ = self._table
            i = bisect_right(before, work) - 1
            if i >= 0:
                t = starts[i] + work - before[i]
                if t < ends[i]:
                    return t
            self._widen(back=i < 0, ahead=i >= 0 or not before)
        raise NoWorkingTime

    def finish_at(self, work: int) -> int:
        """The first minute at which `work` was done: at a boundary, the END of the previous segment."""
        for _ in range(64):
            starts, ends, before, _, _ = self._table
            i = bisect_left(before, work) - 1
            if i >= 0:
                t = starts[i] + work - before[i]
                if t <= ends[i]:
                    return t
            self._widen(back=i < 0, ahead=i >= 0 or not before)
        raise NoWorkingTime

    def add(self, t: int, minutes: int) -> int:
        """Where `minutes` of work that begin at `t` finish. 0 leaves `t`; a negative number is `sub`."""
        if minutes > 0:
            return self.finish_at(self.work(t) + minutes)
        return self.sub(t, -minutes) if minutes else t

    def sub(self, t: int, minutes: int) -> int:
        """Where `minutes` of work must begin to finish at `t`."""
        if minutes > 0:
            return self.start_at(self.work(t) - minutes)
        return self.add(t, -minutes) if minutes else t

    def next_working(self, t: int) -> int:
        """`t` if the minute after it is worked, else the next start of work."""
        return self.start_at(self.work(t))

    def prev_working(self, t: int) -> int:
        """`t` if the minute before it was worked, else the last end of work."""
        return self.finish_at(self.work(t))

    def is_working(self, t: int) -> bool:
        """Whether the minute that begins at `t` is worked."""
        return self.work(t + 1) > self.work(t)

    def spans(self, low: int, high: int) -> list[tuple[int, int]]:
        """The segments of work that reach into [low, high), in order and uncut."""
        self.work(low)  # the table learns both ends
        self.work(high)
        starts, ends, *_ = self._table
        part = slice(bisect_right(ends, low), bisect_left(starts, high))
        return list(zip(starts[part], ends[part], strict=True))

    def snap(self, t: int) -> int:
        """`t` if it touches a segment (its end included), else the next start: where a milestone may stand."""
        return t if self.is_working(t) or self.work(t) > self.work(t - 1) else self.next_working(t)

    def segments(self, start: int, finish: int) -> list[tuple[int, int]]:
        """The worked spans between two minutes, cut to them."""
        self.work(start)
        self.work(finish)
        starts, ends, _, _, _ = self._table
        span = range(bisect_right(ends, start), bisect_left(starts, finish))
        return [(max(starts[i], start), min(ends[i], finish)) for i in span]

    def _reach(self, t: int) -> Table:
        """The table, grown to know minute `t`."""
        with self._lock:
            first, last = self._days
            day = t // DAY
            if first == last:
                first = last = day
                self._days = (day, day)
            low = first if day > first + 2 else min(day - 366, first - (last - first))
            high = last if day < last - 3 else max(day + 366, last + (last - first))
            self._grow(low, high)
            return self._table

    def _widen(self, back: bool, ahead: bool) -> None:
        """Know more days. NoWorkingTime when even a long reach has no work."""
        with self._lock:
            first, last = self._days
            if last - first > _REACH:
                raise NoWorkingTime
            step = max(last - first, 366)
            self._grow(first - step if back else first, last + step if ahead else last)

    def _grow(self, low: int, high: int) -> None:
        first, last = self._days
        starts, ends, before, _, _ = self._table
        head = self._collect(low, first)
        tail = self._collect(last, high)
        merged = _merged([*head, *zip(starts, ends, strict=True), *tail])
        # The origin stays where it was: what is put in front counts below it.
        origin = before[0] if before else 0
        work = origin - sum(e - s for s, e in head)
        sums = []
        for s, e in merged:
            sums.append(work)
            work += e - s
        self._days = (low, high)
        self._table = ([s for s, _ in merged], [e for _, e in merged], sums, (low + 1) * DAY, (high - 1) * DAY)

    def _collect(self, first: int, last: int) -> list[tuple[int, int]]:
        return [segment for day in range(first, last) for segment in self._segments(day)]


def _merged(segments: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join segments that touch, so that round-the-clock work is one segment."""
    out: list[tuple[int, int]] = []
    for start, end in segments:
        if end <= start:
            continue
        if out and out[-1][1] >= start:
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
