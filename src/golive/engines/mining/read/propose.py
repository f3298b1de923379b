"""Which column is what: proposed from headers (Chinese and English) and from what stands in the columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from golive.engines.mining.log import EventLog, LogError, LogMapping
from golive.engines.mining.log.mapping import XES_ACTIVITY, XES_CASE, XES_TIME
from golive.engines.mining.log.sql_text import quoted, time_sql

# In the order in which they convince; a name counts when it is the whole header, then when it is a part of it.
HEADERS: Mapping[str, tuple[str, ...]] = {
    "case": (
        XES_CASE, "case_id", "caseid", "case", "trace", "案例编号", "案例id", "案例", "流程实例", "实例编号", "流程编号", "单据号", "单据编号",
        "订单号", "采购订单号", "销售订单号", "申请单号", "工单号", "合同号", "单号", "instance", "incident", "ticket", "order", "document",
        "declaration", "invoice", "request", "belnr", "ebeln", "vbeln", "编号",
    ),
    "activity": (
        XES_ACTIVITY, "activity", "activityname", "活动名称", "活动", "环节名称", "环节", "节点名称", "节点", "步骤名称", "步骤", "操作", "动作",
        "任务名称", "task", "event", "step", "action", "operation", "任务", "事件", "status", "状态", "tcode",
    ),
    "time": (
        XES_TIME, "timestamp", "complete_timestamp", "completetime", "endtime", "end_timestamp", "end", "完成时间", "结束时间", "办理时间",
        "操作时间", "审批时间", "处理时间", "发生时间", "时间戳", "时间", "complete", "completed", "finished", "datetime", "time", "date",
        "changedat", "日期",
    ),
    "start": (
        "start_timestamp", "starttime", "start", "begin", "begin_time", "started", "开始时间", "接收时间", "到达时间", "签收时间",
    ),
    "resource": (
        "org:resource", "resource", "user", "username", "performer", "agent", "employee", "办理人", "处理人", "审批人", "操作人", "操作员",
        "执行人", "经办人", "责任人", "用户", "人员", "资源", "owner", "person", "assignedto", "who",
    ),
}  # fmt: skip
_AMBIGUOUS = re.compile(
    r"^\s*(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})(?:[ T](\d{1,2}):(\d{2})(:\d{2})?(\.\d+)?\s*([AaPp][Mm])?)?\s*$"
)
SAMPLE = 2_000
ENOUGH = 0.8  # of the filled cells of a time column must be times


@dataclass(frozen=True)
class Proposal:
    """`sure`: every needed column was known by its header and its content. `why`: field → (column, reason)."""

    mapping: LogMapping
    sure: bool
    why: Mapping[str, tuple[str, str]]
    date_order_unclear: bool = False


def propose_mapping(con: Any, raw: str, columns: Mapping[str, str], tz: str = "UTC") -> Proposal:
    """For a table of rows. `columns`: name in the source → column. LogError mapping_incomplete when nothing fits."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE _sample AS SELECT * FROM {raw} LIMIT {SAMPLE}")
    try:
        return _proposed(con, columns, tz)
    finally:
        con.execute("DROP TABLE _sample")


def _proposed(con: Any, columns: Mapping[str, str], tz: str) -> Proposal:
    times, formats, unclear = _times(con, columns, tz)
    why: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    for fieldname in ("time", "start", "activity", "case", "resource"):
        wanted = [
            c
            for c in columns
            if c not in taken and ((c in times) if fieldname in ("time", "start") else c not in times)
        ]
        found = _by_header(fieldname, [c for c in wanted if not c.startswith("case:") or c == XES_CASE])
        if found:
            why[fieldname] = (found, "header")
            taken.add(found)
    _by_content(con, columns, times, taken, why)
    missing = [name for name in ("case", "activity", "time") if name not in why]
    if missing:
        raise LogError("mapping_incomplete", missing=", ".join(missing), unknown="", known=", ".join(columns))
    time = why["time"][0]
    mapping = LogMapping(
        (why["case"][0],),
        (why["activity"][0],),
        time,
        start=why["start"][0] if "start" in why else None,
        resource=why["resource"][0] if "resource" in why else None,
        time_format=formats.get(time),
        tz=tz,
    )
    sure = all(why[name][1] == "header" for name in ("case", "activity", "time"))
    return Proposal(mapping, sure and time not in unclear, why, time in unclear)


def _plain(header: str) -> str:
    return re.sub(r"[\s_\-]+", "", header.strip().lower())


