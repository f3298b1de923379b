"""Write plans as MS Project XML. Only what MS Project computes with is written, and the dates computed here, so that
it opens the plan as it stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.model import LagKind, Plan, Task
from golive.engines.schedule.mspdi import CONSTRAINTS, LINKS
from golive.engines.schedule.result import Schedule
from golive.engines.worktime import Calendar, Hours, hours_text

_LAG_FORMAT = {LagKind.WORKING: 7, LagKind.ELAPSED: 8, LagKind.PERCENT: 19, LagKind.ELAPSED_PERCENT: 20}
_MARGIN = timedelta(days=366)  # holidays are written so far beyond the plan, for when it slips


def write_mspdi(plan: Plan, schedule: Schedule | None = None) -> bytes:
    """The plan as an MSPDI document. `schedule`: its dates if they are known, else they are computed.

    Public holidays become exceptions of the calendar, from the plan's start to a year after its finish.
    """
    schedule = schedule or critical_path(plan)
    root = Element("Project", xmlns="http://schemas.microsoft.com/project")
    keys = {key: number for number, key in enumerate(plan.calendars, 1)}
    _put(root, "Title", plan.name)
    _put(root, "ScheduleFromStart", 1)
    _put(root, "StartDate", plan.start)
    _put(root, "FinishDate", schedule.finish)
    _put(root, "CriticalSlackLimit", plan.critical_slack // plan.minutes_per_day)
    _put(root, "CalendarUID", keys[plan.calendar])
    _put(root, "MinutesPerDay", plan.minutes_per_day)
    _put(root, "HonorConstraints", int(plan.honour_constraints))
    calendars = SubElement(root, "Calendars")
    for key, calendar in plan.calendars.items():
        span = (min(plan.start, schedule.start).date(), schedule.finish.date() + _MARGIN)
        _calendar(SubElement(calendars, "Calendar"), keys[key], calendar, *span)
    tasks = SubElement(root, "Tasks")
    nodes = {}
    levels: dict[int, int] = {}
    for number, task in enumerate(plan.tasks):
        levels[task.uid] = _level(plan, task, levels)
        nodes[task.uid] = SubElement(tasks, "Task")
        _task(nodes[task.uid], number, task, levels[task.uid], schedule, keys.get(task.calendar, -1))
    for link in plan.links:
        node = SubElement(nodes[link.succ], "PredecessorLink")
        _put(node, "PredecessorUID", link.pred)
        _put(node, "Type", LINKS.index(link.type))
        percent = link.lag_kind in (LagKind.PERCENT, LagKind.ELAPSED_PERCENT)
        _put(node, "LinkLag", link.lag if percent else link.lag * 10)
        _put(node, "LagFormat", _LAG_FORMAT[link.lag_kind])
    indent(root)
    body: bytes = tostring(root, "utf-8", xml_declaration=True)
    return body


def _level(plan: Plan, task: Task, levels: dict[int, int]) -> int:
    if task.parent is None:
        return 0 if task.uid == 0 else 1
    return levels[task.parent] + 1


def _task(node: Element, number: int, task: Task, level: int, schedule: Schedule, calendar: int) -> None:
    dates = schedule.tasks[task.uid]
    for tag, value in (
        ("UID", task.uid),
        ("ID", number),
        ("Name", task.name),
        ("Active", int(task.active)),
        ("Manual", int(task.manual)),
        ("WBS", task.wbs),
        ("OutlineLevel", level),
        ("Priority", task.priority),
        ("Start", dates.start),
        ("Finish", dates.finish),
        ("Duration", _duration(task.duration)),
        ("ManualStart", task.manual_start),
        ("ManualFinish", task.manual_finish),
        ("DurationFormat", 8 if task.elapsed else 7),
        ("Resume", task.resume),
        ("Milestone", int(task.milestone)),
        ("Summary", int(dates.summary)),
        ("Critical", int(dates.critical)),
        ("EarlyStart", dates.early_start),
        ("EarlyFinish", dates.early_finish),
        ("LateStart", dates.late_start),
        ("LateFinish", dates.late_finish),
        ("FreeSlack", dates.free_slack * 10),
        ("TotalSlack", dates.total_slack * 10),
        ("PercentComplete", round(task.percent_complete)),
        ("ActualStart", task.actual_start),
        ("ActualFinish", task.actual_finish),
        ("RemainingDuration", None if task.remaining is None else _duration(task.remaining)),
        ("ConstraintType", CONSTRAINTS.index(task.constraint)),
        ("CalendarUID", calendar),
        ("ConstraintDate", task.constraint_date),
        ("Deadline", task.deadline),
    ):
        _put(node, tag, value)


def _calendar(node: Element, uid: int, calendar: Calendar, first: date, last: date) -> None:
    _put(node, "UID", uid)
    _put(node, "Name", calendar.name)
    _put(node, "IsBaseCalendar", 1)
    _put(node, "BaseCalendarUID", -1)
    days = SubElement(node, "WeekDays")
    for kind in range(1, 8):  # 1 = Sunday
        day = SubElement(days, "WeekDay")
        _put(day, "DayType", kind)
        _working(day, calendar.weekly[(kind - 2) % 7])
    exceptions = SubElement(node, "Exceptions")
    extra = {d for d in calendar.exceptions if not first <= d <= last}
    for special in sorted(extra | {first + timedelta(days=n) for n in range((last - first).days + 1)}):
        worked = calendar.hours_on(special)
        if worked != calendar.weekly[special.weekday()]:
            _exception(SubElement(exceptions, "Exception"), special, worked)


def _exception(node: Element, day: date, worked: Hours) -> None:
    _put(node, "EnteredByOccurrences", 0)
    period = SubElement(node, "TimePeriod")
    _put(period, "FromDate", f"{day}T00:00:00")
    _put(period, "ToDate", f"{day}T23:59:00")
    _put(node, "Occurrences", 1)
    _put(node, "Type", 1)
    _working(node, worked)


def _working(node: Element, worked: Hours) -> None:
    _put(node, "DayWorking", int(bool(worked)))
    if worked:
        times = SubElement(node, "WorkingTimes")
        for span in hours_text(worked).split():
            start, end = span.split("-")
            time = SubElement(times, "WorkingTime")
            _put(time, "FromTime", f"{start}:00")
            _put(time, "ToTime", f"{end}:00".replace("24:", "00:"))


def _duration(minutes: int) -> str:
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def _put(node: Element, tag: str, value: object) -> None:
    if value is None or value == "":
        return
    SubElement(node, tag).text = value.isoformat() if isinstance(value, datetime) else str(value)
