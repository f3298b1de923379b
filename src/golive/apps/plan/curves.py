"""Curves of money and of odds as numbers: points, bars, axes. Pure geometry; the template only writes it down as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import floor, log10

WIDE, HIGH = 780, 250
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 12, 26  # room for the words of the axes


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    css: str
    points: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A date that is named in the picture; `row`: names that would run into each other stand below each other."""

    x: float
    name: str
    css: str
    row: int = 0
    left: bool = False  # the name stands left of its line, where there is no room on the right


@dataclass(frozen=True)
class Picture:
    lines: list[Line]
    xs: list[tuple[float, str]]
    ys: list[tuple[float, str]]
    marks: list[Mark] = field(default_factory=list)
    bars: list[tuple[float, float, float, float, str]] = field(default_factory=list)  # x, y, width, height, css
    w: int = WIDE
    h: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    top: int = TOP
    bottom: int = HIGH - BOTTOM


@dataclass(frozen=True, slots=True)
class Frame:
    """Days from left to right, values from the bottom to the top."""

    begin: datetime
    end: datetime
    most: float

    def x(self, moment: datetime) -> float:
        whole = (self.end - self.begin).total_seconds() or 1
        share = (moment - self.begin).total_seconds() / whole
        return round(LEFT + (WIDE - LEFT - RIGHT) * min(1.0, max(0.0, share)), 1)

    def y(self, value: float) -> float:
        return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * (value / self.most if self.most else 0), 1)

    def line(self, name: str, css: str, points: Iterable[tuple[datetime, float]]) -> Line:
        return Line(name, css, " ".join(f"{self.x(d):g},{self.y(v):g}" for d, v in points))

    def months(self) -> list[tuple[float, str]]:
        """The first of each month, so many as have room; of a short time its Mondays."""
        days = [self.begin.date() + timedelta(days=n) for n in range((self.end.date() - self.begin.date()).days + 1)]
        firsts = [d for d in days if d.day == 1]
        wanted = firsts if len(firsts) > 3 else [d for d in days if d.weekday() == 0]
        found: list[tuple[float, str]] = []
        for day in wanted:
            x = self.x(_start(day, self.begin))
            if (not found or x - found[-1][0] >= 54) and x < WIDE - RIGHT - 24:
                found.append((x, f"{day:%Y-%m}" if wanted is firsts else f"{day:%m-%d}"))
        return found

    def steps(self, named: Callable[[float], str]) -> list[tuple[float, str]]:
        """Four or five round values."""
        step = _round_step(self.most / 4)
        return [(self.y(n * step), named(n * step)) for n in range(int(self.most / step + 1e-9) + 1)]

    def marks(self, wanted: Iterable[tuple[datetime | None, str, str]]) -> list[Mark]:
        found: list[Mark] = []
        for moment, name, css in sorted((w for w in wanted if w[0]), key=lambda w: w[0]):  # type: ignore[arg-type, return-value]
            assert moment is not None
            near = [m.row for m in found if self.x(moment) - m.x < 110]
            row = next(n for n in range(9) if n not in near)
            found.append(Mark(self.x(moment), name, css, row * 14, self.x(moment) > WIDE - 120))
        return found


def _start(day: date, like: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=like.tzinfo)


def _round_step(step: float) -> float:
    if step <= 0:
        return 1.0
    ten = 10 ** floor(log10(step))
    return next(ten * n for n in (1, 2, 2.5, 5, 10) if ten * n >= step)


def s_curve(
    points: Sequence[tuple[datetime, float, float | None, float | None]],
    names: tuple[str, str, str],
    today: tuple[datetime, str],
    named: Callable[[float], str],
) -> Picture:
    """`points`: date, PV, EV, AC; EV and AC end today."""
    most = max([v for _d, *values in points for v in values if v is not None], default=0) * 1.04
    frame = Frame(points[0][0], max(points[-1][0], today[0]), most)
    lines = [
        frame.line(name, css, [(p[0], v) for p in points if (v := p[n]) is not None])
        for n, (name, css) in enumerate(zip(names, ("pv", "ev", "ac"), strict=True), start=1)
    ]
    return Picture([x for x in lines if x.points], frame.months(), frame.steps(named), frame.marks([(*today, "now")]))


def spread(
    histogram: Sequence[tuple[datetime, datetime, int]],
    curve: Sequence[tuple[datetime, float]],
    marks: Iterable[tuple[datetime | None, str, str]],
    late: datetime | None,
) -> Picture:
    """Bars: how often a finish falls into a day; curve: how surely it is reached by then. Bars after `late` are marked."""
    frame = Frame(histogram[0][0], histogram[-1][1], 1.0)
    most = max(n for _a, _b, n in histogram) or 1
    bars = []
    for begin, end, n in histogram:
        x, high = frame.x(begin), (HIGH - TOP - BOTTOM) * 0.72 * n / most
        css = "over" if late and begin >= late else ""
        bars.append((x, round(HIGH - BOTTOM - high, 1), round(max(frame.x(end) - x - 1, 0.8), 1), round(high, 1), css))
    line = frame.line("", "sure", [(histogram[0][0], 0.0), *curve])
    ys = [(frame.y(share), f"{share:.0%}") for share in (0, 0.2, 0.5, 0.8, 1)]
    return Picture([line], frame.months(), ys, frame.marks(marks), bars)


def small(values: Sequence[tuple[datetime, datetime]], target: datetime | None, names: tuple[str, str]) -> Picture:
    """P80 of several runs: when the run was made → the date it gave, with the target as a level line."""
    firsts = [made for made, _p80 in values]
    days = [p80 for _made, p80 in values] + ([target] if target else [])
    low, high = min(days) - timedelta(days=3), max(days) + timedelta(days=3)
    begin, end = firsts[0], max(firsts[-1], firsts[0] + timedelta(days=1))
    frame = Frame(begin, end, (high - low).total_seconds())
    lines = [frame.line(names[0], "ac", [(made, (p80 - low).total_seconds()) for made, p80 in values])]
    if target:
        lines.append(frame.line(names[1], "pv", [(d, (target - low).total_seconds()) for d in (begin, end)]))
    ys = [(frame.y((d - low).total_seconds()), f"{d:%m-%d}") for d in _every(low, high)]
    return Picture(lines, frame.months(), ys)


def _every(low: datetime, high: datetime) -> list[datetime]:
    step = max((high - low) / 4, timedelta(days=1))
    return [low + step * n for n in range(5) if low + step * n <= high]
