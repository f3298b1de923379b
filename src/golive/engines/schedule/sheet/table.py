"""The table of a plan inside a workbook: which sheet, which columns, how deep each line is indented."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineWorkbook

from golive.engines.schedule.sheet.cells import SheetError, text
from golive.engines.schedule.sheet.columns import is_heading, recognised

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SEARCHED = 30  # lines in which the heading is looked for


@dataclass(frozen=True)
class Line:
    """A line of the table: values by column key, its number in the sheet (1 = first)."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Table:
    sheet: str
    columns: dict[str, int]
    lines: list[Line]

    def cell(self, line: Line, key: str) -> str:
        """ "B7" """
        return f"{letters(self.columns.get(key, 0))}{line.number}"


def letters(n: int) -> str:
    return (letters(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def open_book(content: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet's cells from A1 on. SheetError "not_xlsx"."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise SheetError("not_xlsx", str(error)) from error


def find_table(book: dict[str, list[list[Any]]]) -> Table:
    """The first sheet with a heading of a plan. SheetError "no_table"."""
    for name, rows in book.items():
        for at, row in enumerate(rows[:_SEARCHED]):
            columns = recognised(row)
            if is_heading(columns):
                lines = [
                    Line(at + 2 + n, {key: cells[column] for key, column in columns.items() if column < len(cells)})
                    for n, cells in enumerate(rows[at + 1 :])
                ]
                return Table(name, columns, _with_stages([line for line in lines if _counts(line)]))
    raise SheetError("no_table", ", ".join(book))


def _with_stages(lines: list[Line]) -> list[Line]:
    """Where lines name their stage (or the first of them does, in a merged cell), a line of its own for each stage."""
    found: list[Line] = []
    now = ""
    for line in lines:
        stage = text(line.values.get("stage"))
        if stage and stage != now:
            found.append(Line(line.number, {"name": stage, "is_stage": True}))
            now = stage
        found.append(line)
    return found


def _counts(line: Line) -> bool:
    """A line without a name is a gap in the table; in our own a task may have none."""
    return bool(text(line.values.get("name")) or text(line.values.get("uid")))


def indents(content: bytes, sheet: str) -> dict[str, int]:
    """How far cells of an .xlsx sheet are indented by their format ("B7" → 2). {} for other files: their indents, if
    any, are blanks before the name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            styles = _indents_of_styles(_part(archive, "xl/styles.xml"))
            if not any(styles):
                return {}
            body = _part(archive, _path_of(archive, sheet))
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException):
        return {}
    found = {}
    for cell in body.iter(f"{_MAIN}c"):
        style = int(cell.get("s") or 0)
        if style < len(styles) and styles[style]:
            found[cell.get("r") or ""] = styles[style]
    return found


def _part(archive: zipfile.ZipFile, path: str) -> Element:
    root: Element = fromstring(archive.read(path))
    return root


def _indents_of_styles(root: Element) -> list[int]:
    found = []
    for style in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
        alignment = style.find(f"{_MAIN}alignment")
        found.append(0 if alignment is None else int(alignment.get("indent") or 0))
    return found


def _path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    entries = _part(archive, "xl/workbook.xml").iterfind(f"{_MAIN}sheets/{_MAIN}sheet")
    wanted = next(e.get(_RELATION) for e in entries if e.get("name") == sheet)
    for relation in _part(archive, "xl/_rels/workbook.xml.rels"):
        if relation.get("Id") == wanted:
            return str(PurePosixPath("xl") / (relation.get("Target") or "").removeprefix("/xl/"))
    raise KeyError(sheet)


_CODE = re.compile(r"\d+(?:\.\d+)*\.?$")
# As Chinese papers are numbered, the highest first: 第一章, 一、, （一）, 1, (1)
_PAPER = (
    re.compile(r"第?[一二三四五六七八九十]+(?:章|阶段|部分|篇)$"),
    re.compile(r"[一二三四五六七八九十]+[、.]?$"),
    re.compile(r"\([一二三四五六七八九十]+\)$"),
    re.compile(r"\d+(?:\.\d+)*[、.]?$"),
    re.compile(r"\(\d+\)$"),
)


def depths(table: Table, content: bytes) -> list[int]:
    """The outline level of every line (1 = top): by the column of levels, else by WBS numbers, else by indentation."""
    lines = table.lines
    if "level" in table.columns and all(text(line.values.get("level")).isdigit() for line in lines):
        return [int(text(line.values["level"])) for line in lines]
    if any(line.values.get("is_stage") for line in lines):
        return [1 if line.values.get("is_stage") else 2 for line in lines]
    for key in ("wbs", "id"):
        codes = [text(line.values.get(key)) for line in lines]
        if codes and all(_CODE.match(code) for code in codes) and any("." in code.rstrip(".") for code in codes):
            return [code.rstrip(".").count(".") + 1 for code in codes]
        if ranks := _ranks(codes):
            return _levels(ranks)
    formatted = indents(content, table.sheet)
    wide = [
        formatted.get(table.cell(line, "name"), 0) * 4 + _blanks(str(line.values.get("name", ""))) for line in lines
    ]
    return _levels(wide)


def _ranks(codes: list[str]) -> list[int]:
    """How high each line stands in a numbering of 一、 and 1; [] where it is none. A line without a number stands
    lowest."""
    found = []
    for code in codes:
        rank = next((n for n, pattern in enumerate(_PAPER) if pattern.match(code)), len(_PAPER))
        if code and rank == len(_PAPER):
            return []
        found.append(rank * 10 + code.rstrip(".、").count("."))
    return found if any(rank < 30 for rank in found) else []


def is_on_paper(codes: list[str]) -> bool:
    return bool(_ranks(codes))


def _blanks(name: str) -> int:
    leading = name[: len(name) - len(name.lstrip())]
    return sum(4 if blank in "\t　" else 1 for blank in leading)


def _levels(wide: list[int]) -> list[int]:
    """Levels from widths: wider than the line above is one level deeper."""
    found: list[int] = []
    open_widths: list[int] = []
    for width in wide:
        while open_widths and open_widths[-1] >= width:
            open_widths.pop()
        open_widths.append(width)
        found.append(len(open_widths))
    return found
