"""Write resources, assignments and baselines as MS Project XML: the inverse of `mspdi_people` and `mspdi_splits`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement

from golive.engines.schedule.model import Plan, Task
from golive.engines.schedule.mspdi_people import ACCRUALS, CONTOURS, EVER, NEVER, TABLES, UNASSIGNED
from golive.engines.schedule.mspdi_values import duration_text, money_text
from golive.engines.schedule.resources import Assignment, Baseline, Contour, Resource, ResourceType
from golive.engines.schedule.result import Schedule
from golive.engines.schedule.spans import spans
from golive.engines.worktime import Timeline, local_datetime, local_minute

ACCRUAL_NUMBERS = {accrual: number for number, accrual in ACCRUALS.items()}
_TYPES = {ResourceType.WORK: 1, ResourceType.MATERIAL: 0, ResourceType.COST: 2}


def put(node: Element, tag: str, value: object) -> None:
    """A child with this text; nothing when there is nothing to say."""
    if value is None or value == "":
        return
    SubElement(node, tag).text = value.isoformat() if isinstance(value, datetime) else str(value)


def put_all(node: Element, values: Mapping[str, object]) -> None:
    for tag, value in values.items():
        put(node, tag, value)


def put_resources(root: Element, plan: Plan, calendars: Mapping[str, int]) -> None:
    group = SubElement(root, "Resources")
    for number, resource in enumerate(plan.resources, 1):
        _resource(SubElement(group, "Resource"), number, resource, calendars.get(resource.calendar))


def _resource(node: Element, number: int, resource: Resource, calendar: int | None) -> None:
    put_all(
        node,
        {
            "UID": resource.uid,
            "ID": number,
            "Name": resource.name,
            "Type": _TYPES[resource.type],
            "IsNull": 0,
            "Group": resource.group,
            "MaxUnits": resource.max_units,
            "AccrueAt": ACCRUAL_NUMBERS[resource.accrual],
            "StandardRate": resource.standard_rate,
            "StandardRateFormat": 2 if resource.type is ResourceType.WORK else 8,
            "OvertimeRate": resource.overtime_rate,
            "OvertimeRateFormat": 2,
            "CostPerUse": money_text(resource.cost_per_use),
            "CalendarUID": calendar,
            "IsCostResource": 1 if resource.type is ResourceType.COST else None,
        },
    )
    if resource.availability:
        periods = SubElement(node, "AvailabilityPeriods")
        for period in resource.availability:
            put_all(
                SubElement(periods, "AvailabilityPeriod"),
                {
                    "AvailableFrom": period.start or EVER,
                    "AvailableTo": period.end or NEVER,
                    "AvailableUnits": period.units,
                },
            )
    if resource.rates:
        rates = SubElement(node, "Rates")
        for rate in resource.rates:
            put_all(
                SubElement(rates, "Rate"),
                {
                    "RatesFrom": rate.start or EVER,
                    "RatesTo": rate.end or NEVER,
                    "RateTable": TABLES.index(rate.table),
                    "StandardRate": rate.standard,
                    "StandardRateFormat": 2,
                    "OvertimeRate": rate.overtime,
                    "OvertimeRateFormat": 2,
                    "CostPerUse": money_text(rate.per_use),
                },
            )


def put_assignments(root: Element, plan: Plan, schedule: Schedule) -> None:
    """Every assignment. A split task's work is written over time; if nobody does it yet, as nobody's."""
    group = SubElement(root, "Assignments")
    line = dict(zip((t.uid for t in plan.tasks), spans(plan).line, strict=True))
    workers = {r.uid for r in plan.resources if r.type is ResourceType.WORK}
    split = {t.uid: t for t in plan.tasks if t.pauses}
    unstaffed = split.keys() - {a.task for a in plan.assignments if a.resource in workers}
    first = max((a.uid for a in plan.assignments), default=0) + 1
    nobody = [Assignment(uid, UNASSIGNED, uid=n, work=split[uid].duration) for n, uid in enumerate(unstaffed, first)]
    for assignment in [*plan.assignments, *nobody]:
        node = SubElement(group, "Assignment")
        shaped = assignment.task in split and assignment.resource in {*workers, UNASSIGNED}
        _assignment(node, assignment, shaped)
        if shaped:
            _over_time(node, split[assignment.task], line[assignment.task], schedule)


def _assignment(node: Element, assignment: Assignment, split: bool) -> None:
    contour = Contour.CONTOURED if split else assignment.contour
    put_all(
        node,
        {
            "UID": assignment.uid,
            "TaskUID": assignment.task,
            "ResourceUID": assignment.resource,
            "ActualCost": money_text(assignment.actual_cost),
            "ActualFinish": assignment.actual_finish,
            "ActualStart": assignment.actual_start,
            "ActualWork": duration_text(assignment.actual_work),
            "Cost": money_text(assignment.cost),
            "CostRateTable": TABLES.index(assignment.rate_table),
            "Delay": assignment.delay * 10,
            "Finish": assignment.finish,
            "OvertimeWork": duration_text(assignment.overtime_work),
            "RegularWork": duration_text(assignment.work - assignment.overtime_work),
            "RemainingCost": money_text(assignment.remaining_cost),
            "RemainingWork": None if assignment.remaining_work is None else duration_text(assignment.remaining_work),
            "Start": assignment.start,
            "Stop": assignment.stop,
            "Resume": assignment.resume,
            "Units": assignment.units,
            "Work": duration_text(assignment.work),
            "WorkContour": CONTOURS.index(contour),
        },
    )
    put_baselines(node, assignment.baselines)


def _over_time(node: Element, task: Task, line: Timeline, schedule: Schedule) -> None:
    """The work of a split task, stretch by stretch."""
    at = line.work(local_minute(schedule.tasks[task.uid].start))
    for length, worked in _stretches(task):
        if length:
            put_all(
                SubElement(node, "TimephasedData"),
                {
                    "Type": 1,
                    "Start": local_datetime(line.start_at(at)),
                    "Finish": local_datetime(line.finish_at(at + length)),
                    "Unit": 0,
                    "Value": duration_text(length if worked else 0),
                },
            )
        at += length


def _stretches(task: Task) -> Iterator[tuple[int, bool]]:
    done = 0
    for after, pause in sorted(task.pauses):
        yield after - done, True
        yield pause, False
        done = after
    yield task.duration - done, True


def put_baselines(node: Element, baselines: tuple[Baseline, ...]) -> None:
    for baseline in baselines:
        put_all(
            SubElement(node, "Baseline"),
            {
                "Number": baseline.number,
                "Start": baseline.start,
                "Finish": baseline.finish,
                "Duration": None if baseline.duration is None else duration_text(baseline.duration),
                "Work": None if baseline.work is None else duration_text(baseline.work),
                "Cost": money_text(baseline.cost),
            },
        )