def _by_header(fieldname: str, columns: Sequence[str]) -> str | None:
    names = [_plain(name) for name in HEADERS[fieldname]]
    ranked: list[tuple[tuple[int, int], str]] = []
    for column in columns:
        header = _plain(column)
        for rank, name in enumerate(names):
            if header == name:
                ranked.append(((0, rank), column))
            elif name in header and (len(name) > 3 or not name.isascii()):
                ranked.append(((1, rank), column))
    return min(ranked)[1] if ranked else None


def _times(con: Any, columns: Mapping[str, str], tz: str) -> tuple[set[str], dict[str, str], set[str]]:
    """Columns that hold times, the format of those that are day-first or month-first, those that could be either."""
    kinds = {name: kind for name, kind, *_ in con.execute("DESCRIBE _sample").fetchall()}
    found: set[str] = set()
    formats: dict[str, str] = {}
    unclear: set[str] = set()
    for name, column in columns.items():
        kind, x = kinds[column], quoted(column)
        if kind.startswith(("TIMESTAMP", "DATE")):
            found.add(name)
        if kind != "VARCHAR":
            continue
        values = [v for (v,) in con.execute(f"SELECT {x} FROM _sample WHERE trim({x}) <> ''").fetchall()]
        if not values:
            continue
        chosen, either = day_or_month_first(values)
        if chosen:
            formats[name] = chosen
            unclear |= {name} if either else set()
        dates = con.execute(
            f"SELECT count({time_sql(x, kind, tz, chosen)}), count(CASE WHEN regexp_matches({x}, '^[0-9]{{1,7}}$') THEN 1 END) "
            f"FROM _sample WHERE trim({x}) <> ''"
        ).fetchall()[0]
        if dates[0] >= ENOUGH * len(values) and dates[1] < len(values) / 2:
            found.add(name)
    return found, formats, unclear


def day_or_month_first(values: Sequence[str]) -> tuple[str | None, bool]:
    """The strptime format of texts such as 13/02/2024 09:30, and whether the order of day and month cannot be told."""
    parts = [m for m in map(_AMBIGUOUS.match, values) if m]
    if len(parts) < ENOUGH * len(values):
        return None, False
    first, second = max(int(m[1]) for m in parts), max(int(m[3]) for m in parts)
    sample = max(parts, key=lambda m: len(m[0]))
    sep = sample[2]
    day_first = first > 12 or (second <= 12 and sep == ".")
    date = (f"%d{sep}%m{sep}" if day_first else f"%m{sep}%d{sep}") + ("%Y" if len(sample[4]) == 4 else "%y")
    clock = ""
    if sample[5]:
        clock = " %I:%M" if sample[9] else " %H:%M"
        clock += (":%S" if sample[7] else "") + (".%f" if sample[8] else "") + (" %p" if sample[9] else "")
    return date + clock, first <= 12 and second <= 12 and sep != "."


def _by_content(
    con: Any, columns: Mapping[str, str], times: set[str], taken: set[str], why: dict[str, tuple[str, str]]
) -> None:
    """What no header told: the time by its values, the case and the activity by how often values return."""
    if "time" not in why and times - taken:
        latest = max(
            sorted(times - taken),
            key=lambda c: con.execute(f"SELECT count(DISTINCT {quoted(columns[c])}) FROM _sample").fetchall()[0][0],
        )
        why["time"] = (latest, "content")
        taken.add(latest)
    rows = con.execute("SELECT count(*) FROM _sample").fetchall()[0][0]
    distinct = {
        c: con.execute(
            f"SELECT count(DISTINCT {quoted(columns[c])}), count({quoted(columns[c])}) FROM _sample"
        ).fetchall()[0]
        for c in columns
        if c not in taken and c not in times
    }
    full = {c: n for c, (n, filled) in distinct.items() if filled == rows and rows}
    if "case" not in why:
        fitting = {c: n for c, n in full.items() if rows / 100 <= n <= rows * 0.8}
        if fitting:
            why["case"] = (max(fitting, key=lambda c: fitting[c]), "content")
            full.pop(why["case"][0])
    if "activity" not in why:
        fitting = {c: n for c, n in full.items() if 2 <= n <= max(60, rows**0.5) and n < rows}
        if fitting:
            why["activity"] = (max(fitting, key=lambda c: fitting[c]), "content")


def read_with_proposal(
    con: Any, raw: str, names: Mapping[str, str], tz: str, source: str, kind: str, **more: Any
) -> EventLog:
    """A log from a raw table whose mapping nobody gave; the proposal is kept in `log.meta["proposal"]`."""
    columns = {shown: column for column, shown in names.items()}
    found = propose_mapping(con, raw, columns, tz)
    log = EventLog.from_raw(con, raw, found.mapping, source, kind, names, **more)
    log.meta["proposal"] = {
        "sure": found.sure,
        "why": {name: list(reason) for name, reason in found.why.items()},
        "date_order_unclear": found.date_order_unclear,
    }
    return log
