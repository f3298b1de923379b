"""The chart on paper: A3 landscape sheets as SVG, the same for the browser's printer and the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from golive.apps.plan import engine_io, gantt
from golive.apps.plan.models import Link, Task
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.documents.content import Document
from golive.foundation.documents.pdf import pdf

WIDTH, HEIGHT = 1497, 1032  # pixels of an A3 sheet within its margins of 12 mm
LIST = 460  # pixels of the list beside the bars
ROWS = 38  # of one sheet, under its title and axis
# Typst draws the text of an SVG in the thinnest weight of the variable font; a fine outline makes it the usual one.
WEIGHT = 'stroke="#344054" stroke-width="0.4"'
NAME, OWNER = 218, 62  # pixels for a name and an owner


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list; what does not fit is cut."""

    bar: gantt.Bar
    y: int  # of the text's base line, within the sheet
    indent: int
    name: str
    owner: str
    start: str
    finish: str


@dataclass(frozen=True)
class Sheet:
    number: int
    chart: gantt.Chart
    lines: list[Line]


def sheets(project: Project) -> list[Sheet]:
    """The whole plan, nothing folded, in the order of its outline."""
    dated = Task.objects.filter(project=project, early_start__isnull=False)
    tasks = list(dated.select_related("owner").order_by("position", "id"))
    links = list(Link.objects.filter(succ__project=project))
    return drawn(tasks, links, engine_io.calendar(project), clock.now())


def drawn(tasks: Sequence[Task], links: Sequence[Link], days: engine_io.Calendar, now: datetime) -> list[Sheet]:
    """As many pixels a day as the width allows, in sheets that break between rows."""
    begin, end = gantt.span_of(tasks, days, now)
    pixels = (WIDTH - LIST) / ((end - begin).days + 1)
    drawing = gantt.Drawing(begin, end, days, "week" if pixels >= 3 else "month", pixels)
    pages = [tasks[n : n + ROWS] for n in range(0, len(tasks), ROWS)]
    charts = [drawing.chart(page, now, links, above=n * ROWS) for n, page in enumerate(pages)]
    return [Sheet(n, chart, [_line(b, chart, days) for b in chart.bars]) for n, chart in enumerate(charts, 1)]


def _line(bar: gantt.Bar, chart: gantt.Chart, days: engine_io.Calendar) -> Line:
    task, indent = bar.task, 10 * (bar.level - 1)
    start, finish = (
        engine_io.local_day(m, days).strftime("%m-%d") if m else "" for m in (task.early_start, task.early_finish)
    )
    owner = cut(str(task.owner or ""), OWNER)
    return Line(bar, bar.y - chart.top + 16, indent, cut(task.name, NAME - indent), owner, start, finish)


def cut(text: str, room: float, size: float = 11) -> str:
    """What fits into so many pixels; a Chinese letter is as wide as it is high, others about half of that."""
    for n, letter in enumerate(text):
        room -= size if ord(letter) > 0x2E80 else size * 0.56
        if room < size * (n < len(text) - 1):
            return f"{text[:n]}…" if n < len(text) - 1 or room < 0 else text
    return text


def drawings(project: Project) -> list[str]:
    """Each sheet as an SVG document in the language of the reader."""
    found = sheets(project)
    shared: dict[str, Any] = {"project": project, "width": WIDTH, "height": HEIGHT, "list": LIST, "of": len(found)}
    shared |= {"now": clock.now(), "chart_width": WIDTH - LIST}
    return [render_to_string("plan/_sheet.svg", {**shared, "sheet": s, "chart": s.chart}) for s in found]


def gantt_pdf(project: Project) -> bytes:
    """All sheets as one PDF."""
    words = Document(
        title=f"{project.name} · Gantt",
        language=translation.get_language() or "en",
        cover=False,
        extra={"sheets": tuple(svg.replace("<text ", f"<text {WEIGHT} ") for svg in drawings(project))},
    )
    return pdf(words, "gantt")
