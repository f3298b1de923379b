"""Read plans from MS Project XML (MSPDI), schema http://schemas.microsoft.com/project.

Units there: durations ISO 8601 (PT8H0M0S), lags and slack in tenths of a minute, dates local without zone.
Dates that MS Project stored are kept in `Task.stored` for comparison; only manual and actual dates are used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, TypeVar
from xml.etree.ElementTree import Element

from golive.engines.schedule.model import Constraint, LagKind, Link, LinkType, Note, Plan, PlanError, Stored, Task
from golive.engines.schedule.mspdi_calendars import STANDARD, read_calendars
from golive.engines.schedule.mspdi_people import ACCRUALS, read_assignments, read_baselines, read_resources
from golive.engines.schedule.mspdi_splits import with_pauses
from golive.engines.schedule.mspdi_text import read_root
from golive.engines.schedule.mspdi_values import (
    NS,
    duration_minutes,
    flag,
    minutes,
    moment,
    money,
    number,
    tenths,
    text,
    whole,
)
from golive.engines.schedule.resources import Accrual
from golive.engines.worktime import Calendar

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
T = TypeVar("T")
DO_NOT_LEVEL = 1000  # MS Project never levels a task of this priority
# MS Project's PERT fields: the custom durations 1 to 3, when their names say so.
ESTIMATES = {
    "188743783": ("optimistic", ("optimistic", "乐观")),
    "188743784": ("likely", ("likely", "expected", "最可能")),
    "188743785": ("pessimistic", ("pessimistic", "悲观")),
}


def read_mspdi(source: str | Path | BinaryIO) -> Plan:
    """The plan in an MSPDI file. PlanError "not_mspdi" for another file, else those of the plan's own checks.

    `Plan.notes` tells what the plan does not carry: "cross_project_link", "recurring_exception", "finished_but_not_done" (an
    actual finish below 100 %: both actual dates are left out).
    """
    try:
        return _plan(read_root(source))
    except PlanError:
        raise
    except (ValueError, ArithmeticError, LookupError, TypeError, RecursionError) as error:
        raise PlanError("not_mspdi", [], str(error)) from error


def _plan(root: Element) -> Plan:
    calendars, notes = read_calendars(root)
    own = text(root, "CalendarUID")
    if own not in calendars:
        own = next(iter(calendars), "")
        calendars.setdefault(own, Calendar("Standard", "UTC", STANDARD))
    nodes = [n for n in root.iterfind(f"{NS}Tasks/{NS}Task") if not flag(n, "IsNull")]
    parents = _parents(nodes)
    estimates = _estimates(root)
    tasks = tuple(_named(n, parents, calendars, estimates) for n in nodes)
    doubtful = tuple(t.uid for t in tasks if t.actual_finish and t.percent_complete < 100)
    if doubtful:
        notes.append(Note("finished_but_not_done", doubtful))
        tasks = tuple(
            replace(t, actual_start=None, actual_finish=None, resume=None) if t.uid in doubtful else t for t in tasks
        )
    start = moment(root, "StartDate") or min((s for t in tasks if t.stored and (s := t.stored.start)), default=None)
    from_finish = None if flag(root, "ScheduleFromStart", True) else moment(root, "FinishDate")
    start = start or from_finish
    if start is None:
        raise PlanError("not_mspdi", [], "StartDate")
    known = {t.uid for t in tasks}
    resources = read_resources(root, calendars)
    assignments, shaped = read_assignments(root, known, {r.uid for r in resources})
    plan = Plan(
        start,
        tasks,
        tuple(_links(nodes, known, notes)),
        calendars,
        own,
        name=text(root, "Title") or text(root, "Name"),
        honour_constraints=flag(root, "HonorConstraints", True),
        critical_slack=whole(root, "CriticalSlackLimit", 0) * whole(root, "MinutesPerDay", 480),
        minutes_per_day=whole(root, "MinutesPerDay", 480),
        notes=tuple(notes),
        status_date=moment(root, "StatusDate"),
        currency=text(root, "CurrencyCode"),
        resources=resources,
        assignments=assignments,
        from_finish=from_finish,
    )
    return with_pauses(plan, shaped) if shaped else plan


def _parents(nodes: Iterable[Element]) -> dict[int, int | None]:
    """Parents from outline levels: the nearest line above with a smaller level."""
    parents: dict[int, int | None] = {}
    stack: list[tuple[int, int]] = []
    for node in nodes:
        level, uid = whole(node, "OutlineLevel", 1), whole(node, "UID")
        while stack and stack[-1][0] >= level:
            stack.pop()
        parents[uid] = stack[-1][1] if stack else None
        stack.append((level, uid))
    return parents


def _estimates(root: Element) -> dict[str, str]:
    """The custom duration fields (by id) that hold a three-point estimate, as their names say."""
    found = {}
    for field in root.iterfind(f"{NS}ExtendedAttributes/{NS}ExtendedAttribute"):
        name, words = ESTIMATES.get(text(field, "FieldID"), ("", ()))
        if any(word in text(field, "Alias").lower() for word in words):
            found[text(field, "FieldID")] = name
    return found


def _named(
    node: Element, parents: dict[int, int | None], calendars: dict[str, Calendar], estimates: dict[str, str]
) -> Task:
    """What cannot be read is said with the task in which it stands."""
    try:
        return _task(node, parents, calendars, estimates)
    except (ValueError, ArithmeticError) as error:
        raise ValueError(f"task {text(node, 'UID')} “{text(node, 'Name')}”: {error}") from error


def _task(
    node: Element, parents: dict[int, int | None], calendars: dict[str, Calendar], estimates: dict[str, str]
) -> Task:
    uid, key = whole(node, "UID"), text(node, "CalendarUID")
    # A task of another project stands where that project put it.
    external = flag(node, "ExternalTask")
    stored = _stored(node)
    own = {
        estimates[text(value, "FieldID")]: duration_minutes(text(value, "Value"))
        for value in node.iterfind(f"{NS}ExtendedAttribute")
        if text(value, "FieldID") in estimates
    }
    return Task(
        uid,
        text(node, "Name"),
        parents[uid],
        minutes(node, "Duration") or 0,
        elapsed=whole(node, "DurationFormat", 7) in _ELAPSED,
        milestone=flag(node, "Milestone"),
        calendar=key if key in calendars else "",
        constraint=_choice(CONSTRAINTS, whole(node, "ConstraintType", 0)),
        constraint_date=moment(node, "ConstraintDate"),
        deadline=moment(node, "Deadline"),
        actual_start=moment(node, "ActualStart"),
        actual_finish=moment(node, "ActualFinish"),
        stop=moment(node, "Stop"),
        resume=moment(node, "Resume"),
        percent_complete=number(node, "PercentComplete"),
        remaining=minutes(node, "RemainingDuration"),
        manual=flag(node, "Manual") or external,
        manual_start=moment(node, "ManualStart") or (stored.start if external else None),
        manual_finish=moment(node, "ManualFinish") or (stored.finish if external else None),
        active=flag(node, "Active", True),
        priority=whole(node, "Priority", 500),
        wbs=text(node, "WBS"),
        stored=stored,
        ignore_resource_calendars=flag(node, "IgnoreResourceCalendar"),
        levelling_delay=tenths(node, "LevelingDelay"),
        may_level=whole(node, "Priority", 500) != DO_NOT_LEVEL,
        effort_driven=flag(node, "EffortDriven"),
        physical_percent=number(node, "PhysicalPercentComplete"),
        work=minutes(node, "Work"),
        actual_work=minutes(node, "ActualWork"),
        remaining_work=minutes(node, "RemainingWork"),
        fixed_cost=money(node, "FixedCost") or Decimal(0),
        fixed_cost_accrual=ACCRUALS.get(text(node, "FixedCostAccrual"), Accrual.PRORATED),
        cost=money(node, "Cost"),
        actual_cost=money(node, "ActualCost"),
        remaining_cost=money(node, "RemainingCost"),
        baselines=read_baselines(node),
        optimistic=own.get("optimistic"),
        likely=own.get("likely"),
        pessimistic=own.get("pessimistic"),
    )


def _choice(among: tuple[T, ...], n: int) -> T:
    """A code as the file has it; -1 must not mean the last one."""
    if not 0 <= n < len(among):
        raise ValueError(f"unknown code {n}")
    return among[n]


def _stored(node: Element) -> Stored:
    return Stored(
        moment(node, "Start"),
        moment(node, "Finish"),
        moment(node, "EarlyStart"),
        moment(node, "EarlyFinish"),
        moment(node, "LateStart"),
        moment(node, "LateFinish"),
        tenths(node, "TotalSlack"),
        tenths(node, "FreeSlack"),
        flag(node, "Critical"),
    )


def _links(nodes: Iterable[Element], known: set[int], notes: list[Note]) -> Iterable[Link]:
    foreign: list[int] = []
    for node in nodes:
        succ = whole(node, "UID")
        for link in node.iterfind(f"{NS}PredecessorLink"):
            pred = whole(link, "PredecessorUID", -1)
            if flag(link, "CrossProject") or pred not in known:
                foreign.append(succ)
                continue
            form, lag = whole(link, "LagFormat", 7), whole(link, "LinkLag", 0)
            kind, amount = LagKind.WORKING, tenths(link, "LinkLag")
            if form in _PERCENT | _ELAPSED_PERCENT:
                kind, amount = (LagKind.PERCENT if form in _PERCENT else LagKind.ELAPSED_PERCENT), lag
            elif form in _ELAPSED:
                kind = LagKind.ELAPSED
            yield Link(pred, succ, _choice(LINKS, whole(link, "Type", 1)), amount, kind)
    if foreign:
        notes.append(Note("cross_project_link", tuple(foreign)))
