"""The Gantt picture as numbers: rows, bars, links, axis. Pure geometry; the template only writes it down as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from golive.apps.plan.engine_io import Calendar
from golive.apps.plan.models import Link, Task

ROW = 24
LABEL = 36  # pixels of a day's name
SCALES = {"day": 24.0, "week": 5.6, "month": 1.9}  # pixels a day


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. Coordinates in pixels of the whole picture; `mile` are the points of the diamond."""

    task: Task
    y: int
    x: float
    width: float
    done: float
    mile: str
    base_x: float
    base_width: float
    float_to: float  # 0: no float is drawn
    css: str
    first: bool  # where the eye should start: the first running task

    @property
    def level(self) -> int:
        """Depth in the outline, from 1; what is deeper than 9 looks like 9."""
        return min(9, self.task.wbs.count(".") + 1)


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    width: float
    height: int
    top: int  # y of the first row: chunks of a printed chart go on where the former ended
    today: float | None
    months: list[tuple[float, str]]
    ticks: list[tuple[float, str]]
    off: list[tuple[float, float]]  # x and width of days without work
    links: list[tuple[str, bool]] = field(default_factory=list)  # path, critical

    @property
    def bottom(self) -> int:
        return self.top + self.height


class Drawing:
    """Turns instants into pixels. A working day fills its column: its first minute of work is the left edge."""

    def __init__(self, begin: date, end: date, days: Calendar, scale: str, pixels: float = 0) -> None:
        self.begin, self.end, self.days, self.scale = begin, end, days, scale
        self.pixels = pixels or SCALES[scale]  # a day
        self.width = round(((end - begin).days + 1) * self.pixels, 1)

    def x(self, moment: datetime) -> float:
        here = moment.astimezone(self.days.zone)
        hours = self.days.hours_on(here.date()) or ((540, 1080),)
        first, last = hours[0][0], hours[-1][1]
        share = min(1.0, max(0.0, (here.hour * 60 + here.minute - first) / (last - first)))
        return round(((here.date() - self.begin).days + share) * self.pixels, 1)

    def left(self, day: date) -> float:
        return round((day - self.begin).days * self.pixels, 1)

    def chart(
        self,
        tasks: Sequence[Task],
        now: datetime,
        links: Iterable[Link] = (),
        *,
        above: int = 0,
        elsewhere: Mapping[int, Task] | None = None,
    ) -> Chart:
        """`above`: rows of the picture that stand before these. `elsewhere`: row → task of the picture, to which lines
        of these rows lead."""
        top = above * ROW
        running = next((t.pk for t in tasks if t.state in ("running", "behind") and not t.is_summary), None)
        bars = [self._bar(t, top + n * ROW, t.pk == running) for n, t in enumerate(tasks)]
        beyond = [self._bar(t, row * ROW, False) for row, t in (elsewhere or {}).items()]
        today = self.x(now) if self.begin <= now.astimezone(self.days.zone).date() <= self.end else None
        months, ticks = self._axis()
        return Chart(
            bars,
            self.width,
            len(bars) * ROW,
            top,
            today,
            months,
            ticks,
            self._off(),
            self._paths([*bars, *beyond], links),
        )

    def _bar(self, task: Task, y: int, first: bool) -> Bar:
        start, finish = self.x(task.early_start or _never(task)), self.x(task.early_finish or _never(task))
        width = max(2.0, round(finish - start, 1))
        base_x = base_width = 0.0
        if task.baseline_start and task.baseline_finish:
            base_x = self.x(task.baseline_start)
            base_width = max(2.0, round(self.x(task.baseline_finish) - base_x, 1))
        floats = not (task.is_summary or task.critical or task.percent == 100 or task.late_finish is None)
        until = self.x(task.late_finish) if floats and task.late_finish else 0.0
        css = " ".join(name for name, is_so in (("critical", task.critical), ("late", task.is_late)) if is_so)
        mile = f"{finish - 6:g},{y + 12} {finish:g},{y + 6} {finish + 6:g},{y + 12} {finish:g},{y + 18}"
        done = round(width * task.percent / 100, 1)
        return Bar(
            task, y, start, width, done, mile, base_x, base_width, until if until > finish + 2 else 0.0, css, first
        )

    def _paths(self, bars: list[Bar], links: Iterable[Link]) -> list[tuple[str, bool]]:
        """An arrow's line for each link whose two ends are in the picture."""
        at = {bar.task.pk: bar for bar in bars}
        return [
            (_path(at[row.pred_id], at[row.succ_id], row.type), _both_critical(at[row.pred_id], at[row.succ_id]))
            for row in links
            if row.pred_id in at and row.succ_id in at
        ]

    def _axis(self) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
        """Upper line: months (years for the month scale). Lower line: days, Mondays or months, as room allows."""
        span = [self.begin + timedelta(days=n) for n in range((self.end - self.begin).days + 1)]
        firsts = [d for d in span if d.day == 1 or d == self.begin]
        if self.scale == "month":
            above = [(self.left(d), f"{d.year}") for d in firsts if d.month == 1 or d == self.begin]
            return _apart(above, 40), _apart([(self.left(d), f"{d:%m}") for d in firsts], 20)
        above = _apart([(self.left(d), f"{d:%Y-%m}") for d in firsts][::-1], 56)[::-1]  # a few days need no name
        if self.scale == "day":
            return above, [(self.left(d), f"{d:%d}") for d in span]
        mondays = [(self.left(d), f"{d:%m-%d}") for d in span if d.weekday() == 0]
        return above, _apart([(x, text) for x, text in mondays if x + LABEL <= self.width], LABEL)

    def _off(self) -> list[tuple[float, float]]:
        """Runs of days without work; too thin to be seen on the month scale."""
        if self.scale == "month":
            return []
        found: list[tuple[float, float]] = []
        day = self.begin
        while day <= self.end:
            stop = day
            while stop <= self.end and not self.days.is_working_day(stop):
                stop += timedelta(days=1)
            if stop > day:
                found.append((self.left(day), round((stop - day).days * self.pixels, 1)))
            day = stop + timedelta(days=1)
        return found


