"""Write a plan as a workbook: one line a task, as a project manager would keep it, with what was computed beside it.

It reads back as the same plan but for what a sheet has no room for: splits, baselines 1 to 10, rates over time. The
difference report of `golive schedule convert` names what is lost.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.model import Constraint, Plan, Task
from golive.engines.schedule.result import Schedule
from golive.engines.schedule.sheet import settings
from golive.engines.schedule.sheet.cells import duration_words, link_words
from golive.engines.schedule.sheet.columns import BY_KEY, COLUMNS, Column, sheet_title, title

_ALWAYS = {"id", "wbs", "name", "level", "duration", "links", "start", "finish", "people", "percent_complete"}
_ALWAYS |= {"constraint", "constraint_date", "late_start", "late_finish", "slack", "critical", "uid"}
_DEFAULTS = {f.name: f.default for f in fields(Task)}
_DATE = "yyyy-mm-dd hh:mm"


def write_xlsx(plan: Plan, schedule: Schedule | None = None, *, language: str = "en") -> bytes:
    """The workbook. `schedule`: its dates if they are known, else they are computed. `language`: "zh" or "en"."""
    schedule = schedule or critical_path(plan)
    chinese = language.startswith("zh")
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _Writer(book, plan, schedule, chinese).write()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Workbook, plan: Plan, schedule: Schedule, chinese: bool) -> None:
        self.book, self.plan, self.schedule, self.chinese = book, plan, schedule, chinese
        self.heading = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True})
        self.dates = {
            False: book.add_format({"num_format": _DATE}),
            True: book.add_format({"num_format": _DATE, "bold": True}),
        }
        self.formats: dict[tuple[bool, int, str], Format] = {}
        self.number = {task.uid: n for n, task in enumerate(plan.tasks, 1)}
        self.level: dict[int, int] = {}
        for task in plan.tasks:
            self.level[task.uid] = 1 if task.parent is None else self.level.get(task.parent, 0) + 1
        self.links: dict[int, list[str]] = defaultdict(list)
        for link in plan.links:
            words = link_words(str(self.number[link.pred]), link.type, link.lag, link.lag_kind, plan.minutes_per_day)
            self.links[link.succ].append(words)
        names = {r.uid: r.name for r in plan.resources}
        self.people: dict[int, list[str]] = defaultdict(list)
        for a in plan.assignments:
            share = "" if a.units == 1 else f"[{a.units * 100:g}%]"
            self.people[a.task].append(names[a.resource] + share)

    def write(self) -> None:
        self._tasks(self._sheet("plan", [], widths=()))
        self._fill("project", [], settings.project_rows(self.plan, self.chinese), (24, 30))
        self._fill(
            "calendars",
            settings.CALENDAR_HEADING,
            settings.calendar_rows(self.plan.calendars),
            (18, 18, 16, 14, 18, 30),
        )
        if self.plan.resources:
            self._fill("resources", settings.RESOURCE_HEADING, settings.resource_rows(self.plan.resources), (8, 20, 10))
        if self.plan.assignments:
            rows = settings.assignment_rows(self.plan.assignments)
            self._fill("assignments", settings.ASSIGNMENT_HEADING, rows, (10, 10, 8, 16, 16, 18, 20, 22))

    def _sheet(self, key: str, heading: Iterable[tuple[str, str]], widths: Iterable[float]) -> Worksheet:
        sheet = self.book.add_worksheet(sheet_title(key, self.chinese))
        for n, (zh, en) in enumerate(heading):
            sheet.write_string(0, n, zh if self.chinese else en, self.heading)
        for n, width in enumerate(widths):
            sheet.set_column(n, n, width)
        return sheet

    def _fill(
        self, key: str, heading: Iterable[tuple[str, str]], rows: Iterable[list[Any]], widths: Iterable[float]
    ) -> None:
        heading = tuple(heading)
        sheet = self._sheet(key, heading, widths)
        for n, row in enumerate(rows, 1 if heading else 0):
            for column, value in enumerate(row):
                self._put(sheet, n, column, value)

    def _tasks(self, sheet: Worksheet) -> None:
        columns = [c for c in COLUMNS if c.key in _ALWAYS or self._used(c)]
        for n, column in enumerate(columns):
            sheet.write_string(0, n, title(column.key, self.chinese), self.heading)
            sheet.set_column(n, n, column.width, None, {"hidden": column.hidden})
        sheet.freeze_panes(1, [c.key for c in columns].index("name") + 1)
        sheet.autofilter(0, 0, max(1, len(self.plan.tasks)), len(columns) - 1)
        for row, task in enumerate(self.plan.tasks, 1):
            summary = self.schedule.tasks[task.uid].summary
            sheet.set_row(row, None, None, {"level": min(self.level[task.uid] - 1, 7)})
            for n, column in enumerate(columns):
                indent = self.level[task.uid] - 1 if column.key == "name" else 0
                form = "0%" if column.kind == "percent" else ""
                self._put(sheet, row, n, self._value(task, column.key), summary, indent, form)

    def _used(self, column: Column) -> bool:
        """Whether any task says something there that is not what goes without saying."""
        if column.field:
            return any(getattr(t, column.field) != _DEFAULTS[column.field] for t in self.plan.tasks)
        return any(self._value(t, column.key) is not None for t in self.plan.tasks)

    def _put(
        self, sheet: Worksheet, row: int, column: int, value: Any, bold: bool = False, indent: int = 0, form: str = ""
    ) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            value = ("是" if value else "否") if self.chinese else ("yes" if value else "no")
        if isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self.dates[bold])
        elif isinstance(value, int | float | Decimal):
            sheet.write_number(row, column, float(value), self._format(bold, indent, form))
        else:
            sheet.write_string(row, column, str(value), self._format(bold, indent, form))

    def _format(self, bold: bool, indent: int, form: str) -> Format:
        key = (bold, min(indent, 15), form)
        if key not in self.formats:
            look: dict[str, Any] = {"bold": bold, "indent": key[1]}
            self.formats[key] = self.book.add_format(look | ({"num_format": form} if form else {}))
        return self.formats[key]

    def _value(self, task: Task, key: str) -> Any:
        """What stands in the cell; None leaves it empty."""
        dates, day = self.schedule.tasks[task.uid], self.plan.minutes_per_day
        match key:
            case "id":
                return self.number[task.uid]
            case "level":
                return self.level[task.uid]
            case "links":
                return "; ".join(self.links[task.uid])
            case "people":
                return "; ".join(self.people[task.uid])
            case "start" | "finish":
                return getattr(task, f"manual_{key}") if task.manual else getattr(dates, key)
            case "constraint":
                return None if task.constraint is Constraint.ASAP else task.constraint.value
            case "late_start" | "late_finish":
                return getattr(dates, key)
            case "slack":
                return dates.total_slack / day
            case "critical":
                return dates.critical or None
            case "pauses":
                return "; ".join(f"{after}+{length}" for after, length in task.pauses)
        baseline = task.baseline(0)
        if key.startswith("base_"):
            value = getattr(baseline, key.removeprefix("base_")) if baseline else None
        else:
            value = getattr(task, key)
        return self._said(BY_KEY[key].kind, value, task)

    def _said(self, kind: str, value: Any, task: Task) -> Any:
        if value is None:
            return None
        match kind:
            case "duration":
                return duration_words(value, task.elapsed, self.plan.minutes_per_day, self.chinese)
            case "percent":
                return value / 100
            case "hours":
                return value / 60
        return value
