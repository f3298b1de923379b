"""Write plans as MS Project XML. Only what MS Project computes with is written, and the dates computed here, so that
it opens the plan as it stands."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.model import LagKind, Plan, Task
from golive.engines.schedule.mspdi import CONSTRAINTS, DO_NOT_LEVEL, ESTIMATES, LINKS
from golive.engines.schedule.mspdi_values import duration_text, money_text
from golive.engines.schedule.mspdi_write_people import (
    ACCRUAL_NUMBERS,
    put,
    put_all,
    put_assignments,
    put_baselines,
    put_resources,
)
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
    put(root, "Title", plan.name)
    put(root, "ScheduleFromStart", int(plan.from_finish is None))
    put(root, "StartDate", plan.start)
    put(root, "FinishDate", plan.from_finish or schedule.finish)
    put(root, "CriticalSlackLimit", plan.critical_slack // plan.minutes_per_day)
    put(root, "CalendarUID", keys[plan.calendar])
    put(root, "MinutesPerDay", plan.minutes_per_day)
    put(root, "HonorConstraints", int(plan.honour_constraints))
    put(root, "StatusDate", plan.status_date)
    put(root, "CurrencyCode", plan.currency)
    if any(getattr(t, name) is not None for t in plan.tasks for name, _ in ESTIMATES.values()):
        _estimate_fields(root)
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
        put(node, "PredecessorUID", link.pred)
        put(node, "Type", LINKS.index(link.type))
        percent = link.lag_kind in (LagKind.PERCENT, LagKind.ELAPSED_PERCENT)
        put(node, "LinkLag", link.lag if percent else link.lag * 10)
        put(node, "LagFormat", _LAG_FORMAT[link.lag_kind])
    put_resources(root, plan, keys)
    put_assignments(root, plan, schedule)
    indent(root)
    body: bytes = tostring(root, "utf-8", xml_declaration=True)
    return body


def _level(plan: Plan, task: Task, levels: dict[int, int]) -> int:
    if task.parent is None:
        return 0 if task.uid == 0 else 1
    return levels[task.parent] + 1


def _task(node: Element, number: int, task: Task, level: int, schedule: Schedule, calendar: int) -> None:
    dates = schedule.tasks[task.uid]
    put_all(
        node,
        {
            "UID": task.uid,
            "ID": number,
            "Name": task.name,
            "Active": int(task.active),
            "Manual": int(task.manual),
            "WBS": task.wbs,
            "OutlineLevel": level,
            "Priority": task.priority if task.may_level else DO_NOT_LEVEL,
            "Start": dates.start,
            "Finish": dates.finish,
            "Duration": duration_text(task.duration),
            "ManualStart": task.manual_start,
            "ManualFinish": task.manual_finish,
            "DurationFormat": 8 if task.elapsed else 7,
            "Work": _duration(task.work),
            "Stop": task.stop,
            "Resume": task.resume,
            "EffortDriven": int(task.effort_driven),
            "Milestone": int(task.milestone),
            "Summary": int(dates.summary),
            "Critical": int(dates.critical),
            "EarlyStart": dates.early_start,
            "EarlyFinish": dates.early_finish,
            "LateStart": dates.late_start,
            "LateFinish": dates.late_finish,
            "FreeSlack": dates.free_slack * 10,
            "TotalSlack": dates.total_slack * 10,
            "FixedCost": money_text(task.fixed_cost or None),
            "FixedCostAccrual": ACCRUAL_NUMBERS[task.fixed_cost_accrual],
            "PercentComplete": round(task.percent_complete),
            "Cost": money_text(task.cost),
            "ActualStart": task.actual_start,
            "ActualFinish": task.actual_finish,
            "ActualCost": money_text(task.actual_cost),
            "ActualWork": _duration(task.actual_work),
            "RemainingDuration": _duration(task.remaining),
            "RemainingCost": money_text(task.remaining_cost),
            "RemainingWork": _duration(task.remaining_work),
            "ConstraintType": CONSTRAINTS.index(task.constraint),
            "CalendarUID": calendar,
            "ConstraintDate": task.constraint_date,
            "Deadline": task.deadline,
            "LevelingDelay": task.levelling_delay * 10,
            "LevelingDelayFormat": 8,
            "IgnoreResourceCalendar": int(task.ignore_resource_calendars),
            "PhysicalPercentComplete": round(task.physical_percent),
        },
    )
    put_baselines(node, task.baselines)
    for field, (name, _) in ESTIMATES.items():
        if (estimate := getattr(task, name)) is not None:
            put_all(SubElement(node, "ExtendedAttribute"), {"FieldID": field, "Value": duration_text(estimate)})


def _estimate_fields(root: Element) -> None:
    """Names of the custom fields that hold three-point estimates."""
    fields = SubElement(root, "ExtendedAttributes")
    for number, (field, (name, _)) in enumerate(ESTIMATES.items(), 1):
        put_all(
            SubElement(fields, "ExtendedAttribute"),
            {"FieldID": field, "FieldName": f"Duration{number}", "Alias": f"{name.capitalize()} duration"},
        )


def _calendar(node: Element, uid: int, calendar: Calendar, first: date, last: date) -> None:
    put(node, "UID", uid)
    put(node, "Name", calendar.name)
    put(node, "IsBaseCalendar", 1)
    put(node, "BaseCalendarUID", -1)
    days = SubElement(node, "WeekDays")
    for kind in range(1, 8):  # 1 = Sunday
        day = SubElement(days, "WeekDay")
        put(day, "DayType", kind)
        _working(day, calendar.weekly[(kind - 2) % 7])
    exceptions = SubElement(node, "Exceptions")
    extra = {d for d in calendar.exceptions if not first <= d <= last}
    for special in sorted(extra | {first + timedelta(days=n) for n in range((last - first).days + 1)}):
        worked = calendar.hours_on(special)
        if worked != calendar.weekly[special.weekday()]:
            _exception(SubElement(exceptions, "Exception"), special, worked)


def _exception(node: Element, day: date, worked: Hours) -> None:
    put(node, "EnteredByOccurrences", 0)
    period = SubElement(node, "TimePeriod")
    put(period, "FromDate", f"{day}T00:00:00")
    put(period, "ToDate", f"{day}T23:59:00")
    put(node, "Occurrences", 1)
    put(node, "Type", 1)
    _working(node, worked)


def _working(node: Element, worked: Hours) -> None:
    put(node, "DayWorking", int(bool(worked)))
    if worked:
        times = SubElement(node, "WorkingTimes")
        for span in hours_text(worked).split():
            start, end = span.split("-")
            time = SubElement(times, "WorkingTime")
            put(time, "FromTime", f"{start}:00")
            put(time, "ToTime", f"{end}:00".replace("24:", "00:"))


def _duration(minutes: int | None) -> str | None:
    return None if minutes is None else duration_text(minutes)
