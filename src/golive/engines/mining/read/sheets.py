"""Excel workbooks: the sheet with the most rows, or the one that is named."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from golive.engines.mining.log import EventLog, LogError, LogMapping
from golive.engines.mining.log.attributes import column_names
from golive.engines.mining.log.database import open_database
from golive.engines.mining.read.delimited import _unique
from golive.engines.mining.read.propose import read_with_proposal
from golive.engines.mining.read.streams import TIMES, UNPACKED


def read_sheet(
    path: Path | str, mapping: LogMapping | None = None, tz: str = "UTC", sheet: str | None = None
) -> EventLog:
    """The first row with text is the header. Dates are what Excel says they are. LogError: not_readable, empty_log."""
    path = Path(path)
    _measure(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        tables = {name: book.get_sheet_by_name(name).to_python() for name in ([sheet] if sheet else book.sheet_names)}
    except (CalamineError, OSError, ValueError) as error:
        raise LogError("not_readable", file=path.name, reason=str(error)) from error
    rows = max(tables.values(), key=len, default=[])
    rows = [row for row in rows if any(cell not in ("", None) for cell in row)]
    if len(rows) < 2:
        raise LogError("empty_log", source=path.name)
    names = column_names(_unique([str(cell).strip() for cell in rows[0]]))
    cells = list(zip(*rows[1:], strict=False))
    table = pa.table({column: _column(list(values)) for column, values in zip(names.values(), cells, strict=False)})
    con = open_database()
    con.register("_given", table)
    con.execute("CREATE TEMP TABLE _raw AS SELECT row_number() OVER () AS _row, * FROM _given")
    con.unregister("_given")
    shown = {column: name for name, column in names.items()}
    if mapping is None:
        return read_with_proposal(con, "_raw", shown, tz, str(path), "xlsx")
    return EventLog.from_raw(con, "_raw", mapping, str(path), "xlsx", shown)


def _measure(path: Path) -> None:
    """Before anything opens it: a workbook that says it unpacks into a flood is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise LogError("not_readable", file=path.name, reason=str(error)) from error
    if size > max(UNPACKED, path.stat().st_size * TIMES):
        raise LogError("not_readable", file=path.name, reason=f"it unpacks to more than {TIMES} times its size")


def _column(values: list[Any]) -> pa.Array:
    """Dates where all are dates, else text; whole numbers without the .0 that Excel gives them."""
    filled = [v for v in values if v not in ("", None)]
    if filled and all(isinstance(v, date) for v in filled):
        moments = [_moment(v) if isinstance(v, date) else None for v in values]
        return pa.array(moments, pa.timestamp("us"))
    return pa.array([None if v in ("", None) else _text(v) for v in values], pa.string())


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001 - wall clock


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)
