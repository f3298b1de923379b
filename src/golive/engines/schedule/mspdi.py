"""Read plans from MS Project XML (MSPDI), schema http://schemas.microsoft.com/project.

Units there: durations ISO 8601 (PT8H0M0S), lags and slack in tenths of a minute, dates local without zone.
Dates that MS Project stored are kept in `Task.stored` for comparison; only manual and actual dates are used.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from golive.engines.schedule.model import Constraint, LagKind, Link, LinkType, Note, Plan, PlanError, Stored, Task
from golive.engines.schedule.mspdi_calendars import NS, STANDARD, read_calendars, text
from golive.engines.worktime import Calendar, intersection

CONSTRAINTS = (
    Constraint.ASAP,
    Constraint.ALAP,
    Constraint.MSO,
    Constraint.MFO,
    Constraint.SNET,
    Constraint.SNLT,
    Constraint.FNET,
    Constraint.FNLT,
)
LINKS = (LinkType.FF, LinkType.FS, LinkType.SF, LinkType.SS)
_ELAPSED = {4, 6, 8, 10, 12, 36, 38, 40, 42, 44}
_PERCENT = {19, 51}
_ELAPSED_PERCENT = {20, 52}
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$")


def read_mspdi(source: str | Path | BinaryIO) -> Plan:
    """The plan in an MSPDI file. PlanError "not_mspdi" for another file, else those of the plan's own checks.

    `Plan.notes` tells what the plan does not carry: "cross_project_link", "several_resource_calendars" (the task is
    planned on its own calendar), "recurring_exception", "from_finish" (planned from its finish in the file, here from
    its start), "finished_but_not_done" (an actual finish below 100 %: both actual dates are left out).
    """
    try:
        root = parse(source).getroot()
    except (ParseError, DefusedXmlException) as error:
        raise PlanError("not_mspdi", [], str(error)) from error
    if root is None or root.tag != f"{NS}Project":
        raise PlanError("not_mspdi", [], getattr(root, "tag", ""))
    try:
        return _plan(root)
    except PlanError:
        raise
    except (ValueError, IndexError, TypeError) as error:
        raise PlanError("not_mspdi", [], str(error)) from error


def _plan(root: Element) -> Plan:
    calendars, notes = read_calendars(root)
    own = text(root, "CalendarUID")
    if own not in calendars:
        own = next(iter(calendars), "")
        calendars.setdefault(own, Calendar("Standard", "UTC", STANDARD))
    nodes = [n for n in root.iterfind(f"{NS}Tasks/{NS}Task") if text(n, "IsNull") != "1"]
    parents = _parents(nodes)
    chosen = _choose_calendars(root, nodes, calendars, own, notes)
    tasks = tuple(_task(n, parents, chosen) for n in nodes)
    doubtful = tuple(t.uid for t in tasks if t.actual_finish and t.percent_complete < 100)
    if doubtful:
        notes.append(Note("finished_but_not_done", doubtful))
        tasks = tuple(
            replace(t, actual_start=None, actual_finish=None, resume=None) if t.uid in doubtful else t for t in tasks
        )
    if text(root, "ScheduleFromStart", "1") == "0":
        notes.append(Note("from_finish"))
    start = _date(root, "StartDate") or min((s for t in tasks if t.stored and (s := t.stored.start)), default=None)
    if start is None:
        raise PlanError("not_mspdi", [], "StartDate")
    return Plan(
        start,
        tasks,
        tuple(_links(nodes, {t.uid for t in tasks}, notes)),
        calendars,
        own,
        name=text(root, "Title") or text(root, "Name"),
        honour_constraints=text(root, "HonorConstraints", "1") != "0",
        critical_slack=int(text(root, "CriticalSlackLimit", "0")) * int(text(root, "MinutesPerDay", "480")),
        minutes_per_day=int(text(root, "MinutesPerDay", "480")),
        notes=tuple(notes),
    )


def _parents(nodes: Iterable[Element]) -> dict[int, int | None]:
    """Parents from outline levels: the nearest line above with a smaller level."""
    parents: dict[int, int | None] = {}
    stack: list[tuple[int, int]] = []
    for node in nodes:
        level, uid = int(text(node, "OutlineLevel", "1")), int(text(node, "UID"))
        while stack and stack[-1][0] >= level:
            stack.pop()
        parents[uid] = stack[-1][1] if stack else None
        stack.append((level, uid))
    return parents


def _resource_calendars(root: Element, calendars: dict[str, Calendar], own: str) -> dict[int, set[str]]:
    """The calendars of the people who do a task. One that says the same as the project's counts as the project's."""
    of_resource = {
        text(r, "UID"): text(r, "CalendarUID")
        for r in root.iterfind(f"{NS}Resources/{NS}Resource")
        if text(r, "Type", "1") == "1"
    }
    of_task: dict[int, set[str]] = defaultdict(set)
    for assignment in root.iterfind(f"{NS}Assignments/{NS}Assignment"):
        key = of_resource.get(text(assignment, "ResourceUID"), "")
        if key in calendars:
            same = _same_time(calendars[key], calendars[own])
            of_task[int(text(assignment, "TaskUID"))].add(own if same else key)
    return of_task


def _choose_calendars(
    root: Element, nodes: Iterable[Element], calendars: dict[str, Calendar], own: str, notes: list[Note]
) -> dict[int, str]:
    """The calendar of each task that has another than the plan's: its own, its people's, or what both have in common
    (which is added to `calendars`). People who differ among themselves are noted and left out."""
    people = _resource_calendars(root, calendars, own)
    several = tuple(sorted(uid for uid, keys in people.items() if len(keys) > 1))
    if several:
        notes.append(Note("several_resource_calendars", several))
    chosen: dict[int, str] = {}
    for node in nodes:
        uid, key = int(text(node, "UID")), text(node, "CalendarUID")
        theirs = next(iter(people[uid])) if len(people.get(uid, ())) == 1 else ""
        if key not in calendars:
            key = theirs
        elif theirs and theirs != key and text(node, "IgnoreResourceCalendar") != "1":
            both = f"{key}&{theirs}"
            common = intersection(calendars[key], calendars[theirs], both)
            if any(common.weekly):
                calendars[both], key = common, both
        if key and key != own:
            chosen[uid] = key
    return chosen


def _same_time(a: Calendar, b: Calendar) -> bool:
    return a.weekly == b.weekly and a.exceptions == b.exceptions


def _task(node: Element, parents: dict[int, int | None], chosen: dict[int, str]) -> Task:
    uid = int(text(node, "UID"))
    form = int(text(node, "DurationFormat", "7"))
    duration = _minutes(text(node, "Duration"))
    # A task of another project stands where that project put it.
    external = text(node, "ExternalTask") == "1"
    manual = text(node, "Manual") == "1" or external
    stored = _stored(node)
    return Task(
        uid,
        text(node, "Name"),
        parents[uid],
        duration,
        elapsed=form in _ELAPSED,
        milestone=text(node, "Milestone") == "1",
        calendar=chosen.get(uid, ""),
        constraint=CONSTRAINTS[int(text(node, "ConstraintType", "0"))],
        constraint_date=_date(node, "ConstraintDate"),
        deadline=_date(node, "Deadline"),
        actual_start=_date(node, "ActualStart"),
        actual_finish=_date(node, "ActualFinish"),
        resume=_date(node, "Resume"),
        percent_complete=float(text(node, "PercentComplete", "0")),
        remaining=_minutes(text(node, "RemainingDuration")) if text(node, "RemainingDuration") else None,
        manual=manual,
        manual_start=_date(node, "ManualStart") or (stored.start if external else None),
        manual_finish=_date(node, "ManualFinish") or (stored.finish if external else None),
        active=text(node, "Active", "1") != "0",
        priority=int(text(node, "Priority", "500")),
        wbs=text(node, "WBS"),
        stored=stored,
    )


def _stored(node: Element) -> Stored:
    return Stored(
        _date(node, "Start"),
        _date(node, "Finish"),
        _date(node, "EarlyStart"),
        _date(node, "EarlyFinish"),
        _date(node, "LateStart"),
        _date(node, "LateFinish"),
        round(float(text(node, "TotalSlack", "0")) / 10),
        round(float(text(node, "FreeSlack", "0")) / 10),
        text(node, "Critical") == "1",
    )


def _links(nodes: Iterable[Element], known: set[int], notes: list[Note]) -> Iterable[Link]:
    foreign: list[int] = []
    for node in nodes:
        succ = int(text(node, "UID"))
        for link in node.iterfind(f"{NS}PredecessorLink"):
            pred = int(text(link, "PredecessorUID", "-1"))
            if text(link, "CrossProject") == "1" or pred not in known:
                foreign.append(succ)
                continue
            form, lag = int(text(link, "LagFormat", "7")), int(float(text(link, "LinkLag", "0")))
            kind, amount = LagKind.WORKING, round(lag / 10)
            if form in _PERCENT | _ELAPSED_PERCENT:
                kind, amount = (LagKind.PERCENT if form in _PERCENT else LagKind.ELAPSED_PERCENT), lag
            elif form in _ELAPSED:
                kind = LagKind.ELAPSED
            yield Link(pred, succ, LINKS[int(text(link, "Type", "1"))], amount, kind)
    if foreign:
        notes.append(Note("cross_project_link", tuple(foreign)))


def _minutes(duration: str) -> int:
    if not duration:
        return 0
    match = _DURATION.match(duration)
    if match is None:
        raise ValueError(f"not a duration: {duration!r}")
    hours, minutes, seconds = (int(g or 0) for g in match.groups())
    return hours * 60 + minutes + (seconds >= 30)


def _date(node: Element, tag: str) -> datetime | None:
    value = text(node, tag)
    return datetime.fromisoformat(value[:19]) if value and value != "NA" else None
