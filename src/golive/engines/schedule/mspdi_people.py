"""Resources, assignments and baselines of MS Project XML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

from golive.engines.schedule.mspdi_values import (
    NS,
    flag,
    minutes,
    moment,
    money,
    number,
    rate,
    tenths,
    text,
    whole,
)
from golive.engines.schedule.resources import (
    Accrual,
    Assignment,
    Availability,
    Baseline,
    Contour,
    Rate,
    Resource,
    ResourceType,
)

ACCRUALS = {"1": Accrual.START, "2": Accrual.END, "3": Accrual.PRORATED}
CONTOURS = tuple(Contour)  # in the order of MS Project's numbers
TABLES = "ABCDE"
UNASSIGNED = -65535  # stands for nobody
EVER, NEVER = datetime(1984, 1, 1), datetime(2049, 12, 31)  # noqa: DTZ001 - MS Project's ends of time


def read_resources(root: Element, calendars: Collection[str]) -> tuple[Resource, ...]:
    nodes = root.iterfind(f"{NS}Resources/{NS}Resource")
    # The nameless one with the number 0 is MS Project's own, for work nobody does yet.
    return tuple(
        _resource(n, calendars) for n in nodes if not flag(n, "IsNull") and (text(n, "ID") != "0" or text(n, "Name"))
    )


def _resource(node: Element, calendars: Collection[str]) -> Resource:
    kind = {"1": ResourceType.WORK, "0": ResourceType.MATERIAL}.get(text(node, "Type", "1"), ResourceType.COST)
    if flag(node, "IsCostResource"):
        kind = ResourceType.COST
    key = text(node, "CalendarUID")
    return Resource(
        whole(node, "UID"),
        text(node, "Name"),
        kind,
        key if key in calendars else "",
        number(node, "MaxUnits", 1),
        rate(node, "StandardRate"),
        rate(node, "OvertimeRate"),
        money(node, "CostPerUse") or Decimal(0),
        tuple(_rate(n) for n in node.iterfind(f"{NS}Rates/{NS}Rate")),
        ACCRUALS.get(text(node, "AccrueAt"), Accrual.PRORATED),
        tuple(_availability(n) for n in node.iterfind(f"{NS}AvailabilityPeriods/{NS}AvailabilityPeriod")),
        text(node, "Group"),
    )


def _rate(node: Element) -> Rate:
    return Rate(
        rate(node, "StandardRate"),
        rate(node, "OvertimeRate"),
        money(node, "CostPerUse") or Decimal(0),
        *_ends(moment(node, "RatesFrom"), moment(node, "RatesTo")),
        _table(text(node, "RateTable", "0")),
    )


def _table(value: str) -> str:
    return TABLES[int(value)] if value.isdigit() and int(value) < len(TABLES) else "A"


def _ends(start: datetime | None, end: datetime | None) -> tuple[datetime | None, datetime | None]:
    """Without MS Project's ends of time."""
    return (start if start and start > EVER else None, end if end and end < NEVER else None)


def _availability(node: Element) -> Availability:
    return Availability(
        number(node, "AvailableUnits"), *_ends(moment(node, "AvailableFrom"), moment(node, "AvailableTo"))
    )


def read_assignments(
    root: Element, tasks: Collection[int], resources: Collection[int]
) -> tuple[tuple[Assignment, ...], Mapping[int, Element]]:
    """The assignments of known tasks to known resources; and, by task, the node of one whose work is shaped by hand
    (assigned or not): its task may be split."""
    found: list[Assignment] = []
    shaped: dict[int, Element] = {}
    for node in root.iterfind(f"{NS}Assignments/{NS}Assignment"):
        task, resource = whole(node, "TaskUID", -1), whole(node, "ResourceUID", -1)
        if task not in tasks:
            continue
        if text(node, "WorkContour") == "8":
            shaped.setdefault(task, node)
        if resource in resources:
            found.append(_assignment(node, task, resource))
    return tuple(found), shaped


def _assignment(node: Element, task: int, resource: int) -> Assignment:
    contour = whole(node, "WorkContour", 0)
    return Assignment(
        task,
        resource,
        units=number(node, "Units", 1),
        work=minutes(node, "Work") or 0,
        uid=whole(node, "UID", 0),
        delay=tenths(node, "Delay"),
        actual_work=minutes(node, "ActualWork") or 0,
        remaining_work=minutes(node, "RemainingWork"),
        overtime_work=minutes(node, "OvertimeWork") or 0,
        contour=CONTOURS[contour] if contour < len(CONTOURS) else Contour.FLAT,
        start=moment(node, "Start"),
        finish=moment(node, "Finish"),
        actual_start=moment(node, "ActualStart"),
        actual_finish=moment(node, "ActualFinish"),
        stop=moment(node, "Stop"),
        resume=moment(node, "Resume"),
        cost=money(node, "Cost"),
        actual_cost=money(node, "ActualCost"),
        remaining_cost=money(node, "RemainingCost"),
        rate_table=_table(text(node, "CostRateTable", "0")),
        baselines=read_baselines(node),
    )


def read_baselines(node: Element) -> tuple[Baseline, ...]:
    """Of a task or an assignment, by number; empty ones left out."""
    found = [
        Baseline(
            whole(b, "Number", 0),
            moment(b, "Start"),
            moment(b, "Finish"),
            minutes(b, "Duration"),
            minutes(b, "Work"),
            money(b, "Cost"),
        )
        for b in node.iterfind(f"{NS}Baseline")
    ]
    return tuple(sorted((b for b in found if b != Baseline(b.number)), key=lambda b: b.number))
