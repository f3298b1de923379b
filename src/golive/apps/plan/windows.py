"""A long chart in windows of rows: only those that somebody looks at are read and drawn, all on one axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, Q

from golive.apps.plan import engine_io, gantt, queries
from golive.apps.plan.models import Link, Task
from golive.foundation import clock
from golive.foundation.accounts.models import Project

ROWS = 60  # of one window: two screens, of which the first is painted well before a second is over
ROW = gantt.ROW
LEAST = 560  # pixels: a short plan does not leave its card half empty
MOMENTS = ("early_start", "early_finish", "baseline_start", "baseline_finish")


@dataclass(frozen=True, slots=True)
class Line:
    """What folding needs to know of a task."""

    pk: int
    parent: int | None
    is_summary: bool
    percent: int


@dataclass(frozen=True)
class Window:
    """Rows `first` (from 0) to `first + rows`; without a chart it waits until it comes into sight."""

    first: int
    rows: int
    chart: gantt.Chart | None = None

    @property
    def height(self) -> int:
        return self.rows * ROW


@dataclass(frozen=True)
class Page:
    """What the template of a whole plan needs."""

    windows: list[Window]
    axis: gantt.Chart  # without bars
    rows: int
    folded: int
    scale: str
    pixels: float  # a day
    begin: date
    critical_until: datetime | None


class Picture:
    """The chart of a whole plan. Four queries to know its size, three for each window that is drawn."""

    def __init__(self, project: Project, *, scale: str = "week", everything: bool = False) -> None:
        self.project, self.now, self.days = project, clock.now(), engine_io.calendar(project)
        self.scale = scale if scale in gantt.SCALES else "week"
        dated = Task.objects.filter(project=project, early_start__isnull=False)
        rows = dated.order_by("position", "id").values_list("pk", "parent_id", "is_summary", "percent")
        lines = [Line(*row) for row in rows]
        kept, self.folded = (lines, 0) if everything else fold(lines)
        self.order = [line.pk for line in kept]
        self.place = {pk: n for n, pk in enumerate(self.order)}
        ends = [*(f(m) for m in MOMENTS for f in (Min, Max)), Max("early_finish", filter=Q(critical=True))]
        found = dated.aggregate(**{f"m{n}": end for n, end in enumerate(ends)})
        *moments, self.critical_until = found.values()
        begin, end = gantt.whole_weeks([m for m in moments if m], self.days, self.now)
        end = max(end, begin + timedelta(days=round(LEAST / gantt.SCALES[self.scale])))
        self.drawing = gantt.Drawing(begin, end, self.days, self.scale)

    def page(self, drawn: Iterable[int] = (0,)) -> Page:
        """`drawn`: first rows of the windows that are seen; the others keep their room."""
        wanted = set(drawn)
        windows = [
            self.window(first) if first in wanted else Window(first, min(ROWS, len(self.order) - first))
            for first in range(0, len(self.order), ROWS)
        ]
        axis = self.drawing.chart([], self.now)
        at = self.drawing
        return Page(windows, axis, len(self.order), self.folded, self.scale, at.pixels, at.begin, self.critical_until)

    def window(self, first: int) -> Window:
        """The window that begins with row `first`."""
        keys = self.order[first : first + ROWS]
        rows = {t.pk: t for t in queries.with_links(Task.objects.filter(pk__in=keys))}
        links = self._links(first, first + len(keys))
        beyond = {pk for row in links for pk in (row.pred_id, row.succ_id)} - rows.keys()  # type: ignore[attr-defined]
        others = {self.place[t.pk]: t for t in Task.objects.filter(pk__in=beyond)}
        tasks = [rows[pk] for pk in keys]
        return Window(first, len(keys), self.drawing.chart(tasks, self.now, links, above=first, elsewhere=others))

    def _links(self, first: int, end: int) -> list[Link]:
        """Those with an end in these rows, or that pass over them."""
        if not hasattr(self, "_all_links"):
            columns = ("pk", "pred_id", "succ_id", "type")
            self._all_links = list(Link.objects.filter(succ__project=self.project).values_list(*columns))
        found = []
        for pk, pred, succ, kind in self._all_links:
            a, b = self.place.get(pred), self.place.get(succ)
            if a is not None and b is not None and min(a, b) < end and max(a, b) >= first:
                found.append(Link(pk=pk, pred_id=pred, succ_id=succ, type=kind))
        return found


def fold(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Summaries that are done keep their line and lose the lines below; also says how many were folded."""
    closed = {t.pk for t in lines if t.is_summary and t.percent == 100}
    hidden: set[int] = set()
    kept = []
    for line in lines:  # parents stand above their children
        if line.parent in closed or line.parent in hidden:
            hidden.add(line.pk)
        else:
            kept.append(line)
    return kept, len(closed)


def around(tasks: Sequence[Task], project: Project, *, wide: int) -> gantt.Chart:
    """A few rows on an axis of their own, drawn over `wide` pixels at least, so that their card is not half empty."""
    days, now = engine_io.calendar(project), clock.now()
    begin, end = gantt.span_of(tasks, days, now)
    end = max(end, begin + timedelta(days=round(wide / gantt.SCALES["week"])))
    return gantt.Drawing(begin, end, days, "week").chart(tasks, now)
