"""The sheets beside the plan: the project itself, calendars, resources and assignments. Read and written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from golive.engines.schedule.model import Plan
from golive.engines.schedule.resources import Accrual, Assignment, Contour, Resource, ResourceType
from golive.engines.schedule.sheet import cells
from golive.engines.schedule.sheet.cells import CellProblem, E, Unreadable, text
from golive.engines.schedule.sheet.columns import SHEETS
from golive.engines.schedule.sheet.table import letters
from golive.engines.worktime import Calendar, china_standard, day_table, hours, hours_text

Rows = list[list[Any]]
# What the project sheet says: the field of the plan, in Chinese and English.
PROJECT = (
    ("name", "名称", "Name"),
    ("start", "开始时间", "Start"),
    ("from_finish", "从完成时间倒排", "Planned backwards from"),
    ("calendar", "日历", "Calendar"),
    ("data_date", "数据日期", "Data date"),
    ("status_date", "状态日期", "Status date"),
    ("minutes_per_day", "每日分钟数", "Minutes per day"),
    ("honour_constraints", "限制优先于链接", "Constraints before links"),
    ("critical_slack", "关键浮动（分钟）", "Critical slack (minutes)"),
    ("currency", "币种", "Currency"),
)
CALENDAR_HEADING = (
    ("日历", "Calendar"),
    ("名称", "Name"),
    ("时区", "Time zone"),
    ("节假日", "Public holidays"),
    ("日期或星期", "Date or weekday"),
    ("工作时间", "Working hours"),
)
RESOURCE_HEADING = (
    ("标识号", "ID"),
    ("名称", "Name"),
    ("类型", "Type"),
    ("日历", "Calendar"),
    ("最大单位", "Max units"),
    ("标准费率（每小时）", "Standard rate (per hour)"),
    ("加班费率（每小时）", "Overtime rate (per hour)"),
    ("每次使用成本", "Cost per use"),
    ("组", "Group"),
    ("累算", "Accrual"),
)
# Of an assignment: the field, in Chinese and English, and how it is read.
ASSIGNMENT = (
    ("task", "任务", "Task", "int"),
    ("resource", "资源", "Resource", "int"),
    ("units", "单位", "Units", "number"),
    ("work", "工时（分钟）", "Work (minutes)", "int"),
    ("uid", "标识号", "ID", "int"),
    ("delay", "延迟（分钟）", "Delay (minutes)", "int"),
    ("actual_work", "实际工时（分钟）", "Actual work (minutes)", "int"),
    ("remaining_work", "剩余工时（分钟）", "Remaining work (minutes)", "int"),
    ("overtime_work", "加班工时（分钟）", "Overtime (minutes)", "int"),
    ("contour", "工时分布", "Contour", "contour"),
    ("start", "开始", "Start", "date"),
    ("finish", "完成", "Finish", "date"),
    ("actual_start", "实际开始", "Actual start", "date"),
    ("actual_finish", "实际完成", "Actual finish", "date"),
    ("stop", "停止", "Stop", "date"),
    ("resume", "重新开始", "Resume", "date"),
    ("cost", "成本", "Cost", "money"),
    ("actual_cost", "实际成本", "Actual cost", "money"),
    ("remaining_cost", "剩余成本", "Remaining cost", "money"),
    ("rate_table", "费率表", "Rate table", "text"),
)
ASSIGNMENT_HEADING = tuple((zh, en) for _, zh, en, _kind in ASSIGNMENT)
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "int": cells.whole,
    "number": lambda value: float(cells.money(value) or 0),
    "contour": lambda value: cells.choice(value, Contour),
    "date": cells.moment,
    "money": cells.money,
    "text": text,
}
WEEKDAYS = ("1", "2", "3", "4", "5", "6", "7")  # Monday first


@dataclass
class Settings:
    calendars: Mapping[str, Calendar]
    calendar: str = ""
    name: str = ""
    start: datetime | None = None
    from_finish: datetime | None = None
    data_date: datetime | None = None
    status_date: datetime | None = None
    minutes_per_day: int = 480
    honour_constraints: bool = True
    critical_slack: int = 0
    currency: str = ""
    resources: list[Resource] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def read_settings(book: Mapping[str, Rows], calendar: Calendar | None) -> Settings:
    """What the workbook says beside the plan; `calendar` (else China's) where it brings none."""
    problems: list[CellProblem] = []
    calendars = dict(_calendars(*_sheet(book, "calendars"), problems))
    if not calendars:
        calendars = {"": calendar or china_standard()}
    found = Settings(calendars, next(iter(calendars)), problems=problems)
    _project(*_sheet(book, "project"), found)
    found.resources = list(_resources(*_sheet(book, "resources"), found))
    found.assignments = list(_assignments(*_sheet(book, "assignments"), found))
    return found


def _sheet(book: Mapping[str, Rows], key: str) -> tuple[str, Rows]:
    name = next((n for n in SHEETS[key] if n in book), "")
    return name, book.get(name, [])


def _project(sheet: str, rows: Rows, found: Settings) -> None:
    fields = {name: key for key, zh, en in PROJECT for name in (zh, en)}
    for number, row in enumerate(rows, 1):
        key = fields.get(text(row[0])) if row else None
        value = row[1] if len(row) > 1 else None
        if key is None or (not text(value) and key != "calendar"):
            continue
        try:
            if key in ("start", "from_finish", "data_date", "status_date"):
                setattr(found, key, cells.moment(value))
            elif key in ("minutes_per_day", "critical_slack"):
                setattr(found, key, cells.whole(value) or 0)
            elif key == "honour_constraints":
                found.honour_constraints = cells.flag(value)
            elif key == "calendar":
                found.calendar = _known(text(value), found.calendars)
            else:
                setattr(found, key, text(value))
        except Unreadable as error:
            found.problems.append(CellProblem(sheet, f"B{number}", str(error), text(value)))


def _known(key: str, calendars: Mapping[str, Calendar]) -> str:
    if key not in calendars:
        raise Unreadable("calendar")
    return key


def _calendars(sheet: str, rows: Rows, problems: list[CellProblem]) -> Iterator[tuple[str, Calendar]]:
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows[1:], 2):
        key, name, zone, region, day, worked = (*(text(cell) for cell in row[:6]), *("",) * (6 - len(row[:6])))
        if not day:
            continue
        entry = found.setdefault(key, {"name": name, "tz": zone or "UTC", "region": region, "week": {}, "own": {}})
        try:
            if day in WEEKDAYS:
                entry["week"][int(day) - 1] = hours(worked)
            else:
                entry["own"][date.fromisoformat(day[:10])] = hours(worked)
        except ValueError:
            problems.append(CellProblem(sheet, f"F{number}", "hours", f"{day} {worked}"))
    for key, entry in found.items():
        week = tuple(entry["week"].get(n, ()) for n in range(7))
        yield key, Calendar(entry["name"], entry["tz"], week, entry["own"], day_table(entry["region"]))


