"""The columns of a plan in Excel: what they are called in Chinese and English, by us and by others."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` says how a cell is read and written; `field` is that of Task, where the cell is simply that field."""

    key: str
    zh: str
    en: str
    kind: str
    also: tuple[str, ...] = ()
    field: str = ""
    width: int = 12
    hidden: bool = False


def _field(key: str, zh: str, en: str, kind: str, *also: str, width: int = 12, hidden: bool = False) -> Column:
    return Column(key, zh, en, kind, also, key, width, hidden)


COLUMNS = (
    Column("id", "序号", "No.", "id", ("id", "no", "标识号", "编号", "行号", "任务号", "任务编号", "task id", "#"), width=6),
    _field("wbs", "WBS", "WBS", "text", "wbs编码", "wbs code", "wbs编号", "大纲数字", "outline number", width=10),
    _field(
        "name", "任务名称", "Task name", "text",
        "任务", "名称", "工作内容", "工作任务", "工作项", "事项", "活动", "活动名称", "task", "name", "activity",
        "activity name", "description", "计划内容", "主要工作", width=46,
    ),
    Column("level", "大纲级别", "Outline level", "int", ("级别", "层级", "level", "outline"), width=9),
    Column("duration", "工期", "Duration", "duration", ("工期天", "天数", "持续时间", "历时", "工作日", "days", "duration days")),
    Column("links", "前置任务", "Predecessors", "links", ("前置", "前置工作", "紧前任务", "紧前工作", "依赖", "predecessor", "depends on")),
    Column("start", "开始时间", "Start", "date", ("开始", "开始日期", "计划开始", "计划开始时间", "计划开始日期", "start date", "planned start", "begin"), width=17),
    Column("finish", "完成时间", "Finish", "date", ("完成", "完成日期", "结束", "结束日期", "结束时间", "计划完成", "计划完成时间", "计划完成日期", "计划结束时间", "计划结束日期", "finish date", "end", "end date", "planned finish", "due", "due date"), width=17),
    Column("people", "资源名称", "Resources", "people", ("资源", "负责人", "责任人", "执行人", "人员", "resource", "resource names", "owner", "assigned to", "responsible"), width=24),
    _field("percent_complete", "完成百分比", "% complete", "percent", "完成率", "进度", "完成度", "完成比例", "complete", "% done", "progress"),
    _field("milestone", "里程碑", "Milestone", "bool", "是否里程碑"),
    _field("constraint", "限制类型", "Constraint", "constraint", "约束类型", "constraint type"),
    _field("constraint_date", "限制日期", "Constraint date", "date", "约束日期", width=17),
    _field("deadline", "最后期限", "Deadline", "date", "期限", "截止日期", "截止时间", width=17),
    _field("actual_start", "实际开始时间", "Actual start", "date", "实际开始", "实际开始日期", width=17),
    _field("actual_finish", "实际完成时间", "Actual finish", "date", "实际完成", "实际完成日期", "实际结束时间", width=17),
    _field("remaining", "剩余工期", "Remaining duration", "duration", "remaining"),
    _field("manual", "手动计划", "Manually scheduled", "bool", "manual"),
    _field("active", "启用", "Active", "bool"),
    _field("priority", "优先级", "Priority", "int"),
    _field("calendar", "任务日历", "Task calendar", "calendar", "日历", "calendar"),
    _field("optimistic", "乐观工期", "Optimistic duration", "duration", "optimistic"),
    _field("likely", "最可能工期", "Likely duration", "duration", "most likely duration", "most likely"),
    _field("pessimistic", "悲观工期", "Pessimistic duration", "duration", "pessimistic"),
    _field("fixed_cost", "固定成本", "Fixed cost", "money"),
    Column("base_start", "基线开始时间", "Baseline start", "date", ("比较基准开始时间",), width=17),
    Column("base_finish", "基线完成时间", "Baseline finish", "date", ("比较基准完成时间",), width=17),
    Column("base_work", "基线工时", "Baseline work", "hours", ("比较基准工时",)),
    Column("base_cost", "基线成本", "Baseline cost", "money", ("比较基准成本",)),
    Column("late_start", "最晚开始时间", "Late start", "shown", width=17),
    Column("late_finish", "最晚完成时间", "Late finish", "shown", width=17),
    Column("slack", "总浮动（天）", "Total slack (days)", "shown", ("可宽延的总时间", "total slack", "总时差", "总浮动")),
    Column("critical", "关键", "Critical", "shown", ("关键任务", "是否关键")),
    Column("uid", "唯一标识号", "Unique ID", "int", ("uid",), width=10),
    # What hardly anybody reads, kept so that nothing is lost on the way through a workbook.
    Column("base_duration", "基线工期", "Baseline duration", "duration", ("比较基准工期",), hidden=True),
    _field("pauses", "拆分", "Splits", "pauses", hidden=True),
    _field("stop", "停止", "Stop", "date", hidden=True),
    _field("resume", "重新开始", "Resume", "date", hidden=True),
    _field("ignore_resource_calendars", "忽略资源日历", "Ignore resource calendars", "bool", hidden=True),
    _field("levelling_delay", "资源调配延迟（分钟）", "Levelling delay (minutes)", "int", hidden=True),
    _field("may_level", "可调配", "May be levelled", "bool", hidden=True),
    _field("effort_driven", "投入比导向", "Effort driven", "bool", hidden=True),
    _field("physical_percent", "实际完成物理百分比", "Physical % complete", "percent", hidden=True),
    _field("work", "工时", "Work", "hours", hidden=True),
    _field("actual_work", "实际工时", "Actual work", "hours", hidden=True),
    _field("remaining_work", "剩余工时", "Remaining work", "hours", hidden=True),
    _field("cost", "成本", "Cost", "money", hidden=True),
    _field("actual_cost", "实际成本", "Actual cost", "money", hidden=True),
    _field("remaining_cost", "剩余成本", "Remaining cost", "money", hidden=True),
    _field("fixed_cost_accrual", "固定成本累算", "Fixed cost accrual", "accrual", hidden=True),
)  # fmt: skip
# A column of others', often of merged cells: what stands in it is a summary of the lines that follow.
STAGES = ("阶段", "项目阶段", "所属阶段", "阶段名称", "工作阶段", "phase", "stage", "project phase")
BY_KEY = {column.key: column for column in COLUMNS}
# Sheets beside the plan itself.
SHEETS = {
    "plan": ("计划", "Plan"),
    "project": ("项目", "Project"),
    "calendars": ("日历", "Calendars"),
    "resources": ("资源", "Resources"),
    "assignments": ("分配", "Assignments"),
}


