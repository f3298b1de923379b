"""A worklist as a workbook, and what came back in one."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.connectors.files import FileSource
from golive.connectors.protocol import SourceError
from golive.foundation.errors import Refused

MOST = 20_000  # lines of one workbook


def headings() -> list[str]:
    return [_("Record"), _("Column"), _("What is wrong"), _("Value now"), _("New value"), _("Reason")]


def write(title: str, lines: Iterable[tuple[str, str, str, str]]) -> bytes:
    """(record, column, what is wrong, value now): two empty columns follow, for the new value and the reason. Values are
    written as text, so that no spreadsheet turns a code into a number or a formula into one."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    bold, text = book.add_format({"bold": True, "bg_color": "#EEF2F7"}), book.add_format({"num_format": "@"})
    open_ = book.add_format({"num_format": "@", "bg_color": "#FFF9E5"})
    for place, name in enumerate(headings()):
        sheet.write_string(0, place, name, bold)
    for number, line in enumerate(lines, 1):
        for place, cell in enumerate(line):
            sheet.write_string(number, place, cell, text)
        sheet.write_blank(number, 4, None, open_)
        sheet.write_blank(number, 5, None, open_)
    sheet.set_column(0, 5, 22, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def write_rows(title: str, columns: list[str], rows: Iterable[tuple[str, str, list[str]]]) -> bytes:
    """(record, why it was refused, its cells): the rows as they are, to be corrected in their own columns."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(title[:31])
    bold, text = book.add_format({"bold": True, "bg_color": "#EEF2F7"}), book.add_format({"num_format": "@"})
    for place, name in enumerate([_("Record"), _("Reason"), *columns]):
        sheet.write_string(0, place, name, bold)
    for number, (key, why, cells) in enumerate(rows, 1):
        for place, cell in enumerate([key, why, *cells]):
            sheet.write_string(number, place, cell, text)
    sheet.set_column(0, len(columns) + 1, 20, text)
    sheet.freeze_panes(1, 2)
    book.close()
    return file.getvalue()


def read(upload: Any) -> list[dict[str, Any]]:
    """Lines with a new value: [{"line", "key", "column", "before", "after", "reason"}]; `line` is that of the sheet.
    Raises Refused for what is no workbook of a worklist."""
    suffix = Path(upload.name or "").suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise Refused("not_a_workbook", _BACK)
    with tempfile.TemporaryDirectory(prefix="golive-") as folder:
        path = Path(folder) / f"back{suffix}"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        try:
            source = FileSource(path, header_row=1 if suffix == ".xlsx" else None)
            table = source.describe()[0]
            if len(table.fields) < 5 or source.count(table.name) > MOST:
                raise Refused("not_a_workbook", _BACK)
            rows = list(source.read(table.name))
        except (SourceError, IndexError) as error:
            raise Refused("not_a_workbook", _BACK) from error
    names_ = [field.name for field in table.fields]
    return _of_rows(names_, rows) if len(names_) > 1 and names_[1] in REASONS else _of_worklist(rows)


REASONS = ("Reason", "原因", "理由")


def _of_rows(names: list[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every filled cell of rows that were refused; what did not change is left out when it is judged."""
    return [
        {"line": number, "key": str(row[names[0]] or "").strip(), "column": column, "before": None, "after": str(row[column]).strip(), "reason": ""}
        for number, row in enumerate(rows, 2)
        for column in names[2:]
        if row[column] is not None and str(row[column]).strip()
    ]  # fmt: skip


def _of_worklist(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(rows, 2):
        cells = [(cell or "").strip() if isinstance(cell, str) or cell is None else str(cell) for cell in row.values()]
        cells += [""] * (6 - len(cells))
        if cells[4]:
            names = ("key", "column", "_", "before", "after", "reason")
            line = dict(zip(names, cells[:6], strict=True))
            line.pop("_")
            found.append({"line": number, **line})
    return found


_BACK = gettext_lazy(
    "This is not the workbook of a worklist: download it here, fill in new values, and send it back as .xlsx (at most "
    "20,000 lines). Nothing was changed."
)
