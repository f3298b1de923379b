"""XLSX, XLSM, XLSB, XLS and ODS through calamine: each sheet a table of text cells."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from golive.connectors.files.archive import check_archive
from golive.connectors.files.grid import ISSUES_KEPT, Cell, Grid, Issue, column_names
from golive.connectors.files.header import LOOK, header_place, is_total, joined, two_rows
from golive.connectors.files.sheet_scan import SheetFacts, scan_sheets
from golive.connectors.protocol import SourceError

SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def read_sheets(path: Path, header_row: int | None = None) -> list[Grid]:
    """Every sheet that holds anything. `header_row` counts from 1 and is for all sheets; without it the first row is
    taken that is at least half as wide as the widest of the first twenty; two header rows become one."""
    facts: dict[str, SheetFacts] = {}
    if zipfile.is_zipfile(path):
        check_archive(path)
        facts = scan_sheets(path)
    try:
        book = CalamineWorkbook.from_path(path)
        hidden = {each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible}
        grids = [
            _grid(book.get_sheet_by_name(name), name, header_row, facts.get(name, SheetFacts()))
            for name in book.sheet_names
        ]
    except PasswordError as error:
        raise SourceError("workbook_encrypted", f"{path.name} is protected by a password", file=path.name) from error
    except CalamineError as error:
        raise SourceError("workbook_broken", f"{path.name}: {error}", file=path.name) from error
    found = [grid for grid in grids if grid is not None]
    if not found:
        raise SourceError("file_empty", f"{path.name} has no sheet with text", file=path.name)
    for grid in found:
        if grid.name in hidden:
            grid.issues.append(Issue("sheet_hidden", grid.name))
    return found


def _grid(sheet: CalamineSheet, name: str, header_row: int | None, facts: SheetFacts) -> Grid | None:
    width = sheet.width
    if not sheet.height or not width:
        return None
    first = list(_cells(sheet, facts, stop=LOOK + 2))
    at = header_row - 1 if header_row else header_place(first)
    if at >= len(first):
        raise SourceError("no_such_header_row", f"{name}: no row {at + 1}", table=name, row=at + 1)
    left = sheet.start[1] if sheet.start else 0
    spans = [
        (low, high) for low, high in sheet.merged_cell_ranges or [] if low[0] <= at <= high[0] and low[1] < high[1]
    ]
    merged = {place - left for low, high in spans for place in range(low[1] + 1, high[1] + 1)}
    header, body = list(first[at]), at + 1
    below = first[at + 1] if at + 1 < len(first) else []
    double = header_row is None and two_rows(header, below, first[at + 2] if at + 2 < len(first) else [], merged)
    if double:
        header, body = joined(header, below), at + 2
    columns, issues = column_names(header, width, name, at + 1)
    issues += _header_issues(name, at, double, sum(1 for row in first[:at] if any(row)), bool(spans))

    def rows() -> Iterator[list[Cell]]:
        for place, row in enumerate(_cells(sheet, facts)):
            if place >= body and any(cell is not None for cell in row):
                yield row

    count, totals = 0, 0
    odd = {line for line, _ in facts.errors}
    for place, raw in enumerate(sheet.iter_rows()):  # as calamine gives them: counting needs no texts
        if place >= body and (place in odd or any(cell is not None and cell != "" for cell in raw)):
            count += 1
            if is_total([cell for cell in raw[:3] if isinstance(cell, str)]) and (totals := totals + 1) <= ISSUES_KEPT:
                issues.append(Issue("total_row", name, place + 1))
    issues += _formula_issues(name, facts)
    return Grid(name, columns, rows, count, issues=issues)


def _header_issues(name: str, at: int, double: bool, above: int, merged: bool) -> Iterator[Issue]:
    if above:
        yield Issue("rows_above_header", name, at + 1, (("rows", above),))
    if double:
        yield Issue("header_two_rows", name, at + 1)
    elif merged:
        yield Issue("header_merged", name, at + 1)


def _formula_issues(name: str, facts: SheetFacts) -> Iterator[Issue]:
    if facts.uncomputed:
        yield Issue("formulas_uncomputed", name, 0, (("cells", facts.uncomputed),))
    for (row, column), code in list(facts.errors.items())[:ISSUES_KEPT]:
        yield Issue("cell_error", name, row + 1, (("column", column + 1), ("found", code)))


def _cells(sheet: CalamineSheet, facts: SheetFacts, stop: int | None = None) -> Iterator[list[Cell]]:
    """Rows of the sheet from its first line on; blank columns at the left are left out by calamine. It gives nothing for
    a cell with an error, so that is put back: what could not be computed is not the same as nothing."""
    errors: dict[int, dict[int, str]] = {}
    left = sheet.start[1] if sheet.start else 0
    for (line, column), code in facts.errors.items():
        errors.setdefault(line, {})[column - left] = code
    for place, row in enumerate(sheet.iter_rows()):
        if stop is not None and place >= stop:
            return
        cells = [_text(value) for value in row]
        for column, code in errors.get(place, {}).items():
            if 0 <= column < len(cells) and cells[column] is None:
                cells[column] = code
        yield cells


def _text(value: Any) -> Cell:
    """A cell as text: 3.0 is "3" (Excel has no integers), dates are ISO 8601."""
    if type(value) is str:
        return value or None
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
