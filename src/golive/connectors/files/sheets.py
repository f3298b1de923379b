"""XLSX, XLSM, XLSB, XLS and ODS through calamine: each sheet a table of text cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from golive.connectors.files.archive import check_archive
from golive.connectors.files.grid import Cell, Grid, Issue, column_names
from golive.connectors.protocol import SourceError

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_LOOK = 20  # rows among which the header is looked for


def read_sheets(path: Path, header_row: int | None = None) -> list[Grid]:
    """Every sheet that holds anything. `header_row` counts from 1 and is for all sheets; without it the first row is
    taken that is at least half as wide as the widest of the first twenty."""
    if zipfile.is_zipfile(path):
        check_archive(path)
    try:
        book = CalamineWorkbook.from_path(path)
        grids = [_grid(book.get_sheet_by_name(name), name, header_row) for name in book.sheet_names]
    except CalamineError as error:
        raise SourceError("workbook_broken", f"{path.name}: {error}", file=path.name) from error
    found = [grid for grid in grids if grid is not None]
    if not found:
        raise SourceError("file_empty", f"{path.name} has no sheet with text", file=path.name)
    return found


def _grid(sheet: CalamineSheet, name: str, header_row: int | None) -> Grid | None:
    width = sheet.width
    if not sheet.height or not width:
        return None
    first = list(_cells(sheet, stop=_LOOK + 1))
    at = header_row - 1 if header_row else _header_place(first)
    if at >= len(first):
        raise SourceError("no_such_header_row", f"{name}: no row {at + 1}", table=name, row=at + 1)
    columns, issues = column_names(first[at], width, name, at + 1)
    above = sum(1 for row in first[:at] if any(row))
    if above:
        issues.append(Issue("rows_above_header", name, at + 1, (("rows", above),)))
    if any(start[0] <= at <= end[0] and start[1] < end[1] for start, end in sheet.merged_cell_ranges or []):
        issues.append(Issue("header_merged", name, at + 1))

    def rows() -> Iterator[list[Cell]]:
        for place, row in enumerate(_cells(sheet)):
            if place > at and any(cell is not None for cell in row):
                yield row

    count = sum(1 for _ in rows())
    return Grid(name, columns, rows, count, issues=issues)


def _header_place(rows: Sequence[Sequence[Cell]]) -> int:
    filled = [sum(cell is not None for cell in row) for row in rows]
    return next(place for place, number in enumerate(filled) if number * 2 >= max(filled) and number)


def _cells(sheet: CalamineSheet, stop: int | None = None) -> Iterator[list[Cell]]:
    """Rows of the sheet from its first line on; blank columns at the left are left out by calamine."""
    for place, row in enumerate(sheet.iter_rows()):
        if stop is not None and place >= stop:
            return
        yield [_text(value) for value in row]


def _text(value: Any) -> Cell:
    """A cell as text: 3.0 is "3" (Excel has no integers), dates are ISO 8601."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