def plain(text: object) -> str:
    """A heading without case, spaces, full-width forms, brackets' contents and punctuation."""
    folded = unicodedata.normalize("NFKC", str(text)).lower()
    folded = re.sub(r"\(.*?\)|\[.*?\]|[*:]", "", folded)
    return re.sub(r"[\s_.\-/]+", "", folded)


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for column in COLUMNS:
        for name in (column.zh, column.en, *column.also):
            names.setdefault(plain(name), column.key)
    return names | dict.fromkeys(map(plain, STAGES), "stage")


_KEYS = _names()


def recognised(cells: list[object]) -> dict[str, int]:
    """Columns of a heading row by key; the first of several that mean the same."""
    found: dict[str, int] = {}
    for n, cell in enumerate(cells):
        key = _KEYS.get(plain(cell)) if isinstance(cell, str) and cell.strip() else None
        if key is not None:
            found.setdefault(key, n)
    return found


def is_heading(found: dict[str, int]) -> bool:
    """A name and something about time."""
    return "name" in found and bool(found.keys() & {"duration", "start", "finish", "links"})


def title(key: str, chinese: bool) -> str:
    return BY_KEY[key].zh if chinese else BY_KEY[key].en


def sheet_title(key: str, chinese: bool) -> str:
    return SHEETS[key][0 if chinese else 1]
