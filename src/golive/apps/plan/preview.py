"""What an import would do, found out by doing it and taking it back: the report is what will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from golive.apps.plan.engine_io import files
from golive.apps.plan.importing import Outcome, Writer
from golive.apps.plan.models import Task
from golive.apps.plan.models.lags import in_days, link_text
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused

SHOWN = 300  # changed tasks in the report


@dataclass
class Line:
    """A task of the report: `state` new, changed or gone; `changes`: (label, before, after), `facts` of a new one:
    (label, value). `level`: its depth in the outline, from 0."""

    number: int
    name: str
    state: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    level: int = 0


@dataclass
class Preview:
    """`refusal`: why it cannot be imported; `problems`: the cells of a workbook behind that."""

    outcome: Outcome = field(default_factory=Outcome)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusal: str = ""
    problems: list[tuple[str, str, str]] = field(default_factory=list)  # cell, value, what is wrong
    finish_before: datetime | None = None
    finish_after: datetime | None = None
    people: list[str] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def new(self) -> int:
        return self.count("new")

    @property
    def changed(self) -> int:
        return self.count("changed")

    @property
    def gone(self) -> int:
        return self.count("gone")

    @property
    def shown(self) -> list[Line]:
        return self.lines[:SHOWN]


def preview(
    project: Project, content: bytes, file_name: str, *, replace: bool, people: Mapping[str, Any] | None = None
) -> Preview:
    """Never raises Refused: it is part of the answer."""
    found = Preview()
    try:
        incoming = files.read(project, content, file_name)
        before = files.whole(project)
        with transaction.atomic():
            found.outcome = Writer(project, incoming, people).write(replace=replace)
            after, owners = files.whole(project), _owners(project)
            transaction.set_rollback(True)
    except files.Faulty as faulty:
        found.refusal = faulty.message
        found.problems = [(f"{p.sheet}!{p.cell}", p.value, _cell(p.code)) for p in faulty.problems]
        return found
    except Refused as refusal:
        found.refusal = refusal.message
        return found
    found.people, found.notes = incoming.people, _notes(incoming, project)
    found.lines = _lines(before, after, owners)
    found.finish_before, found.finish_after = _finish(before), _finish(after)
    return found


def _finish(plan: Any) -> datetime | None:
    return files.finish(plan) if plan.tasks else None


def _owners(project: Project) -> dict[int, str]:
    """Task number → who answers for it."""
    rows = Task.objects.filter(project=project, owner__isnull=False).select_related("owner")
    return {t.number: str(t.owner) for t in rows}


def _lines(before: Any, after: Any, owners: Mapping[int, str]) -> list[Line]:
    """Tasks in the order of the outline afterwards; what goes comes last."""
    old, new = {t.uid: t for t in before.tasks}, {t.uid: t for t in after.tasks}
    lines = {uid: Line(uid, t.name, "" if uid in old else "new") for uid, t in new.items()}
    _describe(lines, after, owners)
    lines |= {uid: Line(uid, t.name, "gone") for uid, t in old.items() if uid not in new}
    if not old:
        return list(lines.values())
    for one in files.differences(before, after):
        line = lines.get(one.uid) if one.uid is not None else None
        label = _labels().get(one.field)
        if line is None or label is None or line.state in ("new", "gone"):
            continue
        line.state = "changed"
        line.changes.append((label, _word(one.field, one.before, old), _word(one.field, one.after, new)))
    return [line for line in lines.values() if line.state]


def _describe(lines: Mapping[int, Line], plan: Any, owners: Mapping[int, str]) -> None:
    """What a new task will look like in the plan."""
    dates, names = files.dates(plan), {r.uid: r.name for r in plan.resources}
    for task in plan.tasks:
        line, own = lines[task.uid], dates[task.uid]
        line.level = 0 if task.parent is None else lines[task.parent].level + 1
        if line.state != "new":
            continue
        waits = [link_text(k.pred, k.type, k.lag, k.lag_kind) for k in plan.links if k.succ == task.uid]
        people = [names[a.resource] for a in plan.assignments if a.task == task.uid] or [owners.get(task.uid, "")]
        found = [
            (_("Duration (days)"), "" if own.summary else f"{in_days(task.duration)}"),
            (_("Start"), f"{own.start:%Y-%m-%d}"),
            (_("Finish"), f"{own.finish:%Y-%m-%d}"),
            (_("Predecessors"), ", ".join(waits)),
            (_("People"), _(", ").join(people)),
        ]
        line.facts = [(label, value) for label, value in found if value]


def _labels() -> dict[str, str]:
    return {
        "name": _("task"),
        "duration": _("Duration (days)"),
        "parent": _("part of"),
        "constraint": _("constraint"),
        "constraint_date": _("constraint date"),
        "deadline": _("deadline"),
        "priority": _("priority"),
        "link": _("Predecessors"),
        "assignment": _("People"),
        "early_start": _("Start"),
        "early_finish": _("Finish"),
    }


def _word(name: str, value: Any, tasks: Mapping[int, Any]) -> str:
    if value is None:
        return "—"
    match name:
        case "duration":
            return f"{in_days(value)}"
        case "parent":
            return tasks[value].name
        case "link":
            return link_text(value.pred, value.type, value.lag, value.lag_kind)
        case "assignment":
            return f"{value.units * 100:.0f}%"
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _notes(incoming: files.Incoming, project: Project) -> list[str]:
    found = []
    if incoming.start.date() != project.start_date:
        text = _(
            "The plan in the file starts on %(file)s, the project on %(project)s: dates that nothing holds follow the project."
        )
        found.append(text % {"file": incoming.start.date(), "project": project.start_date})
    words = {
        "inactive": _("Inactive tasks are left out: %(detail)s"),
        "no_duration": _("Tasks with neither duration nor dates get one day."),
        "cross_project_link": _("Links to other projects are left out."),
        "from_finish": _(
            "The file is planned backwards from %(detail)s. Here the plan runs forwards with the same dates: its first tasks"
            " begin when they must, tasks with float lie as late as possible, and that day is the deadline of its last tasks."
        ),
        "finished_but_not_done": _("Finish dates of tasks that are not 100% done are left out."),
    }
    found += [
        words[code] % {"detail": detail} if "%(" in words[code] else words[code]
        for code, detail in incoming.notes.items()
        if code in words
    ]
    return found


def _cell(code: str) -> str:
    return {
        "duration": _("is no duration: write 5d, 4h, 2w or a number of days"),
        "date": _("is no date: write 2026-12-01, or format the cell as a date"),
        "links": _("is no list of predecessors: write 3, 5SS or 7FS+2d"),
        "percent": _("is no percentage from 0 to 100"),
        "unknown_task": _("names a task that is not in this sheet"),
        "ambiguous_task": _("names a number that several tasks have: give every task its own"),
        "duplicate_id": _("occurs twice: every task needs its own number"),
        "constraint": _("is no constraint, or its date is missing"),
    }.get(code, _("cannot be read"))