def _resources(sheet: str, rows: Rows, found: Settings) -> Iterator[Resource]:
    for number, row in enumerate(rows[1:], 2):
        cell = _Cells(sheet, number, row, found.problems)
        uid = cell.whole(0)
        if uid is None:
            continue
        calendar = text(row[3]) if len(row) > 3 else ""
        if calendar and calendar not in found.calendars:
            cell.problem(3, "calendar")
            calendar = ""
        yield Resource(
            uid,
            text(row[1]),
            cell.choice(2, ResourceType, ResourceType.WORK),
            calendar,
            float(cell.money(4, Decimal(1))),
            cell.money(5),
            cell.money(6),
            cell.money(7),
            accrual=cell.choice(9, Accrual, Accrual.PRORATED),
            group=text(row[8]) if len(row) > 8 else "",
        )


def _assignments(sheet: str, rows: Rows, found: Settings) -> Iterator[Assignment]:
    people = {r.uid for r in found.resources}
    for number, row in enumerate(rows[1:], 2):
        fields: dict[str, Any] = {}
        for n, ((name, _, _, kind), value) in enumerate(zip(ASSIGNMENT, row, strict=False)):
            if text(value):
                try:
                    fields[name] = _READERS[kind](value)
                except Unreadable as error:
                    found.problems.append(CellProblem(sheet, f"{letters(n)}{number}", str(error), text(value)))
        if "task" in fields and fields.get("resource") in people:
            yield Assignment(**fields)


@dataclass
class _Cells:
    sheet: str
    number: int
    row: list[Any]
    problems: list[CellProblem]

    def problem(self, n: int, code: str) -> None:
        self.problems.append(CellProblem(self.sheet, f"{letters(n)}{self.number}", code, text(self.row[n])))

    def whole(self, n: int) -> int | None:
        try:
            return cells.whole(self.row[n]) if n < len(self.row) else None
        except Unreadable:
            self.problem(n, "number")
            return None

    def choice(self, n: int, kind: type[E], default: E) -> E:
        try:
            return cells.choice(self.row[n], kind) if n < len(self.row) and text(self.row[n]) else default
        except Unreadable:
            self.problem(n, "choice")
            return default

    def money(self, n: int, default: Decimal = Decimal(0)) -> Decimal:
        try:
            value = cells.money(self.row[n]) if n < len(self.row) else None
        except Unreadable:
            self.problem(n, "money")
            value = None
        return default if value is None else value


# -- out -------------------------------------------------------------------------------------------------------------
def project_rows(plan: Plan, chinese: bool) -> Iterator[list[Any]]:
    for key, zh, en in PROJECT:
        yield [zh if chinese else en, getattr(plan, key)]


def calendar_rows(calendars: Mapping[str, Calendar]) -> Iterator[list[Any]]:
    for key, calendar in calendars.items():
        head = [key, calendar.name, calendar.tz, calendar.days.region]
        for number, worked in zip(WEEKDAYS, calendar.weekly, strict=True):
            yield [*head, number, hours_text(worked)]
        for day, worked in sorted(calendar.exceptions.items()):
            yield [*head, str(day), hours_text(worked)]


def resource_rows(resources: Iterable[Resource]) -> Iterator[list[Any]]:
    for r in resources:
        rates = [r.standard_rate, r.overtime_rate, r.cost_per_use]
        yield [r.uid, r.name, r.type.value, r.calendar, r.max_units, *rates, r.group, r.accrual.value]


def assignment_rows(assignments: Iterable[Assignment]) -> Iterator[list[Any]]:
    for assignment in assignments:
        yield [getattr(assignment, name) for name, *_ in ASSIGNMENT]