def span_of(tasks: Iterable[Task], days: Calendar, now: datetime) -> tuple[date, date]:
    """The days of a picture of these tasks."""
    columns = ("early_start", "early_finish", "baseline_start", "baseline_finish")
    return whole_weeks([m for t in tasks for name in columns if (m := getattr(t, name))], days, now)


def whole_weeks(moments: Sequence[datetime], days: Calendar, now: datetime) -> tuple[date, date]:
    """From the Monday before the first moment to some days after the last one."""
    ends = moments or [now]
    first, last = (m.astimezone(days.zone).date() for m in (min(ends), max(ends)))
    return first - timedelta(days=first.weekday()), last + timedelta(days=10)


def _never(task: Task) -> datetime:
    raise ValueError(f"task {task.pk} has no dates: recompute the plan before drawing it")


def _both_critical(a: Bar, b: Bar) -> bool:
    return a.task.critical and b.task.critical


def _path(a: Bar, b: Bar, kind: str) -> str:
    """From the end (or start) of one bar to the start (or end) of another, with square corners."""
    x1 = a.x if kind in (Link.Type.SS, Link.Type.SF) else a.x + (0 if a.task.milestone else a.width)
    x2 = b.x + b.width if kind in (Link.Type.FF, Link.Type.SF) else b.x
    y1, y2 = a.y + 11, b.y + 11
    out, into = (-6 if kind in (Link.Type.SS, Link.Type.SF) else 6), (6 if kind in (Link.Type.FF, Link.Type.SF) else -6)
    if kind == Link.Type.FS and x2 >= x1 + 6:
        return f"M{x1:g} {y1}H{x1 + 4:g}V{y2}H{x2:g}"
    middle = y1 + (ROW // 2 if y2 > y1 else -ROW // 2)
    return f"M{x1:g} {y1}H{x1 + out:g}V{middle}H{x2 + into:g}V{y2}H{x2:g}"


def _apart(labels: Iterable[tuple[float, str]], room: float) -> list[tuple[float, str]]:
    """Only labels that do not run into the one before."""
    found: list[tuple[float, str]] = []
    for x, text in labels:
        if not found or abs(x - found[-1][0]) >= room:
            found.append((x, text))
    return found
