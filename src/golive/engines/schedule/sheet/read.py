"""Read a plan from Excel: our own workbook, or the one a project manager keeps.

What a foreign workbook leaves open is filled in as MS Project would: of a task without predecessors a typed start is "no
earlier than"; without a duration the working time between start and finish, else one day; without a calendar China's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from golive.engines.schedule.model import DATELESS, Constraint, Link, Note, Plan, Task
from golive.engines.schedule.resources import Accrual, Assignment, Baseline, Resource
from golive.engines.schedule.sheet import cells
from golive.engines.schedule.sheet.cells import CellProblem, Reference, SheetError, Unreadable, text
from golive.engines.schedule.sheet.columns import COLUMNS
from golive.engines.schedule.sheet.settings import Settings, read_settings
from golive.engines.schedule.sheet.table import Line, Table, depths, find_table, is_on_paper, open_book
from golive.engines.worktime import Calendar, Timeline, local_datetime, local_minute

T = TypeVar("T")
_KINDS = {column.key: column.kind for column in COLUMNS}
_SIMPLE = [c for c in COLUMNS if c.field and c.key not in {"name", "wbs", "calendar", "duration"}]


def read_xlsx(
    source: bytes | str | Path | BinaryIO, *, start: datetime | None = None, calendar: Calendar | None = None
) -> Plan:
    """The plan in a workbook (.xlsx, .xls, .ods). `start`: of a plan without any date; `calendar`: of one that brings
    none (China's by default).

    SheetError "not_xlsx", "no_table", "no_tasks", "no_start", or "cells" with every cell that cannot be read; else the plan's own
    PlanErrors. `Plan.notes`: "no_duration" (one day was assumed).
    """
    if isinstance(source, bytes):
        content = source
    else:
        content = Path(source).read_bytes() if isinstance(source, str | Path) else source.read()
    book = open_book(content)
    return _Reader(find_table(book), content, read_settings(book, calendar), start).plan(start)


class _Reader:
    def __init__(self, table: Table, content: bytes, settings: Settings, start: datetime | None) -> None:
        self.table, self.settings = table, settings
        self.problems: list[CellProblem] = list(settings.problems)
        self.depths = depths(table, content)
        self.day = settings.minutes_per_day
        self.fractions = self._are_fractions()
        self.since = self._since(start)
        self.own = "constraint" in table.columns  # our workbook says what holds a task; others say when it is
        self.dated = self.own or not any(text(line.values.get("links")) for line in table.lines)

    def plan(self, start: datetime | None) -> Plan:
        lines, settings = self.table.lines, self.settings
        uids = self._uids()
        parents = self._parents(uids)
        notes: list[Note] = []
        tasks = [self._task(n, line, uids, parents, notes) for n, line in enumerate(lines)]
        links = self._links(uids)
        resources, assignments = self._people(uids, {t.uid: t for t in tasks})
        if not tasks:
            raise SheetError("no_tasks", self.table.sheet)
        if self.problems:
            raise SheetError("cells", problems=tuple(self.problems))
        first = settings.start or min(filter(None, (self._first_date(line) for line in lines)), default=start)
        if first is None:
            raise SheetError("no_start", self.table.sheet)
        if notes:
            notes = [Note("no_duration", tuple(uid for note in notes for uid in note.task_ids))]
        return Plan(
            first,
            tuple(tasks),
            tuple(links),
            settings.calendars,
            settings.calendar,
            name=settings.name,
            data_date=settings.data_date,
            status_date=settings.status_date,
            from_finish=settings.from_finish,
            honour_constraints=settings.honour_constraints,
            critical_slack=settings.critical_slack,
            minutes_per_day=self.day,
            currency=settings.currency,
            notes=tuple(notes),
            resources=tuple(resources),
            assignments=tuple(assignments),
        )

    # -- cells -------------------------------------------------------------------------------------------------------
    def read(self, line: Line, key: str, how: Callable[[Any], T], default: T) -> T:
        """A cell; a problem is noted, and the default taken, when it cannot be read."""
        value = line.values.get(key)
        if text(value) == "":
            return default
        try:
            return how(value)
        except Unreadable as error:
            self.problems.append(CellProblem(self.table.sheet, self.table.cell(line, key), str(error), text(value)))
            return default

    def _value(self, line: Line, key: str) -> Any:
        kind, day = _KINDS[key], self.day
        end = not self.own and key in ("finish", "deadline", "actual_finish", "base_finish")
        how: dict[str, Callable[[Any], Any]] = {
            "date": lambda v: cells.moment(v, end=end, since=self.since),
            "duration": lambda v: (cells.duration(v, day) or (None,))[0],
            "percent": self._percent,
            "bool": cells.flag,
            "int": cells.whole,
            "money": cells.money,
            "constraint": cells.constraint,
            "hours": lambda v: round(float(cells.money(v) or 0) * 60),
            "pauses": cells.pauses,
            "accrual": lambda v: cells.choice(v, Accrual),
        }
        return self.read(line, key, how[kind], None)

    def _percent(self, value: Any) -> float | None:
        if self.fractions and isinstance(value, int | float):
            return cells.percent(round(value * 100, 6))
        return cells.percent(value)

    def _are_fractions(self) -> bool:
        """Excel keeps 40 % as 0.4: a column without any number above one is such a column."""
        numbers = [v for line in self.table.lines if isinstance(v := line.values.get("percent_complete"), int | float)]
        return bool(numbers) and max(numbers) <= 1

    def _since(self, start: datetime | None) -> date | None:
        """For days without a year: the first start that has one, else where the plan begins."""
        for line in self.table.lines:
            for key in ("start", "finish"):
                try:
                    if found := cells.moment(line.values.get(key)):
                        return found.date()
                except Unreadable:
                    continue
        begins = self.settings.start or start
        return begins.date() if begins else None

    def problem(self, line: Line, key: str, code: str) -> None:
        value = text(line.values.get(key))
        self.problems.append(CellProblem(self.table.sheet, self.table.cell(line, key), code, value))

    # -- lines -------------------------------------------------------------------------------------------------------
    def _uids(self) -> list[int]:
        found: list[int] = []
        for n, line in enumerate(self.table.lines, 1):
            uid = self.read(line, "uid", cells.whole, None)
            if uid in found:
                self.problem(line, "uid", "duplicate_id")
            found.append(n if uid is None else uid)
        return found if len(set(found)) == len(found) else list(range(1, len(found) + 1))

    def _parents(self, uids: list[int]) -> list[int | None]:
        parents: list[int | None] = []
        above: list[tuple[int, int]] = []
        for uid, depth in zip(uids, self.depths, strict=True):
            while above and above[-1][0] >= depth:
                above.pop()
            parents.append(above[-1][1] if above else None)
            above.append((depth, uid))
        return parents

    def _task(self, n: int, line: Line, uids: list[int], parents: list[int | None], notes: list[Note]) -> Task:
        uid, key = uids[n], self._calendar(line)
        time = self.settings.calendars[key or self.settings.calendar].local
        start, finish = self._value(line, "start"), self._value(line, "finish")
        fields = {c.field: v for c in _SIMPLE if (v := self._value(line, c.key)) is not None}
        length: tuple[int, bool] | None = self.read(line, "duration", lambda v: cells.duration(v, self.day), None)
        if length is None:
            length = (0 if uid in parents else self._guessed(time, start, finish, fields), False)
            if length[0] and not (start and finish):
                notes.append(Note("no_duration", (uid,)))
        if not self.own:
            start, finish = _at_work(time, start), _off_work(time, finish)
            for name in {"actual_finish", "deadline"} & fields.keys():
                fields[name] = _off_work(time, fields[name])
        if fields.get("manual"):
            fields |= {"manual_start": start, "manual_finish": finish}
        elif not self.own and uid not in parents and (self.dated or not text(line.values.get("links"))):
            fields = _as_dated(start, finish) | fields
        if fields.get("constraint") not in {None, *DATELESS} and "constraint_date" not in fields:
            self.problem(line, "constraint", "constraint")
            del fields["constraint"]
        return Task(
            uid,
            text(line.values.get("name")),
            parents[n],
            length[0],
            length[1],
            wbs=text(line.values.get("wbs")),
            calendar=key,
            baselines=self._baseline(line),
            **fields,
        )

    def _guessed(self, time: Timeline, start: datetime | None, finish: datetime | None, fields: dict[str, Any]) -> int:
        """The duration of a task without one: a single date is a milestone, no date at all a day's work."""
        if start is not None and finish is not None:
            return max(0, time.work(local_minute(finish)) - time.work(local_minute(start)))
        return 0 if start or finish or fields.get("milestone") else self.day

    def _calendar(self, line: Line) -> str:
        name = text(line.values.get("calendar"))
        if not name or name in self.settings.calendars:
            return name
        by_name = [key for key, c in self.settings.calendars.items() if c.name == name]
        if not by_name:
            self.problem(line, "calendar", "calendar")
            return ""
        return by_name[0]

    def _baseline(self, line: Line) -> tuple[Baseline, ...]:
        found = Baseline(
            0,
            self._value(line, "base_start"),
            self._value(line, "base_finish"),
            self._value(line, "base_duration"),
            self._value(line, "base_work"),
            self._value(line, "base_cost"),
        )
        return () if found == Baseline() else (found,)

    def _first_date(self, line: Line) -> datetime | None:
        dates = [d for key in ("start", "actual_start") if (d := self._value(line, key)) is not None]
        return min(dates, default=None)

    def _links(self, uids: list[int]) -> list[Link]:
        names: dict[str, int] = {}
        ids: set[str] = set()
        twice: set[str] = set()  # numbers that begin anew in every stage: a predecessor cannot be known by them
        on_paper = is_on_paper([text(line.values.get("wbs")) for line in self.table.lines])
        row = 0
        for line, uid in zip(self.table.lines, uids, strict=True):
            names.setdefault(text(line.values.get("wbs")).rstrip(".、"), uid)
        for line, uid in zip(self.table.lines, uids, strict=True):
            if line.values.get("is_stage"):
                continue
            row += 1
            if own := text(line.values.get("id")):
                twice |= {own} & ids
                ids.add(own)
                names[own] = uid
            elif on_paper:  # 一、 and 1: the number is the one that is written
                names.setdefault(str(row), uid)
            else:
                names[str(row)] = uid
        found: list[Link] = []
        for line, uid in zip(self.table.lines, uids, strict=True):
            none: list[Reference] = []
            for reference in self.read(line, "links", lambda v: cells.links(v, self.day), none):
                if reference.to not in names:
                    self.problem(line, "links", "unknown_task")
                    continue
                if reference.to in twice:
                    self.problem(line, "links", "ambiguous_task")
                    continue
                found.append(Link(names[reference.to], uid, reference.type, reference.lag, reference.kind))
        return found

    def _people(self, uids: list[int], tasks: dict[int, Task]) -> tuple[list[Resource], list[Assignment]]:
        """From the sheets of resources and assignments, else from the names in the plan."""
        resources = list(self.settings.resources)
        by_name = {r.name: r for r in resources}
        known = {(a.task, a.resource): a for a in self.settings.assignments if a.task in tasks}
        found: list[Assignment] = list(known.values())
        for line, uid in zip(self.table.lines, uids, strict=True):
            nobody: list[tuple[str, float]] = []
            for name, units in self.read(line, "people", cells.people, nobody):
                if name not in by_name:
                    by_name[name] = Resource(max((r.uid for r in resources), default=0) + 1, name)
                    resources.append(by_name[name])
                if (uid, by_name[name].uid) not in known:
                    work = round(tasks[uid].duration * units)
                    found.append(Assignment(uid, by_name[name].uid, units, work, uid=len(found) + 1))
        return resources, found


def _as_dated(start: datetime | None, finish: datetime | None) -> dict[str, Any]:
    """What the dates of a foreign plan without predecessors mean."""
    if start is not None:
        return {"constraint": Constraint.SNET, "constraint_date": start}
    return {"constraint": Constraint.FNET, "constraint_date": finish} if finish is not None else {}


def _at_work(line: Timeline, when: datetime | None) -> datetime | None:
    """A date without a time is the first working minute of its day, if that is worked."""
    if when is None or when.time() != datetime.min.time():
        return when
    start = local_datetime(line.next_working(local_minute(when)))
    return start if start - when < timedelta(days=1) else when


def _off_work(line: Timeline, when: datetime | None) -> datetime | None:
    """The end of a day is that of its work, if it is worked."""
    if when is None or when.time() != datetime.min.time():
        return when
    end = local_datetime(line.prev_working(local_minute(when)))
    return end if when - end < timedelta(days=1) else when
