"""Working time as plain lists, so that a problem can be sent to another process.

Same conventions as `worktime.Timeline` (a finish is the end of a segment, a start the beginning of the next), but
known only between two dates.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from golive.engines.worktime import NoWorkingTime

Segment = tuple[int, int]


class Line:
    """`segments`: worked spans, in order and apart. NoWorkingTime where an answer lies behind the last of them."""

    __slots__ = ("before", "ends", "starts")

    def __init__(self, segments: Iterable[Segment]) -> None:
        given = [(a, b) for a, b in segments if b > a]
        self.starts = [a for a, _ in given]
        self.ends = [b for _, b in given]
        self.before: list[int] = []
        total = 0
        for a, b in given:
            self.before.append(total)
            total += b - a

    def __getstate__(self) -> tuple[list[int], list[int], list[int]]:
        return self.starts, self.ends, self.before

    def __setstate__(self, state: tuple[list[int], list[int], list[int]]) -> None:
        self.starts, self.ends, self.before = state

    def work(self, t: int) -> int:
        """Worked minutes before `t`."""
        i = bisect_right(self.starts, t) - 1
        if i < 0:
            return 0
        end = self.ends[i]
        return self.before[i] + (t if t < end else end) - self.starts[i]

    def start_at(self, work: int) -> int:
        """Where the next minute after `work` is worked."""
        i = bisect_right(self.before, work) - 1
        if i >= 0:
            t = self.starts[i] + work - self.before[i]
            if t < self.ends[i]:
                return t
        raise NoWorkingTime

    def finish_at(self, work: int) -> int:
        """The first minute at which `work` was done."""
        i = max(bisect_left(self.before, work) - 1, 0)
        if self.starts:
            t = self.starts[i] + work - self.before[i]
            if t <= self.ends[i]:
                return t
        raise NoWorkingTime

    def segments(self) -> list[Segment]:
        return list(zip(self.starts, self.ends, strict=True))


def common(lines: Iterable[Line]) -> Line:
    """Worked when all are."""
    first, *others = lines
    spans = first.segments()
    for other in others:
        spans = _overlap(spans, other.segments())
    return Line(spans)


def _overlap(a: list[Segment], b: list[Segment]) -> list[Segment]:
    out: list[Segment] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if start < end:
            out.append((start, end))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return out
