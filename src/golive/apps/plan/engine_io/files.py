"""Plans in files: what a file says, as the columns of this app; and the plan of a project as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.engine_io.plan import compute, instant, local
from golive.apps.plan.models import DAY, Baseline, BaselineTask
from golive.apps.projects.engine_io import calendar
from golive.engines import schedule as engine
from golive.engines.schedule.foreign import SUFFIXES, as_mspdi
from golive.engines.schedule.sheet import CellProblem, SheetError, read_xlsx, write_xlsx
from golive.engines.worktime import Calendar
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused

MOST_BYTES = 20 << 20
PATIENCE = 60  # seconds for a plan of another program
WORKBOOKS = ("xlsx", "xlsm", "xls", "ods")
FREE = ("ASAP", "ALAP")


@dataclass(frozen=True)
class Row:
    """One task of a file. `columns`: of the plan; `progress`: apart, since a matched task keeps its own.
    `people`: (name, per cent of a day)."""

    uid: int
    parent: int | None
    is_summary: bool
    columns: dict[str, Any]
    progress: dict[str, Any]
    people: list[tuple[str, int]]

    @property
    def name(self) -> str:
        return str(self.columns["name"])


@dataclass(frozen=True)
class Incoming:
    """What a file holds, in its order. `notes`: code → tasks or detail: what is not taken over as it stands."""

    start: datetime  # naive local
    rows: list[Row]
    links: list[dict[str, Any]]  # pred, succ (uids), type, lag, lag_kind
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def people(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.rows for name, _units in row.people))


class Faulty(Refused):
    """A workbook with cells that cannot be read; `problems` names each."""

    def __init__(self, problems: tuple[CellProblem, ...]) -> None:
        text = _("%(n)s cells cannot be read. Correct them in the workbook and upload it again; nothing was imported.")
        super().__init__("plan_cells", text, n=len(problems))
        self.problems = problems


def read(project: Project, content: bytes, file_name: str) -> Incoming:
    """The plan in a file. Raises Faulty with every cell that cannot be read, or Refused."""
    if len(content) > MOST_BYTES:
        raise Refused("file_too_big", _("The file is too big to be read safely. Nothing was imported."))
    kind = file_name.rsplit(".", 1)[-1].lower()
    days = calendar(project)
    try:
        plan = _from_start(_plan(kind, content, datetime.combine(project.start_date, time.min), days))
        return _Taken(plan, engine.critical_path(plan), days).incoming()
    except SheetError as error:
        raise (Faulty(error.problems) if error.problems else _unreadable(error)) from error
    except engine.PlanError as error:
        raise _unreadable(error) from error


def readable(content: bytes, file_name: str) -> tuple[bytes, str]:
    """A file as `read` takes it: plans of other programs (.mpp, .xer, …) become MS Project XML, under a name that shows
    it. Raises Refused where that cannot be done."""
    suffix = Path(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        return content, file_name
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"plan{suffix}"
            path.write_bytes(content)
            return as_mspdi(path, PATIENCE), f"{file_name}.xml"
    except engine.PlanError as error:
        if error.code == "no_mpxj":
            text = _(
                "“%(kind)s” plans are read by MPXJ, which is not installed on this server. Save the plan as XML in MS"
                " Project (or the program it comes from) and upload that, or ask your administrator to install Java and"
                " “golive[mpxj]”. Nothing was imported."
            )
            raise Refused("plan_no_mpxj", text, kind=suffix) from error
        text = _(
            "MPXJ could not read this plan (%(detail)s). Save it as XML in the program it comes from, and try again."
        )
        raise Refused("plan_not_foreign", text, detail=error.detail) from error


def _plan(kind: str, content: bytes, start: datetime, days: Calendar) -> engine.Plan:
    if kind in WORKBOOKS:
        return read_xlsx(content, start=start, calendar=days)
    if kind == "json":
        return engine.read_json(content.decode("utf8", "replace"))
    if kind == "xml":
        return engine.read_mspdi(BytesIO(content))
    text = _(
        "“.%(kind)s” files cannot be read here. Save the plan as XML in MS Project, or as an Excel workbook (.xlsx)."
    )
    raise Refused("plan_kind", text, kind=kind)


def _from_start(plan: engine.Plan) -> engine.Plan:
    """A plan that is planned backwards, as one from its start with the same dates: what nothing precedes begins when it
    must, what has slack stays as late as possible, and what ends the plan has that finish as its deadline."""
    if plan.from_finish is None:
        return plan
    until = datetime.combine(plan.from_finish.date(), time(23, 59))
    plan = engine.forwards(plan)
    dates = engine.critical_path(plan)
    waiting, holding = {k.succ for k in plan.links}, {k.pred for k in plan.links}
    tasks = []
    for task in plan.tasks:
        own = dates.tasks[task.uid]
        free = task.constraint in (engine.Constraint.ASAP, engine.Constraint.ALAP) and not own.summary
        if free and task.uid not in waiting and own.start == dates.start:
            task = replace(task, constraint=engine.Constraint.SNET, constraint_date=dates.start)
        if not own.summary and task.uid not in holding and own.finish == dates.finish:
            task = replace(task, deadline=task.deadline or until)
        tasks.append(task)
    note = engine.Note("from_finish", (), f"{until.date()}")
    return replace(plan, tasks=tuple(tasks), notes=(*plan.notes, note))


def _unreadable(error: engine.PlanError) -> Refused:
    tasks = ", ".join(str(uid) for uid in error.task_ids)
    match error.code:
        case "circle":
            text = _("The tasks no. %(tasks)s of the file wait for each other in a circle. Nothing was imported.")
            return Refused("file_circle", text, tasks=tasks)
        case "no_table":
            text = _(
                "No sheet has the headings of a plan: at least the task name, and duration, start, finish or predecessors."
            )
            return Refused("file_no_table", text)
        case "no_tasks":
            text = _("The sheet has the headings of a plan, but no task below them. Nothing was imported.")
            return Refused("file_no_tasks", text)
        case "not_xlsx" | "not_mspdi" | "not_golive_json":
            text = _("This file could not be read as a plan. Save it as XML in MS Project or as .xlsx, and try again.")
            return Refused("file_unreadable", text)
    text = _("The plan in the file cannot be computed (%(code)s %(tasks)s). Nothing was imported.")
    return Refused("file_wrong", text, code=error.code, tasks=tasks)


class _Taken:
    """A file's plan on the calendar of the project: a day stays a day, even if the file's has other hours."""

    def __init__(self, plan: engine.Plan, schedule: engine.Schedule, days: Calendar) -> None:
        self.plan, self.dates, self.days = plan, schedule.tasks, days
        self.factor = DAY / plan.minutes_per_day
        self.tasks = [t for t in plan.tasks if t.active and not (t.uid == 0 and t.parent is None)]
        self.known = {t.uid for t in self.tasks}
        self.names = {r.uid: r.name.strip() for r in plan.resources if r.type == engine.ResourceType.WORK}
        self.notes: dict[str, str] = {note.code: note.detail for note in plan.notes}

    def incoming(self) -> Incoming:
        rows = [self._row(t) for t in self.tasks]
        if idle := [t.name for t in self.plan.tasks if not t.active]:
            self.notes["inactive"] = ", ".join(idle)
        return Incoming(self.plan.start, rows, self._links(), self.notes)

    def _row(self, task: engine.Task) -> Row:
        dates = self.dates[task.uid]
        people = [
            (self.names[a.resource], min(100, max(1, round(a.units * 100))))
            for a in self.plan.assignments
            if a.task == task.uid and self.names.get(a.resource)
        ]
        parent = task.parent if task.parent in self.known else None
        return Row(task.uid, parent, dates.summary, self._columns(task), self._progress(task), people)

    def _columns(self, task: engine.Task) -> dict[str, Any]:
        minutes = 0 if self.dates[task.uid].summary else self._minutes(task)
        constraint, at = str(task.constraint), task.constraint_date
        if task.manual and not self.dates[task.uid].summary:
            constraint, at = (
                "SNET",
                self.dates[task.uid].start,
            )  # dates typed by hand stay where they are, at the earliest
        return {
            "name": task.name.strip()[:200] or "—",
            "duration_minutes": minutes,
            "milestone": minutes == 0 and not self.dates[task.uid].summary,
            "constraint": constraint,
            "constraint_at": None if constraint in FREE else self._instant(at),
            "deadline": self._instant(task.deadline),
            "priority": min(1000, max(0, task.priority)),
            "may_level": task.may_level,
            "optimistic_minutes": self._scaled(task.optimistic),
            "pessimistic_minutes": self._scaled(task.pessimistic),
        }

    def _minutes(self, task: engine.Task) -> int:
        """Wall-clock durations become the working time that they cover here."""
        if task.elapsed and task.duration:
            dates = self.dates[task.uid]
            return max(1, self.days.minutes_between(dates.start, dates.finish))
        return round(task.duration * self.factor)

    def _progress(self, task: engine.Task) -> dict[str, Any]:
        if self.dates[task.uid].summary:
            return {}
        dates, percent = self.dates[task.uid], min(100, max(0, round(task.percent_complete)))
        begun = percent > 0 or task.actual_start is not None
        return {
            "percent": percent,
            "actual_start": self._instant(task.actual_start or dates.start) if begun else None,
            "actual_finish": self._instant(task.actual_finish or dates.finish) if percent == 100 else None,
            "remaining_minutes": self._scaled(task.remaining) if begun and percent < 100 else None,
        }

    def _links(self) -> list[dict[str, Any]]:
        found: dict[tuple[int, int], dict[str, Any]] = {}
        for row in self.plan.links:
            if row.pred in self.known and row.succ in self.known:
                found[row.pred, row.succ] = {
                    "pred": row.pred,
                    "succ": row.succ,
                    "type": str(row.type),
                    **self._lag(row),
                }
        return list(found.values())

    def _lag(self, row: engine.Link) -> dict[str, Any]:
        working = row.lag_kind is engine.LagKind.WORKING
        return {"lag": round(row.lag * self.factor) if working else row.lag, "lag_kind": str(row.lag_kind)}

    def _scaled(self, minutes: int | None) -> int | None:
        return None if minutes is None else round(minutes * self.factor)

    def _instant(self, moment: datetime | None) -> datetime | None:
        return None if moment is None else instant(moment, self.days)


# -- out ---------------------------------------------------------------------------------------------------------------
def whole(project: Project) -> engine.Plan:
    """The plan of a project as it stands: tasks by their numbers, with people and baselines. No money is in it."""
    found = compute(project)
    numbers = {t.pk: t.number for t in found.tasks}
    rows = {t.pk: t for t in found.tasks}
    baselines = _baselines(project, found.calendar)
    order = {t.pk: t.position for t in found.tasks}
    tasks = [
        replace(
            t,
            uid=numbers[t.uid],
            parent=None if t.parent is None else numbers[t.parent],
            wbs=rows[t.uid].wbs,
            baselines=tuple(baselines.get(t.uid, ())),
        )
        for t in sorted(found.plan.tasks, key=lambda t: order[t.uid])
    ]
    return replace(
        found.plan,
        name=project.name,
        tasks=tuple(tasks),
        links=tuple(replace(k, pred=numbers[k.pred], succ=numbers[k.succ]) for k in found.plan.links),
        assignments=tuple(
            replace(a, uid=n, task=numbers[a.task]) for n, a in enumerate(found.plan.assignments, start=1)
        ),
    )


def _baselines(project: Project, days: Calendar) -> Mapping[int, list[engine.Baseline]]:
    """The one that holds is number 0, as everywhere; besides it the last ten by their own numbers."""
    approved = Baseline.objects.filter(project=project, state=Baseline.State.APPROVED).order_by("-decided_at", "-id")
    holds = approved.first()
    found: dict[int, list[engine.Baseline]] = {}
    for row in BaselineTask.objects.filter(baseline__in=approved[:10]).select_related("baseline"):
        dates = (local(row.start, days), local(row.finish, days), row.duration_minutes)
        numbers = {row.baseline.number} | ({0} if row.baseline == holds else set())
        found.setdefault(row.task_id, []).extend(engine.Baseline(n, *dates) for n in sorted(numbers) if n <= 10)
    return found


def written(project: Project, kind: str) -> bytes:
    """`kind`: xml (MS Project), xlsx or json."""
    plan = whole(project)
    if kind == "json":
        return engine.write_json(plan).encode()
    if kind == "xlsx":
        return write_xlsx(plan, language=get_language() or "zh")
    return engine.write_mspdi(plan)


def differences(before: engine.Plan, after: engine.Plan) -> list[engine.Difference]:
    return engine.difference(before, after)


def finish(plan: engine.Plan) -> datetime:
    """When the plan ends, in local time."""
    return engine.critical_path(plan).finish


def dates(plan: engine.Plan) -> Mapping[int, engine.TaskDates]:
    return engine.critical_path(plan).tasks
